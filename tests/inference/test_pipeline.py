"""Models that run quicker answer as Stanza's own code does."""

import pytest
import stanza
import torch
from hypothesis import given
from hypothesis import strategies as st
from stanza.models.common.hlstm import HighwayLSTM
from torch import nn
from torch.nn.utils.rnn import pack_sequence, unpack_sequence

from quoth.foundation import foundation_cache
from quoth.inference.pipeline import quicken
from quoth.inference.recurrence import BothWays, Highway, Rows
from quoth.inference.tokenizing import Tokenizing
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
    assert isinstance(processors["tokenize"].trainer.model, Tokenizing)


LENGTHS = st.lists(st.integers(1, 40), min_size=1, max_size=9)


@torch.no_grad()
@given(LENGTHS, st.integers(1, 7), st.integers(1, 9), st.integers(1, 3))
def test_sequences_end_to_end_are_read_as_torch_reads_each(lengths, width, hidden, layers):
    lstm = nn.LSTM(width, hidden, layers, bidirectional=True, batch_first=True)
    begins = torch.rand(2 * layers, 1, hidden) * 4 - 2, torch.rand(2 * layers, 1, hidden) * 1.9 - 0.95
    sequences = [torch.randn(length, width) for length in lengths]
    found = BothWays(lstm, *begins)(torch.cat(sequences), Rows.of(lengths))
    wanted = [lstm(sequence, tuple(begin[:, 0] for begin in begins))[0] for sequence in sequences]
    torch.testing.assert_close(found, torch.cat(wanted), rtol=1e-4, atol=1e-5)


@torch.no_grad()
@given(LENGTHS, st.integers(1, 2), st.sampled_from([None, torch.tanh]))
def test_highways_are_stanzas(lengths, layers, over):
    model = HighwayLSTM(5, 4, layers, batch_first=True, bidirectional=True, highway_func=over).eval()
    begins = torch.rand(2 * layers, 1, 4) - 0.5, torch.rand(2 * layers, 1, 4) - 0.5
    sequences = [torch.randn(length, 5) for length in sorted(lengths, reverse=True)]
    found = Highway(model, *begins)(torch.cat(sequences), Rows.of([len(sequence) for sequence in sequences]))
    wanted, _ = model(pack_sequence(sequences), None, [begin.repeat(1, len(lengths), 1) for begin in begins])
    torch.testing.assert_close(found, torch.cat(unpack_sequence(wanted)), rtol=1e-4, atol=1e-5)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=50))
def test_no_step_lies_in_another_sequences_place_and_rows_are_not_wasted(lengths):
    rows = Rows.of(lengths)
    count, steps, _ = rows.marks.shape
    assert len(set(rows.places.tolist())) == sum(lengths)
    assert all(rows.marks.sum((0, 1)) == len(lengths) * torch.tensor([2, 2, 1, 1]) - shared(rows))
    assert count * steps <= 1.5 * sum(length + 2 for length in lengths) + 64


def test_rows_are_of_few_sizes_since_onednn_keeps_code_for_each():
    sizes = {Rows.of([length] * 20).marks.shape for length in range(1, 201)}
    assert len(sizes) < 60


def shared(rows):
    """How many gaps of the rows are behind one sequence and before another, for each mark."""
    before = (rows.marks[..., 2].sum(1) - 1).sum()
    return torch.tensor([1, 1, 0, 0]) * before


def test_cells_that_no_step_can_fill_are_refused():
    lstm = nn.LSTM(3, 4, bidirectional=True)
    with pytest.raises(ValueError, match=r"between -1 and 1, not with 1\.50"):
        BothWays(lstm, torch.zeros(2, 1, 4), torch.full((2, 1, 4), 1.5))


def test_lstms_of_other_kinds_are_not_replaced():
    assert BothWays.fits(nn.LSTM(3, 4, bidirectional=True))
    assert not BothWays.fits(nn.LSTM(3, 4, batch_first=True))
    assert not BothWays.fits(nn.LSTM(3, 4, bidirectional=True, bias=False))
    assert not Highway.fits(HighwayLSTM(3, 4, bidirectional=True, rec_dropout=0.5), torch.zeros(2, 1, 4))


def test_models_whose_cells_no_step_can_fill_are_left_to_stanza():
    lstm, highway = nn.LSTM(3, 4, bidirectional=True), HighwayLSTM(3, 4, bidirectional=True)
    for cell, fit in ((torch.full((2, 1, 4), -0.9), True), (torch.full((2, 1, 4), -1.0), False)):
        assert BothWays.fits(lstm, cell) is fit
        assert Highway.fits(highway, cell) is fit
