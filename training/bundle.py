"""Export: the recipes' weights in, a folder that stanza.Pipeline("en", dir=…, download_method=None) loads out.

    python -m training.bundle [--models quoth/models]

Weights are stored in half precision, which Stanza's loaders turn back. Optimizers and the paths of the training machine
are left out. Files are put in place one by one with a rename, so that a reader never sees half a model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import torch

from training.corpora import WORK

PACKAGE = "quoth"
PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")
RUNTIME = {"depparse": {"batch_size": 300}}
"""Settings of the models for use that differ from those in training: the parser pads its tables of word pairs to the
longest sentence of a batch, so that small batches are quicker."""
MODELS = Path(__file__).resolve().parents[1] / "quoth" / "models"


def halved(value: Any) -> Any:
    """The value with every float32 tensor inside it in half precision."""
    if isinstance(value, torch.Tensor):
        return value.detach().half().clone() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((key, halved(item)) for key, item in value.items())
    return value


def placeless(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration of a model without the folders it was trained in, but for the encoder's, which it looks up."""
    return {
        key: Path(value).name if isinstance(value, str) and os.sep in value and key != "bert_model" else value
        for key, value in config.items()
    }


def exported(checkpoint: dict[str, Any], processor: str) -> dict[str, Any]:
    """What the model file of a processor of Stanza's needs at run time, in half precision."""
    kept = {key: value for key, value in checkpoint.items() if not key.startswith(("optimizer", "scheduler"))}
    if "model" in kept:
        kept["model"] = halved(kept["model"])
    if processor == "ner":
        kept["vocab"] = {name: words for name, words in kept["vocab"].items() if name != "delta"}  # of no vectors
    for key in ("config", "args"):
        if isinstance(kept.get(key), dict):
            kept[key] = placeless(kept[key]) | RUNTIME.get(processor, {})
    return kept


def put(content: dict[str, Any], target: Path) -> None:
    """Save a file under a temporary name, then rename it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".new")
    torch.save(content, temporary, _use_new_zipfile_serialization=False)
    temporary.replace(target)


def copy_encoder(source: Path, target: Path) -> None:
    """Copy the encoder's folder, file by file."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        shutil.copyfile(path, target / f"{path.name}.new")
        (target / f"{path.name}.new").replace(target / path.name)
    print(f"encoder: {sum(path.stat().st_size for path in target.iterdir()) / 1e6:.2f} MB")


def md5(path: Path) -> str:
    """The checksum that Stanza's resources.json gives."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def resources(models: Path) -> dict[str, Any]:
    """The content of resources.json for the files under models/en, as Stanza's own lists its packages."""
    english: dict[str, Any] = {"lang_name": "English"}
    for path in sorted((models / "en").glob("*/*.pt")):
        name = path.parent.name if path.parent.name in PROCESSORS else f"{path.parent.name}_tagger"
        english.setdefault(name, {})[path.stem] = {"md5": md5(path)}  # not "quote": Stanza knows no such processor
    encoder = models / "en" / "encoder" / "model.safetensors"
    if encoder.exists():
        english["encoder"] = {PACKAGE: {"md5": md5(encoder)}}
    chosen = {name: PACKAGE for name in PROCESSORS if PACKAGE in english.get(name, {})}
    return {"en": english | {"default_processors": chosen, "packages": {"default": chosen}}}


def main(argv: list[str] | None = None) -> None:
    """Export whatever the recipes have written so far."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=WORK, help="folder of the recipes' weights")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder to write")
    parser.add_argument("--only", nargs="*", default=[*PROCESSORS, "encoder", "quote"], help="what to export")
    args = parser.parse_args(argv)
    for name in args.only:
        if name == "encoder":
            copy_encoder(args.work / "models" / "en" / "encoder", args.models / "en" / "encoder")
            continue
        source = args.work / f"{name}.pt"
        if not source.exists():
            print(f"{name}: no {source}, left as it is")
            continue
        content = torch.load(source, map_location="cpu", weights_only=True)
        target = args.models / "en" / name / f"{PACKAGE}.pt"
        put(exported(content, name), target)
        print(f"{name}: {target.stat().st_size / 1e6:.2f} MB")
    index = args.models / "resources.json"
    temporary = index.with_suffix(".new")
    temporary.write_text(json.dumps(resources(args.models), indent=2) + "\n", encoding="utf-8")
    temporary.replace(index)


if __name__ == "__main__":
    main()
