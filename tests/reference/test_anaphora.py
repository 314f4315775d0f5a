"""Descriptions and pronouns: how much work a text can ask for that has nothing else."""

import pytest

from quoth.layers import Frame, Piece
from quoth.reference.fitting import fits_role
from quoth.steps import mentions, resolution
from tests.people.written import parse

UNIT = (
    "Ana/PROPN/nsubj/-1 Marek/PROPN said/VERB that/SCONJ he/PRON/nsubj/-1 and/CCONJ the/DET minister/NOUN left/VERB / "
)


@pytest.mark.parametrize("sentences", [50, 400])
def test_each_description_is_held_against_a_bounded_number_of_offices(sentences, monkeypatch):
    compared = 0

    def counted(asked, role):
        nonlocal compared
        compared += 1
        return fits_role(asked, role)

    monkeypatch.setattr("quoth.reference.anaphora.fits_role", counted)
    found = parse(UNIT * sentences, *((9 * n, 9 * n + 2, "PERSON") for n in range(sentences)))

    def frame(at, first, last):
        source = Piece("source", found.words[at + first].start, found.words[at + last].end)
        content = (Piece("content", found.words[at + 8].start, found.words[at + 8].end),)
        return Frame(content, None, source, "indirect", "statement")

    frames = tuple(frame(9 * n, first, last) for n in range(sentences) for first, last in ((4, 4), (6, 7)))
    resolved = resolution.resolve(found, frames, mentions.find(found))
    assert len(resolved.speakers) == 2 * sentences
    assert compared <= 5 * sentences
