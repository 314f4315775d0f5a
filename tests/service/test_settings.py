"""Settings: read from the environment, and refused as a whole with every reason."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from quoth.packages.folder import BUNDLED_MODELS
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


RECORD = "cms:quotes:" + "a" * 64


def test_every_setting_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys_file = tmp_path / "keys"
    keys_file.write_text(RECORD)
    values: dict[str, object] = {
        "models": BUNDLED_MODELS,
        "max_characters": 7,
        "threads": 2,
        "workers": 3,
        "queue": 0,
        "batch": 2,
        "batch_wait": 20,
        "time_limit": 11,
        "read_timeout": 12,
        "streams": 5,
        "max_batch_bytes": 13,
        "bind": "127.0.0.1:1,unix:/tmp/q",
        "timeout": 9,
        "graceful_timeout": 8,
        "keepalive": 6,
        "log_level": "debug",
        "access_log": False,
        "log_format": "json",
        "log_text": True,
        "keys": RECORD,
        "keys_file": keys_file,
        "allow_anonymous": True,
        "rate_limit": "5/second;2000/day",
        "rate_limit_storage": "redis://:secret@redis:6379/0",
        "trusted_proxies": 1,
        "cors_origins": "https://cms.example,http://localhost:3000",
        "traces": True,
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


def test_what_guards_the_service_is_refused_with_what_would_be_right_and_without_repeating_a_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUOTH_KEYS", "cms:quotes:plain-secret")
    monkeypatch.setenv("QUOTH_KEYS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("QUOTH_RATE_LIMIT", "often")
    monkeypatch.setenv("QUOTH_RATE_LIMIT_STORAGE", "http://:secret@redis")
    monkeypatch.setenv("QUOTH_CORS_ORIGINS", "https://cms.example/, cms.example")
    monkeypatch.setenv("QUOTH_LOG_FORMAT", "xml")
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment()
    assert str(refusal.value).splitlines()[1:] == [
        "  QUOTH_CORS_ORIGINS: Must be * or origins such as https://cms.example, without a path; https://cms.example/, "
        "cms.example is none.",
        "  QUOTH_KEYS: Line 1: the hash of cms must be 64 hexadecimal digits in small letters.",
        f"  QUOTH_KEYS_FILE: {tmp_path / 'none'} cannot be read: No such file or directory.",
        "  QUOTH_LOG_FORMAT: Must be one of: text, json.",
        "  QUOTH_RATE_LIMIT: Must be limits such as 60/minute or 5/second;2000/day, in seconds, minutes, hours, days, "
        "months or years.",
        "  QUOTH_RATE_LIMIT_STORAGE: Must be memory://, redis://HOST:PORT/DB or rediss://HOST:PORT/DB.",
    ]
    assert "secret" not in str(refusal.value)


def test_an_address_of_redis_with_its_password_is_not_shown() -> None:
    assert "secret" not in repr(Settings(rate_limit_storage="redis://:secret@redis:6379/0"))


def test_a_folder_without_models_is_refused_before_anything_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUOTH_MODELS", str(tmp_path))
    with pytest.raises(SettingsError, match=r"QUOTH_MODELS: .* is no Stanza model folder: it has no resources\.json"):
        Settings.from_environment()


def test_the_bound_on_bytes_lets_every_text_within_the_limit_through() -> None:
    limit = Settings(max_characters=1000)
    escaped = '{"text":"' + r"\ud83d\ude00" * limit.max_characters + '"}'
    assert len(escaped) <= limit.max_body_bytes


def test_each_setting_is_described() -> None:
    source = (Path(__file__).parents[2] / "service" / "settings.py").read_text(encoding="utf-8")
    for field in dataclasses.fields(Settings):
        assert re.search(rf'^    {field.name}: .*\n    """[A-Z]', source, re.MULTILINE), field.name
