#!/usr/bin/env python3
"""Builds the site: `python build.py`, or `python build.py --help` for the rest."""

from generator.cli import main

if __name__ == "__main__":
    main(prog_name="build.py")
