"""The English that every step reads: grammar over a parse, word lists, noun phrases, names and offices."""
