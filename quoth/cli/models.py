"""`quoth models`: Stanza's official English package fetched, and what folders of models hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.cli.status import DONE, SOME_FAILED, complain
from quoth.packages.folder import (
    BUNDLED_MODELS,
    LANGUAGE,
    Model,
    State,
    UnusableModelsError,
    all_models,
    state_of,
)

if TYPE_CHECKING:
    from quoth.packages.download import Watcher

DESCRIPTION = "Folders of models: those that are part of Quoth, and Stanza's official ones."

DOWNLOAD_DESCRIPTION = """\
Fetch Stanza's official English package, as far as the engine needs it: tokenize, mwt, pos, lemma, depparse, ner and
the word vectors and character models that they depend on. Files that are there already and sound are left as they
are; a download that broke off goes on where it stopped."""

DOWNLOAD_EPILOG = """\
environment:
  HTTPS_PROXY                     a proxy to go through
  STANZA_RESOURCES_URL            where resources_VERSION.json is, if not at Stanza's own address
  STANZA_MODEL_URL                where the models are: an address with {resources_version}, {lang} and {filename}
  STANZA_RESOURCES_DIR            Stanza's folder of models, the default of --to

exit status:
  0  the folder is complete       1  something could not be fetched or written

examples:
  quoth models download --to stanza-models
  quoth extract --models stanza-models article.txt
  QUOTH_MODELS=stanza-models make serve"""

LIST_DESCRIPTION = "Tell which models the engine takes from a folder, how large they are, and whether they are sound."

LIST_EPILOG = """\
state:
  sound      the file's checksum is what resources.json says
  missing    it has no file there, or not all of its files
  damaged    the file is another one than resources.json says
  unlisted   resources.json does not name it among what the engine takes; it is not checked

exit status:
  0  every folder is complete and sound       1  some folder is not"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the grammar."""
    models = commands.add_parser("models", help="fetch and list models (quoth models --help)", description=DESCRIPTION)
    actions = models.add_subparsers(title="commands", dest="action", metavar="COMMAND", required=True)
    fetch = actions.add_parser(
        "download",
        help="fetch Stanza's official English package",
        description=DOWNLOAD_DESCRIPTION,
        epilog=DOWNLOAD_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    fetch.add_argument("--to", metavar="DIR", type=Path, help="folder to fill (default: Stanza's own)")
    fetch.set_defaults(run=download)
    listing = actions.add_parser(
        "list",
        help="tell what the bundled folder and others hold",
        description=LIST_DESCRIPTION,
        epilog=LIST_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    listing.add_argument("folders", nargs="*", metavar="DIR", type=Path, help="a folder beside the bundled one")
    listing.set_defaults(run=list_models)


def download(arguments: argparse.Namespace) -> int:
    """Fetch the official package, with a bar for each file on standard error."""
    from stanza.resources.common import DEFAULT_MODEL_DIR

    from quoth.packages.download import DownloadError, Mirror
    from quoth.packages.download import download as fetch

    folder: Path = arguments.to or Path(DEFAULT_MODEL_DIR)
    try:
        with _bars() as watch:
            models = fetch(folder, Mirror.official(), watch)
    except DownloadError as error:
        complain(str(error))
        return SOME_FAILED
    size = sum((folder / model.path).stat().st_size for model in models)
    sys.stdout.write(
        f"{folder}: {len(models)} models, {_megabytes(size)}, complete and sound\n"
        f"Use them with `quoth extract --models {folder}` or QUOTH_MODELS={folder}.\n"
    )
    return DONE


def list_models(arguments: argparse.Namespace) -> int:
    """Print a table of each folder; the bundled one comes first."""
    status = DONE
    for folder in (BUNDLED_MODELS, *arguments.folders):
        title = f"{folder} (bundled)" if folder == BUNDLED_MODELS else str(folder)
        try:
            rows = list(_rows(folder))
        except UnusableModelsError as error:
            complain(str(error))
            status = SOME_FAILED
            continue
        wrong = [name for name, *_, state in rows if state in ("missing", "damaged")]
        sys.stdout.write(f"{title}\n")
        for name, package, size, state in rows:
            sys.stdout.write(f"  {name:<16} {package:<28} {_megabytes(size) if size else '':>10}  {state}\n")
        total = _megabytes(sum(size for *_, size, _ in rows))
        sys.stdout.write(f"  {'in all':<16} {'':<28} {total:>10}  {'incomplete' if wrong else 'complete'}\n\n")
        if wrong:
            status = SOME_FAILED
    return status


def _rows(folder: Path) -> Iterator[tuple[str, str, int, State | str]]:
    """Processor, package, bytes and state of each model that the engine takes, then of whatever else is there."""
    models = all_models(folder)
    for model in models:
        size = sum(path.stat().st_size for path in map(folder.joinpath, model.paths) if path.is_file())
        yield model.processor, model.package, size, state_of(model, folder)
    needed = {folder / path for model in models for path in model.paths}
    for path in sorted((folder / LANGUAGE).rglob("*")):
        if path.is_file() and path not in needed:
            yield path.parent.name, path.name, path.stat().st_size, "unlisted"


@contextmanager
def _bars() -> Iterator[Watcher]:
    """A bar for each file on standard error, which shows how far it is, how fast it comes and how long it will take."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[Model, TaskID] = {}
    progress = Progress(*columns, console=Console(stderr=True))

    def watch(model: Model, received: int, total: int | None) -> None:
        progress.start()
        if model not in tasks:
            tasks[model] = progress.add_task(f"{model.processor}/{model.package}", total=total)
        progress.update(tasks[model], completed=received, total=total)

    try:
        yield watch
    finally:
        if tasks:
            progress.stop()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
