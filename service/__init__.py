"""Quoth over HTTP: an article is posted, its attributed quotes come back."""
