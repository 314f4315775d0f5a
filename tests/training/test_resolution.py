"""The recipe of the scorer: annotated quotes as frames, right candidates, and weights that learn them."""

import pytest

from quoth.layers import Entity
from quoth.reference.scorer import Candidate, Question, Scorer
from tests.people.written import parse
from training.attributions import Annotation
from training.resolution import Example, Teacher, fit, frames_of


def annotation(source, names, contents=((20, 30),), kind="person", cue=((11, 15),)):
    return Annotation(source, cue, contents, "statement", "indirect", tuple((kind, (name,)) for name in names))


def test_annotated_quotes_become_frames_within_the_quotes_that_report_them():
    written = parse("Marek/PROPN/nsubj/1 said/VERB Vale/PROPN/nsubj/3 denied/VERB/ccomp/1 it/PRON/obj/3")
    outer = annotation(((0, 5),), ["Ana Marek"], ((11, 25),), cue=((6, 10),))
    inner = annotation(((11, 15),), ["Ivo Vale"], ((23, 25),), cue=((16, 22),))
    first, second = frames_of(written, [outer, inner])
    assert (first.within, second.within) == (None, 0)
    assert (first.cue_word, second.cue_word) == (1, 3)


@pytest.mark.parametrize(("names", "kind", "right"), [(["Ana Marek"], "person", 1), (["envoy"], "unnamed", 2)])
def test_the_teacher_answers_with_the_annotated_speaker_or_with_somebody_new(names, kind, right):
    entities = [Entity("Ivo Vale", "person", ()), Entity("Marek", "person", (), ("Ana Marek",))]
    candidates = [Candidate((0,), {"rank 0": 1.0}), Candidate((1,), {"rank 1": 1.0}), Candidate((), {"new": 1.0})]
    teacher = Teacher({"person": {"rank 0": 9.0}}, {5: annotation(((0, 5),), names, kind=kind)})
    assert teacher.choose(Question("person", 5, entities), candidates) == (right, 1.0)
    assert teacher.choose(Question("person", 6, entities), candidates)[0] == 0
    assert [example.right for example in teacher.examples] == [right]


def test_weights_learn_what_the_right_candidates_have_in_common():
    right, wrong = Candidate((0,), {"green": 1.0, "large": 1.0}), Candidate((1,), {"red": 1.0, "large": 1.0})
    weights = fit([Example("they", (wrong, right), 1)] * 20)["they"]
    assert weights["green"] > 1 > -1 > weights["red"]
    assert abs(weights["large"]) < 0.01
    assert Scorer({"they": weights}).choose(Question("they", 0, ()), [wrong, right])[1] > 0.9
