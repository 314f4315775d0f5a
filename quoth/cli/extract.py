"""`quoth extract`: article files in, their quotes printed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.cli import progress
from quoth.cli.numbers import positive
from quoth.cli.status import CANNOT_START, DONE, SOME_FAILED, complain
from quoth.rendering import FORMATS, renderer

if TYPE_CHECKING:
    from quoth.engine import Engine

STANDARD_INPUT = "-"
TEXT_FILES = "*.txt"

BATCH = 8
"""Articles that go through the models together where there are more than these: a quarter faster than one by one."""

DESCRIPTION = """\
Print the quotes of each article: what is said, by whom, in which office, and which words of the article say so.
An article is a file of plain text in UTF-8; a folder stands for all *.txt files in it and below. Each result is
printed as soon as it is ready; more than 8 files are read 8 at a time."""

EPILOG = """\
formats:
  json    indented JSON: the record of one FILE, an array of records for several (the default)
  jsonl   JSON Lines: the record of each FILE on a line of its own
  text    for people: speaker, role, affiliation, cue, confidence, and under them the quote

A record's id is its file's name without folder and ending; below a folder that was named, its path from there
without ending; for standard input it is made from the text. Offsets count Unicode code points of the file as it is,
line ends and byte order mark included.

Whole archives that are JSON Lines or Parquet, or that take hours: quoth archive --help.

exit status:
  0  every FILE was read      1  some FILE could not be read (the others are printed)
  2  wrong usage, or the models could not be loaded

examples:
  quoth extract article.txt
  quoth extract --format text article.txt | less
  quoth extract --format jsonl archive/ > quotes.jsonl
  pdftotext speech.pdf - | quoth extract -"""


class UnreadableArticleError(Exception):
    """A file that holds no article; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file to read: its path (or -), and the id of its record (None: made from the text)."""

    path: str
    id: str | None


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the grammar."""
    command = commands.add_parser(
        "extract",
        help="print the quotes of article files (quoth extract --help)",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("files", nargs="+", metavar="FILE", help="an article or a folder; - for standard input")
    command.add_argument("--format", choices=FORMATS, default="json", help="how to print (default: %(default)s)")
    command.add_argument("--models", metavar="DIR", type=Path, help="a folder of models in place of the bundled ones")
    command.add_argument(
        "--threads", metavar="N", type=positive, help="processor threads to use (default: torch's choice)"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the quotes of each file; complain on standard error of those that cannot be read, and go on."""
    several = len(arguments.files) > 1 or Path(arguments.files[0]).is_dir()
    output = renderer(arguments.format, sys.stdout, several=several)
    engine: Engine | None = None
    status = DONE
    files, empty = files_of(arguments.files)
    for folder in empty:
        complain(f"{folder}: is a folder with no {TEXT_FILES} in it or below; an article is a file of plain text")
        status = SOME_FAILED
    # A bar would run into what is printed on the same terminal.
    watched = len(files) > 1 and sys.stderr.isatty() and not sys.stdout.isatty()
    with progress.bar(len(files)) if watched else progress.silent() as advance:
        for batch in _batches(files, BATCH if len(files) > BATCH else 1):
            articles = []
            for file in batch:
                try:
                    articles.append((file.id, read_article(file.path)))
                except UnreadableArticleError as problem:
                    complain(str(problem))
                    status = SOME_FAILED
            if articles and engine is None:
                engine = _load_engine(arguments.models, arguments.threads)
                if engine is None:
                    return CANNOT_START
            for article in engine.extract_many(articles) if engine and articles else []:
                output.article(article)
            advance(len(batch))
    output.close()
    return status


def files_of(names: Sequence[str]) -> tuple[list[Named], list[str]]:
    """The files that names stand for, each folder replaced by the text files in it and below; and the empty folders."""
    files: list[Named] = []
    empty = []
    for name in names:
        if name != STANDARD_INPUT and (folder := Path(name)).is_dir():
            inside = sorted(path for path in folder.rglob(TEXT_FILES) if path.is_file())
            files += (Named(str(path), _printable(path.relative_to(folder).with_suffix(""))) for path in inside)
            if not inside:
                empty.append(name)
        else:
            files.append(Named(name, None if name == STANDARD_INPUT else _printable(Path(Path(name).stem))))
    return files, empty


def read_article(name: str) -> str:
    """The text of a file, character for character.

    Raises:
        UnreadableArticleError: where the file is missing, not UTF-8, or blank.
    """
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        data = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        raise UnreadableArticleError(f"{shown}: {error.strerror or error}") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableArticleError(
            f"{shown}: not UTF-8 (byte 0x{data[error.start]:02x} at offset {error.start}); "
            "convert it first, for example with iconv -f WINDOWS-1252 -t UTF-8"
        ) from None
    if not text.strip():
        raise UnreadableArticleError(f"{shown}: empty; an article of plain text is expected")
    return text


def _printable(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _load_engine(models: Path | None, threads: int | None) -> Engine | None:
    from quoth.engine import Engine

    try:
        return Engine(models, threads=threads)
    except (OSError, ValueError) as error:
        complain(f"cannot load {'the bundled models' if models is None else f'models from {models}'}: {error}")
        return None


def _batches(files: Iterable[Named], size: int) -> Iterator[list[Named]]:
    waiting = iter(files)
    while batch := list(islice(waiting, size)):
        yield batch
