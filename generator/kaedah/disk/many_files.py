"""Writing many files at once: all of them are on the disk before the first one takes its place."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kaedah.disk.durability import sync_tree
from kaedah.disk.paths import check_file, folders_of, opened_folder
from kaedah.disk.writing import (
    file_beside,
    new_part,
    put_in_place,
    remove_file,
    removed_after_errors,
    write_error,
    writing_errors,
)


def write_files(root: Path, files: Iterable[tuple[str, bytes]], *, exclusive: bool = False) -> None:
    """Writes files at paths below a root, as `write_file` does, in much less time where there are many. None takes its
    place before all of them are on the disk, so a power cut leaves no empty ones.

    Raises UnsafePath, FileExistsError, WriteError; then all of them are what they were, unless the system refuses a
    name only when a file takes its place.
    """
    parts: dict[str, str] = {}
    try:
        for path, content in files:
            parts[path] = _write_part(root, path, content, exclusive)
        _sync_parts(root, parts)
        folders = folders_of(parts)
        for path in [*parts]:
            parent, _, name = path.rpartition("/")
            with writing_errors(root / path), opened_folder(root, parent) as folder:
                check_file(root / path, folder.status(name))
                put_in_place(folder, parts[path].rpartition("/")[2], name, exclusive)
            del parts[path]
        with writing_errors(root):
            sync_tree(root, folders)
    except BaseException:
        for part in parts.values():
            with suppress(OSError):
                remove_file(root, part)
        raise


def _sync_parts(root: Path, parts: Mapping[str, str]) -> None:
    """Has what was written beside these paths on the disk. Raises WriteError about one of the paths, or the root."""
    try:
        sync_tree(root, parts.values())
    except OSError as error:
        places = {os.path.join(root, part): root / path for path, part in parts.items()}
        raise write_error(places.get(error.filename, root), error) from error


def _write_part(root: Path, path: str, content: bytes, exclusive: bool) -> str:
    """Writes a file beside the path that it is for, and gives its own path."""
    parent, slash, _ = path.rpartition("/")
    part = new_part()
    with (
        writing_errors(root / path),
        opened_folder(root, parent, create=True) as folder,
        removed_after_errors(folder, part),
        file_beside(folder, part, root / path, exclusive=exclusive, durable=False) as file,
    ):
        file.write(content)
    return f"{parent}{slash}{part}"
