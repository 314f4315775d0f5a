"""Asks OSV for known vulnerabilities of pinned packages: `python .ci/audit.py constraints.txt`.

Exit status:
  0  no package has a known vulnerability; or OSV cannot be reached, which is no finding: the last lines then say
     NOT AUDITED, in a frame that nobody misses
  1  some package has one
  2  the pins cannot be read, or pip-audit cannot be run
OSV_URL names another service of the same interface, such as a mirror.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

_SECONDS = "10"
_OUT_OF_REACH = ("requests.exceptions.", "pip_audit._service", "Could not connect")
"""What pip-audit's last words hold when it is the service that did not answer."""


def main(pins: str) -> int:
    """Audits a file of pins and returns the exit status."""
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
        reason = ran.stderr.strip().splitlines()[-1:]
        if not any(sign in ran.stderr for sign in _OUT_OF_REACH):
            _say("FAILED: pip-audit could not audit these pins.", reason)
            return 2
        _frame("NOT AUDITED: the vulnerability service cannot be reached.", reason)
        return 0
    skipped = [f"{each['name']}: {each['skip_reason']}" for each in packages if "skip_reason" in each]
    if skipped:
        _frame(f"NOT AUDITED: {len(skipped)} of {len(packages)} packages.", skipped)
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


def _frame(headline: str, lines: list[str]) -> None:
    sys.stderr.write("!" * 72 + "\n")
    _say(headline, lines)
    sys.stderr.write("!" * 72 + "\n")


def _say(headline: str, lines: list[str]) -> None:
    sys.stderr.write("\n  ".join([f"audit: {headline}", *lines]) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
