"""`quoth archive`: whole archives in, tables of quotes out."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.cli import progress
from quoth.cli.extras import installed
from quoth.cli.numbers import positive
from quoth.cli.status import CANNOT_START, DONE, INTERRUPTED, SOME_FAILED, complain

if TYPE_CHECKING:
    from quoth.archive.manifest import Settings
    from quoth.archive.output import Output

NEEDED = ("ray", "pyarrow", "fsspec")  # the extra `archive`

DESCRIPTION = """\
Read whole archives and write a table of their quotes. A run that was interrupted or killed goes on where it stopped
when it is started again with the same arguments. Needs: pip install 'quoth[archive]'."""

EPILOG = """\
INPUT is a file, a folder (its files and those below) or a glob in quotes, as a path or as a URL such as
s3://bucket/2024/*.parquet (for which its storage's package has to be installed, s3fs for instance):
  .jsonl, .ndjson, also with .gz   an article a line: {"id": …, "text": …, "date": …}
  .parquet                         an article a row
  .txt                             an article a file, its id its path without ending

formats:
  parquet   OUTPUT/quotes/*.parquet, a row for each quote (the default)
  jsonl     OUTPUT/quotes-jsonl/*.jsonl, the same rows as JSON Lines
  records   OUTPUT/records/*.jsonl, the whole record of each article on a line

Articles that could not be read are named in OUTPUT/failures/*.jsonl with the reason. docs/archive.md describes it all.

exit status:
  0  every article was read      1  some could not be read (the others are written)
  2  wrong usage, or the run could not be begun or gone on with

examples:
  quoth archive articles.parquet quotes/
  quoth archive 'wire/*.jsonl.gz' --text-column body --date-column published --carry section out/
  quoth archive s3://news/2024 s3://news/quotes --address auto --workers 64"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the grammar."""
    command = commands.add_parser(
        "archive",
        help="write the quotes of whole archives to tables (quoth archive --help)",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, folder or glob of articles; path or URL")
    command.add_argument("output", metavar="OUTPUT", help="the folder to write or to go on with; path or URL")
    command.add_argument("--id-column", metavar="NAME", default="id", help="where the id is (default: %(default)s)")
    command.add_argument(
        "--text-column", metavar="NAME", default="text", help="where the article is (default: %(default)s)"
    )
    command.add_argument(
        "--date-column", metavar="NAME", default="date", help="where its date is (default: %(default)s)"
    )
    command.add_argument(
        "--carry", metavar="NAME", action="append", default=[], help="a column to take over; may be repeated"
    )
    command.add_argument(
        "--format", metavar="FORMAT", action="append", help="parquet, jsonl or records; may be repeated"
    )
    command.add_argument(
        "--part", metavar="N", type=positive, default=64, help="articles written as one file (default: %(default)s)"
    )
    command.add_argument(
        "--max-characters",
        metavar="N",
        type=positive,
        default=200_000,
        help="longest text that is read (default: %(default)s)",
    )
    command.add_argument(
        "--workers", metavar="N", type=positive, help="engines at once, 1 GB each (default: one for each core)"
    )
    command.add_argument(
        "--address", metavar="ADDRESS", help="a Ray cluster, HOST:PORT or auto (default: this machine alone)"
    )
    command.add_argument("--models", metavar="DIR", type=Path, help="a folder of models in place of the bundled ones")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the archive, or what is left of it, and print its summary."""
    if not installed("archive", NEEDED):
        return CANNOT_START
    from quoth.archive.errors import ArchiveError
    from quoth.archive.output import Output

    try:
        return _run(Output(arguments.output), _settings(arguments), arguments)
    except (ArchiveError, OSError) as error:
        complain(str(error))
        return CANNOT_START
    except KeyboardInterrupt:
        complain("interrupted; started again with the same arguments, it goes on")
        return INTERRUPTED


def _run(output: Output, settings: Settings, arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from quoth.archive import inputs, running, summary
    from quoth.archive.manifest import begin_or_continue, parts

    files = inputs.find(arguments.inputs, outside=output.path)
    models = None if arguments.models is None else str(arguments.models.resolve())
    manifest = begin_or_continue(output, files, settings, running.model_name(models))
    done = output.done()
    waiting = [part for part in parts(output) if part.number not in done]
    left = sum(part.articles for part in waiting)
    began = time.monotonic()
    if waiting:
        if done:
            complain(f"going on: {manifest.articles - left} of {manifest.articles} articles are done")
        with (
            running.ray_cluster(arguments.address, arguments.workers) as workers,
            progress.shown(manifest.articles, done=manifest.articles - left) as advance,
        ):
            for tally in running.run(output, waiting, models, min(workers, len(waiting))):
                advance(tally.articles)
    tally = summary.finish(output)
    seconds = time.monotonic() - began
    console = Console(highlight=False)
    console.print(summary.shown(tally, output))
    if left:
        console.print(f"{left} articles in {seconds:.0f} s, {left / seconds:.2f} a second")
    return SOME_FAILED if tally.failures else DONE


def _settings(arguments: argparse.Namespace) -> Settings:
    """What the arguments say is to be written.

    Raises:
        ArchiveError: there is no such format, or a column cannot be carried over.
    """
    from quoth.archive.errors import ArchiveError
    from quoth.archive.manifest import FORMATS, Settings
    from quoth.archive.rows import OWN
    from quoth.archive.sources import Columns

    wanted = arguments.format or ["parquet"]
    for name in wanted:
        if name not in FORMATS:
            raise ArchiveError(f"--format {name}: is none of {', '.join(FORMATS)}")
    for name in arguments.carry:
        if name in OWN:
            raise ArchiveError(f"--carry {name}: the table of quotes has a column of that name; rename yours")
    return Settings(
        columns=Columns(arguments.id_column, arguments.text_column, arguments.date_column, tuple(arguments.carry)),
        formats=tuple(form for form in FORMATS if form in wanted),
        part=arguments.part,
        max_characters=arguments.max_characters,
    )
