"""API keys: made, kept only as hashes, told apart, taken in and out of a file while the service runs."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from service.security.keyring import Keyring
from service.security.keys import KeyRecordError, find, main, make, parse, read_file
from service.settings import Settings

LOGGER = logging.getLogger("tests.keys")


def test_a_key_is_found_by_what_is_kept_of_it() -> None:
    secret, key = make("cms-berlin", ["quotes"])
    assert secret.startswith("quoth_cms-berlin_")
    assert len(secret.removeprefix("quoth_cms-berlin_")) >= 43  # 256 bits, six to a character
    assert find(secret, parse(key.record)) == key


def test_what_is_kept_does_not_hold_the_secret() -> None:
    secret, key = make("cms", ["quotes", "metrics"])
    assert secret not in key.record
    assert secret.rpartition("_")[2] not in key.record
    assert key.record.startswith("cms:metrics,quotes:")


def test_two_keys_of_one_holder_differ() -> None:
    assert make("cms", ["quotes"])[0] != make("cms", ["quotes"])[0]


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: s + "x", lambda s: s.upper(), lambda s: s.replace("_", "-")]
)
def test_almost_the_key_is_not_the_key(change) -> None:
    secret, key = make("cms", ["quotes"])
    assert find(change(secret), parse(key.record)) is None


@pytest.mark.parametrize(
    "presented", ["", "_", "quoth", "quoth_", "quoth__", "quoth_cms", "quoth_cms_", "ключ", "\udcff", "a" * 9000]
)
def test_anything_else_is_no_key(presented: str) -> None:
    keys = parse(make("cms", ["quotes"])[1].record)
    assert find(presented, keys) is None


def test_the_hash_that_no_key_has_is_no_way_in() -> None:
    # An unknown id is compared with a hash of zeros; whoever keeps such a record must not let strangers in by it.
    keys = parse("cms:quotes:" + "0" * 64)
    assert find("quoth_other_secret", keys) is None


def test_records_may_be_commented_and_stand_in_one_line_or_in_many() -> None:
    first, second = make("a", ["quotes"])[1], make("b", ["metrics"])[1]
    written = f"# keys of the newsroom\n{first.record}  # Berlin\n\n{second.record}\n"
    assert parse(written) == parse(f"{first.record} {second.record}") == {"a": first, "b": second}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("cms", "line 1: a record must read ID:SCOPES:HASH."),
        ("\ncms:quotes:" + "A" * 64, "line 2: the hash of cms must be 64 hexadecimal digits in small letters."),
        ("cms:everything:" + "a" * 64, "line 1: the scopes of cms must be among quotes, metrics, separated by commas."),
        (
            "CMS:quotes:" + "a" * 64,
            "line 1: an id must be 1 to 32 small letters, digits and hyphens, as in cms-berlin.",
        ),
        (f"a:quotes:{'a' * 64}\na:quotes:{'b' * 64}", "line 2: there are two keys with the id a; give each its own."),
    ],
)
def test_a_record_that_cannot_be_used_is_named_with_the_reason(record: str, reason: str) -> None:
    with pytest.raises(KeyRecordError) as refusal:
        parse(record)
    assert str(refusal.value) == reason


def test_a_file_without_keys_is_refused_rather_than_shutting_everybody_out(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("# none yet\n")
    with pytest.raises(KeyRecordError, match="holds no key"):
        read_file(file)


def test_the_command_prints_a_key_and_the_line_that_finds_it() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "service.security.keys", "cms", "--scopes", "quotes,metrics"],
        check=True,
        capture_output=True,
        text=True,
    )
    secret, record = ran.stdout.splitlines()
    key = find(secret, parse(record))
    assert key is not None
    assert key.scopes == {"quotes", "metrics"}


def test_the_command_refuses_a_scope_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["cms", "--scopes", "all"])
    assert ended.value.code == 2
    assert "must be among quotes, metrics" in capsys.readouterr().err


def test_a_key_can_be_replaced_without_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    (old, old_key), (new, new_key) = make("cms-1", ["quotes"]), make("cms-2", ["quotes"])
    file.write_text(old_key.record)
    keyring = Keyring(Settings(keys_file=file), LOGGER)
    assert keyring.find(old) and not keyring.find(new)
    file.write_text(f"{old_key.record}\n{new_key.record}\n")
    assert keyring.find(old) and keyring.find(new)
    file.write_text(new_key.record)
    assert not keyring.find(old) and keyring.find(new)


def test_a_file_that_breaks_leaves_the_keys_as_they_were_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "keys"
    secret, key = make("cms", ["quotes"])
    file.write_text(key.record)
    keyring = Keyring(Settings(keys_file=file), LOGGER)
    for broken in ("cms:quotes", None):
        caplog.clear()
        file.unlink() if broken is None else file.write_text(broken)
        assert keyring.find(secret) and keyring.find(secret)
        assert len(caplog.messages) == 1
        assert caplog.messages[0].startswith(f"{file} stays as it was last read: ")
        assert key.hash not in caplog.text


def test_keys_of_the_setting_and_of_the_file_are_both_valid(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    (one, one_key), (other, other_key) = make("one", ["quotes"]), make("other", ["quotes"])
    file.write_text(one_key.record)
    keyring = Keyring(Settings(keys=other_key.record, keys_file=file), LOGGER)
    assert keyring.find(one) == one_key
    assert keyring.find(other) == other_key
