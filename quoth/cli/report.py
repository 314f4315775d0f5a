"""`quoth report`: the output of `quoth archive` in, a page of figures and plots out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quoth.cli.extras import installed
from quoth.cli.status import CANNOT_START, DONE, complain

NEEDED = ("matplotlib", "jinja2", "pyarrow", "fsspec")  # the extra `report`
PAGE = "report.html"

DESCRIPTION = """\
Write a page of HTML about what quoth archive found: who is quoted, how often, in which form, when, beside whom, and
which share of the sources is unnamed. The page needs nothing beside it and may be written while the run goes on.
Needs: pip install 'quoth[report]'."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the grammar."""
    command = commands.add_parser(
        "report",
        help="write a page of figures about the output of quoth archive (quoth report --help)",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("output", metavar="OUTPUT", help="the folder that quoth archive wrote; path or URL")
    command.add_argument("--to", metavar="FILE", type=Path, help=f"where to write (default: OUTPUT/{PAGE})")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the page and print where it is."""
    if not installed("report", NEEDED):
        return CANNOT_START
    from quoth.archive.errors import ArchiveError
    from quoth.archive.output import Output
    from quoth.report.page import page

    try:
        output = Output(arguments.output)
        data = page(output).encode()
        if arguments.to is None:
            output.write(PAGE, data)
        else:
            arguments.to.write_bytes(data)
    except (ArchiveError, OSError) as error:
        complain(str(error))
        return CANNOT_START
    sys.stdout.write(f"{arguments.to or f'{output.path}/{PAGE}'}\n")
    return DONE
