#!/usr/bin/env python3
"""Where the processor time of a cold build goes: stages, and kinds of page, each with its share.

    .venv/bin/python benchmarks/stages.py [N]

The build of the workload of run.py (N methods, 1,000 where not given) in one process, so that all of it is seen; the
clock of the processor, read before and after the functions named below, adds about a fiftieth. Times are in seconds.
"""
import importlib
import os
import sys
import tempfile
import time
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, HERE + "/peers", os.path.dirname(HERE) + "/generator"]

import run

# Function to the stage it is; a stage within another counts there too, and is indented.
STAGES = {
    ("kaedah.pipeline", "read_checked_site"): "read and check",
    ("markdown.core.Markdown", "convert"): "  Markdown to HTML",
    ("kaedah.read.parse_document", "parse_yaml"): "  YAML",
    ("kaedah.read.parse_document", "render_body"): "  a body: Markdown, anchors, sanitising",
    ("kaedah.pipeline", "plan_site"): "plan",
    ("kaedah.pipeline", "prepare_release"): "what is out of date",
    ("kaedah.pipeline", "finish_release"): "render and write",
    ("jinja2.Environment", "compile"): "  compiling templates",
}
spent, calls = defaultdict(float), defaultdict(int)


def watch(place, name, stage):
    """Adds up the time of a function; `stage` is its name, or gives it from the arguments."""
    try:
        owner = importlib.import_module(place)
    except ImportError:
        module, _, cls = place.rpartition(".")
        owner = getattr(importlib.import_module(module), cls)
    function = getattr(owner, name)

    def timed(*given, **named):
        begun = time.process_time()
        try:
            return function(*given, **named)
        finally:
            key = stage(*given) if callable(stage) else stage
            spent[key] += time.process_time() - begun
            calls[key] += 1

    setattr(owner, name, timed)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    run.ensure("kaedah", count)
    site = run.site_of("kaedah", count)
    from kaedah import pipeline
    from kaedah.cli import main as build

    pipeline.MOST_PLANNED_HERE = sys.maxsize  # all of it in this process
    for (place, name), stage in STAGES.items():
        watch(place, name, stage)
    watch("kaedah.render.render", "render_page", lambda page, *_: f"  pages of {page.spec.kind.name}")
    with tempfile.TemporaryDirectory(dir=os.path.dirname(site)) as folder:
        folders = [f"--{name}={site}/{name}" for name in ("content", "locales")]
        themes = os.path.join(os.path.dirname(HERE), "themes")
        begun = time.process_time()
        build(["-q", "build", "-j", "1", "-o", folder + "/public", *folders, "--themes", themes], standalone_mode=False)
        whole = time.process_time() - begun
    stages = {**dict.fromkeys(STAGES.values(), 0.0), **spent}
    print(f"| stage | seconds | share | times |\n|---|---|---|---|\n| all | {whole:.2f} | 100 % | 1 |")
    for stage, seconds in stages.items():
        if seconds >= whole / 1000:
            print(f"| {stage.replace('  ', '· ')} | {seconds:.2f} | {seconds / whole:.1%} | {calls[stage]:,} |")


if __name__ == "__main__":
    main()
