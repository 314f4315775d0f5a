"""The encoder made smaller: what is left out and fitted, and what is learned from the larger one."""

from types import SimpleNamespace

import pytest
import torch
from transformers import BertConfig, BertModel

from quoth.foundation import Encoder
from training import compact, encoder

INNER = 64


@pytest.fixture
def large():
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=50,
        max_position_embeddings=40,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=INNER,
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    for layer in model.encoder.layer:  # what a layer adds is as large as what it was given, as in a trained model
        layer.intermediate.dense.weight.data.mul_(10)
        layer.output.dense.weight.data.mul_(10)
    return model


@pytest.fixture
def batches():
    generator = torch.Generator().manual_seed(5)
    lengths = [int(n) for n in torch.randint(3, 30, (60,), generator=generator)]
    return [compact.padded([torch.randint(1, 50, (n,), generator=generator).tolist()]) for n in lengths]


def explained(large, small, batches):
    with torch.no_grad():
        return float(1 - torch.stack([compact.Pair(large, small).errors(b)[-1] for b in batches]).mean())


def test_all_units_give_the_same_states(large, batches):
    assert explained(large, compact.pruned(large, INNER, batches), batches) == pytest.approx(1, abs=1e-4)


def test_units_that_nothing_depends_on_are_those_that_go(large, batches):
    idle = list(range(0, INNER, 2))
    for layer in large.encoder.layer:
        layer.output.dense.weight.data[:, idle] = 0.0
    small = compact.pruned(large, INNER // 2, batches)
    assert small.config.intermediate_size == INNER // 2
    kept = large.encoder.layer[0].intermediate.dense.weight[1::2]
    assert torch.equal(small.encoder.layer[0].intermediate.dense.weight, kept)
    assert explained(large, small, batches) == pytest.approx(1, abs=1e-4)


def test_what_is_left_is_fitted(large, batches):
    fitted = compact.pruned(large, INNER // 2, batches)
    cut = compact.pruned(large, INNER // 2, batches)
    for layer, own in zip(large.encoder.layer, cut.encoder.layer, strict=True):
        rows = layer.intermediate.dense.weight
        chosen = [int((rows == row).all(1).nonzero()[0, 0]) for row in own.intermediate.dense.weight]
        own.output.dense.weight.data.copy_(layer.output.dense.weight[:, chosen])
    assert explained(large, fitted, batches) > explained(large, cut, batches)


def test_it_learns_and_is_read_as_the_products_encoder(large, batches, tmp_path):
    small = compact.pruned(large, INNER // 4, batches)
    before = explained(large, small, batches)
    pair = compact.Pair(large, small)
    optimizer = torch.optim.Adam([p for p in small.parameters() if p.requires_grad], lr=1e-3)
    for batch in batches:
        optimizer.zero_grad()
        pair.errors(batch).sum().backward()
        optimizer.step()
    assert explained(large, small, batches) > before
    assert torch.equal(small.embeddings.word_embeddings.weight, large.embeddings.word_embeddings.weight)

    weights = tmp_path / "compact.pt"
    torch.save({"inner": INNER // 4, "model": small.state_dict()}, weights)
    large.save_pretrained(tmp_path / "tuned")
    again = compact.trained(tmp_path / "tuned", weights)
    encoder.export(again, SimpleNamespace(save_pretrained=lambda _: None), tmp_path / "encoder")
    pieces, mask = batches[0]
    with torch.no_grad():
        wanted = small(pieces, attention_mask=mask).last_hidden_state
    found = Encoder.load(tmp_path / "encoder").states([tuple(pieces[0].tolist())])[0]
    assert torch.allclose(found, wanted[0], atol=0.02)  # half precision
