"""A batch of articles, a line for each, in; their results, a line for each, out as they are ready, in flat memory."""
