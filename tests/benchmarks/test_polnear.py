"""The published figures, computed on sentences that can be checked by hand."""

import json
from typing import Any

import pytest

from benchmarks import polnear

GOLD = [
    ["B-source", "B-cue", "B-content", "I-content", "I-content", "O"],
    ["B-content", "I-content", "O", "B-source", "I-source", "B-cue"],
]
PREDICTED = [
    ["B-source", "B-cue", "B-content", "I-content", "O", "O"],
    ["B-content", "I-content", "O", "O", "I-source", "B-cue"],
]


def test_spans_open_at_a_beginning_only():
    assert polnear.spans(PREDICTED[1], "source") == []
    assert polnear.spans(["B-cue", "B-cue", "I-cue", "I-content"], "cue") == [(0, 1), (1, 3)]


@pytest.mark.parametrize(
    ("role", "exact", "begin", "jaccard"),
    [
        ("source", (100.0, 50.0, 66.7), (100.0, 50.0, 66.7), 50.0),
        ("cue", (100.0, 100.0, 100.0), (100.0, 100.0, 100.0), 100.0),
        ("content", (50.0, 50.0, 50.0), (100.0, 100.0, 100.0), 83.3),
    ],
)
def test_figures(role, exact, begin, jaccard):
    assert polnear.figures(GOLD, PREDICTED, role) == {"exact": exact, "begin": begin, "jaccard": jaccard}


def test_tokens_become_print_and_paragraphs_one_article():
    rows = [
        {"id": "a", "tokens": ["``", "Go", "''", "-LRB-"]},
        {"id": "a", "tokens": ["she", "said"]},
        {"id": "b", "tokens": ["No"]},
    ]
    assert list(polnear.articles(rows)) == [[["“", "Go", "”", "("], ["she", "said"]], [["No"]]]
    parse = polnear.parse_of([["“", "Go", "”"], ["she", "said"]])
    assert parse.text == "“ Go ”\n\nshe said"
    assert parse.sentences == ((0, 3), (3, 5))
    assert parse.paragraphs == ((0, 6), (8, 16))
    assert all(parse.text[word.start : word.end] == word.text for word in parse.words)


@pytest.mark.parametrize(
    ("paragraph", "parts"),
    [
        ("She left . He stayed .", ["She left .", "He stayed ."]),
        ("“ Go . ” He went .", ["“ Go . ”", "He went ."]),
        ("“ Go ! ” he said .", ["“ Go ! ” he said ."]),
        ("Who ? Me", ["Who ?", "Me"]),
        ("", []),
    ],
)
def test_paragraphs_have_sentences(paragraph, parts):
    tokens = paragraph.split()
    assert [" ".join(tokens[first:last]) for first, last in polnear.sentences(tokens)] == parts


def test_the_bundled_tagger_reads_a_file(tmp_path, capsys):
    sentences = (
        "`` We will not leave the port , '' Mayor Ada Holt said on Monday .",
        "The minister said that the talks would go on .",
    )
    rows: list[dict[str, Any]] = [{"id": "a", "tokens": sentence.split()} for sentence in sentences]
    for row in rows:
        row["labels"] = ["O"] * len(row["tokens"])
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    polnear.main([str(tmp_path / "in.jsonl"), "--write", str(tmp_path / "out.jsonl")])
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["source", "cue", "content"]
    found = [json.loads(line)["labels"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [len(labels) for labels in found] == [len(row["tokens"]) for row in rows]
    said = [labels[row["tokens"].index("said")] for row, labels in zip(rows, found, strict=True)]
    assert said == ["B-cue", "B-cue"]
