"""Checks the books of every language, theme and subject, and of a site with images, with EPUBCheck.

    make audit                          # among others
    .venv/bin/python -m tests.epub      # this alone

EPUBCheck and Java must be there (Debian: epubcheck).
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from kaedah.build_request import program_digest
from kaedah.publish.epub import write_epub

from tests.audit import THEMES
from tests.conftest import ROOT, SITES, must_read
from tests.subjects import SUBJECTS, folder_of


def command() -> list[str] | None:
    """The command that starts the checker: Debian's is a Java archive that not every system runs by its name."""
    found = shutil.which("epubcheck")
    if found is None:
        return None
    return ["java", "-jar", found] if zipfile.is_zipfile(found) else [found]


def faults_of(report: str) -> list[str]:
    """Everything that the checker remarks upon, as `file:line: message`; what it is silent about is all that passes."""
    return [
        f"{place['path']}:{place['line']}: {message['severity']}: {message['message']}"
        for message in json.loads(report)["messages"]
        for place in message["locations"]
    ]


def main() -> int:
    checker = command()
    if checker is None or not shutil.which("java"):
        sys.exit("error: epubcheck or java was not found: see the beginning of tests/epub.py")
    reported = []
    count = 0
    with tempfile.TemporaryDirectory() as name:
        sites = {
            f"{base.name}-{theme}": must_read(base, theme=theme) for theme in THEMES for base in (ROOT, SITES / "base")
        }
        sites |= {subject: must_read(folder_of(subject)) for subject in SUBJECTS}
        for title, site in sites.items():
            for locale in site.settings.locales:
                book = Path(name) / f"{title}-{locale.code}.epub"
                write_epub(site, locale, book, program_digest())
                report = book.with_suffix(".json")
                subprocess.run([*checker, book, "--quiet", "--json", report], capture_output=True, check=False)
                reported += [f"{book.name}: {fault}" for fault in faults_of(report.read_text(encoding="utf-8"))]
                count += 1
    print("\n".join((*reported, f"EPUBCheck: {count} books, {len(reported)} to fix")))
    return 1 if reported else 0


if __name__ == "__main__":
    sys.exit(main())
