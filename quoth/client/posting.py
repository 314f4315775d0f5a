"""What is posted to the service: an article, and what is wanted of its record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from quoth.records import Act, Form


@dataclass(frozen=True, slots=True)
class Options:
    """What is wanted of a record; a new one wants all, with offsets in code points."""

    forms: Collection[Form] | None = None
    acts: Collection[Act] | None = None
    min_confidence: float = 0.0
    offsets: Literal["code_points", "utf16"] = "code_points"

    def as_json(self) -> dict[str, Any]:
        """The `options` of a request."""
        found: dict[str, Any] = {"min_confidence": self.min_confidence, "offsets": self.offsets}
        if self.forms is not None:
            found["forms"] = sorted(self.forms)
        if self.acts is not None:
            found["acts"] = sorted(self.acts)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An article to be posted, as `text` or as `html`."""

    text: str | None = None
    html: str | None = None
    id: str | None = None
    options: Options = Options()

    def __post_init__(self) -> None:
        if (self.text is None) == (self.html is None):
            raise ValueError("A posting has either text or html.")

    def as_json(self) -> dict[str, Any]:
        """The body of the request."""
        found = {"text": self.text, "html": self.html, "id": self.id, "options": self.options.as_json()}
        return {name: value for name, value in found.items() if value is not None}
