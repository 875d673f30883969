"""`check --fix`: corrects violations with only one correct form, and leaves every other byte as it was."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from kaedah.check.run import find_violations
from kaedah.contribute.source_files import write_source
from kaedah.disk.reading import read_regular
from kaedah.model import Site
from kaedah.problems import Violation
from kaedah.read.data_rows import MAX_BYTES

# Maps the rest of a line, from the violation on, to its corrected form; None if it is not as expected.
Fix = Callable[[str, Mapping[str, str]], str | None]


def fix_content(site: Site, base: Path) -> dict[str, int]:
    """Fixes the files. Returns the number of fixes by path; suppressed violations are not fixed."""
    by_path: dict[str, list[tuple[str, Violation]]] = defaultdict(list)
    for rule, violation in find_violations(site):
        if rule.id in _FIXES:
            by_path[violation.path].append((rule.id, violation))
    counts = {path: _fix_file(base, path, violations) for path, violations in sorted(by_path.items())}
    return {path: count for path, count in counts.items() if count}


def _fix_file(base: Path, path: str, violations: list[tuple[str, Violation]]) -> int:
    raw = read_regular(base / path, MAX_BYTES)
    bom = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    lines = re.split(r"(\r\n|\r|\n)", raw[len(bom) :].decode())  # lines and line ends alternate
    count = 0
    for rule, violation in sorted(violations, key=lambda item: (item[1].line, item[1].column), reverse=True):
        number = 2 * (violation.line - 1)
        before, rest = lines[number][: violation.column - 1], lines[number][violation.column - 1 :]
        if rule == "derivable-id":  # the key is before the value
            key = re.search(r"\burl:[ \t]*$", before)
            before, rest = (before[: key.start()], key[0] + rest) if key else (before, rest)
        fixed = _FIXES[rule](rest, dict(violation.values))
        if fixed is not None:
            lines[number] = before + fixed
            count += 1
    if count:
        write_source(base, path, bom + "".join(lines).encode())
    return count


def _fix_apostrophe(rest: str, values: Mapping[str, str]) -> str | None:
    return "’" + rest[1:] if rest.startswith("'") else None


def _fix_punctuation(rest: str, values: Mapping[str, str]) -> str | None:
    return values["right"] + rest[1:] if rest.startswith(values["sign"]) else None


def _fix_page_range(rest: str, values: Mapping[str, str]) -> str | None:
    start = 1 if rest.startswith(('"', "'")) else 0
    if not rest.startswith(values["pages"], start):
        return None
    return rest[:start] + values["right"] + rest[start + len(values["pages"]) :]


def _fix_url(rest: str, values: Mapping[str, str]) -> str | None:
    written = re.match(r"url:([ \t]*)(?P<quote>[\"']?)" + re.escape(values["url"]) + r"(?P=quote)", rest)
    return f'{values["key"]}:{written[1]}"{values["id"]}"{rest[written.end() :]}' if written else None


_FIXES: dict[str, Fix] = {
    "straight-apostrophe": _fix_apostrophe,
    "ascii-punctuation": _fix_punctuation,
    "page-hyphen": _fix_page_range,
    "derivable-id": _fix_url,
}
