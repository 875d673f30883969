"""Builds that are killed at random moments.

A small site has six versions. In each round its content becomes another one, a build of it is started and killed
(SIGKILL) at a random moment, and two things must hold:

1. The published site is that of the build before or that of this one, byte for byte; after a first build that was
   killed, there may be none.
2. The next build succeeds, gives what a clean build gives, byte for byte, and leaves nothing beside the site but its
   workspace, and nothing in this but what docs/explanation/architecture.md lists.

Builds take turns: first builds, edits, `--clean` ones, and such that write many pages with worker processes. A build
that ended before it was killed does not count. Needs a system with `fork`.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.reliability.small_site import ROOT, VERSIONS, Tree, tree, write_version
from tests.reliability.trial import CannotRun, Trial, main

KINDS = ("first build", "edit", "clean", "worker processes")
# Besides packs.
KEPT = {
    "lock",
    "state.sqlite",
    "state.sqlite-shm",
    "state.sqlite-sums",
    "state.sqlite-wal",
    "staging",
    "CACHEDIR.TAG",
    ".gitignore",
    "made-here",
}


def start_build(site: Path, kind: str) -> int:
    """Starts a build in a process of its own, which has loaded the program already; gives its id."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(null, handle)
        _build(site, kind)
    finally:
        os._exit(99)


def _build(site: Path, kind: str) -> None:
    from kaedah.cli import main as kaedah
    from kaedah.publish import page_writer

    os.chdir(site)
    words = ["build", f"--themes={ROOT / 'themes'}", "-j1"]
    if kind == "worker processes":
        page_writer.SERIAL_PAGES, page_writer.JOB_PAGES = 0, 7
        words[-1] = "-j2"
    if kind == "clean":
        words.append("--clean")
    try:
        kaedah(words)
    except SystemExit as error:
        os._exit(error.code if isinstance(error.code, int) else 1)


def load_program() -> None:
    """Loads what a build needs, so that kills hit its work and not its imports."""
    import kaedah.pipeline
    import kaedah.publish.release
    import kaedah.read.markdown
    import kaedah.render.environment

    assert kaedah.pipeline


def ended(child: int) -> int:
    """Waits for a process; gives its exit code, or the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Kills:
    """A site whose builds are killed."""

    def __init__(self, base: Path, seed: int) -> None:
        self.site, self.random, self.counts = base / "site", random.Random(seed), Counter[str]()
        self.site.mkdir()
        began = time.monotonic()
        self.expected = [self._clean(base / "clean", version) for version in range(VERSIONS)]
        self._lasts = dict.fromkeys(KINDS, (time.monotonic() - began) / VERSIONS)  # seconds, about
        self.version = 0
        write_version(self.site, 0)

    def _clean(self, folder: Path, version: int) -> Tree:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        write_version(folder, version)
        if code := ended(start_build(folder, "first build")):
            raise SystemExit(f"a build that is not killed fails with {code}")
        return tree(folder / "public")

    def round(self, kind: str) -> str | None:
        """Kills one build and looks at what is there; gives what is wrong, and None where it ended before it was
        killed and nothing is.
        """
        before = self.expected[self.version]
        if kind == "first build":
            shutil.rmtree(self.site / "public", ignore_errors=True)
            shutil.rmtree(self.site / ".public.kaedah", ignore_errors=True)
            before = {}
        self.version = self.random.choice([number for number in range(VERSIONS) if number != self.version])
        write_version(self.site, self.version)
        wanted = self.expected[self.version]
        child = start_build(self.site, kind)
        moment = self.random.uniform(0, 1.1)  # in parts of what it takes
        time.sleep(moment * self._lasts[kind])
        os.kill(child, signal.SIGKILL)
        code = ended(child)
        faults = []
        was_killed = code == -signal.SIGKILL
        if not was_killed:  # it had ended
            self._lasts[kind] *= min(1.0, max(0.5, moment))
            if code:
                faults.append(f"a build fails with {code}")
        else:
            self._lasts[kind] *= 1.2 if moment > 1 else 1.0
            self.counts[kind] += 1
            found = tree(self.site / "public") if (self.site / "public").exists() else {}
            self.counts["new site" if found == wanted else "old site" if before else "no site"] += 1
            if found not in (before, wanted):
                faults.append("the site is neither the old nor the new one")
        if code := ended(start_build(self.site, "edit")):
            faults.append(f"the next build fails with {code}")
        if tree(self.site / "public") != wanted:
            faults.append("the next build does not give what a clean one gives")
        faults += self._litter()
        return "; ".join(faults) if faults or was_killed else None

    def _litter(self) -> list[str]:
        beside = {path.name for path in self.site.iterdir()} - {"content", "locales", "public", ".public.kaedah"}
        within = {
            path.name
            for path in (self.site / ".public.kaedah").iterdir()
            if path.name not in KEPT and path.suffix != ".pack"
        }
        return [f"the next build leaves {', '.join(sorted(beside | within))}"] if beside or within else []


def run(trial: Trial) -> None:
    """Kills builds until as many were killed as are to be tried."""
    if not hasattr(os, "fork"):
        raise CannotRun("this system has no fork")
    base, number = Path(tempfile.mkdtemp(prefix="build-kills-")), 0
    os.environ["XDG_CACHE_HOME"] = str(base / "cache")
    load_program()
    try:
        kills = Kills(base, int(os.environ.get("SEED", "1")))
        while trial.tried < trial.cases(500, 20):
            kind = KINDS[number % len(KINDS)]
            number += 1
            if (fault := kills.round(kind)) is not None:
                trial.case(f"{kind}, round {number}", fault)
            if number % 50 == 0:
                print(f"{trial.tried} kills, {len(trial.faults)} faults", flush=True)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(", ".join(f"{count} {what}" for what, count in kills.counts.items()))


if __name__ == "__main__":
    main(__doc__, run)
