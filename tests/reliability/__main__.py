"""Every trial, one after another, and the totals of all: `python -m tests.reliability [--quick] [NAME …]`."""

import argparse
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


def trials(folder: Path = FOLDER) -> list[str]:
    """The names of all trials: modules that can be run."""
    return sorted(
        path.stem
        for path in folder.glob("*.py")
        if not path.stem.startswith("__") and '\nif __name__ == "__main__":' in path.read_text(encoding="utf-8")
    )


def main() -> None:
    """Runs the trials that were named, or all, and exits with 1 where one did not hold or could not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description="Every trial, one after another.")
    parser.add_argument("--quick", action="store_true", help="a few cases of each kind")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(trials()) or 'none yet'}")
    options = parser.parse_args()
    if unknown := set(options.names) - set(trials()):
        parser.error(f"there is no trial {', '.join(sorted(unknown))}")
    lines, failed = [], False
    for name in options.names or trials():
        command = [sys.executable, "-m", f"tests.reliability.{name}", *(["--quick"] if options.quick else [])]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace")
        assert process.stdout
        last = f"{name}: said nothing"
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.rstrip() or last
        code = process.wait()
        failed |= code != 0
        lines.append(f"{'ok  ' if code == 0 else f'[{code}] '}{last}")
    print("\n" + "\n".join(lines or ["there are no trials"]))
    sys.exit(1 if failed or not lines else 0)


if __name__ == "__main__":
    main()
