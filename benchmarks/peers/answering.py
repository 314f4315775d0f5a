"""One system in a process of its own: `python -m benchmarks.peers.answering SYSTEM`, a line of JSON for each article.

The first line out is {"start": seconds to load}; then for each {"id", "text"} in, {"id", "seconds", "quotes"} out.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TextIO

from benchmarks.peers.adapters import SYSTEMS


def main(system: str) -> None:
    """Answer until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    began = time.perf_counter()
    extract = SYSTEMS[system]()
    extract("“It is ready,” said Ada Lindqvist.")
    _send(out, {"start": time.perf_counter() - began})
    for line in sys.stdin:
        article = json.loads(line)
        began = time.perf_counter()
        quotes = extract(article["text"])
        _send(out, {"id": article["id"], "seconds": time.perf_counter() - began, "quotes": quotes})


def _send(out: TextIO, answer: dict[str, object]) -> None:
    print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
