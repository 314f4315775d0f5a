"""The service's settings: read from environment variables, checked, and frozen."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import limits
from environs import Env, EnvValidationError
from marshmallow import ValidationError
from marshmallow.validate import Length, OneOf, Range, Regexp

from quoth.packages.folder import UnusableModelsError, check
from service.security.exposure import reachable
from service.security.keys import KeyRecordError, parse, read_file

PREFIX = "QUOTH_"
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")
LOG_FORMATS = ("text", "json")
MEMORY = "memory://"
EVERY_ORIGIN = "*"

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")

# JSON may write one character as two escapes of six bytes each (😀 for one emoji).
_BYTES_PER_CHARACTER = 12
_BYTES_BESIDE_THE_TEXT = 65_536
# English news has five and a half, white space and marks included.
_CHARACTERS_PER_WORD = 4
_FEW_WORDS = 1_000
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
    """Articles that may wait in a worker beside those that it reads; more are refused with 503."""
    batch: int = 4
    """Articles that a worker reads together, if so many wait."""
    batch_wait: int = 0
    """Milliseconds that a worker waits for a batch to fill; 0 takes what is there."""
    time_limit: int = 120
    """Seconds after which an article that has no answer yet is given up."""
    read_timeout: int = 30
    """Seconds that a client may take to send a request."""
    streams: int = 4
    """Batches (POST /v1/quotes:batch) that a worker answers at the same time; more are refused with 503."""
    max_batch_bytes: int = 268_435_456
    """Longest body of a batch that is read, in bytes."""
    bind: str = "127.0.0.1:8000"
    """Address and port, or `unix:PATH`; several are separated by commas."""
    timeout: int = 60
    """Seconds after which a worker that no longer shows life is replaced."""
    graceful_timeout: int = 30
    """Seconds that requests under way get to finish when the service is told to stop."""
    keepalive: int = 75
    """Seconds that an idle connection is kept open: more than the 60 after which proxies usually give theirs up, for
    one that the service closes first may lose the request that is just being sent."""
    log_level: str = "info"
    """Least serious messages that are logged: debug, info, warning, error or critical."""
    access_log: bool = True
    """Whether each request is logged: its method, path, status and time, never its body."""
    log_format: str = "text"
    """How the log is written: text, for people, or json, one object on each line."""
    log_text: bool = False
    """Whether the log of a failure may quote the article; without it only the place of the failure is logged."""
    keys: str = ""
    """Records of API keys, as `python -m service.security.keys` prints them, separated by white space."""
    keys_file: Path | None = None
    """A file of such records, one on each line, which is read again whenever it has changed."""
    allow_anonymous: bool = False
    """Whether to serve without keys on addresses that other machines can reach."""
    rate_limit: str = ""
    """How many articles one key may send, or one address without keys, as in `60/minute;2000/day`; "" for any."""
    rate_limit_storage: str = dataclasses.field(default=MEMORY, repr=False)
    """Where the rate is counted: memory://, in each worker, or the address of a Redis that all share."""
    trusted_proxies: int = 0
    """Proxies in front that append to X-Forwarded-For; the address before them is taken for the client's."""
    cors_origins: str = ""
    """Origins, separated by commas, whose pages may ask from a browser; * for all."""
    traces: bool = False
    """Whether traces are sent by OpenTelemetry, to where its own variables OTEL_… say."""

    @property
    def max_words(self) -> int:
        """A bound on words and marks, which prose within `max_characters` stays below: what reading costs is theirs."""
        return max(self.max_characters // _CHARACTERS_PER_WORD, _FEW_WORDS)

    @property
    def places(self) -> int:
        """How many articles may be in a worker at the same time."""
        return self.queue + self.batch

    @property
    def connections(self) -> int:
        """How many requests a worker answers at the same time: those of articles, those of batches and two more."""
        return self.places + 2 * self.streams + 2

    @property
    def max_body_bytes(self) -> int:
        """A bound on request bodies, in bytes, that no text within `max_characters` can pass however it is escaped."""
        return self.max_characters * _BYTES_PER_CHARACTER + _BYTES_BESIDE_THE_TEXT

    @property
    def has_keys(self) -> bool:
        """Whether requests need an API key."""
        return bool(self.keys or self.keys_file)

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins whose pages may ask from a browser."""
        return tuple(filter(None, map(str.strip, self.cors_origins.split(","))))

    @classmethod
    def from_environment(cls, **overrides: Any) -> Settings:
        """Settings from `QUOTH_…` variables; `overrides` (field names) win over the environment.

        Raises:
            SettingsError: a variable's value is not what its setting allows; all such variables are named. Or anybody
                who can reach the address could ask, and no setting says that they may.
            TypeError: an override names no setting.
        """
        fallback = cls()
        # Not eager: all wrong values are reported at once, by seal().
        env = Env(eager=False, prefix=PREFIX)
        values = {
            "models": env.path("MODELS", None, validate=_model_folder),
            "max_characters": env.int("MAX_CHARACTERS", fallback.max_characters, validate=Range(1, 10_000_000)),
            "threads": env.int("THREADS", fallback.threads, validate=Range(1, 256)),
            "workers": env.int("WORKERS", fallback.workers, validate=Range(1, 256)),
            "queue": env.int("QUEUE", fallback.queue, validate=Range(0, 10_000)),
            "batch": env.int("BATCH", fallback.batch, validate=Range(1, 64)),
            "batch_wait": env.int("BATCH_WAIT", fallback.batch_wait, validate=Range(0, 10_000)),
            "time_limit": env.int("TIME_LIMIT", fallback.time_limit, validate=Range(1, 86_400)),
            "read_timeout": env.int("READ_TIMEOUT", fallback.read_timeout, validate=Range(1, 3_600)),
            "streams": env.int("STREAMS", fallback.streams, validate=Range(1, 256)),
            "max_batch_bytes": env.int("MAX_BATCH_BYTES", fallback.max_batch_bytes, validate=Range(1, 2**40)),
            "bind": env.str("BIND", fallback.bind, validate=Length(min=1)),
            "timeout": env.int("TIMEOUT", fallback.timeout, validate=Range(1, 86_400)),
            "graceful_timeout": env.int("GRACEFUL_TIMEOUT", fallback.graceful_timeout, validate=Range(1, 86_400)),
            "keepalive": env.int("KEEPALIVE", fallback.keepalive, validate=Range(1, 3_600)),
            "log_level": env.str("LOG_LEVEL", fallback.log_level, validate=OneOf(LOG_LEVELS)),
            "access_log": env.bool("ACCESS_LOG", fallback.access_log),
            "log_format": env.str("LOG_FORMAT", fallback.log_format, validate=OneOf(LOG_FORMATS)),
            "log_text": env.bool("LOG_TEXT", fallback.log_text),
            "keys": env.str("KEYS", fallback.keys, validate=_key_records),
            "keys_file": env.path("KEYS_FILE", None, validate=_file_of_keys),
            "allow_anonymous": env.bool("ALLOW_ANONYMOUS", fallback.allow_anonymous),
            "rate_limit": env.str("RATE_LIMIT", fallback.rate_limit, validate=_rate_limit),
            "rate_limit_storage": env.str("RATE_LIMIT_STORAGE", fallback.rate_limit_storage, validate=_STORAGE),
            "trusted_proxies": env.int("TRUSTED_PROXIES", fallback.trusted_proxies, validate=Range(0, 16)),
            "cors_origins": env.str("CORS_ORIGINS", fallback.cors_origins, validate=_list_of_origins),
            "traces": env.bool("TRACES", fallback.traces, validate=_traces_installed),
        }
        try:
            env.seal()
        except EnvValidationError as error:
            raise SettingsError(_report(error)) from None
        settings = cls(**{**values, **overrides})
        check_exposure(settings, settings.bind.split(","))
        return settings


def check_exposure(settings: Settings, addresses: Iterable[str]) -> None:
    """Refuses to be open to everybody by mistake.

    Raises:
        SettingsError: other machines can reach one of the addresses, there are no keys, and `allow_anonymous` is off.
    """
    exposed = reachable(addresses)
    if exposed and not settings.has_keys and not settings.allow_anonymous:
        raise SettingsError(
            f"other machines can reach {', '.join(exposed)}, and it has no API keys. "
            f"`python -m service.security.keys ID` makes a key; name the file of their records in {PREFIX}KEYS_FILE. "
            f"Or set {PREFIX}ALLOW_ANONYMOUS=true, if whoever can reach it may use it."
        )


def _model_folder(path: Path | None) -> None:
    if path is None:
        return
    if not path.is_dir():
        raise ValidationError(f"There is no folder {path}.")
    try:
        check(path)
    except UnusableModelsError as error:
        raise ValidationError(f"{error}.") from None


_STORAGE = Regexp(
    r"(memory://|rediss?://.+|redis\+unix://.+)\Z",
    error="Must be memory://, redis://HOST:PORT/DB or rediss://HOST:PORT/DB.",
)


def _key_records(text: str) -> None:
    try:
        parse(text)
    except KeyRecordError as error:
        raise ValidationError(_sentence(error)) from None


def _file_of_keys(path: Path | None) -> None:
    if path is None:
        return
    try:
        read_file(path)
    except OSError as error:
        raise ValidationError(f"{path} cannot be read: {error.strerror}.") from None
    except KeyRecordError as error:
        raise ValidationError(f"{path}: {error}") from None


def _rate_limit(text: str) -> None:
    try:
        if text:
            limits.parse_many(text)
    except ValueError:
        raise ValidationError(
            "Must be limits such as 60/minute or 5/second;2000/day, in seconds, minutes, hours, days, months or years."
        ) from None


def _list_of_origins(text: str) -> None:
    wrong = [origin for origin in map(str.strip, text.split(",")) if text and not _is_origin(origin)]
    if wrong:
        raise ValidationError(
            f"Must be * or origins such as https://cms.example, without a path; {', '.join(wrong)} is none."
        )


def _is_origin(text: str) -> bool:
    return text == EVERY_ORIGIN or _ORIGIN.fullmatch(text) is not None


def _traces_installed(wanted: bool) -> None:
    try:
        found = find_spec("opentelemetry.instrumentation.flask")
    except ModuleNotFoundError:
        found = None
    if wanted and found is None:
        raise ValidationError("Traces need the extra otel: pip install 'quoth[otel]'.")


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _report(error: EnvValidationError) -> str:
    # After seal() the messages are lists by variable. The values stay out: a log is no place for secrets.
    messages = cast("Mapping[str, list[str]]", error.error_messages)
    lines = [f"  {name}: {' '.join(messages[name])}" for name in sorted(messages)]
    return "these environment variables have values that Quoth cannot use:\n" + "\n".join(lines)
