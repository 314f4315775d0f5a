"""Figures in, plots as SVG that stands in a page and takes its colours from it out."""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from quoth.records import FORMS

WIDTH = 8.0  # inches, of 72 points each in SVG
BAR = 0.3  # inches for each bar that lies

# Matplotlib wants colours it knows; the page wants its own, light or dark. Each stands in for a variable of the page.
_INK, _FAINT, _ACCENT = "#010101", "#020202", "#030303"
_FORM_COLOURS = {"direct": "#0a0a01", "mixed": "#0a0a02", "indirect": "#0a0a03"}
_VARIABLES = {_INK: "--ink", _FAINT: "--rule", _ACCENT: "--accent"} | {
    colour: f"--{form}" for form, colour in _FORM_COLOURS.items()
}

_STYLE: Any = {
    "svg.fonttype": "none",  # text stays text, in the page's font
    "svg.hashsalt": "quoth",
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": _FAINT,
    "legend.frameon": False,
    "legend.labelcolor": _INK,
}


def by_form(name: str, rows: Sequence[tuple[str, Counter[str]]]) -> str:
    """A bar that lies for each row, longest first, in the colours of the forms. `name` sets it off from other plots."""

    def draw(axes: Axes) -> None:
        _stack(axes, rows, axes.barh)
        axes.set_yticks(range(len(rows)), [label for label, _ in rows])
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="x")

    return _svg(name, draw, height=1 + BAR * len(rows))


def over_time(name: str, rows: Sequence[tuple[str, Counter[str]]]) -> str:
    """A bar that stands for each period, in the colours of the forms."""

    def draw(axes: Axes) -> None:
        _stack(axes, rows, axes.bar)
        _periods(axes, [period for period, _ in rows])
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="y")

    return _svg(name, draw, height=3)


def share_over_time(name: str, rows: Sequence[tuple[str, float]]) -> str:
    """A point for each period, joined; shares from 0 to 1."""

    def draw(axes: Axes) -> None:
        axes.plot(range(len(rows)), [share for _, share in rows], color=_ACCENT, marker="o", markersize=4)
        _periods(axes, [period for period, _ in rows])
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.grid(axis="y")

    return _svg(name, draw, height=2.5)


def bars(name: str, rows: Sequence[tuple[str, int]]) -> str:
    """A bar that lies for each row, in one colour."""

    def draw(axes: Axes) -> None:
        axes.barh(range(len(rows)), [count for _, count in rows], color=_ACCENT)
        axes.set_yticks(range(len(rows)), [label for label, _ in rows])
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="x")

    return _svg(name, draw, height=0.7 + BAR * len(rows))


def _stack(axes: Axes, rows: Sequence[tuple[str, Counter[str]]], bar: Callable[..., object]) -> None:
    """Bars, the forms of each on or beside one another."""
    below = [0] * len(rows)
    for form in FORMS:
        counts = [each[form] for _, each in rows]
        # The fourth parameter of bar and barh is where a bar begins, whatever it is called.
        bar(range(len(rows)), counts, 0.8, below, color=_FORM_COLOURS[form], label=form)
        below = [lower + count for lower, count in zip(below, counts, strict=True)]
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(FORMS))


def _periods(axes: Axes, labels: Sequence[str]) -> None:
    """Names of periods below the axis, as many as there is room for."""
    every = -(-len(labels) // 10)
    axes.set_xticks(range(0, len(labels), every), labels[::every])


def _svg(name: str, draw: Callable[[Axes], None], *, height: float) -> str:
    stream = io.StringIO()
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # Matplotlib's own font lacks scripts that the reader's fonts have.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.subplots()
        axes.set_axisbelow(True)
        draw(axes)
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _for_page(name, stream.getvalue())


def _for_page(name: str, svg: str) -> str:
    """The <svg> element alone, its ids set off from those of other plots, its colours those of the page."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'\b(id="|xlink:href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1" aria-hidden="true">', svg, count=1)
    svg = svg.replace("xlink:href", "href")
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    return svg
