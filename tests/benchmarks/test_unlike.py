"""Articles of a load share no sentence."""

from benchmarks.unlike import numbered


def test_every_sentence_ends_with_the_number():
    text = "Talks end on Oct. 3, the envoy said.\n\n“We agree.” Ministers of the U.S. and others left.\n"
    assert numbered(text, 8) == (
        "Talks end on Oct. 3, the envoy said 8.\n\n“We agree 8.” Ministers of the U.S. and others left 8.\n\nNumber 8."
    )
