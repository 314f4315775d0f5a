"""Stanza's models, run on a processor the quicker way: the same weights and the same answers in less time."""

import os

# oneDNN keeps the code that it makes for every size of matrix and LSTM, of 1,024 of them unless told otherwise. At up
# to 600 kB each that looks like a leak, and few of them are met again.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
