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
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, 1))
