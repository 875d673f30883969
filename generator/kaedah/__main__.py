"""`python -m kaedah`: the same program as `kaedah` and `build.py`."""

from kaedah.cli import main

main(prog_name="kaedah")
