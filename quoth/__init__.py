"""Quoth: who said what, in which office. Text in, attributed quotes out."""

__version__ = "0.1.0"
