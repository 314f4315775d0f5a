"""The offices of an article beyond one description: the bodies and places that it names, and whom they belong to."""
