"""The keys that are valid now: those of the settings, and those of a file, which is read again when it has changed."""

from __future__ import annotations

import logging
from threading import Lock

from service.security.keys import Key, KeyRecordError, find, parse, read_file
from service.settings import Settings

_Stamp = tuple[int, int, int]


class Keyring:
    """Finds the key that a request presents; safe to ask from several threads.

    A key added to the file is valid, and one taken out of it is not, from the next request on. A file that cannot be
    read or used leaves the keys as they were and is logged.

    Args:
        settings: names the keys and the file, both of which they have checked.
        logger: told when the file cannot be read again.
    """

    def __init__(self, settings: Settings, logger: logging.Logger) -> None:
        self._fixed = parse(settings.keys)
        self._file = settings.keys_file
        self._logger = logger
        self._lock = Lock()
        self._stamp = self._stamp_now()
        self._keys = self._fixed | self._of_file()

    def find(self, presented: str) -> Key | None:
        """The key, or None where none is valid that reads so."""
        self._refresh()
        return find(presented, self._keys)

    def _refresh(self) -> None:
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        with self._lock:
            if stamp == self._stamp:
                return
            self._stamp = stamp
            try:
                self._keys = self._fixed | self._of_file()
            except (OSError, KeyRecordError) as error:
                reason = error.strerror if isinstance(error, OSError) else error
                self._logger.error("%s stays as it was last read: %s", self._file, reason)  # noqa: TRY400 (no trace)
            else:
                self._logger.info("%s has changed; %d keys are valid", self._file, len(self._keys))

    def _of_file(self) -> dict[str, Key]:
        return read_file(self._file) if self._file else {}

    def _stamp_now(self) -> _Stamp | None:
        if self._file is None:
            return None
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
