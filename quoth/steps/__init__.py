"""The way of the text, one module a step: marks, spans, frames, mentions, resolution, roles, confidence."""
