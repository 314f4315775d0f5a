"""The command line: what it prints in each format, how it complains, and that it goes on where it can."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from quoth import __version__, cli
from quoth.cli.status import PIPE_CLOSED
from quoth.records import Article, Content, Cue, Quote, Span, Speaker, SpeakerReference
from quoth.rendering import TextRenderer, outline, printable, renderer

ARTICLES = Path(__file__).parent / "articles"

VALDORO = SpeakerReference("s_1", "Teresa Valdoro", "person", "Foreign Minister", "Portugal")
OFFICIALS = SpeakerReference("s_2", "officials", "group", None, None)
NOBODY = SpeakerReference("s_3", None, "unnamed", None, None)


def quote(
    id: str, text: str, *speakers: SpeakerReference, within: str | None = None, cue: str | None = "said"
) -> Quote:
    """A quote whose content is the whole of `text`."""
    return Quote(
        id=id,
        form="direct" if text.startswith("“") else "indirect",
        act="statement",
        within=within,
        confidence=0.93,
        content=Content(text, (Span(0, len(text), text),)),
        cue=Cue(0, len(cue), cue, "say") if cue else None,
        source=None,
        speakers=speakers,
    )


def record(*quotes: Quote, id: str = "accord", warnings: tuple[str, ...] = ()) -> Article:
    """An article with these quotes, and an entry for each of their speakers."""
    speakers = tuple(
        Speaker(s.id, s.name, s.kind, s.role, s.affiliation, (), (), ())
        for s in dict.fromkeys(s for q in quotes for s in q.speakers)
    )
    return Article(id, "quoth-en-test", "en", quotes, speakers, warnings)


class FakeEngine:
    """An engine that answers one quote at once: the article's first line, said by Teresa Valdoro."""

    def __init__(self, models: Path | None = None, threads: int | None = None) -> None:
        self.models, self.threads = models, threads

    def extract(self, text: str, *, id: str | None = None) -> Article:
        return record(quote("q_1", text.splitlines()[0], VALDORO), id=id or "made-from-the-text")

    def extract_many(self, articles: Sequence[tuple[str | None, str]]) -> list[Article]:
        return [self.extract(text, id=id) for id, text in articles]


