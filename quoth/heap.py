"""The heap of a process that reads articles for hours."""

from __future__ import annotations

import ctypes

# The names that malloc.h gives what mallopt sets.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE = 2_097_152


def give_back_early() -> bool:
    """Has glibc keep one heap for all threads and give large blocks back at once; whether it could be told to.

    Otherwise it keeps the holes that articles of all lengths leave, in a heap for every thread, and a process grows for
    hours. To be called before threads are started; processes forked from this one do the same. Elsewhere than with
    glibc it does nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_ARENA_MAX, 1) and mallopt(_M_MMAP_THRESHOLD, _LARGE))
