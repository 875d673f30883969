"""Earlier versions of a source text, from Git."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

from kaedah.model import Site
from kaedah.problems import Report
from kaedah.read.data_rows import ENDINGS, MAX_BYTES, split_data_file
from kaedah.read.files import split_front_matter
from kaedah.read.kinds.text import Prose
from kaedah.read.notes import written_notes
from kaedah.read.parsed_document import methods_schema
from kaedah.read.yaml_nodes import parse_yaml
from kaedah.source_stamps import stamps_of

MAX_REVISIONS = 300
SECONDS = 10.0  # for all revisions of a file


def previous_words(path: Path, stamps: Mapping[str, str], slug: str, site: Site) -> dict[str, str]:
    """The texts with the given stamps, by part, from the newest revision of the file that has them.

    slug: of the document, which a data file has in a row.
    site: where it is now.

    Parts that Git does not have are left out.
    """
    is_table = path.name.endswith(ENDINGS)
    found: dict[str, str] = {}
    for text in _revisions(path):
        parts = _parts_of_row(path.name, text, slug, site) if is_table else parts_of_text(text)
        found |= {part: parts[part] for part in stamps if part not in found and _matches(stamps[part], parts.get(part))}
        if len(found) == len(stamps):
            break
    return found


def changed_lines(before: str, after: str) -> list[str]:
    """A diff: removed lines with -, added lines with +, and one line of context."""
    lines = unified_diff(before.strip().splitlines(), after.strip().splitlines(), n=1, lineterm="")
    return [f"{line[0]} {line[1:]}".rstrip() for line in lines if not line.startswith(("---", "+++", "@@"))]


def _matches(stamp: str, words: str | None) -> bool:
    return words is not None and stamp in stamps_of(words)


def parts_of_text(text: str) -> dict[str, str]:
    """The parts of an earlier version of a file, whether or not it is valid."""
    front = split_front_matter(text, Report(""))
    root = parse_yaml(front.yaml, Report("")) if front else None
    if front is None or root is None or root.shape != "mapping":
        return {}
    return dict(written_notes(root)) | {"body": front.body.strip()}


def _parts_of_row(name: str, text: str, slug: str, site: Site) -> dict[str, str]:
    """The same of a row of a data file."""
    codes = tuple(locale.code for locale in site.settings.locales if locale != site.settings.source)
    file = split_data_file(name, text.encode(), methods_schema(site.fields), codes, {})
    row = next((entry.load(Report(name)) for entry in file.entries if entry.slug == slug), None)
    texts = [(key.text, value.text) for key, value in row.root.pairs if value.shape == "text"] if row else []
    return {name: Prose().normalise(text) for name, text in texts}


def _revisions(path: Path) -> Iterator[str]:
    """The committed versions of the file, newest first, as many as can be had in the time there is."""
    ends = time.monotonic() + SECONDS
    listed = run_git(path, ends, "log", f"--max-count={MAX_REVISIONS}", "--format=%H", "--", path.name)
    for revision in listed.split():
        yield run_git(path, ends, "show", f"{revision}:./{path.name}").replace("\r\n", "\n").removeprefix("\ufeff")


def run_git(path: Path, ends: float, *arguments: str) -> str:
    """The output of a git command; empty if it fails, is longer than a file may be or does not end in time."""
    program, remaining = shutil.which("git"), ends - time.monotonic()
    if program is None or remaining <= 0:
        return ""
    command = [program, "-C", str(path.parent), *arguments]
    try:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        ) as process:
            timer = threading.Timer(remaining, process.kill)
            timer.start()
            try:
                assert process.stdout is not None
                output = process.stdout.read(MAX_BYTES + 1)
                if len(output) > MAX_BYTES:
                    process.kill()
                code = process.wait()
            finally:
                timer.cancel()
    except OSError:
        return ""
    return output.decode("utf-8", "replace") if code == 0 else ""
