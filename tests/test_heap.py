"""The heap of long-lived processes, in a process of its own."""

import platform
import subprocess
import sys

import pytest

ASKED = """
import ctypes, sys, threading
from quoth.heap import keep_one

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usm fsm used free top".split()]

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.mallinfo2.restype = Info  # of the first heap alone
if sys.argv[1] == "one":
    assert keep_one()
before = libc.mallinfo2().used
thread = threading.Thread(target=lambda: [libc.malloc(100_000) for _ in range(100)])
thread.start()
thread.join()
print(libc.mallinfo2().used - before >= 10_000_000)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other heaps have no mallopt")
@pytest.mark.parametrize(("heaps", "in_the_first"), [("one", "True"), ("as usual", "False")])
def test_threads_share_one_heap(heaps, in_the_first):
    ran = subprocess.run([sys.executable, "-c", ASKED, heaps], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == in_the_first
