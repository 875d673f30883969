"""The files that a site is made from, as commands write them: whole or not at all, and through no link."""

from pathlib import Path

from kaedah.disk.writing import write_file


def write_source(base: Path, path: str, content: bytes, *, exclusive: bool = False) -> None:
    """Writes a document at a path as problems have it, from the parent of `content/`. With `exclusive`, a file that is
    there is an error. Raises FileExistsError, UnsafePath, WriteError.
    """
    folder, slash, below = path.partition("/")  # the folder itself may be a link that the user has made
    write_file(base / folder if slash else base, below or path, content, exclusive=exclusive)
