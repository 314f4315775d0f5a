"""Quoth and its peers on the same articles, taking turns: how often each is right, how fast, on how much memory."""
