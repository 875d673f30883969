"""Pages → a ZIM file for Kiwix and other offline readers, written by `zimwriterfs` of openZIM.

The program is used because the Python library has no release for every supported Python. It writes the date and a
random number into each file, so two files of the same site differ.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kaedah import __version__
from kaedah.disk.paths import resolved
from kaedah.disk.writing import replaced_by_program, write_new
from kaedah.model import Site
from kaedah.plan.downloads import stem_of
from kaedah.plan.site_plan import Plan
from kaedah.publish.archive import Archive, site_files

WRITER = "zimwriterfs"
MULTIPLE_LANGUAGES = "mul"  # readers do not find the file by language if several are listed
ILLUSTRATION = "mark.png"  # of the theme: a PNG of 48 × 48 pixels
# Codes of ISO 639-2 that are for libraries alone; the others stand for the same language in ISO 639-3.
_BIBLIOGRAPHIC = frozenset("alb arm baq bur cze chi dut fre geo ger gre ice mac mao may per rum slo tib wel".split())


class ZimWriterError(Exception):
    """zimwriterfs is not installed or failed. The message gives the reason."""


def write_zim(site: Site, plan: Plan, target: Path, about: str, jobs: int = 1) -> Archive:
    """Writes the site as a ZIM file; replaces `target` atomically. `about` is a sentence about the site.

    Raises ZimWriterError, RenderError or OSError; an existing file is then unchanged.
    """
    writer = shutil.which(WRITER)
    if writer is None:
        raise ZimWriterError(
            f"{WRITER} was not found\n  hint: install zim-tools, with `apt install zim-tools` or from openzim.org"
        )
    if ILLUSTRATION not in site.theme.assets:
        raise ZimWriterError(f"the theme has no assets/{ILLUSTRATION}\n  hint: add a PNG of 48 by 48 pixels")
    target = resolved(target) if target.is_symlink() else target
    with replaced_by_program(target.parent, target.name, "site.zim") as place:
        folder, temporary = place / "site", place / "site.zim"
        count = 0
        for path, content in site_files(site, plan, jobs):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_new(str(folder / path), content)
            count += 1
        settings = site.settings
        language = iso_639_3(settings.source.code) if len(settings.locales) == 1 else MULTIPLE_LANGUAGES
        metadata = {
            "welcome": "index.html",
            "illustration": dict(plan.locale_sites[settings.source.code].layout.assets)[ILLUSTRATION],
            "language": language,
            "title": _shortened(settings.title, 30),
            "description": _shortened(about, 80),
            "creator": settings.title,
            "publisher": settings.title,
            "name": f"{stem_of(settings)}_{language}",
            "scraper": f"kaedah {__version__}",
            **({"source": settings.base_url} if settings.base_url else {}),
        }
        options = [f"--{key}={value}" for key, value in metadata.items()]
        done = subprocess.run([writer, *options, folder, temporary], capture_output=True, text=True, check=False)
        if done.returncode or not temporary.exists():
            output = (done.stderr or done.stdout).strip().splitlines()
            raise ZimWriterError(f"{WRITER} failed: {output[-1] if output else f'exit code {done.returncode}'}")
        with temporary.open("rb") as handle:
            digest, size = hashlib.file_digest(handle, "sha256").hexdigest(), handle.tell()
    return Archive(count, size, digest)


def _shortened(text: str, most: int) -> str:
    """The text, shortened to `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def iso_639_3(code: str) -> str:
    """The ISO 639-3 code of a language, by CLDR: `zho` for `zh-Hans`."""
    from babel.core import get_global

    language = code.partition("-")[0]
    if len(language) == 3:
        return language
    known: Mapping[str, str] = get_global("language_aliases")
    found = [three for three, two in known.items() if two == language and len(three) == 3 and three[0] == two[0]]
    # Among them are languages that CLDR counts to a larger one; the larger one's own code stands after those.
    return [language, *(three for three in found if three not in _BIBLIOGRAPHIC)][-1]
