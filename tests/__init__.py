"""The tests. What is run as `python -m tests.epub` finds the program where pytest does."""

import sys
from pathlib import Path

SOURCE = str(Path(__file__).parent.parent / "generator")
if SOURCE not in sys.path:
    sys.path.insert(0, SOURCE)
