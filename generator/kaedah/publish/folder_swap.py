"""Changes a folder of a web server in one step: the new one is made beside it, and the two change places.

What stays is linked from the folder itself, so it costs no room and keeps its owner; what is new comes from the built
site. Files of others that lie among those of the site are linked too. The name of the folder that is made has the inode
number of the published one in it: so after a kill it is known which of the two was left behind.
"""

import os
import stat
import sys
from collections.abc import Collection, Iterator, Mapping, Set
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from kaedah.digests import digest_of_bytes
from kaedah.disk.durability import sync_folders, sync_tree
from kaedah.disk.paths import Folder, folders_of, opened_folder
from kaedah.disk.reading import read_regular
from kaedah.disk.writing import remove_tree
from kaedah.publish.folder_look import FolderLook, Seen, digest_in, entries_of
from kaedah.publish.manifest import LARGEST, MANIFEST, ManifestError, parse_manifest
from kaedah.publish.swap import exchange
from kaedah.publish.target import Upload

_BEGIN = "publish-"  # of the name of a folder that is made; the inode number of the published one follows


class _CannotSwap(Exception):
    """The folder cannot be changed in one step."""


def replace_at_once(root: Path, workspace: Path, upload: Upload, look: FolderLook) -> bool:
    """Makes the changes in one step. False where that is not possible; then nothing was changed.

    Raises OutputError, OSError; then nothing was changed either.
    """
    fresh = not (look.files or look.strange)
    if look.strange or not (fresh or _can_exchange(workspace)):
        return False
    made = workspace / f"{_BEGIN}{_inode(root)}-{os.urandom(8).hex()}"
    made.mkdir()
    try:
        folders = _fill(made, root, upload, look)
        sync_tree(made, [*upload.sent, MANIFEST, *folders])
        if not (_take_empty_place(made, root) if fresh else exchange(made, root)):
            raise _CannotSwap
    except BaseException as error:
        with suppress(OSError):
            remove_tree(made)
        if isinstance(error, _CannotSwap):
            return False
        raise
    with suppress(OSError):  # it is published, but perhaps not on the disk yet
        sync_folders([workspace, root.parent])
    if not fresh:
        retire(made, root)
    return True


def recover_swaps(root: Path, workspace: Path) -> None:
    """Removes what a killed publisher has left in the workspace; files of others in it are moved back."""
    for leftover in workspace.glob(f"{_BEGIN}*"):
        with suppress(OSError):
            if leftover.name.startswith(f"{_BEGIN}{_inode(leftover)}-"):
                retire(leftover, root)
            else:  # it was never published
                remove_tree(leftover)


def _inode(folder: Path) -> int:
    """The inode number of a folder; zero where there is none."""
    try:
        return os.lstat(folder).st_ino
    except FileNotFoundError:
        return 0


def _take_empty_place(made: Path, root: Path) -> bool:
    """Puts a folder where there is none, or an empty one; False where the system cannot."""
    try:
        os.rename(made, root)
    except OSError:
        return False
    return True


def _can_exchange(workspace: Path) -> bool:
    """Whether the file system can exchange two folders."""
    names = [workspace / f"{_BEGIN}trial-{os.urandom(8).hex()}" for _ in range(2)]
    try:
        for name in names:
            name.mkdir()
        return exchange(names[0], names[1])
    finally:
        for name in names:
            with suppress(OSError):
                name.rmdir()


class _Pair(NamedTuple):
    """The same folder in what is published, if it is there, and in what is made."""

    old: Folder | None
    new: Folder


def _fill(made: Path, root: Path, upload: Upload, look: FolderLook) -> Collection[str]:
    """Writes and links everything; gives the folders. Raises _CannotSwap where a file of others cannot be linked."""
    sent = {*upload.sent}
    strangers = look.files.keys() - upload.files.keys() - upload.removed.keys() - {MANIFEST}
    by_folder: dict[str, list[str]] = {folder: [] for folder in sorted(folders_of([*upload.files, *strangers]))}
    for path in (*upload.files, *strangers):
        by_folder[path.rpartition("/")[0]].append(path)
    for below, paths in by_folder.items():
        with _pair(made, root, below) as pair:
            for path in paths:
                name = path.rpartition("/")[2]
                seen = look.files.get(path)
                if path in strangers:
                    if seen is None or not _link(pair, name, seen):
                        raise _CannotSwap
                elif path in sent or seen is None or not _link(pair, name, seen):
                    _write(pair.new, name, upload.read(path), seen)
    with opened_folder(made) as folder:
        _write(folder, MANIFEST, upload.after, look.files.get(MANIFEST))
    return by_folder.keys()


@contextmanager
def _pair(made: Path, root: Path, below: str) -> Iterator[_Pair]:
    with opened_folder(made, below, create=True) as new, ExitStack() as opened:
        old = None
        with suppress(FileNotFoundError, NotADirectoryError):
            old = opened.enter_context(opened_folder(root, below))
            _take_over(old, new)
        yield _Pair(old, new)


