"""The `quote` processor over many documents: each gets what it gets alone, and the encoder is not asked twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from stanza.models.common.doc import Document
from torch import Tensor

from quoth.engine import Engine
from quoth.foundation import ENCODER, Encoder
from quoth.packages.folder import BUNDLED_MODELS, INDEX, LANGUAGE, read_index
from quoth.processor import QUOTE
from quoth.speech.reader import TAGGER

NAMES = ("border_closure", "fisheries_accord", "two_brothers")
ENDLESS = "Brandt said that " + "qzx7k9w3vj5b1t8p " * 36 + "stay open."
"""A sentence of more word pieces than the encoder reads at once."""


@pytest.fixture(scope="session")
def without_tagger(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine from a folder of models without a quote tagger, as Stanza's official one is."""
    folder: Path = tmp_path_factory.mktemp("models")
    (folder / LANGUAGE).mkdir()
    for path in (BUNDLED_MODELS / LANGUAGE).iterdir():
        if path.name != TAGGER.parent.name:
            (folder / LANGUAGE / path.name).symlink_to(path)
    index = read_index(BUNDLED_MODELS)
    del index[LANGUAGE]["quote_tagger"]
    (folder / INDEX).write_text(json.dumps(index), encoding="utf-8")
    return Engine(folder, threads=1)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many sentences the encoder was run over, each time that it was."""
    counts: list[int] = []
    run = Encoder._run

    def counted(encoder: Encoder, sentences: Sequence[tuple[int, ...]]) -> Tensor:
        counts.append(len(sentences))
        return run(encoder, sentences)

    monkeypatch.setattr(Encoder, "_run", counted)
    return counts


def forget(engine: Engine) -> None:
    engine.pipeline.foundation_cache.bert[ENCODER].model.forget()


def found(documents: Sequence[Any]) -> list[tuple[Any, Any]]:
    return [(document.quotes, document.speakers) for document in documents]


def test_every_document_gets_what_it_gets_alone(without_tagger: Engine, article: Callable[[str], str]) -> None:
    documents = without_tagger._parse([*map(article, NAMES), "", ENDLESS, article(NAMES[0])])
    processor = without_tagger.pipeline.processors[QUOTE]
    alone = found([processor.process(document) for document in documents])
    assert sum(len(quotes) for quotes, _ in alone) > len(documents)
    for document in documents:
        document.quotes = document.speakers = ()
    assert found(processor.bulk_process(documents)) == alone
    forget(without_tagger)
    assert found(processor.bulk_process(documents)) == alone


def test_the_encoder_runs_once_over_the_sentences_of_all_documents(
    without_tagger: Engine, article: Callable[[str], str], runs: list[int]
) -> None:
    documents = without_tagger._parse([article(name) for name in NAMES])
    forget(without_tagger)
    runs.clear()
    without_tagger.pipeline.bulk_process(documents, processors=QUOTE)
    assert runs == [sum(len(document.sentences) for document in documents)]


def test_what_the_parser_had_the_encoder_read_is_remembered(
    engine: Engine, article: Callable[[str], str], runs: list[int]
) -> None:
    documents = engine._parse([article(name) for name in NAMES])
    runs.clear()
    engine.pipeline.bulk_process(documents, processors=QUOTE)
    assert runs == []
    assert all(document.quotes for document in documents)


def test_a_batch_is_bounded(
    without_tagger: Engine, article: Callable[[str], str], runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = without_tagger._parse([article(name) for name in NAMES])
    forget(without_tagger)
    runs.clear()
    monkeypatch.setattr("quoth.processor.TOGETHER", max(document.num_words for document in documents))
    without_tagger.pipeline.bulk_process(documents, processors=QUOTE)
    assert runs == [len(document.sentences) for document in documents]


def test_no_documents_and_documents_without_sentences(without_tagger: Engine) -> None:
    bulk_process = without_tagger.pipeline.processors[QUOTE].bulk_process
    assert bulk_process([]) == []
    empty = [Document([], text=""), Document([], text="\n")]
    assert found(bulk_process(empty)) == [((), ()), ((), ())]
