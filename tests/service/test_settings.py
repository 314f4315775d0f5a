"""Settings: read from the environment, and refused as a whole with every reason."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings, SettingsError, usable_cores


@pytest.fixture(autouse=True)
def no_variables_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in dataclasses.fields(Settings):
        monkeypatch.delenv(PREFIX + field.name.upper(), raising=False)


def test_without_variables_the_defaults_hold() -> None:
    assert Settings.from_environment() == Settings()
    assert Settings().max_characters == 200_000
    assert Settings().bind == "127.0.0.1:8000"
    assert 1 <= Settings().workers <= usable_cores()


def test_every_setting_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values: dict[str, object] = {
        "models": tmp_path,
        "max_characters": 7,
        "threads": 2,
        "workers": 3,
        "queue": 0,
        "bind": "127.0.0.1:1,unix:/tmp/q",
        "timeout": 9,
        "graceful_timeout": 8,
        "keepalive": 6,
        "log_level": "debug",
        "access_log": False,
    }
    assert list(values) == [field.name for field in dataclasses.fields(Settings)]
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name.upper(), str(value))
    assert dataclasses.asdict(Settings.from_environment()) == values


def test_an_override_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_MAX_CHARACTERS", "10")
    assert Settings.from_environment(max_characters=20).max_characters == 20


def test_an_override_that_is_no_setting_is_refused() -> None:
    with pytest.raises(TypeError, match="max_letters"):
        Settings.from_environment(max_letters=20)


def test_all_wrong_values_are_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_THREADS", "0")
    monkeypatch.setenv("QUOTH_WORKERS", "many")
    monkeypatch.setenv("QUOTH_MODELS", "/no/such/folder")
    monkeypatch.setenv("QUOTH_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment()
    lines = str(refusal.value).splitlines()
    assert lines == [
        "these environment variables have values that Quoth cannot use:",
        "  QUOTH_LOG_LEVEL: Must be one of: debug, info, warning, error, critical.",
        "  QUOTH_MODELS: There is no folder /no/such/folder.",
        "  QUOTH_THREADS: Must be greater than or equal to 1 and less than or equal to 256.",
        "  QUOTH_WORKERS: Not a valid integer.",
    ]


def test_the_bound_on_bytes_lets_every_text_within_the_limit_through() -> None:
    limit = Settings(max_characters=1000)
    escaped = '{"text":"' + r"\ud83d\ude00" * limit.max_characters + '"}'
    assert len(escaped) <= limit.max_body_bytes


def test_each_setting_is_described() -> None:
    source = (Path(__file__).parents[2] / "service" / "settings.py").read_text(encoding="utf-8")
    for field in dataclasses.fields(Settings):
        assert re.search(rf'^    {field.name}: .*\n    """[A-Z]', source, re.MULTILINE), field.name
