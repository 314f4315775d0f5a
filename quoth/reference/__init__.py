"""Whom a source means, for the step resolution: pronouns, descriptions, groups, documents, everybody on stage."""
