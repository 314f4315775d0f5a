"""Whether a command has what it needs: it and the extra that brings it bear one name."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from quoth.cli.status import complain


def installed(command: str, packages: Iterable[str]) -> bool:
    """Whether all packages are there; else complains of the first that is not, and tells what to install."""
    missing = next((name for name in packages if find_spec(name) is None), None)
    if missing is not None:
        complain(f"{missing} is not installed; quoth {command} needs: pip install 'quoth[{command}]'")
    return missing is None
