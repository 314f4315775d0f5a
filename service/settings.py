"""The service's settings: read from environment variables, checked, and frozen."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from environs import Env, EnvValidationError
from marshmallow import ValidationError
from marshmallow.validate import Length, OneOf, Range

PREFIX = "QUOTH_"
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")

# JSON may write one character as two escapes of six bytes each (😀 for one emoji).
_BYTES_PER_CHARACTER = 12
_BYTES_BESIDE_THE_TEXT = 65_536
# More workers than this pay only on large machines, and a container sees all cores of its host.
_MOST_WORKERS_UNASKED = 4


class SettingsError(ValueError):
    """Environment variables hold values that the service cannot run with; the message lists every one."""


def usable_cores() -> int:
    """How many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can set. Every field is read from the environment variable `QUOTH_` + its name in capitals.

    Example:
        >>> Settings.from_environment(max_characters=5_000).max_characters
        5000
    """

    models: Path | None = None
    """Folder of Stanza models; None takes the bundled ones."""
    max_characters: int = 200_000
    """Longest text that is accepted, in Unicode code points."""
    threads: int = 1
    """Cores that one worker's inference uses."""
    workers: int = dataclasses.field(default_factory=lambda: min(usable_cores(), _MOST_WORKERS_UNASKED))
    """Processes that answer requests; they share one copy of the models."""
    queue: int = 16
    """Requests that may wait in a worker beside the one it works on; more are refused with 503."""
    bind: str = "127.0.0.1:8000"
    """Address and port, or `unix:PATH`; several are separated by commas."""
    timeout: int = 60
    """Seconds after which a worker that no longer shows life is replaced."""
    graceful_timeout: int = 30
    """Seconds that requests under way get to finish when the service is told to stop."""
    keepalive: int = 5
    """Seconds that an idle connection is kept open."""
    log_level: str = "info"
    """Least serious messages that are logged: debug, info, warning, error or critical."""
    access_log: bool = True
    """Whether each request is logged: its method, path, status and time, never its body."""

    @property
    def max_body_bytes(self) -> int:
        """A bound on request bodies, in bytes, that no text within `max_characters` can pass however it is escaped."""
        return self.max_characters * _BYTES_PER_CHARACTER + _BYTES_BESIDE_THE_TEXT

    @classmethod
    def from_environment(cls, **overrides: Any) -> Settings:
        """Settings from `QUOTH_…` variables; `overrides` (field names) win over the environment.

        Raises:
            SettingsError: a variable's value is not what its setting allows; all such variables are named.
            TypeError: an override names no setting.
        """
        fallback = cls()
        # Not eager: all wrong values are reported at once, by seal().
        env = Env(eager=False, prefix=PREFIX)
        values = {
            "models": env.path("MODELS", None, validate=_existing_folder),
            "max_characters": env.int("MAX_CHARACTERS", fallback.max_characters, validate=Range(1, 10_000_000)),
            "threads": env.int("THREADS", fallback.threads, validate=Range(1, 256)),
            "workers": env.int("WORKERS", fallback.workers, validate=Range(1, 256)),
            "queue": env.int("QUEUE", fallback.queue, validate=Range(0, 10_000)),
            "bind": env.str("BIND", fallback.bind, validate=Length(min=1)),
            "timeout": env.int("TIMEOUT", fallback.timeout, validate=Range(1, 86_400)),
            "graceful_timeout": env.int("GRACEFUL_TIMEOUT", fallback.graceful_timeout, validate=Range(1, 86_400)),
            "keepalive": env.int("KEEPALIVE", fallback.keepalive, validate=Range(1, 3_600)),
            "log_level": env.str("LOG_LEVEL", fallback.log_level, validate=OneOf(LOG_LEVELS)),
            "access_log": env.bool("ACCESS_LOG", fallback.access_log),
        }
        try:
            env.seal()
        except EnvValidationError as error:
            raise SettingsError(_report(error)) from None
        return cls(**{**values, **overrides})


def _existing_folder(path: Path | None) -> None:
    if path is not None and not path.is_dir():
        raise ValidationError(f"There is no folder {path}.")


def _report(error: EnvValidationError) -> str:
    # After seal() the messages are lists by variable. The values stay out: a log is no place for secrets.
    messages = cast("Mapping[str, list[str]]", error.error_messages)
    lines = [f"  {name}: {' '.join(messages[name])}" for name in sorted(messages)]
    return "these environment variables have values that Quoth cannot use:\n" + "\n".join(lines)
