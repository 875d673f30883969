"""Power cuts at random moments during builds, and in the seconds after them, on real file systems.

A small site is built and edited on a file system that lies on a logged disk (`logged_disk.py`). Then, for each cut, the
disk is put together as it was at one moment of the log. In every other cut the cache of the disk is lost too: of what
was written since its last flush, each part with one half chance. The file system is mounted, which replays its journal,
and three things must hold:

1. The published site is the one of the last build that had ended, byte for byte. While a build runs, it may also be
   the one of that build. A first build may have left nothing.
2. The next build succeeds, and gives what a clean build gives, byte for byte.
3. So does a build after one more edit.

exFAT stands for the file systems without a journal, without hard links, without an exchange of two folders and with
times of whole seconds. It is checked before it is mounted, as systems do. Its driver runs in user space, because few
kernels of test machines have one for FAT or exFAT.

Needs Linux, root, /dev/fuse, and the tools of each file system: those of Debian's packages xfsprogs, btrfs-progs,
exfatprogs and exfat-fuse. The variables KINDS (`ext4,xfs`) and SEED choose file systems and moments. GENERATOR names
the folder of another version of the program: with that of 0.2.0 most cuts are faults, which shows that they cut.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.reliability.logged_disk import CannotMount, LoggedDisk, Mounted, missing_tools, unmount
from tests.reliability.small_site import BASE, ROOT, Program, Tree, add_method, edit, rename_site, tree
from tests.reliability.trial import CannotRun, Trial, main

SECONDS_AFTER = 3.0  # that a build's files have to reach the disk by themselves; metadata has one second


class Kind(NamedTuple):
    """A file system: how it is made, how many bytes it needs, how it is mounted, and which programs that takes."""

    make: tuple[str, ...]
    size: int
    options: str
    tools: tuple[str, ...]
    repair: tuple[str, ...] = ()  # what a system runs before it mounts one that was not unmounted


KINDS = {
    "ext4": Kind(("mkfs.ext4", "-q", "-E", "nodiscard,lazy_itable_init=0"), 96 << 20, "commit=1", ("mkfs.ext4",)),
    "xfs": Kind(("mkfs.xfs", "-q", "-K"), 320 << 20, "", ("mkfs.xfs",)),
    "btrfs": Kind(("mkfs.btrfs", "-q", "-K"), 160 << 20, "commit=1", ("mkfs.btrfs",)),
    "exfat": Kind(("mkfs.exfat",), 96 << 20, "", ("mkfs.exfat", "mount.exfat-fuse"), ("fsck.exfat", "-y")),
}


class Step(NamedTuple):
    """A build: from the moment it began to the moment it had ended, and the last moment before the next change."""

    name: str
    begin: int
    end: int
    last: int


STEPS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("first build", lambda site: None),
    ("edit", edit),
    ("second edit", lambda site: edit(site, "And one.")),
    ("method added", add_method),
    ("every page", rename_site),
    ("last edit", lambda site: edit(site, "The last one.")),
)


class Recording:
    """A site that was built step by step on a logged disk, and what each build had to give."""

    def __init__(self, kind: str, folder: Path, program: Program) -> None:
        self.kind, self.folder, self._program = KINDS[kind], folder, program
        self._name = kind
        self.steps: list[Step] = []
        self.expected: list[Tree] = []
        self.edited: dict[int, Tree] = {}  # what one more edit has to give
        self.disk = LoggedDisk(folder, self.kind.size)
        subprocess.run([*self.kind.make, str(self.disk.image)], check=True, capture_output=True)
        self.disk.start()
        try:
            with self.mounted(self.disk.path) as mount:
                site = shutil.copytree(BASE, mount / "site")
                for name, change in STEPS:
                    self._run(site, name, change)
        finally:
            self.disk.stop()
        self.writes = self.disk.writes()

    @contextmanager
    def mounted(self, image: Path) -> Iterator[Path]:
        """The file system in a file, mounted while the context lasts. Raises OSError."""
        if self._name == "exfat":
            with _mounted_in_user_space(image, self.folder / "mount") as mount:
                yield mount
        else:
            with Mounted(image, self.folder / "mount", self._name, self.kind.options) as mount:
                yield mount

    def clean(self, site: Path) -> Tree:
        """What a clean build of the content of a site gives."""
        return self._program.clean(site, self.folder / "clean")

    def _run(self, site: Path, name: str, change: Callable[[Path], None]) -> None:
        change(site)
        _save(site)
        self.expected.append(self.clean(site))
        os.sync()
        begin = self.disk.position()
        self._program.must_build(site)
        end = self.disk.position()
        if tree(site / "public") != self.expected[-1]:
            raise SystemExit(f"{name}: without any cut, the build does not give what a clean one gives")
        time.sleep(SECONDS_AFTER)
        self.steps.append(Step(name, begin, end, self.disk.position()))


@contextmanager
def _mounted_in_user_space(image: Path, folder: Path) -> Iterator[Path]:
    """An exFAT file system, by a driver that takes block devices."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["losetup", "-f", "--show", image], check=True, capture_output=True, text=True)
    device = done.stdout.strip()
    try:
        done = subprocess.run(["mount.exfat-fuse", device, folder], check=False, capture_output=True, text=True)
        if done.returncode:
            raise CannotMount(f"mount.exfat-fuse: {done.stderr.strip()}")
        try:
            yield folder
        finally:
            unmount(folder)
            time.sleep(0.3)  # its process writes the rest
    finally:
        subprocess.run(["losetup", "-d", device], check=False, capture_output=True)


