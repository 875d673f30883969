"""Commands that write sources, killed at every step, and cut off from power: each file is the old or the new one.

A command is killed (SIGKILL) before each call that changes the disk, one after another. Then the power of an ext4 file
system is cut at random moments while the command runs, and in the seconds after it. Each file of the site must be what
it was or what the command makes of it, and not empty; what a command that had ended has written is there; the content
is checked as before, and the command can be run again.

Cuts need Linux, root and /dev/fuse, as those of `power_cuts.py`. The variable SEED chooses other moments.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kaedah.cli import main as kaedah
from kaedah.disk.writing import PART

from tests.conftest import ROOT
from tests.reliability.full_disks import OneCommand, contents, run
from tests.reliability.logged_disk import CannotMount, LoggedDisk, Mounted
from tests.reliability.power_cuts import KINDS
from tests.reliability.trial import CannotRun, Trial, main

NAMES = (
    "new",
    "import",
    "init",
    "init --table",
    "schema again",
    "check --fix",
    "translations start",
    "translations stamp",
    "translations update again",
)
SECONDS_AFTER = 2.5  # in which the system puts names on the disk by itself, but not yet what the files hold
STEPS = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}


def fault_of(command: OneCommand, site: Path, ended: bool) -> str:
    """What is wrong with a site after a command was interrupted, or had ended; empty where nothing is."""
    found = {path: text for path, text in contents(site).items() if not PART.fullmatch(Path(path).name)}
    faults = [
        f"{path} is neither what it was nor what it becomes ({len(text)} bytes)"
        for path, text in found.items()
        if text not in (command.before.get(path), command.after.get(path))
    ]
    faults += [f"{path} is gone" for path in command.before if path not in found]
    faults += ["what was written is not there"] if ended and found != command.after else []
    if (site / "content").exists():
        checked = run(site, ("check",))
        faults += ["the content cannot be read: " + checked.stderr] if "cannot be read" in checked.stderr else []
    again = run(site, command.command.words)
    kept = any(words in again.stderr for words in ("already exists", "is not empty"))
    faults += [f"it cannot be run again: {again.stderr}"] if again.returncode and not kept else []
    return "; ".join(faults)


def killed_at(site: Path, words: tuple[str, ...], step: int) -> bool:
    """Runs a command in a process that is killed before its step of this number; False where it has fewer."""
    child = os.fork()
    if not child:
        try:
            _run_until(site, words, step)
        finally:
            os._exit(70)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _run_until(site: Path, words: tuple[str, ...], step: int) -> None:
    quiet, left = os.open(os.devnull, os.O_RDWR), step
    for handle in (0, 1, 2):
        os.dup2(quiet, handle)
    os.chdir(site)

    def note(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event != "open" or (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if event in STEPS and writes:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    fsync = os.fsync

    def watched_fsync(handle: int) -> None:
        note("os.truncate", ())
        fsync(handle)

    os.fsync = watched_fsync
    sys.addaudithook(note)
    more = () if words[0] == "init" else ("--themes", str(ROOT / "themes"))
    try:
        kaedah([*words, *more], prog_name="kaedah")
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 1)


def kills(command: OneCommand, folder: Path, every: int = 1) -> list[str]:
    """What is wrong after a kill at each step, or at some; an empty text where nothing is."""
    found: list[str] = []
    step, was_killed = 1, True
    while was_killed:
        site = shutil.copytree(command.template, folder / "killed/site", symlinks=True)
        was_killed = killed_at(site, command.command.words, step)
        found.append(fault_of(command, site, ended=not was_killed))
        shutil.rmtree(site)
        step += every
    return found


def cuts(command: OneCommand, folder: Path, count: int, random_: random.Random) -> list[str]:
    """What is wrong after each cut. Raises CannotMount."""
    kind, disk, found = KINDS["ext4"], LoggedDisk(folder, KINDS["ext4"].size), []
    subprocess.run([*kind.make, str(disk.image)], check=True, capture_output=True)
    with Mounted(disk.image, folder / "mount", "ext4", kind.options) as mount:
        shutil.copytree(command.template, mount / "site", symlinks=True)
    disk.start()
    try:
        with Mounted(disk.path, folder / "mount", "ext4", kind.options) as mount:
            os.sync()
            begin = disk.position()
            done = run(mount / "site", command.command.words)
            assert done.returncode == 0, done.stderr
            end = disk.position()
            time.sleep(SECONDS_AFTER)
            last = disk.position()
    finally:
        disk.stop()
    writes = disk.writes()
    moments = [begin, end, last, *(item.end for item in writes if begin <= item.end <= last)]
    for _ in range(count):
        moment, image = random_.choice(moments), folder / "cut.img"
        disk.cut(writes, moment, random_.random() < 0.5, random_, image)
        with Mounted(image, folder / "mount", "ext4", kind.options) as mount:
            found.append(fault_of(command, mount / "site", ended=moment >= end))
    return found


def run_all(trial: Trial) -> None:
    """Kills every command at every step, then cuts the power of each."""
    random_, lacking = random.Random(os.environ.get("SEED", "1")), ""
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            command, before = OneCommand(name, Path(folder)), trial.tried
            for number, fault in enumerate(kills(command, Path(folder), 5 if trial.quick else 1), 1):
                trial.case(f"{name}, killed at step {number}", fault)
            killed = trial.tried - before
            try:
                if os.geteuid() or not Path("/dev/fuse").exists():
                    raise CannotMount("it needs root and /dev/fuse")
                for number, fault in enumerate(cuts(command, Path(folder), trial.cases(12, 2), random_), 1):
                    trial.case(f"{name}, cut {number}", fault)
            except CannotMount as error:
                lacking = str(error)
            print(f"{name}: {killed} kills, {trial.tried - before - killed} cuts", flush=True)
    if lacking and not trial.faults:
        raise CannotRun(f"no cuts: {lacking}; {trial.held} of {trial.tried} kills held")


if __name__ == "__main__":
    main(__doc__, run_all)
