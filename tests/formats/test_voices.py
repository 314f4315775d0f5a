"""The colours of speakers: readable on the page, apart for everybody, and the same wherever quotes are shown."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

import service
from service.formats.html import render
from tests.formats.reading import article_record, article_text

STATIC = Path(service.__file__).parent / "static"
PAPER = {"light": "#fbf9f4", "dark": "#16181b"}
CONTRAST = 5.8
"""More than the 4.5 that WCAG AA asks for, for the tints behind highlighted words take some away."""
APART = 0.075
"""Least distance in OKLab; the palette of Okabe and Ito, made for colour-blind readers, has 0.076."""

VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""Rows of matrices over linear RGB, severity 1.0, from Machado, Oliveira and Fernandes (2009), "A physiologically-based
model for simulation of color vision deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (6)."""

Triple = tuple[float, ...]


def palette(theme: str, source: str) -> list[str]:
    """The eight colours of a theme in a source file, in order."""
    pairs = re.findall(r"(#[0-9a-f]{6}), (#[0-9a-f]{6})", source)
    return [pair[theme == "dark"] for pair in pairs]


def voices(theme: str) -> list[str]:
    css = (STATIC / "desk" / "voices.css").read_text(encoding="utf-8")
    return palette(theme, "".join(re.findall(r"\.voice-\d \{[^}]*\}", css)))


def linear(colour: str) -> Triple:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def seen(colour: Triple, vision: str) -> Triple:
    return tuple(
        min(max(sum(weight * part for weight, part in zip(row, colour, strict=True)), 0), 1) for row in VISION[vision]
    )


def contrast(one: str, other: str) -> float:
    bright = sorted(
        sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (one, other)
    )
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def oklab(colour: Triple) -> Triple:
    red, green, blue = colour
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )


@pytest.mark.parametrize("theme", PAPER)
def test_every_colour_is_readable_on_the_paper(theme: str) -> None:
    assert len(voices(theme)) == 8
    assert min(contrast(colour, PAPER[theme]) for colour in voices(theme)) >= CONTRAST


@pytest.mark.parametrize("theme", PAPER)
@pytest.mark.parametrize("vision", VISION)
def test_any_two_colours_are_apart_for_every_kind_of_colour_vision(theme: str, vision: str) -> None:
    places = [oklab(seen(linear(colour), vision)) for colour in voices(theme)]
    nearest = min(
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 for one, other in combinations(places, 2)
    )
    assert nearest >= APART


def test_the_desk_the_component_and_the_page_show_the_same_colours() -> None:
    component = (STATIC / "quoth.js").read_text(encoding="utf-8")
    page = render(article_record("fisheries_accord"), article_text("fisheries_accord"))
    for theme in PAPER:
        listed = re.search(r"const COLOURS = \[(.*?)\];", component, re.DOTALL)
        assert listed and palette(theme, listed[1]) == voices(theme)
        assert palette(theme, "".join(re.findall(r"\.voice-\d \{[^}]*\}", page))) == voices(theme)
