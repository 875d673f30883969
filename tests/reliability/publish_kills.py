"""Kills `publish` at random moments, at targets of each kind; looks at what readers find, and what the next one makes.

`python -m tests.reliability.publish_kills` kills 200 at each kind, or at those that `KAEDAH_TARGETS` names, and prints
a line for each. The moments are random over the time that an upload takes; a kill that came too late does not count.
After each:

- where a target changes in one step, it holds the old site or the new one, to the byte;
- elsewhere every link of every page that readers can reach from `index.html`, `404.html` and `sitemap.xml` leads to a
  file, style sheets, scripts and data of the search included, and each file is one of the old or of the new site;
- files of others are as they were;
- the next upload, of either site, gives exactly this site, and leaves nothing else behind.

A publisher to a branch is killed together with its `git`, and without. `s3` needs the packages `moto[server]` and
`s3fs`, which no other test needs, and is left out where they are not installed.
"""

import ctypes
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from kaedah.cli import main as kaedah

import tests.reliability.file_systems  # noqa: F401 (registers some)
from tests.reliability.publishing import KINDS, Files, Place, Sites, broken_links, build_sites, mixture
from tests.reliability.trial import CannotRun, Trial, main

_SET_CHILD_SUBREAPER = 36  # of `prctl`
IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
}


@dataclass
class Totals:
    """What came of the kills at targets of one kind. `between` counts those after which the target was of two sites."""

    kind: str
    kills: int = 0
    old: int = 0
    new: int = 0
    between: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        states = f"{self.old} left the old site, {self.new} the new one, {self.between} something between"
        return f"{self.kind}: {self.kills} kills, {states}; {len(self.faults)} faults"


def fork() -> int:
    """As `os.fork`, which warns from Python 3.12 on where there are threads, as beside other tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def start_publisher(place: Place, site: Path, log: Path) -> int:
    """Publishes in a process of its own, which leads a group. Gives its number."""
    child = fork()
    if child:
        return child
    code = 70
    try:
        os.setsid()
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.chdir(place.base)
        os.environ |= IDENTITY
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        kaedah(["publish", place.address, "--output", str(site), *place.options], prog_name="kaedah")
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(code)


Start = Callable[[Place, Path, Path], int]


def publish_or_fail(place: Place, site: Path, log: Path, start: Start = start_publisher) -> str:
    """Publishes; gives what went wrong, if anything did."""
    _, status = os.waitpid(start(place, site, log), 0)
    return "" if status == 0 else f"exit status {status}: {log.read_text()}"


def kill_after(child: int, seconds: float, everything: bool) -> bool:
    """Kills a publisher, with the processes that it started or without, and waits for all of them.

    False if it had ended before.
    """
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        (os.killpg if everything else os.kill)(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with suppress(ChildProcessError):
        while True:  # its children are ours now
            os.waitpid(-child, 0)
    return os.WIFSIGNALED(status)


def adopt_orphans() -> None:
    """Makes this process the parent of what killed publishers leave running, to wait for that. Linux only."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def judge(place: Place, sites: Sites, held: Files, before: Path, after: Path, totals: Totals) -> str:
    """Counts what a kill left at a target; gives what is wrong with it."""
    if held == sites.held[before]:
        totals.old += 1
    elif held == sites.held[after]:
        totals.new += 1
    else:
        totals.between += 1
        if place.is_atomic:
            return "neither the old site nor the new one"
    broken = broken_links(held)
    if broken:
        return f"broken links: {broken[:3]}"
    strange = mixture(held, sites)
    return f"{strange} is of neither site" if strange else ""


def kill_publishers(place: Place, kills: int, seed: int, sites: Sites, start: Start = start_publisher) -> Totals:
    """Kills publishers until `kills` of them were at work, and gives the totals."""
    adopt_orphans()
    totals, chance = Totals(place.kind), random.Random(f"{place.kind} {seed}")
    log = place.base.with_suffix(".log")
    before, after = sites.old, sites.new
    took = []
    for site in (before, after, before):
        began = time.monotonic()
        wrong = publish_or_fail(place, site, log, start)
        assert not wrong, wrong
        took.append(time.monotonic() - began)
    longest = max(took[1:])
    while totals.kills < kills and len(totals.faults) < 5:
        moment = chance.uniform(0, longest)
        if not kill_after(start(place, after, log), moment, everything=chance.random() < 0.5):
            longest *= 0.99  # it was quicker than the first ones
        else:
            totals.kills += 1
            wrong = judge(place, sites, place.held(), before, after, totals)
            if wrong:
                totals.faults.append(f"after {moment:.4f} s: {wrong}")
        if chance.random() < 0.25 and place.kind not in (
            "server",
            "plain-bucket",
        ):  # once more, before anything is repaired
            kill_after(start(place, chance.choice(sites[:2]), log), chance.uniform(0, longest), everything=True)
            wrong = broken_links(place.held()) or mixture(place.held(), sites)
            if wrong:
                totals.faults.append(f"killed twice: {wrong}")
        site = chance.choice((before, after))
        wrong = publish_or_fail(place, site, log, start)
        if wrong or place.held() != sites.held[site] or place.leftovers():
            totals.faults.append(f"after {moment:.4f} s, not repaired: {wrong} {place.leftovers()}")
        before, after = site, sites.new if site == sites.old else sites.old
    place.clear()
    return totals


def run(trial: Trial) -> None:
    """Kills as many publishers as the trial wants, at targets of each kind; prints a line for each."""
    if not hasattr(os, "fork"):
        raise CannotRun("this system does not fork processes")
    kills = trial.cases(200, 5)
    with tempfile.TemporaryDirectory(prefix="kaedah-kills-") as folder:
        base = Path(folder)
        sites = build_sites(base / "sites")
        for kind in os.environ.get("KAEDAH_TARGETS", f"{' '.join(KINDS)} s3").split():
            if kind != "s3":
                totals = kill_publishers(Place(kind, base / kind), kills, 1, sites)
            elif find_spec("moto") and find_spec("s3fs"):
                from tests.reliability.publish_to_s3 import s3_place, start_publisher_to_s3

                with s3_place(base / kind) as place:
                    totals = kill_publishers(place, kills, 1, sites, start_publisher_to_s3)
            else:
                print("s3: left out, because moto and s3fs are not installed", flush=True)
                continue
            print(totals, flush=True)
            for number in range(totals.kills):
                trial.case(f"{kind}, kill {number + 1}", totals.faults.pop() if totals.faults else "")


if __name__ == "__main__":
    main(__doc__, run)
