"""Trials that break things on purpose: power cuts, kills, full disks, two publishers. `make reliability` runs them all.

Each module here that ends in `if __name__ == "__main__": main(__doc__, run)` is one trial, with one contract, which
`tests.reliability.trial.main` keeps:

    .venv/bin/python -m tests.reliability.NAME             # as many cases as docs/reliability.md tells
    .venv/bin/python -m tests.reliability.NAME --quick     # a few of each kind, in about a minute

The last line is the totals. The exit code is 0 where every case held, 1 where one did not, and 2 where the trial needs
what this machine lacks, such as root or a loop device: never 0 for what was not tried.
"""

import sys
from pathlib import Path

# The engine of this checkout, whether or not a package of it is installed.
sys.path.insert(0, str(Path(__file__).parents[2] / "generator"))
