"""Runs the command as `python -m quoth.cli`."""

import sys

from quoth.cli import main

sys.exit(main())
