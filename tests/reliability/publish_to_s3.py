"""A bucket of a server that speaks the language of S3, on this machine. Needs `moto[server]` and `s3fs`."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import s3fs
from moto.server import ThreadedMotoServer

from tests.conftest import ROOT
from tests.reliability.publishing import Files, Place

_BUCKET = "kaedah-kills"
_ACCESS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
# Everything is imported before the time is taken.
_PUBLISHER = """
import os
import sys
import s3fs
import kaedah.cli.publish
from kaedah.cli import main
print("ready", flush=True)
os.dup2(2, 1)
main(sys.argv[1:], prog_name="kaedah")
"""


class S3Place(Place):
    """A folder of a bucket."""

    def __init__(self, base: Path, server: str) -> None:
        super().__init__("s3", base)
        self.server = server
        self._files = s3fs.S3FileSystem(endpoint_url=server, skip_instance_cache=True, use_listings_cache=False)
        self._files.mkdir(_BUCKET)

    @property
    def address(self) -> str:
        return f"s3://{_BUCKET}/site"

    def held(self) -> Files:
        begin = f"{_BUCKET}/site/"
        found = {path.removeprefix(begin): self._files.cat_file(path) for path in self._files.find(begin, refresh=True)}
        return {path: content for path, content in found.items() if not path.startswith(".kaedah-")}

    def leftovers(self) -> list[str]:
        names = self._files.find(f"{_BUCKET}/site", refresh=True)
        return [name for name in names if name.rpartition("/")[2].startswith(".kaedah-")]


@contextmanager
def s3_place(base: Path) -> Iterator[S3Place]:
    """A bucket, while its server runs."""
    os.environ |= _ACCESS
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield S3Place(base, f"http://{host}:{port}")
    finally:
        server.stop()


def start_publisher_to_s3(place: Place, site: Path, log: Path) -> int:
    """Publishes in a process of its own, and gives its number once all is imported."""
    assert isinstance(place, S3Place)
    environment = {**os.environ, "FSSPEC_S3_ENDPOINT_URL": place.server, "PYTHONPATH": str(ROOT / "generator")}
    command = [sys.executable, "-c", _PUBLISHER, "publish", place.address, "--output", str(site)]
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            start_new_session=True,
            cwd=place.base,
        )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.returncode = 0  # somebody else waits for it
    return process.pid
