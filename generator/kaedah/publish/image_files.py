"""The bytes of images, read when they are published."""

import errno

from kaedah.digests import digest_of_bytes
from kaedah.disk.paths import DiskError
from kaedah.disk.reading import read_regular
from kaedah.model import Image


class ChangedImage(DiskError):
    """An image is not what it was when the content was read."""


def load_file(content: bytes | Image) -> bytes:
    """The bytes of a file to publish. Raises ChangedImage, OSError."""
    if isinstance(content, bytes):
        return content
    raw = read_regular(content.path, content.size + 1)
    if digest_of_bytes(raw) != content.digest:
        message = "the image changed while the site was built"
        raise ChangedImage(errno.ESTALE, content.path, message, "build it again")
    return raw
