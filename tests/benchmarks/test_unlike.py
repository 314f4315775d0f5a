"""Articles of a load share no sentences."""

from benchmarks.unlike import numbered


def test_every_sentence_ends_with_the_number():
    text = 'Talks end on Oct. 3, the envoy said.\n\n“We agree.” "Do we?" Ministers of the U.S. and others left.\n'
    assert numbered(text, 8).splitlines() == [
        "Talks end on Oct. 3, the envoy said 8.",
        "",
        '“We agree 8.” "Do we 8?" Ministers of the U.S. and others left 8.',
        "",
        "Number 8.",
    ]
