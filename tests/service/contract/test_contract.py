"""The service against its own description: requests made from it, right and wrong ones, are answered as it says.

`make fuzz` makes 2,000 requests of each operation instead of a few.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.service.running import ROOT, running

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = os.environ.get("QUOTH_FUZZ_EXAMPLES", "8")


def test_every_operation_answers_as_the_description_says(tmp_path: Path) -> None:
    with running(tmp_path / "log", QUOTH_WORKERS="1") as server:
        command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIGURATION)]
        settings = ["--checks", "all", "--max-examples", EXAMPLES, "--generation-database", "none", "--no-color"]
        ran = subprocess.run(
            [*command, "run", f"{server.url}/openapi.json", *settings],
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.service.contract.hooks", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert re.search(r"(\d+) selected / \1 total", ran.stdout)
