"""Earlier versions of a source text, from Git."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

from kaedah.digests import stamp_of
from kaedah.problems import Report
from kaedah.read.files import split_front_matter
from kaedah.read.yaml_nodes import parse_yaml

MAX_REVISIONS = 300
_SECONDS = 10.0


def previous_words(path: Path, stamps: Mapping[str, str]) -> dict[str, str]:
    """The texts with the given stamps, by part, from the newest revision of the file that has them.

    Parts that Git does not have are left out.
    """
    found: dict[str, str] = {}
    for text in _revisions(path):
        parts = _parts(text)
        found |= {part: parts[part] for part in stamps if part not in found and _matches(stamps[part], parts.get(part))}
        if len(found) == len(stamps):
            break
    return found


def changed_lines(before: str, after: str) -> list[str]:
    """A diff: removed lines with -, added lines with +, and one line of context."""
    lines = unified_diff(before.strip().splitlines(), after.strip().splitlines(), n=1, lineterm="")
    return [f"{line[0]} {line[1:]}".rstrip() for line in lines if not line.startswith(("---", "+++", "@@"))]


def _matches(stamp: str, words: str | None) -> bool:
    return words is not None and stamp_of(words) == stamp


def _parts(text: str) -> dict[str, str]:
    """The parts of an earlier version of a file, whether or not it is valid."""
    front = split_front_matter(text, Report(""))
    root = parse_yaml(front.yaml, Report("")) if front else None
    if front is None or root is None or root.shape != "mapping":
        return {}
    return {key.text: value.text for key, value in root.pairs if value.shape == "text"} | {"body": front.body.strip()}


def _revisions(path: Path) -> Iterator[str]:
    """The committed versions of the file, newest first."""
    for revision in _git(path, "log", f"--max-count={MAX_REVISIONS}", "--format=%H", "--", path.name).split():
        yield _git(path, "show", f"{revision}:./{path.name}").replace("\r\n", "\n").removeprefix("\ufeff")


def _git(path: Path, *arguments: str) -> str:
    """The output of a git command; empty if it fails."""
    program = shutil.which("git")
    if program is None:
        return ""
    command = [program, "-C", str(path.parent), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
