"""How the news reports speech, for the steps spans and frames: cues, how far a clause reaches, whose turn it is."""
