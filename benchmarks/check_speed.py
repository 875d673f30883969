#!/usr/bin/env python3
"""How long `build.py check` takes: the project's own content, and the workload of run.py at several numbers of methods.

    .venv/bin/python -m benchmarks.check_speed [N ...] [-r RUNS]

For each N (55, 1000) the content is written to $PEERS (~/.cache/kaedah-bench). A run is a new process, so what is told
is all that a contributor waits for. Told are the best and the median of RUNS (5) in seconds of wall clock, and the
processor's seconds of the best: where the machine is busy, the latter is what the check itself costs.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parent
sys.path[:0] = [str(HERE), str(HERE / "peers"), str(HOME)]


def measure(name: str, base: Path, runs: int) -> None:
    folders = ["--content", base / "content", "--locales", base / "locales", "--themes", HOME / "themes"]
    command = [sys.executable, str(HOME / "build.py"), "--quiet", "check", *map(str, folders)]
    found = []
    for _ in range(runs + 1):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
        wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.exit(f"{name}: check ended with {done.returncode}:\n{done.stderr.decode()[:1000]}")
        found.append((wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime))
    found = sorted(found[1:])  # the first fills the caches of the machine
    best, cost = found[0]
    print(f"{name:>18}: best {best:.2f} s, median {statistics.median(wall for wall, _ in found):.2f} s; processor {cost:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", metavar="N", default=[55, 1000])
    parser.add_argument("-r", "--runs", type=int, default=5)
    asked = parser.parse_args()
    import corpus
    import kaedah_peer

    measure("own content", HOME, asked.runs)
    root = Path(os.environ.get("PEERS", Path.home() / ".cache/kaedah-bench"))
    for count in asked.counts:
        site = root / f"site/kaedah-check-{count}"
        if not site.exists():
            kaedah_peer.write(corpus.build(count), str(site))
        measure(f"{count} methods", site, asked.runs)


if __name__ == "__main__":
    main()
