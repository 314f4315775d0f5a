"""HTML in, the text of the article out."""
