#!/usr/bin/env python3
"""Builds the site: `python build.py`, or `python build.py --help` for the rest."""

import gc
import sys

if __name__ == "__main__":
    try:
        from generator.cli import main

        try:
            main(prog_name="build.py")
        finally:
            gc.freeze()  # what is left to free the system frees at once; an edit takes a twentieth less
    except ModuleNotFoundError as missing:
        if (missing.name or "generator").partition(".")[0] == "generator":
            raise
        place = ".venv/Scripts/python" if sys.platform == "win32" else ".venv/bin/python"
        again = " ".join([place, "build.py", *sys.argv[1:]])
        sys.exit(f"error: this Python lacks the library {missing.name}\n  hint: run `make site` once, then `{again}`")
