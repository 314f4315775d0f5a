"""Who may ask, how often and from which pages: API keys, rate limits, CORS and the headers that browsers obey."""
