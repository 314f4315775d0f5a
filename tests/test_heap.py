"""The heap of long-lived processes, in a process of its own."""

import platform
import subprocess
import sys

import pytest

ASKED = """
import ctypes, re, sys, threading
from quoth.heap import keep_one

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
if sys.argv[1] == "one":
    assert keep_one()
blocks = []
thread = threading.Thread(target=lambda: blocks.append(libc.malloc(100_000)))
thread.start()
thread.join()
start, end = re.search(r"^(\\w+)-(\\w+) .*\\[heap\\]$", open("/proc/self/maps").read(), re.MULTILINE).groups()
print(int(start, 16) <= blocks[0] < int(end, 16))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other heaps have no mallopt")
@pytest.mark.parametrize(("heaps", "in_the_first"), [("one", "True"), ("as usual", "False")])
def test_threads_share_one_heap(heaps, in_the_first):
    ran = subprocess.run([sys.executable, "-c", ASKED, heaps], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == in_the_first


HOLES = """
import sys
from quoth.heap import Upkeep, keep_one

keep_one()


def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096


upkeep = Upkeep(every=10)
blocks = [bytearray(20_000) for _ in range(5_000)]
kept = blocks[::50]
full = resident()
del blocks
before = resident()
upkeep.note(9)
assert resident() >= before - 1_000_000
upkeep.note(1)
print((full - resident()) // 1_000_000)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other heaps have no malloc_trim")
def test_holes_in_the_heap_are_given_back_once_for_so_many_articles():
    ran = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    assert int(ran.stdout) > 80
