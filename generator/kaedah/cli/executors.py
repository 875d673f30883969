"""Executors that run on other machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from concurrent.futures import Executor

CODE = Path(__file__).parent.parent
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@contextmanager
def open_executor(name: str) -> Iterator["Executor | None"]:
    """The executor named `dask:ADDRESS`, where ADDRESS is that of a Dask scheduler; None if the name is empty.

    The code of Kaedah is sent to the workers; its dependencies must be installed there. Raises OSError if the
    scheduler cannot be reached, and click.UsageError for an unknown name.
    """
    if not name:
        yield None
        return
    kind, _, address = name.partition(":")
    if kind != "dask" or not address:
        raise click.UsageError(f"--executor {name} is not known: write dask:ADDRESS, the address of a Dask scheduler")
    import tempfile

    try:
        from distributed import Client
    except ImportError:
        raise click.UsageError("--executor dask needs the package `distributed`: pip install distributed") from None
    with tempfile.TemporaryDirectory() as folder, Client(address, timeout="15s", set_as_default=False) as client:
        client.upload_file(str(_packed_code(Path(folder))))
        yield client.get_executor(pure=False)


def _packed_code(folder: Path) -> Path:
    """A ZIP file of the package, which Python can import from."""
    import zipfile

    path = folder / "kaedah.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for source in sorted((*CODE.rglob("*.py"), *CODE.glob("read/*.txt"))):
            name = source.relative_to(CODE.parent).as_posix()
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), source.read_bytes())
    return path
