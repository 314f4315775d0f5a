"""Writes openapi.yaml: `python -m service.openapi [FILE]`; `--check` only says whether the file is up to date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from service.app import build_app
from service.settings import Settings

_HEADER = "# Written by `python -m service.openapi` from service/schemas.py; change that, not this.\n"


def openapi_yaml() -> str:
    """The OpenAPI document of the service with its default settings, as YAML. Loads no models."""
    app = build_app(Settings(access_log=False), engine=None)
    document: dict[str, Any] = app.json.loads(app.test_client().get("/openapi.json").data)
    return _HEADER + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Writes every value out where it stands, and texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (PyYAML calls it so)
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _Dumper.represent_text)


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the file; 1 if it was checked and has drifted."""
    parser = argparse.ArgumentParser(prog="python -m service.openapi", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=Path("openapi.yaml"), help="default: %(default)s")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the file has drifted")
    options = parser.parse_args(arguments)
    document = openapi_yaml()
    if not options.check:
        options.file.write_text(document, encoding="utf-8")
        return 0
    if options.file.is_file() and options.file.read_text(encoding="utf-8") == document:
        return 0
    sys.stderr.write(f"{options.file} is not what the schemas say; run `{parser.prog} {options.file}`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
