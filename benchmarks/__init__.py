"""What Quoth costs and how often it is right: each benchmark is one command that prints one table."""
