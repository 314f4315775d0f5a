"""The examples of clusters: sound, of the Ray that is pinned, and with commands that the command line understands."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import ray.autoscaler
import yaml

from quoth.cli import build_parser

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "ray"


def loaded(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return document


def pinned() -> str:
    found = re.search(r"^ray==(.+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def test_the_cluster_file_is_one_that_ray_takes() -> None:
    schema = json.loads(Path(ray.autoscaler.__file__).with_name("ray-schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(loaded("cluster.yaml"), schema)


def test_image_and_job_have_the_ray_that_is_pinned() -> None:
    assert f"FROM rayproject/ray:{pinned()}-py311" in (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    assert loaded("rayjob.yaml")["spec"]["rayClusterSpec"]["rayVersion"] == pinned()


def test_the_job_runs_a_command_that_there_is() -> None:
    program, *arguments = shlex.split(loaded("rayjob.yaml")["spec"]["entrypoint"])
    parsed = build_parser().parse_args(arguments)
    assert (program, parsed.command, parsed.address) == ("quoth", "archive", "auto")
    assert parsed.output == "s3://news/quotes"


def test_the_job_has_processors_for_the_engines_that_it_asks_for() -> None:
    spec = loaded("rayjob.yaml")["spec"]
    [group] = spec["rayClusterSpec"]["workerGroupSpecs"]
    [container] = group["template"]["spec"]["containers"]
    workers = build_parser().parse_args(shlex.split(spec["entrypoint"])[1:]).workers
    assert workers <= group["maxReplicas"] * int(container["resources"]["limits"]["cpu"])
