"""Whether a folder is a mount point, or is mounted somewhere else as well, as into a container.

Whoever has mounted a folder itself goes on seeing that very folder after another one has taken its name.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_ESCAPE = re.compile(rb"\\([0-7]{3})")
_PROCESSES = Path("/proc")


class _Mount(NamedTuple):
    """A line of `mountinfo`: the device, what of its file system is mounted, and where."""

    device: bytes
    root: bytes
    place: bytes


def is_mounted(folder: Path) -> bool:
    """Whether a folder, or something in it, is mounted or a mount point. Outside Linux, only the latter is seen.

    Mounts of other containers are seen as far as the system shows the processes in them.
    """
    if os.path.ismount(folder):
        return True
    place = os.fsencode(os.path.realpath(folder))
    own = list(_mounts_of("self"))
    if any(_is_within(mount.place, place) for mount in own):
        return True
    above = [mount for mount in own if _is_within(place, mount.place)]
    if not above:
        return False
    last = max(above, key=lambda mount: len(mount.place))
    rest = place[len(last.place.rstrip(b"/")) :]
    real = last.root.rstrip(b"/") + rest
    return any(
        mount.device == last.device and mount.root != b"/" and _is_within(mount.root, real)
        for mount in {mount for process in _processes() for mount in _mounts_of(process)}
    )


def _is_within(path: bytes, folder: bytes) -> bool:
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


def _processes() -> Iterator[str]:
    """One process for each set of mounts that the system shows."""
    seen = set()
    try:
        names = [name for name in os.listdir(_PROCESSES) if name.isdigit()]  # noqa: PTH208
    except OSError:
        return
    for name in names:
        try:
            space = str((_PROCESSES / name / "ns" / "mnt").readlink())
        except OSError:  # a process of another user
            space = name
        if space not in seen:
            seen.add(space)
            yield name


def _mounts_of(process: str) -> Iterator[_Mount]:
    try:
        lines = (_PROCESSES / process / "mountinfo").read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        words = [_ESCAPE.sub(lambda code: bytes([int(code[1], 8)]), word) for word in line.split(b" ")[:5]]
        if len(words) == 5:
            yield _Mount(*words[2:])
