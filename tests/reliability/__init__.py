"""Measurements of what the tests promise, with more cases than a run of the tests has time for."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "generator"))
