"""Asks OSV for known vulnerabilities of pinned packages: `python .ci/audit.py constraints.txt`.

Ends with 1 if there are any. A service that cannot be reached is no finding, but it is said so that nobody misses it.
OSV_URL names another service of the same interface, such as a mirror.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

_SECONDS = "10"


def main(pins: str) -> int:
    """Audits a file of pins; 1 if one of them has a known vulnerability."""
    url = os.environ.get("OSV_URL")
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        pins,
        "--no-deps",
        "--disable-pip",
        "--format",
        "json",
    ]
    command += ["--vulnerability-service", "osv", "--timeout", _SECONDS, "--progress-spinner", "off"]
    ran = subprocess.run([*command, *(["--osv-url", url] if url else [])], capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        _say("NOT AUDITED: the vulnerability service cannot be reached.", ran.stderr.strip().splitlines()[-1:])
        return 0
    skipped = [f"{each['name']}: {each['skip_reason']}" for each in packages if "skip_reason" in each]
    if skipped:
        _say(f"NOT AUDITED: {len(skipped)} of {len(packages)} packages.", skipped)
    found = [
        f"{each['name']} {each['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'none yet'}"
        for each in packages
        for flaw in each.get("vulns", [])
    ]
    if found:
        _say("VULNERABLE:", found)
        return 1
    _say(f"{len(packages) - len(skipped)} packages audited, none with a known vulnerability.", [])
    return 0


def _say(headline: str, lines: list[str]) -> None:
    sys.stderr.write("\n  ".join([f"audit: {headline}", *lines]) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
