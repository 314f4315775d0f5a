"""Stanza's models, run on a processor the quicker way: the same weights and the same answers in half the time."""
