"""The examples of deployment: valid by the schemas of Kubernetes and Compose, and true of the service they run."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

import quoth
from service.app import build_app
from service.security.keys import KeyRecordError, read_file
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
OLDEST, NEWEST = "1.29", kubernetes_validate.latest_version()
"""Versions of Kubernetes whose schemas the manifests must fit."""


def manifests() -> list[dict[str, Any]]:
    """Every object in deploy/kubernetes but the list of them."""
    return [
        found
        for path in sorted(KUBERNETES.glob("*.yaml"))
        if path.stem != "kustomization"
        for found in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


def named(kind: str, name: str = "quoth") -> dict[str, Any]:
    return next(each for each in manifests() if each["kind"] == kind and each["metadata"]["name"] == name)


@pytest.fixture
def container() -> dict[str, Any]:
    found: dict[str, Any] = named("Deployment")["spec"]["template"]["spec"]["containers"][0]
    return found


@pytest.fixture
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "docker-compose.yml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("manifest", manifests(), ids=lambda each: f"{each['kind']}/{each['metadata']['name']}")
def test_each_manifest_fits_the_schema_of_kubernetes(manifest: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(manifest, version, strict=True)


def test_a_misspelt_field_would_be_noticed() -> None:
    manifest = named("Service")
    manifest["spec"]["selektor"] = manifest["spec"].pop("selector")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, NEWEST, strict=True)


def test_the_list_names_every_manifest() -> None:
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    assert {*listed, "kustomization.yaml"} == {path.name for path in KUBERNETES.iterdir()}


def test_compose_fits_its_schema(compose: dict[str, Any]) -> None:
    jsonschema.validate(compose, get_builtin_schema("vendor.compose-spec"))
    compose["services"]["quoth"]["imagge"] = "quoth"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(compose, get_builtin_schema("vendor.compose-spec"))


def test_the_settings_in_them_are_settings_that_the_service_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, container: dict[str, Any], compose: dict[str, Any]
) -> None:
    keys = tmp_path / "keys"
    keys.write_text("cms:quotes:" + "a" * 64)
    known = {PREFIX + field.name.upper() for field in dataclasses.fields(Settings)}
    for environment in (
        {each["name"]: each["value"] for each in container["env"]},
        compose["services"]["quoth"]["environment"],
    ):
        assert environment.keys() <= known
        with monkeypatch.context() as patch:
            for name in known:
                patch.delenv(name, raising=False)
            for name, value in {**environment, "QUOTH_KEYS_FILE": str(keys)}.items():
                patch.setenv(name, value)
            settings = Settings.from_environment()
        assert settings.has_keys
        assert settings.rate_limit_storage.startswith("redis://")


def test_there_is_room_on_disk_for_every_batch_under_way(container: dict[str, Any], compose: dict[str, Any]) -> None:
    given = {each["name"]: each["value"] for each in container["env"]}
    most, streams, workers = (
        int(given.get(f"QUOTH_{name.upper()}") or getattr(Settings(), name))
        for name in ("max_batch_bytes", "streams", "workers")
    )
    volumes = {each["name"]: each for each in named("Deployment")["spec"]["template"]["spec"]["volumes"]}
    (scratch,) = (volumes[each["name"]] for each in container["volumeMounts"] if each["mountPath"] == "/tmp")
    size = re.fullmatch(r"(\d+)Mi", scratch["emptyDir"]["sizeLimit"])
    assert size and most * streams * workers < int(size[1]) * 2**20 <= 2 * most * streams * workers
    assert "medium" not in scratch["emptyDir"]
    assert "/tmp" in compose["services"]["quoth"]["volumes"]


def test_the_probes_ask_paths_that_need_no_key(container: dict[str, Any]) -> None:
    client = build_app(Settings(keys="cms:quotes:" + "a" * 64), engine=None).test_client()
    expected = {
        "startupProbe": ("/readyz", 503),
        "readinessProbe": ("/readyz", 503),
        "livenessProbe": ("/healthz", 200),
    }
    for probe, (path, status) in expected.items():
        assert container[probe]["httpGet"]["path"] == path
        assert client.get(path).status_code == status


def test_a_pod_is_given_the_time_that_requests_under_way_are_given(
    container: dict[str, Any], compose: dict[str, Any]
) -> None:
    given = named("Deployment")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    graceful = int(next(each["value"] for each in container["env"] if each["name"] == "QUOTH_GRACEFUL_TIMEOUT"))
    pause = int(container["lifecycle"]["preStop"]["exec"]["command"][-1])
    assert given > graceful + pause
    quoth_service = compose["services"]["quoth"]
    stop = int(re.fullmatch(r"(\d+)s", quoth_service["stop_grace_period"])[1])  # type: ignore[index]
    assert stop > int(quoth_service["environment"]["QUOTH_GRACEFUL_TIMEOUT"])


def test_names_and_ports_lead_to_one_another(container: dict[str, Any]) -> None:
    labels = named("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert named("Service")["spec"]["selector"].items() <= labels.items()
    assert named("NetworkPolicy")["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    assert named("Service")["spec"]["ports"][0]["targetPort"] == container["ports"][0]["name"]
    port = container["ports"][0]["containerPort"]
    assert named("NetworkPolicy")["spec"]["ingress"][0]["ports"][0]["port"] == port
    environment = {each["name"]: each["value"] for each in container["env"]}
    assert environment["QUOTH_BIND"].endswith(f":{port}")
    redis = named("Service", "quoth-redis")
    assert (
        f"//{redis['metadata']['name']}:{redis['spec']['ports'][0]['port']}/" in environment["QUOTH_RATE_LIMIT_STORAGE"]
    )
    assert environment["QUOTH_KEYS_FILE"] == f"{container['volumeMounts'][0]['mountPath']}/keys"
    assert list(named("Secret", "quoth-keys")["stringData"]) == ["keys"]


def test_the_image_is_of_this_version_and_its_user_is_the_pods(
    container: dict[str, Any], compose: dict[str, Any]
) -> None:
    assert container["image"] == compose["services"]["quoth"]["image"] == f"quoth:{quoth.__version__}"
    user = named("Deployment")["spec"]["template"]["spec"]["securityContext"]["runAsUser"]
    assert f"USER {user}\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_example_secret_lets_nobody_in(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(named("Secret", "quoth-keys")["stringData"]["keys"])
    with pytest.raises(KeyRecordError, match="holds no key"):
        read_file(keys)
