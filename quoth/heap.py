"""The heap of a process that reads articles for hours."""

from __future__ import annotations

import ctypes

# The name that malloc.h gives to what mallopt sets.
_M_ARENA_MAX = -8


def keep_one() -> bool:
    """Has glibc keep one heap for all threads; whether it could be told to.

    Otherwise each thread may get one, in each of which articles of all lengths leave holes, and a process grows for
    hours. To be called before threads are started; processes forked from this one do the same. Elsewhere than with
    glibc it does nothing. Large blocks outside the heap (M_MMAP_THRESHOLD) would keep a process smaller still, but
    every article would then wait for fresh pages, a tenth of its time.
    """
    return _told("mallopt", _M_ARENA_MAX, 1)


def give_back() -> bool:
    """Gives the system what is free inside the heap, which glibc keeps otherwise; whether it gave any. Takes about ten
    milliseconds. Elsewhere than with glibc it does nothing.
    """
    return _told("malloc_trim", 0)


def _told(function: str, *arguments: int) -> bool:
    """What a function of glibc's allocator answers; False where the C library has none of that name."""
    called = getattr(ctypes.CDLL(None), function, None)
    return called is not None and bool(called(*arguments))


class Upkeep:
    """Calls `give_back` once for every so many articles. They leave holes of all sizes, of which those that follow
    cannot use all, and a process that reads thousands would go on growing.
    """

    def __init__(self, every: int = 200) -> None:
        self._every, self._since = every, 0

    def note(self, articles: int) -> None:
        """So many articles more have been read."""
        self._since += articles
        if self._since >= self._every:
            self._since = 0
            give_back()
