"""Names of people that are written with the family name first, as bibliographies have them."""

import re
from collections.abc import Sequence

# What stands after a comma without being a given name: of an organisation, or behind a whole name.
_BEHIND_NAMES = re.compile(
    r"(?:inc|ltd|llc|llp|plc|co|corp|gmbh|ag|s\.?a|s\.?l|b\.?v|oy|ab|a/s|jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq)\.?(?:\s.*)?",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+|[^\W\d_]+(?: [^\W\d_]\.)+")
_WITHOUT_COMMAS = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")  # names in Han characters, kana or Hangul have no comma
MOST_WORDS = 4  # of a family or a given name


def turned_name(name: str) -> str:
    """A name such as "Byron, Ada" with the given name first; empty if it is not written that way round."""
    parts = [" ".join(part.split()) for part in name.split(",")]
    if len(parts) != 2 or not all(parts) or _BEHIND_NAMES.fullmatch(parts[1]):
        return ""
    if any(len(part.split()) > MOST_WORDS or re.search(r"[\d&/()]|\band\b", part) for part in parts):
        return ""
    return f"{parts[1]} {parts[0]}"


def turned_names(cell: str) -> list[str] | None:
    """The people of a cell whose names are written family name first, turned round; None if none is.

    Semicolons separate people. Without any, a comma between two single words joins them: `Byron, Ada` is one person.
    """
    parts = [" ".join(part.split()) for part in cell.split(";") if part.strip()]
    if len(parts) == 1:
        words = [part.strip() for part in cell.split(",")]
        if any(" " in part and not _INITIALS.fullmatch(part) for part in words):
            return None
    turned = [turned_name(part) or part for part in parts]
    return turned if turned != parts else None


def paired_names(names: Sequence[str]) -> list[str]:
    """The authors "Family, Given" of a list that commas have cut into twice as many; empty if it is not such a list."""
    if len(names) < 2 or len(names) % 2 or any("," in name or _WITHOUT_COMMAS.search(name) for name in names):
        return []
    families, given = names[::2], names[1::2]
    if any(len(name.split()) > 1 and not name[:1].islower() for name in families):
        return []
    if not any(_INITIALS.fullmatch(name) for name in given) and any(len(name.split()) > 1 for name in given):
        return []
    return [f"{family}, {own}" for family, own in zip(families, given, strict=True)]
