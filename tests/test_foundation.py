"""The encoder against transformers' own BERT, padded as Stanza pads it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from stanza.models.common.bert_embedding import extract_bert_embeddings

from quoth import foundation
from quoth.engine import BUNDLED_MODELS
from quoth.foundation import ENCODER, Encoder, Shape, extract_embeddings, foundation_cache

ROOT = Path(__file__).parents[1]

SENTENCES = [(2, 7, 3), (2, 9, 8, 7, 6, 5, 4, 3), (2, 5, 3), (2, *range(10, 60), 3), (2, 11, 12, 3)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    torch.manual_seed(5)
    config = transformers.BertConfig(
        vocab_size=64, hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=48
    )
    path = tmp_path_factory.mktemp("encoder")
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(path)
    return path


def padded(sentences):
    longest = max(map(len, sentences))
    ids = torch.tensor([[*s, *[0] * (longest - len(s))] for s in sentences])
    mask = torch.tensor([[1] * len(s) + [0] * (longest - len(s)) for s in sentences])
    return ids, mask


@pytest.mark.parametrize("onednn", [True, False])
def test_states_are_those_of_transformers(folder, monkeypatch, onednn):
    if onednn and not foundation._HAS_ONEDNN:
        pytest.skip("torch was built without oneDNN's operators")
    monkeypatch.setattr(foundation, "_HAS_ONEDNN", onednn)
    ids, mask = padded(SENTENCES)
    with torch.no_grad():
        wanted = transformers.BertModel.from_pretrained(folder, add_pooling_layer=False).eval()(ids, mask)
    (found,) = Encoder.load(folder)(ids, attention_mask=mask, output_hidden_states=True).hidden_states
    torch.testing.assert_close(found[mask.bool()], wanted.last_hidden_state[mask.bool()], atol=1e-5, rtol=1e-4)
    assert not found[~mask.bool()].any()


class LetterEncoding(dict[str, Any]):
    """Pieces and mask of sentences, and the word of each piece."""

    def __init__(self, rows: list[list[tuple[int | None, int]]], longest: int) -> None:
        super().__init__(
            input_ids=[[piece for _, piece in row] + [0] * (longest - len(row)) for row in rows],
            attention_mask=[[1] * len(row) + [0] * (longest - len(row)) for row in rows],
        )
        self._rows = rows

    def word_ids(self, batch_index: int) -> list[int | None]:
        return [word for word, _ in self._rows[batch_index]]


class Letters:
    """A tokenizer whose pieces are letters; digits have none, and nothing longer than 30 pieces is read at once."""

    model_max_length = 30

    def __call__(self, data: list[list[str]], padding: str | None = None, **_: object) -> LetterEncoding:
        rows: list[list[tuple[int | None, int]]] = []
        for words in data:
            letters = [(i, 4 + ord(c) % 60) for i, word in enumerate(words) for c in word if not c.isdigit()]
            rows.append([(None, 2), *letters, (None, 3)])
        return LetterEncoding(rows, max(map(len, rows)) if padding else 0)


WORDS = [["talks", "went", "on"], ["Ada"], ["she", "said", "so"], ["a"] * 40, ["talks", "went", "on"]]


def mixed(weight):
    mix = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(mix.weight, weight)
    return mix


@pytest.mark.parametrize("endpoints", [True, False])
def test_words_have_the_states_that_stanza_takes(folder, endpoints):
    arguments = (Letters(), Encoder.load(folder), WORDS, "cpu", endpoints, True, mixed(0.5))
    with torch.no_grad():
        wanted = extract_bert_embeddings("", *arguments)
        found = extract_embeddings("", *arguments)
    assert [len(states) for states in found] == [len(words) + 2 * endpoints for words in WORDS]
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other)


def test_a_sentence_is_run_once_until_it_is_forgotten(folder, monkeypatch):
    encoder = Encoder.load(folder)
    lengths: list[int] = []
    run = encoder._run

    def counted(sentences):
        lengths.extend(map(len, sentences))
        return run(sentences)

    monkeypatch.setattr(encoder, "_run", counted)
    encoder.of_words(WORDS[:2], Letters())
    encoder.of_words([*WORDS[:3], WORDS[4]], Letters())
    assert sorted(lengths) == [5, 11, 13]
    encoder.forget()
    encoder.of_words(WORDS[:1], Letters())
    assert lengths[3:] == [13]


def test_memory_is_bounded(folder):
    encoder = Encoder.load(folder, most_remembered=16)
    for _ in range(4):
        first = encoder.states(SENTENCES)
        assert encoder._pieces <= 16 + sum(map(len, SENTENCES))
    fresh = Encoder.load(folder).states(SENTENCES)
    for one, other in zip(first, fresh, strict=True):
        torch.testing.assert_close(one, other)


def test_another_kind_of_network_is_refused(folder, tmp_path):
    config = (folder / "config.json").read_text(encoding="utf-8")
    (tmp_path / "config.json").write_text(config.replace('"gelu"', '"relu"'), encoding="utf-8")
    with pytest.raises(ValueError, match="BERT with GELU is needed, not bert, relu"):
        Shape.read(tmp_path / "config.json")


def test_the_bundled_models_share_one_encoder(engine):
    cache = engine.pipeline.foundation_cache
    assert list(cache.bert) == [ENCODER]
    encoder = cache.bert[ENCODER].model
    readers = [engine.pipeline.processors[name] for name in ("pos", "depparse")]
    assert all(processor.trainer.model.bert_model is encoder for processor in readers)
    assert engine.pipeline.processors["ner"].trainers[0].model.bert_model is encoder
    assert foundation_cache(BUNDLED_MODELS) is not None


def test_stanza_alone_runs_the_bundled_models_from_the_root_of_the_tree():
    program = (
        "import stanza\n"
        "nlp = stanza.Pipeline('en', dir='quoth/models', download_method=None, use_gpu=False, verbose=False)\n"
        "document = nlp('Minister Ada Holt said in Oslo that talks would go on.')\n"
        "print([(word.text, word.upos) for word in document.sentences[0].words][3:5], document.ents[0].type)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[('said', 'VERB'), ('in', 'ADP')] PERSON"