def _save(site: Path) -> None:
    """Has the content of a site on the disk: what is lost of it is not the program's fault."""
    for path in (site, *site.rglob("*")):
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    os.sync()


class Cut(NamedTuple):
    """A cut: while or after which build, at which moment, and whether the cache of the disk was lost."""

    step: int
    moment: int
    loses_cache: bool


def choose(recording: Recording, count: int, random_: random.Random) -> list[Cut]:
    """Moments at which something had just been written, as many while a build runs as after it."""
    ends = [item.end for item in recording.writes]
    found = []
    for number in range(count):
        index = number // 2 % len(recording.steps)
        step = recording.steps[index]
        within = [end for end in ends if step.begin <= end < step.end] or [step.begin]
        after = [step.end, *(end for end in ends if step.end < end <= step.last)]
        moment = random_.choice(after if number % 2 else within)
        found.append(Cut(index, moment, loses_cache=random_.random() < 0.5))
    return found


def examine(recording: Recording, cut: Cut, random_: random.Random, program: Program) -> list[str]:
    """What is wrong after a cut; nothing where all is well."""
    image = recording.folder / "cut.img"
    recording.disk.cut(recording.writes, cut.moment, cut.loses_cache, random_, image)
    if recording.kind.repair:
        subprocess.run([*recording.kind.repair, str(image)], check=False, capture_output=True)
    step = recording.steps[cut.step]
    had_ended = cut.moment >= step.end
    wanted = recording.expected[cut.step]
    before = recording.expected[cut.step - 1] if cut.step else {}
    faults = []
    try:
        with recording.mounted(image) as mount:
            site = mount / "site"
            found = tree(site / "public") if (site / "public").exists() else {}
            if found != wanted and (had_ended or found != before):
                faults.append(_difference(found, wanted, before, had_ended))
            faults += _build_again(site, wanted, program, "the next build")
            if not faults:
                edit(site, "After the cut.")
                edited = recording.edited.get(cut.step) or recording.clean(site)
                recording.edited[cut.step] = edited
                faults += _build_again(site, edited, program, "an edit after it")
    except OSError as error:
        faults.append(f"the file system: {error}")
    return faults


def _build_again(site: Path, wanted: Tree, program: Program, what: str) -> list[str]:
    done = program.build(site)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        return [f"{what} fails: {next((line for line in lines if 'error: ' in line), lines[-1])}"]
    if (found := tree(site / "public")) == wanted:
        return []
    wrong = sorted(path for path in found.keys() | wanted.keys() if found.get(path) != wanted.get(path))
    sizes = ", ".join(
        f"{path}: {len(found.get(path, b''))} of {len(wanted.get(path, b''))} bytes" for path in wrong[:3]
    )
    return [f"{what} does not give what a clean one gives: {len(wrong)} files differ ({sizes})"]


def _difference(found: Tree, wanted: Tree, before: Tree, had_ended: bool) -> str:
    if found == before and had_ended:
        return "the old site came back after the new one was published"
    empty = sorted(path for path, content in found.items() if not content and wanted.get(path) != b"")
    wrong = sorted(path for path in found.keys() & wanted.keys() if found[path] != wanted[path])
    lost, more = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    return (
        f"the site is neither the old nor the new one: {len(empty)} files of {len(found)} are empty"
        f" ({', '.join(empty[:3])}), {len(wrong)} are not as wanted, {len(lost)} missing, {len(more)} more"
    )


def cut_all(trial: Trial, kind: str, cuts: int, program: Program, folder: Path) -> None:
    """The cuts on one file system."""
    random_, counts = random.Random(f"{os.environ.get('SEED', '1')} {kind}"), Counter[str]()
    recording = Recording(kind, folder, program)
    for number, cut in enumerate(choose(recording, cuts, random_), 1):
        faults = examine(recording, cut, random_, program)
        step = recording.steps[cut.step]
        when = "after" if cut.moment >= step.end else "during"
        cache = ", cache lost" if cut.loses_cache else ""
        counts[when] += 1
        counts["bad"] += bool(faults)
        trial.case(f"{kind}, cut {number}, {when} {step.name}{cache}", "; ".join(faults))
    print(
        f"{kind}: {cuts} cuts, {counts['during']} during builds and {counts['after']} after them; {counts['bad']} bad"
        f" ({len(recording.writes)} writes and flushes logged)",
        flush=True,
    )


def run(trial: Trial) -> None:
    """The cuts on every file system that there is."""
    if sys.platform != "linux" or os.geteuid() or not Path("/dev/fuse").exists():
        raise CannotRun("it needs Linux, root and /dev/fuse")
    generator, lacking = Path(os.environ.get("GENERATOR", ROOT / "generator")).resolve(), []
    for kind in os.environ.get("KINDS", ",".join(KINDS)).split(","):
        folder = Path(tempfile.mkdtemp(prefix="power-cuts-"))
        try:
            if missing := missing_tools(*KINDS[kind].tools):
                raise CannotMount(f"{' and '.join(missing)} not installed")
            cut_all(trial, kind, trial.cases(50, 6), Program(generator, folder / "cache"), folder)
        except CannotMount as error:
            print(f"{kind}: not tried, {error}", flush=True)
            lacking.append(f"{kind} ({error})")
        finally:
            with suppress(OSError):
                shutil.rmtree(folder)
    if lacking and not trial.faults:
        raise CannotRun(f"{'; '.join(lacking)}; on the others, {trial.held} of {trial.tried} cuts held")


if __name__ == "__main__":
    main(__doc__, run)
