"""What every view of one application shares: its settings, and the extractor once the models are loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import BoundedSemaphore

from flask import Flask, current_app

from service.inference import Extractor
from service.problems import NOT_READY, Problem
from service.settings import Settings

_EXTENSION = "quoth"
_SECONDS_TO_LOAD = "5"


@dataclass(slots=True)
class State:
    """`extractor` is None until the models are loaded."""

    settings: Settings
    extractor: Extractor | None
    streams: BoundedSemaphore = field(init=False)
    """A place for each batch that may be answered at the same time."""

    def __post_init__(self) -> None:
        self.streams = BoundedSemaphore(self.settings.streams)

    def ready_extractor(self) -> Extractor:
        """The extractor.

        Raises:
            Problem: 503, while there is none.
        """
        if self.extractor is None:
            raise Problem(NOT_READY, "The models are not loaded yet.", headers={"Retry-After": _SECONDS_TO_LOAD})
        return self.extractor


def attach(app: Flask, state: State) -> None:
    """Gives the application its state."""
    app.extensions[_EXTENSION] = state


def current_state() -> State:
    """The state of the application that handles the current request."""
    state: State = current_app.extensions[_EXTENSION]
    return state
