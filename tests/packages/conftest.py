"""What the tests of model folders share: a mirror, and folders that were filled from one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth.packages.download import download
from tests.packages.mirror import Served, serving


@pytest.fixture
def mirror() -> Iterator[Served]:
    """A mirror that works."""
    with serving() as served:
        yield served


@pytest.fixture(scope="session")
def downloaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that was filled from a mirror, not to be changed."""
    folder = tmp_path_factory.mktemp("downloaded") / "models"
    with serving() as served:
        download(folder, served.mirror, lambda *_: None)
    return folder


@pytest.fixture
def folder(downloaded: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be spoilt."""
    copy = tmp_path / "copy"
    shutil.copytree(downloaded, copy)
    return copy
