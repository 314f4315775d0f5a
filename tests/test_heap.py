"""The heap of long-lived processes, in a process of its own."""

import platform
import subprocess
import sys

import pytest

ASKED = """
import ctypes, sys
from quoth.heap import give_back_early

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usm fsm used free top".split()]

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
libc.mallinfo2.restype = Info
if sys.argv[1] == "early":
    assert give_back_early()
libc.free(libc.malloc(20_000_000))  # from now on glibc would keep blocks of up to this size
before = libc.mallinfo2().hblks
libc.malloc(8_000_000)
print(libc.mallinfo2().hblks - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other heaps have no mallopt")
@pytest.mark.parametrize(("how", "apart"), [("early", 1), ("as usual", 0)])
def test_large_blocks_lie_apart_from_the_heap_so_that_they_can_be_given_back(how, apart):
    ran = subprocess.run([sys.executable, "-c", ASKED, how], capture_output=True, text=True, check=True)
    assert int(ran.stdout) == apart
