"""Builds at the same time, into the same folder.

1. Two builds of one content in two themes. Each publishes its site, or says that the other one runs; one of them
   publishes. What is there is one of the two sites, byte for byte.
2. A build beside `kaedah serve --output`, which publishes into the same folder after each change. Each save is served,
   and what is published is the site of this content or of the one before.

After every round a build by itself gives what a clean one gives, byte for byte.
"""

import os
import random
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

from tests.reliability.small_site import ROOT, VERSIONS, Program, Tree, tree, write_version
from tests.reliability.trial import Trial, main

THEMES = ("default", "ledger")
BUSY = "is being built by another process"


def alone(program: Program, site: Path, wanted: Tree, theme: str = "default") -> list[str]:
    """A build that nothing disturbs."""
    done = program.build(site, "--theme", theme)
    if done.returncode:
        return [f"the next build fails: {done.stderr}"]
    return [] if tree(site / "public") == wanted else ["the next build does not give what a clean one gives"]


def two_builds(trial: Trial, program: Program, base: Path, rounds: int, random_: random.Random) -> Counter[str]:
    """Counts of what the builds said."""
    site, counts = base / "site", Counter[str]()
    site.mkdir()
    for number in range(rounds):
        write_version(site, number % VERSIONS)
        wanted = [program.clean(site, base / "clean", "--theme", theme) for theme in THEMES]
        running = []
        for theme in THEMES:
            command = program.command("build", "-j1", "--theme", theme)
            running.append(_started(command, site, program))
            time.sleep(random_.choice((0, random_.uniform(0, 0.4))))
        said = [process.communicate(timeout=300)[0] for process in running]
        faults = []
        for process, text in zip(running, said, strict=True):
            busy = process.returncode == 1 and BUSY in text
            counts["published" if not process.returncode else "busy" if busy else "failed"] += 1
            if process.returncode and not busy:
                faults.append(f"a build fails with {process.returncode}: {text}")
        if all(process.returncode for process in running):
            faults.append("neither build published")
        if tree(site / "public") not in wanted:
            faults.append("the site is that of neither build")
        faults += alone(program, site, wanted[0])
        trial.case(f"two builds, round {number + 1}", "; ".join(faults))
    return counts


def beside_serve(trial: Trial, program: Program, base: Path, rounds: int, random_: random.Random) -> Counter[str]:
    """Counts of what the builds said."""
    site, counts = base / "served", Counter[str]()
    site.mkdir()
    write_version(site, 0)
    before = program.clean(site, base / "clean")
    server = _started(program.command("serve", "--port", "0", "--output", "public"), site, program)
    try:
        address = _address(server)
        for number in range(rounds):
            words = f"Round {number + 1} of the server."
            with (site / "content/methods/lora.md").open("a", encoding="utf-8") as file:
                file.write(f"\n{words}\n")
            wanted = program.clean(site, base / "clean")
            time.sleep(random_.uniform(0, 0.4))
            done = program.build(site)
            busy = done.returncode == 1 and BUSY in done.stderr
            counts["published" if not done.returncode else "busy" if busy else "failed"] += 1
            faults = []
            if done.returncode and not busy:
                faults.append(f"the build fails with {done.returncode}: {done.stderr}")
            if (found := tree(site / "public")) != wanted and (found != before or not busy):
                faults.append("the site is neither that of this content nor the one before")
            if not _is_served(f"{address}en/methods/lora.html", words):
                faults.append("the server does not serve what was saved")
            for _ in range(50):  # the server may be publishing
                left = alone(program, site, wanted)
                if not left or BUSY not in left[0]:
                    break
            trial.case(f"beside serve, round {number + 1}", "; ".join(faults + left))
            before = wanted
    finally:
        server.terminate()
        server.communicate()
    return counts


def _started(command: list[str], site: Path, program: Program) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command, cwd=site, env=program.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    raise SystemExit("the server does not say where it serves")


def _is_served(address: str, words: str) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with urllib.request.urlopen(address, timeout=30) as answer:
            if words in answer.read().decode():
                return True
        time.sleep(0.05)
    return False


def run(trial: Trial) -> None:
    """The rounds of both."""
    base, rounds = Path(tempfile.mkdtemp(prefix="two-builds-")), trial.cases(30, 3)
    try:
        program = Program(ROOT / "generator", base / "cache")
        for name, play in (("two builds", two_builds), ("a build beside serve", beside_serve)):
            counts = play(trial, program, base, rounds, random.Random(os.environ.get("SEED", "1")))
            said = ", ".join(f"{counts[what]} {what}" for what in ("published", "busy", "failed"))
            print(f"{name}: {rounds} rounds; builds: {said}", flush=True)
    finally:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main(__doc__, run)