def _take_over(old: Folder, new: Folder) -> None:
    """Gives a folder the owner, the permissions and the further attributes of another. Raises _CannotSwap."""
    if old.handle is None or new.handle is None or sys.platform == "win32":
        return
    wanted, found = os.fstat(old.handle), os.fstat(new.handle)
    try:
        if (wanted.st_uid, wanted.st_gid) != (found.st_uid, found.st_gid):
            os.fchown(new.handle, wanted.st_uid, wanted.st_gid)
        if sys.platform == "linux":
            for name in os.listxattr(old.handle):
                value = os.getxattr(old.handle, name)
                if name not in os.listxattr(new.handle) or os.getxattr(new.handle, name) != value:
                    os.setxattr(new.handle, name, value)
        os.fchmod(new.handle, stat.S_IMODE(wanted.st_mode))
    except OSError:
        raise _CannotSwap from None


def _link(pair: _Pair, name: str, seen: Seen) -> bool:
    """Gives a published file a second name in what is made; False where that is not possible, or it has changed."""
    if pair.old is None:
        return False
    try:
        os.link(
            pair.old.place(name),
            pair.new.place(name),
            src_dir_fd=pair.old.handle,
            dst_dir_fd=pair.new.handle,
            follow_symlinks=False,
        )
    except (OSError, NotImplementedError):
        return False
    found = pair.new.status(name)
    if found is not None and _same(found, seen.status):
        return True
    pair.new.remove(name)
    return False


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    fields = ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_mode")
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _write(folder: Folder, name: str, content: bytes, seen: Seen | None) -> None:
    """Writes a new file and looks at what was written. Raises OSError."""
    with open(folder.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL), "w+b") as file:
        file.write(content)
        file.flush()
        if seen is not None and seen.is_file and sys.platform != "win32":
            with suppress(OSError):
                os.fchown(file.fileno(), seen.status.st_uid, seen.status.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(seen.status.st_mode))
        file.seek(0)
        if digest_of_bytes(file.read()) != digest_of_bytes(content):
            raise OSError(f"{name} was not written completely")


def retire(old: Path, root: Path) -> None:
    """Deletes the folder that was published before; files that others have put into it meanwhile are moved over.

    What cannot be deleted or moved is left for the next time.
    """
    with suppress(OSError, ManifestError):
        before, now = _listed_in(old), _listed_in(root)
        _retire(_Retired(old, root, before, now, folders_of(before)), "")
        with opened_folder(old.parent) as above:
            os.rmdir(above.place(old.name), dir_fd=above.handle)


class _Retired(NamedTuple):
    """A folder that was published, the one that took its place, and the digests that the manifest of each lists."""

    old: Path
    root: Path
    before: Mapping[str, Collection[str]]
    now: Mapping[str, Collection[str]]
    folders: Set[str]


def _listed_in(folder: Path) -> dict[str, Collection[str]]:
    """The digests that each published file in a folder may have. Raises ManifestError, OSError."""
    with opened_folder(folder) as opened:
        if opened.status(MANIFEST) is None:
            return {}
    found = parse_manifest(read_regular(folder / MANIFEST, LARGEST))
    return {MANIFEST: (), **{path: {item.digest} for path, item in found.files.items()}, **found.pending}


def _retire(retired: _Retired, below: str) -> None:
    with opened_folder(retired.old, below) as here:
        for name, status in entries_of(here):
            path = f"{below}/{name}" if below else name
            with suppress(OSError):
                if stat.S_ISDIR(status.st_mode):
                    if path not in retired.folders and _move(here, name, retired.root, below):
                        continue
                    _retire(retired, path)
                    os.rmdir(here.place(name), dir_fd=here.handle)
                elif path in retired.now or digest_in(here, name) in retired.before.get(path, ()):
                    here.remove(name)
                else:
                    _move_file(here, name, status, retired.root, below)


def _move_file(here: Folder, name: str, status: os.stat_result, root: Path, below: str) -> None:
    """Gives the published folder a file that is not ours; of two the later one."""
    with opened_folder(root, below, create=True) as there:
        found = there.status(name)
        if found is not None and (found.st_ino == status.st_ino or found.st_mtime_ns >= status.st_mtime_ns):
            here.remove(name)
        else:
            os.replace(here.place(name), there.place(name), src_dir_fd=here.handle, dst_dir_fd=there.handle)


def _move(here: Folder, name: str, root: Path, below: str) -> bool:
    """Gives the published folder a folder that is not ours; False where it has one of this name."""
    with opened_folder(root, below) as there:
        if there.status(name) is not None:
            return False
        os.rename(here.place(name), there.place(name), src_dir_fd=here.handle, dst_dir_fd=there.handle)
        return True
