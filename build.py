#!/usr/bin/env python3
"""The program `kaedah` in a checkout: `python build.py` builds the site, `python build.py --help` lists commands."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent / "generator"))
    try:
        from kaedah.cli import main

        main(prog_name="build.py")
    except ModuleNotFoundError as missing:
        if (missing.name or "kaedah").partition(".")[0] == "kaedah":
            raise
        place = ".venv/Scripts/python" if sys.platform == "win32" else ".venv/bin/python"
        again = " ".join([place, "build.py", *sys.argv[1:]])
        sys.exit(f"error: this Python lacks the library {missing.name}\n  hint: run `make site` once, then `{again}`")
