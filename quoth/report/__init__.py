"""A run over an archive in, one page of HTML out: who is quoted, how often, in which form, when, and beside whom."""
