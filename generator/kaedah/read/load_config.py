"""The site's configuration from the build state, where its files did not change."""

from collections.abc import Mapping
from contextlib import suppress

import msgspec

from kaedah.digests import digest_of
from kaedah.problems import Problem, has_errors
from kaedah.read.config import SiteConfig, read_config
from kaedah.read.data_files import FOLDER as DATA
from kaedah.read.discovery import KINDS
from kaedah.read.folders import Folders
from kaedah.state.stat import FileStat, any_racy
from kaedah.state.store import BuildState

_DOCUMENTS = tuple(f"content/{folder}/" for folder in (*KINDS, DATA))


def load_config(
    state: BuildState,
    folders: Folders,
    inputs: Mapping[str, FileStat],
    began: int,
    salt: str,
    problems: list[Problem],
) -> SiteConfig | None:
    """As `read_config`, but files that are as an earlier build read them are not read again.

    `inputs` are the stats of all files, taken after `began`, a time in nanoseconds; `salt` is the digest of the code.
    """
    stats = sorted(item for item in inputs.items() if not item[0].startswith(_DOCUMENTS))
    trusted = bool(stats) and not any_racy((file_stat for _, file_stat in stats), began)
    key = digest_of(salt, repr(folders), stats)
    stored = state.memo("config", key) if trusted else None
    if stored is not None:
        try:
            warnings, known = msgspec.msgpack.decode(stored, type=tuple[tuple[Problem, ...], SiteConfig])
        except msgspec.DecodeError:
            pass
        else:
            problems += warnings
            return known
    own: list[Problem] = []
    config = read_config(folders, own)
    problems += own
    if trusted and config is not None and not has_errors(own) and not config.settings.plugins:  # these may change too
        with suppress(UnicodeEncodeError):  # the site lies in a folder whose name is not UTF-8
            state.put_memo("config", key, msgspec.msgpack.encode((own, config)))
    return config
