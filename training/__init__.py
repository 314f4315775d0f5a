"""Recipes for every bundled Stanza model: from the corpora to the weight files under quoth/models."""
