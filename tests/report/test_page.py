"""The page of a report: complete, sound HTML that needs nothing beside it and can be read without seeing."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from quoth import cli
from quoth.archive.extraction import Extraction
from quoth.archive.inputs import find
from quoth.archive.manifest import Format, Settings, begin_or_continue, parts
from quoth.archive.output import DONE, Output
from quoth.engine import Engine

ARTICLE = Path(__file__).parents[1] / "articles" / "harbour_dues.txt"
HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def run(folder: Path, engine: Engine, form: Format = "parquet") -> Output:
    """The output of a run over two articles, months apart, in a folder of a name that HTML and TeX would trip over."""
    text = ARTICLE.read_text(encoding="utf-8")
    rows = [{"id": day, "date": day, "text": text} for day in ("2024-05-01", "2024-08-01")]
    archive = folder / "archive.jsonl"
    archive.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    output, settings = Output(str(folder / "<out> & $x$")), Settings(part=1, formats=(form,))
    begin_or_continue(output, find([str(archive)], outside=output.path), settings, engine.model)
    extraction = Extraction(output, settings, engine)
    for part in parts(output):
        extraction.work(part)
    return output


def read(path: Path) -> Element:
    """The page as a browser's parser reads it; no error is let pass."""
    document: Element = html5lib.HTMLParser(strict=True).parse(path.read_bytes())
    return document


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Output:
    return run(tmp_path_factory.mktemp("report"), engine)


@pytest.fixture(scope="module")
def page(output: Output) -> Element:
    assert cli.main(["report", output.url]) == 0
    return read(Path(output.url, "report.html"))


def test_each_plot_has_a_name_a_sentence_and_a_table_of_its_figures(page: Element) -> None:
    by_id = {element.get("id"): element for element in page.iter() if element.get("id")}
    sections = list(page.iter(f"{HTML}section"))
    assert len(sections) == 5
    for section in sections:
        [image] = [each for each in section.iter(f"{HTML}div") if each.get("role") == "img"]
        named = [by_id[id] for id in (image.get("aria-labelledby") or "").split()]
        assert len(named) == 2
        assert all("".join(element.itertext()).strip() for element in named)
        assert len(list(image.iter(f"{SVG}svg"))) == 1
        assert len(list(section.iter(f"{HTML}tr"))) > 1


def test_ids_are_there_once_and_what_is_referred_to_is_there(output: Output, page: Element) -> None:
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    used = [element.get("href", "") for element in page.iter(f"{SVG}use")]
    used += [each.get("{http://www.w3.org/1999/xlink}href", "") for each in page.iter(f"{SVG}use")]
    assert {name.removeprefix("#") for name in used if name} <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(output: Output, page: Element) -> None:
    text = Path(output.url, "report.html").read_text(encoding="utf-8")
    assert not list(page.iter(f"{HTML}script")) + list(page.iter(f"{HTML}link")) + list(page.iter(f"{HTML}img"))
    assert "url(http" not in text
    assert "@import" not in text


def test_plots_take_their_colours_from_the_page_light_or_dark(output: Output) -> None:
    text = Path(output.url, "report.html").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in text
    plots = text[text.index("<svg") :]
    assert "var(--direct)" in plots
    assert "#0" not in plots.replace('href="#0', "")


def test_the_figures_are_those_of_the_output(output: Output, page: Element) -> None:
    tallies = [json.loads(output.read(f"{DONE}/{name}")) for name in output.names(DONE)]
    counts = ["".join(each.itertext()) for each in page.iter(f"{HTML}dd")]
    quotes = [sum(tally["forms"].values()) for tally in tallies]
    assert counts[:3] == ["2", "0", str(sum(quotes))]


def test_a_name_is_text_whatever_is_in_it(output: Output, page: Element) -> None:
    [title] = page.iter(f"{HTML}h1")
    assert "".join(title.itertext()) == f"Quotes of {output.url}"


def test_other_formats_give_the_same_figures(output: Output, page: Element, tmp_path: Path, engine: Engine) -> None:
    def tables(document: Element) -> list[str]:
        return ["".join(table.itertext()) for table in document.iter(f"{HTML}table")]

    forms: tuple[Format, ...] = ("jsonl", "records")
    for form in forms:
        (tmp_path / form).mkdir()
        other = run(tmp_path / form, engine, form)
        assert cli.main(["report", other.url, "--to", str(tmp_path / "page.html")]) == 0
        assert tables(read(tmp_path / "page.html")) == tables(page)


def test_an_unfinished_run_says_so_and_a_folder_without_one_is_refused(
    tmp_path: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    output = run(tmp_path, engine)
    output.remove(f"{DONE}/part-000001.json")
    assert cli.main(["report", output.url]) == 0
    [status] = [each for each in read(Path(output.url, "report.html")).iter() if each.get("role") == "status"]
    assert "1 of 2 articles" in (status.text or "")
    assert cli.main(["report", str(tmp_path / "nowhere")]) == 2
    assert "holds no run of quoth archive" in capsys.readouterr().err
