"""Models that run quicker answer as Stanza's own code does."""

import pytest
import stanza
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_sequence

from quoth.foundation import foundation_cache
from quoth.inference.pipeline import quicken
from quoth.inference.recurrence import BothWays
from quoth.packages.folder import BUNDLED_MODELS

ODD = {
    "one_word": "No.",
    "runs_of_marks": "“What?!!” he shouted!!! “Never again!?” The envoy didn't answer… “Why not?!?”",
    "no_full_stop": "the minister said " + "that the talks, which had gone on since the spring, would go on " * 60,
    "other_scripts": "The 大使 said: „Мы не согласны“. Owners (Łódź) 🙂 weren’t told;\n\nTOKYO (Own) -- We'll see.",
    "two_subjects": "He gave the cat a fish the dog she told him I saw the man the woman the child knew left.",
    "invented_words": "The flurbing blorks had zorped three grelties, said the unmoored Zorbs and ICONIFIED skrees.",
    "a_long_word": "The code was " + "x" * 400 + ", the ministry said on Monday.",
}


def pipeline(quick):
    """The bundled models, run by Stanza's code or the quicker way."""
    loaded = stanza.Pipeline(
        "en",
        dir=str(BUNDLED_MODELS),
        processors="tokenize,mwt,pos,lemma,depparse,ner",
        foundation_cache=foundation_cache(BUNDLED_MODELS),
        download_method=None,
        use_gpu=False,
        verbose=False,
    )
    if quick:
        quicken(loaded)
    return loaded


@pytest.fixture(scope="module")
def both():
    return pipeline(quick=False), pipeline(quick=True)


def assert_same(slow, quick):
    assert f"{quick:C}" == f"{slow:C}"
    assert [token.multi_ner for token in quick.iter_tokens()] == [token.multi_ner for token in slow.iter_tokens()]
    assert [entity.to_dict() for entity in quick.ents] == [entity.to_dict() for entity in slow.ents]


@pytest.mark.parametrize("name", ["border_closure", "consulate_row", "grain_corridor", "odd_marks", *ODD])
def test_an_article_is_read_as_stanza_reads_it(both, article, name):
    text = ODD.get(name) or article(name)
    assert_same(*(model(text) for model in both))


def test_articles_read_together_are_read_as_stanza_reads_them(both, article):
    texts = [article("two_brothers"), ODD["one_word"], article("fisheries_accord")]
    for slow, quick in zip(*(model.bulk_process(texts) for model in both), strict=True):
        assert_same(slow, quick)


def test_models_that_read_other_things_are_left_to_stanza():
    plain = pipeline(quick=False)
    for name in ("pos", "depparse", "ner"):
        trainer = plain.processors[name].trainer
        trainer.model.args = {**trainer.model.args, "pretrain": True}
    plain.processors["lemma"].config["ensemble_dict"] = False
    quicken(plain)
    assert not any("process" in vars(plain.processors[name]) for name in ("pos", "lemma", "depparse", "ner"))


def test_the_models_of_the_engine_run_quicker(engine):
    processors = engine.pipeline.processors
    assert all("process" in vars(processors[name]) for name in ("pos", "lemma", "depparse", "ner"))
    assert isinstance(processors["tokenize"].trainer.model.rnn, BothWays)


@torch.no_grad()
@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.integers(1, 7), st.integers(1, 9))
def test_both_ways_is_the_lstm(lengths, width, hidden):
    lstm = nn.LSTM(width, hidden, bidirectional=True, batch_first=True)
    packed = pack_sequence([torch.randn(length, width) for length in sorted(lengths, reverse=True)])
    found, wanted = BothWays(lstm)(packed)[0], lstm(packed)[0]
    assert torch.equal(found.batch_sizes, wanted.batch_sizes)
    torch.testing.assert_close(found.data, wanted.data, rtol=1e-4, atol=1e-5)


def test_lstms_of_other_kinds_are_not_replaced():
    assert not BothWays.fits(nn.LSTM(3, 4, batch_first=True))
    assert not BothWays.fits(nn.LSTM(3, 4, bidirectional=True))