@pytest.fixture
def fake_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quoth.engine.Engine", FakeEngine)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with two articles, and with files that are none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.txt").write_text("“One.”\nMore.", encoding="utf-8")
    (tmp_path / "two.txt").write_text("“Two.”", encoding="utf-8")
    (tmp_path / "blank.txt").write_text(" \n\n", encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes("Le ministre a été bref.".encode("latin-1"))
    (tmp_path / "folder").mkdir()
    return tmp_path


def printed(article: Article, **console: Any) -> str:
    """What the text format prints of one article."""
    stream = io.StringIO()
    TextRenderer(stream, **console).article(article)
    return stream.getvalue()


class TestFormats:
    """What goes to standard output."""

    @pytest.mark.usefixtures("fake_engine", "files")
    def test_json_of_one_file_is_one_object(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["extract", "one.txt"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer == json.loads(json.dumps(record(quote("q_1", "“One.”", VALDORO), id="one").as_dict()))

    @pytest.mark.usefixtures("fake_engine", "files")
    def test_json_of_several_files_is_an_array(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["extract", "one.txt", "two.txt"]) == 0
        assert [answer["id"] for answer in json.loads(capsys.readouterr().out)] == ["one", "two"]

    @pytest.mark.usefixtures("fake_engine", "files")
    def test_json_stays_an_array_where_only_one_of_several_files_can_be_read(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", "missing.txt", "two.txt"]) == 1
        assert [answer["id"] for answer in json.loads(capsys.readouterr().out)] == ["two"]

    @pytest.mark.usefixtures("fake_engine", "files")
    def test_json_is_an_empty_array_where_none_of_several_files_can_be_read(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", "missing.txt", "blank.txt"]) == 1
        assert json.loads(capsys.readouterr().out) == []

    @pytest.mark.usefixtures("fake_engine", "files")
    def test_jsonl_is_one_line_for_each_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["extract", "--format", "jsonl", "one.txt", "two.txt"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [json.loads(line)["quotes"][0]["content"]["text"] for line in lines] == ["“One.”", "“Two.”"]

    @pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\n"])
    def test_jsonl_keeps_an_article_on_one_line_whatever_line_ends_are_in_it(self, mark: str) -> None:
        stream, article = io.StringIO(), record(quote("q_1", f"“One{mark}two.”", VALDORO))
        renderer("jsonl", stream, several=False).article(article)
        assert len(stream.getvalue().splitlines()) == 1
        assert json.loads(stream.getvalue())["quotes"][0]["content"]["text"] == f"“One{mark}two.”"

    @pytest.mark.parametrize("form", ["json", "jsonl", "text"])
    @pytest.mark.usefixtures("files")
    def test_each_result_is_printed_before_the_next_article_is_read(
        self, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        printed_before: list[str] = []

        class Watching(FakeEngine):
            def extract(self, text: str, *, id: str | None = None) -> Article:
                printed_before.append(capsys.readouterr().out)
                return super().extract(text, id=id)

        monkeypatch.setattr("quoth.engine.Engine", Watching)
        assert cli.main(["extract", "--format", form, "one.txt", "two.txt"]) == 0
        assert printed_before[0] == ""
        assert "“One.”" in printed_before[1]

    def test_text_is_taken_character_for_character(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken: list[str] = []

        class Keeping(FakeEngine):
            def extract(self, text: str, *, id: str | None = None) -> Article:
                taken.append(text)
                return record()

        monkeypatch.setattr("quoth.engine.Engine", Keeping)
        (tmp_path / "odd.txt").write_bytes("\ufeff“One.”\r\n\u2003Two\x0b.\r".encode())
        assert cli.main(["extract", str(tmp_path / "odd.txt")]) == 0
        assert taken == ["\ufeff“One.”\r\n\u2003Two\x0b.\r"]

    @pytest.mark.usefixtures("files")
    def test_models_and_threads_reach_the_engine(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: list[FakeEngine] = []

        class Kept(FakeEngine):
            def __init__(self, models: Path | None = None, threads: int | None = None) -> None:
                super().__init__(models, threads)
                made.append(self)

        monkeypatch.setattr("quoth.engine.Engine", Kept)
        assert cli.main(["extract", "--models", "elsewhere", "--threads", "3", "one.txt", "two.txt"]) == 0
        assert [(engine.models, engine.threads) for engine in made] == [(Path("elsewhere"), 3)]


class TestText:
    """The page for people."""

    @pytest.fixture(autouse=True)
    def no_wishes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
            monkeypatch.delenv(name, raising=False)

    def test_it_names_speaker_role_affiliation_cue_and_quote(self) -> None:
        page = printed(record(quote("q_1", "“We are closer.”", VALDORO, cue="told")))
        assert page.splitlines() == [
            "accord  1 quote, 1 speaker",
            "",
            "Teresa Valdoro, Foreign Minister, Portugal · told · 93%",
            "    “We are closer.”",
        ]

    def test_a_quote_inside_a_quote_stands_further_in_under_the_one_that_reports_it(self) -> None:
        outer = quote("q_1", "Valdoro said they agreed.", OFFICIALS)
        later = quote("q_2", "“Good night.”", OFFICIALS)
        inner = quote("q_3", "they agreed", VALDORO, within="q_1")
        page = printed(record(outer, later, inner)).splitlines()
        assert page[2:9] == [
            "officials · said · 93%",
            "    Valdoro said they agreed.",
            "",
            "    Teresa Valdoro, Foreign Minister, Portugal · said · 93%",
            "        they agreed",
            "",
            "officials · said · 93%",
        ]

    def test_a_quote_whose_reporting_quote_is_missing_is_printed_all_the_same(self) -> None:
        lost = quote("q_1", "they agreed", VALDORO, within="q_9")
        assert outline((lost,)) == [(0, lost)]

    def test_joint_speakers_stand_on_one_line(self) -> None:
        page = printed(record(quote("q_1", "to meet", VALDORO, OFFICIALS, cue="agreed")))
        assert "Teresa Valdoro, Foreign Minister, Portugal; officials · agreed · 93%" in page.splitlines()

    def test_it_says_where_a_speaker_has_no_name_or_was_not_found(self) -> None:
        page = printed(record(quote("q_1", "“A.”", NOBODY), quote("q_2", "“B.”", cue=None)))
        assert "somebody unnamed · said · 93%" in page.splitlines()
        assert "speaker not found · 93%" in page.splitlines()

    def test_warnings_are_shown(self) -> None:
        assert "! the text is not English" in printed(record(warnings=("the text is not English",))).splitlines()

    def test_lines_are_wrapped_and_indented_at_the_width_of_the_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        lines = printed(record(quote("q_1", "“" + "We are closer to an accord. " * 5 + "”", VALDORO))).splitlines()
        assert max(map(len, lines)) <= 40
        assert all(line.startswith("    ") for line in lines[4:])
        assert not any(line.endswith(" ") for line in lines)

    def test_brackets_and_colons_of_an_article_are_no_markup(self) -> None:
        text = "“[bold]We[/bold] met [sic] at 10:30 :smile: [/]”"
        assert f"    {text}" in printed(record(quote("q_1", text, VALDORO))).splitlines()

    def test_line_breaks_and_control_characters_of_an_article_do_not_reach_the_terminal(self) -> None:
        assert printable("“One,\n\r\n  two\x1b[31m\x07\x9b”") == "“One, two\ufffd[31m\ufffd\ufffd”"

    @pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
    @pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("1", False)])
    def test_colours_are_for_terminals_and_no_color_is_respected(
        self, no_color: str | None, coloured: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TERM", "xterm-256color")
        if no_color:
            monkeypatch.setenv("NO_COLOR", no_color)
        article = record(quote("q_1", "“We are closer.”", VALDORO))
        master, slave = os.openpty()
        with os.fdopen(slave, "w", encoding="utf-8") as terminal, os.fdopen(master, "rb", buffering=0) as screen:
            TextRenderer(terminal).article(article)
            page = screen.read(65536).decode("utf-8")
        assert ("\x1b[1;36m" in page) == coloured
        assert "\x1b" not in printed(article)


class TestFolders:
    """A folder for the files in it, and many files."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        for name in ("b", "a", "2019/a"):
            path = tmp_path / "wire" / f"{name}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"“{name}.”", encoding="utf-8")
        (tmp_path / "wire" / "notes.md").write_text("No article.", encoding="utf-8")
        return tmp_path / "wire"

    @pytest.mark.usefixtures("fake_engine", "folder")
    def test_a_folder_stands_for_the_texts_in_it_and_below_by_their_paths(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", "wire"]) == 0
        assert [answer["id"] for answer in json.loads(capsys.readouterr().out)] == ["2019/a", "a", "b"]

    @pytest.mark.usefixtures("fake_engine")
    def test_json_of_a_folder_is_an_array_whatever_is_in_it(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", str(folder / "2019")]) == 0
        assert [answer["id"] for answer in json.loads(capsys.readouterr().out)] == ["a"]

    @pytest.mark.parametrize(("count", "sizes"), [(8, [1] * 8), (9, [8, 1])])
    def test_many_files_go_through_the_models_together(
        self, count: int, sizes: list[int], folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken: list[int] = []

        class Counting(FakeEngine):
            def extract_many(self, articles: Sequence[tuple[str | None, str]]) -> list[Article]:
                taken.append(len(articles))
                return super().extract_many(articles)

        monkeypatch.setattr("quoth.engine.Engine", Counting)
        assert cli.main(["extract", "--format", "jsonl", *[str(folder / "a.txt")] * count]) == 0
        assert taken == sizes

    @pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
    def test_a_bar_is_shown_on_a_terminal_while_the_output_goes_elsewhere(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("quoth.engine.Engine", FakeEngine)
        monkeypatch.setenv("TERM", "xterm-256color")
        master, slave = os.openpty()
        with os.fdopen(slave, "w", encoding="utf-8") as terminal, os.fdopen(master, "rb", buffering=0) as screen:
            monkeypatch.setattr("sys.stderr", terminal)
            assert cli.main(["extract", "--format", "jsonl", "wire"]) == 0
            terminal.close()
            seen = b""
            with contextlib.suppress(OSError):  # the end of what was written to a terminal that is closed
                while more := screen.read(65536):
                    seen += more
            assert "3/3" in seen.decode("utf-8")


class TestComplaints:
    """What goes to standard error, and the exit status."""

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("missing.txt", "No such file or directory"),
            ("folder", "is a folder"),
            ("latin.txt", "not UTF-8 (byte 0xe9 at offset 14); convert it first"),
            ("blank.txt", "empty"),
        ],
    )
    @pytest.mark.usefixtures("fake_engine", "files")
    def test_a_file_that_is_no_article_is_named_and_the_others_are_done(
        self, name: str, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["extract", "--format", "jsonl", "one.txt", name, "two.txt"]) == 1
        out, err = capsys.readouterr()
        assert [json.loads(line)["id"] for line in out.splitlines()] == ["one", "two"]
        assert err.startswith(f"quoth: {name}: ")
        assert said in err
        assert err.count("\n") == 1

    @pytest.mark.usefixtures("files")
    def test_no_engine_is_loaded_where_there_is_nothing_to_read(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("quoth.engine.Engine", None)
        assert cli.main(["extract", "missing.txt"]) == 1
        assert capsys.readouterr().out == ""

    @pytest.mark.usefixtures("files")
    def test_models_that_cannot_be_loaded_are_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["extract", "--models", "folder", "one.txt"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("quoth: cannot load models from folder: ")

    @pytest.mark.parametrize(
        "arguments", [[], ["extract"], ["extract", "--format", "xml", "a"], ["extract", "--threads", "0", "a"]]
    )
    def test_wrong_usage_ends_with_2_and_says_how_it_is_used(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        assert ended.value.code == 2
        assert "usage: quoth" in capsys.readouterr().err


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "quoth.cli", *arguments], capture_output=True, check=False, **options)


class TestProcess:
    """The installed command with the real engine."""

    def test_the_console_script_is_installed_and_tells_its_version(self) -> None:
        script = Path(sys.executable).with_name("quoth")
        answer = subprocess.run([script, "--version"], capture_output=True, check=True, text=True)
        assert answer.stdout == f"quoth {__version__}\n"

    def test_help_explains_the_command_without_loading_torch(self) -> None:
        watch = "import sys; from quoth import cli\ntry: cli.main(['extract', '--help'])\nexcept SystemExit: pass\n"
        watch += "sys.exit(bool({'torch', 'stanza', 'rich'} & set(sys.modules)))"
        answer = subprocess.run([sys.executable, "-c", watch], capture_output=True, check=False, text=True)
        assert answer.returncode == 0
        for word in ("--format", "jsonl", "--models", "--threads", "standard input", "exit status"):
            assert word in answer.stdout

    def test_it_reads_standard_input_and_prints_utf_8_whatever_the_locale(
        self, article: Callable[[str], str], engine: Any
    ) -> None:
        text = article("fisheries_accord")
        environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        answer = run("extract", "--threads", "1", "-", input=text.encode(), env=environment)
        assert answer.returncode == 0, answer.stderr.decode()
        assert json.loads(answer.stdout.decode("utf-8")) == json.loads(json.dumps(engine.extract(text).as_dict()))

    def test_a_reader_that_has_enough_ends_it_quietly(self) -> None:
        names = [str(path) for path in sorted(ARTICLES.glob("*.txt"))]
        command = [sys.executable, "-m", "quoth.cli", "extract", "--format", "jsonl", "--threads", "1", *names]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout and process.stderr
            process.stdout.readline()
            process.stdout.close()
            complaints = process.stderr.read()
        assert process.returncode == PIPE_CLOSED
        assert complaints == b""

    def test_every_article_of_ours_is_answered_with_spans_that_are_the_text(self, engine: Any) -> None:
        for path in sorted(ARTICLES.glob("*.txt")):
            text = path.read_bytes().decode("utf-8")
            answer = engine.extract(text, id=path.stem)
            assert answer.id == path.stem
            assert answer.quotes, path.stem
            for found in answer.quotes:
                pieces = [*found.content.spans, *filter(None, (found.cue, found.source))]
                assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
