"""Whole archives: JSON Lines, Parquet or text files in, tables of quotes out, on one machine or a cluster.

An archive is cut into parts of some articles each. A part is read, answered and written as one, by the one that works
on it alone, and what is written depends on nothing but the part and the model: so a run that was killed goes on with
the parts that are missing, and its output is that of a run that was not.
"""
