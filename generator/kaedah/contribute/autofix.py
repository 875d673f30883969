"""What `check --fix` mends: signs and references with just one right form. Nothing else of a file changes."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from kaedah.check.run import findings
from kaedah.model import Site
from kaedah.problems import Violation

# From the words of a line that begin at the finding to these words mended; None where they are not as expected.
Mend = Callable[[str, Mapping[str, str]], str | None]


def fix_content(site: Site, base: Path) -> dict[str, int]:
    """Mends the files and gives how many findings of each were mended; silenced findings are left alone."""
    by_path: dict[str, list[tuple[str, Violation]]] = defaultdict(list)
    for rule, found in findings(site):
        if rule.id in _MENDS:
            by_path[found.path].append((rule.id, found))
    counts = {path: _mend_file(base / path, work) for path, work in sorted(by_path.items())}
    return {path: count for path, count in counts.items() if count}


def _mend_file(path: Path, work: list[tuple[str, Violation]]) -> int:
    raw = path.read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    lines = re.split(r"(\r\n|\r|\n)", raw[len(mark) :].decode())  # words and line ends by turns
    count = 0
    for rule, found in sorted(work, key=lambda item: (item[1].line, item[1].column), reverse=True):
        number = 2 * (found.line - 1)
        before, rest = lines[number][: found.column - 1], lines[number][found.column - 1 :]
        if rule == "derivable-id":  # the key stands before the value
            key = re.search(r"\burl:[ \t]*$", before)
            before, rest = (before[: key.start()], key[0] + rest) if key else (before, rest)
        mended = _MENDS[rule](rest, dict(found.values))
        if mended is not None:
            lines[number] = before + mended
            count += 1
    if count:
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(mark + "".join(lines).encode())
        os.replace(beside, path)
    return count


def _mend_apostrophe(rest: str, values: Mapping[str, str]) -> str | None:
    return "’" + rest[1:] if rest.startswith("'") else None


def _mend_sign(rest: str, values: Mapping[str, str]) -> str | None:
    return values["right"] + rest[1:] if rest.startswith(values["sign"]) else None


def _mend_pages(rest: str, values: Mapping[str, str]) -> str | None:
    start = 1 if rest.startswith(('"', "'")) else 0
    if not rest.startswith(values["pages"], start):
        return None
    return rest[:start] + values["right"] + rest[start + len(values["pages"]) :]


def _mend_address(rest: str, values: Mapping[str, str]) -> str | None:
    written = re.match(r"url:([ \t]*)(?P<quote>[\"']?)" + re.escape(values["url"]) + r"(?P=quote)", rest)
    return f'{values["key"]}:{written[1]}"{values["id"]}"{rest[written.end() :]}' if written else None


_MENDS: dict[str, Mend] = {
    "straight-apostrophe": _mend_apostrophe,
    "ascii-punctuation": _mend_sign,
    "page-hyphen": _mend_pages,
    "derivable-id": _mend_address,
}
