"""The command `quoth`: article files in, attributed quotes out."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from quoth import __version__
from quoth.cli import archive, extract, models, report
from quoth.cli.status import INTERRUPTED, PIPE_CLOSED

# torch, Stanza, Ray and matplotlib take seconds to import: each is imported where it is first needed, so that --help
# is instant.

DESCRIPTION = "Quote attribution for diplomatic news: who said what, in which office."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv` (default: the process's own arguments) and return its exit status."""
    arguments = build_parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: JSON is UTF-8, and so are the quotation marks
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has enough (| head). Python flushes once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def build_parser() -> argparse.ArgumentParser:
    """The grammar of the command line. Each command's module adds its own part."""
    parser = argparse.ArgumentParser(prog="quoth", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"quoth {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for command in (extract, archive, report, models):
        command.add_to(commands)
    return parser
