"""What the tests of archives share: an archive of our own articles, and the settings of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ARTICLES = Path(__file__).parents[1] / "articles"
SHORT = ("harbour_dues", "border_closure", "fisheries_accord", "two_brothers")


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    """Six rows: four articles, one that is empty and one without a text."""
    good = [
        {
            "id": name,
            "date": f"2024-05-0{number}",
            "desk": "world",
            "text": (ARTICLES / f"{name}.txt").read_text("utf-8"),
        }
        for number, name in enumerate(SHORT, start=1)
    ]
    return [*good[:2], {"id": "blank", "text": " "}, *good[2:], {"id": "bare", "date": "2024-05-09"}]


@pytest.fixture
def archive(tmp_path: Path, rows: list[dict[str, Any]]) -> Path:
    """The rows as JSON Lines, with a blank line among them."""
    return write(tmp_path / "archive.jsonl", rows)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as JSON Lines, with a blank line after the third."""
    lines = [json.dumps(row) for row in rows]
    path.write_text("\n".join([*lines[:3], "", *lines[3:]]) + "\n", encoding="utf-8")
    return path
