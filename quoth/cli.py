"""The command `quoth`: article files in, attributed quotes out."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import __version__
from quoth.rendering import FORMATS, renderer

if TYPE_CHECKING:
    from quoth.engine import Engine

# torch and Stanza take seconds to import: the engine is imported where it is first needed, so that --help is instant.

STANDARD_INPUT = "-"

DONE, SOME_FAILED, CANNOT_START = 0, 1, 2
INTERRUPTED, PIPE_CLOSED = 130, 141  # what a shell reports of a process that SIGINT or SIGPIPE ended

DESCRIPTION = "Quote attribution for diplomatic news: who said what, in which office."

EXTRACT_DESCRIPTION = """\
Print the quotes of each article: what is said, by whom, in which office, and which words of the article say so.
An article is a file of plain text in UTF-8. Each result is printed as soon as it is ready."""

EXTRACT_EPILOG = """\
formats:
  json    indented JSON: the record of one FILE, an array of records for several (the default)
  jsonl   JSON Lines: the record of each FILE on a line of its own
  text    for people: speaker, role, affiliation, cue, confidence, and under them the quote

A record's id is its file's name without folder and ending; for standard input it is made from the text. Offsets
count Unicode code points of the file as it is, line ends and byte order mark included.

exit status:
  0  every FILE was read      1  some FILE could not be read (the others are printed)
  2  wrong usage, or the models could not be loaded

examples:
  quoth extract article.txt
  quoth extract --format text article.txt | less
  quoth extract --format jsonl archive/*.txt > quotes.jsonl
  pdftotext speech.pdf - | quoth extract -"""


class UnreadableArticleError(Exception):
    """A file that holds no article; the message says what is wrong and what would be right."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv` (default: the process's own arguments) and return its exit status."""
    arguments = build_parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: JSON is UTF-8, and so are the quotation marks
    try:
        status = extract(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has enough (| head). Python flushes once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def build_parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    parser = argparse.ArgumentParser(prog="quoth", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"quoth {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    command = commands.add_parser(
        "extract",
        help="print the quotes of article files (quoth extract --help)",
        description=EXTRACT_DESCRIPTION,
        epilog=EXTRACT_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("files", nargs="+", metavar="FILE", help="an article; - for standard input")
    command.add_argument("--format", choices=FORMATS, default="json", help="how to print (default: %(default)s)")
    command.add_argument("--models", metavar="DIR", type=Path, help="a folder of models in place of the bundled ones")
    command.add_argument(
        "--threads", metavar="N", type=_positive, help="processor threads to use (default: torch's choice)"
    )
    return parser


def extract(arguments: argparse.Namespace) -> int:
    """Print the quotes of each file; complain on standard error of those that cannot be read, and go on."""
    output = renderer(arguments.format, sys.stdout, several=len(arguments.files) > 1)
    engine: Engine | None = None
    status = DONE
    for name in arguments.files:
        try:
            text = read_article(name)
        except UnreadableArticleError as problem:
            _complain(str(problem))
            status = SOME_FAILED
            continue
        if engine is None:
            engine = _load_engine(arguments.models, arguments.threads)
        if engine is None:
            return CANNOT_START
        output.article(engine.extract(text, id=article_id(name)))
    output.close()
    return status


def read_article(name: str) -> str:
    """The text of a file, character for character.

    Raises:
        UnreadableArticleError: where the file is missing, a folder, not UTF-8, or blank.
    """
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        data = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except IsADirectoryError:
        raise UnreadableArticleError(f"{shown}: is a folder; name the files in it, for example {shown}/*.txt") from None
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


def article_id(name: str) -> str | None:
    """The id of a file's record: its name without folder and ending; None (made from the text) for standard input."""
    if name == STANDARD_INPUT:
        return None
    return os.fsencode(Path(name).stem).decode("utf-8", "replace")


def _load_engine(models: Path | None, threads: int | None) -> Engine | None:
    from quoth.engine import Engine

    try:
        return Engine(models, threads=threads)
    except (OSError, ValueError) as error:
        _complain(f"cannot load {'the bundled models' if models is None else f'models from {models}'}: {error}")
        return None


def _positive(value: str) -> int:
    number = int(value) if value.isascii() and value.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number of 1 or more")
    return number


def _complain(message: str) -> None:
    sys.stderr.write(f"quoth: {message}\n")


if __name__ == "__main__":
    sys.exit(main())
