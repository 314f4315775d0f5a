"""Archives: how many articles a second, on how much memory, and whether kills leave a trace in the output."""
