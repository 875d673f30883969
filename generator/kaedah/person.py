"""People as their language writes them: the parts of a name, and the forms in which it is shown and sorted."""

import re
from typing import NamedTuple

from kaedah.text_forms import same_word

_EAST_ASIAN = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_KATAKANA = re.compile("[\u30a0-\u30ff]+")
_HANGUL_NAME = re.compile("[\uac00-\ud7af]{2,5}")
_LONG_HANGUL_FAMILIES = ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방")
# What stands between a name and that of the father, in names without a family name.
_CHILD_OF = frozenset({"bin", "binti", "bint", "ibn", "bt", "bte", "a/l", "a/p", "anak"})
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
_FATHERS_NAME = re.compile(
    r".{2,}(?:ович|евич|йович|івна|ївна|овна|евна|ична|инічна|ovich|evich|ovych|yovych|ivna|yivna|ovna|evna)"
)
# What follows the comma in the name of an organisation, or a title: no given name.
_NO_GIVEN_NAME = re.compile(r"(?:inc|ltd|llc|llp|corp|co|gmbh|ag|s\.?a|jr|sr|ph\.?d|m\.?d)\.?|II|III|IV", re.IGNORECASE)


class Person(NamedTuple):
    """A person or an organisation.

    family: the family name with its particles, as in "van der Maaten"; the whole name of who has no family name
    given: the other names
    orcid: the ORCID iD, without its address
    is_group: whether it is an organisation, whose name is never taken apart
    written: the whole name, where it is not what follows from its parts
    """

    family: str
    given: str = ""
    orcid: str = ""
    is_group: bool = False
    written: str = ""

    @property
    def full_name(self) -> str:
        """The name in running text. The family name comes first, without a space, in Han characters and Hangul."""
        if self.written or not self.given:
            return self.written or self.family
        if _KATAKANA.fullmatch(self.family + self.given):  # from another language
            return f"{self.given}・{self.family}"
        if _EAST_ASIAN.fullmatch(self.family + self.given):
            return self.family + self.given
        return f"{self.given} {self.family}"

    @property
    def inverted(self) -> str:
        """The name as lists are sorted by it, and as content files have it: "Family, Given"."""
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def short_name(self) -> str:
        """What a short reference says: the family name; the whole name where that is one Han or Hangul character."""
        return self.full_name if self.given and len(self.family) == 1 and _is_east_asian(self.family) else self.family

    @property
    def key(self) -> str:
        """What is compared: equal for both orders of the parts."""
        return same_word(self.full_name)

    @property
    def orcid_address(self) -> str:
        return f"https://orcid.org/{self.orcid}"


def inverted_person(text: str) -> Person:
    """The person of a reference: "Family, Given"; without a comma one name, or a family name before a given name where
    both are in Han characters or Hangul.
    """
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and not _NO_GIVEN_NAME.fullmatch(given):
        return Person(family, given)
    first, _, rest = text.partition(" ")
    if rest and " " not in rest and _is_east_asian(first + rest) and not _KATAKANA.fullmatch(first + rest):
        return Person(first, rest)
    return Person(text)


def person_of(text: str) -> Person:
    """The person of a name in running text, "Given Family"; "Family, Given" is turned round."""
    if "," in text:
        found = inverted_person(text)
        return found if found.given else Person(text, is_group=True)
    family, given = _parts(text.split())
    found = Person(family, given)
    return found if found.full_name in (text, text.replace(" ", "")) else found._replace(written=text)


def _parts(names: list[str]) -> tuple[str, str]:
    """The family name and the other names."""
    if len(names) == 1:
        return _hangul_parts(names[0])
    if _is_east_asian("".join(names)):
        return (names[0], " ".join(names[1:])) if not _KATAKANA.fullmatch("".join(names)) else (" ".join(names), "")
    if any(name.lower() in _CHILD_OF for name in names[1:-1]):
        return " ".join(names), ""
    if len(names) == 3 and _FATHERS_NAME.fullmatch(names[2]) and not _has_father(names[1]):
        return names[0], " ".join(names[1:])
    first = len(names) - 1
    if _SUFFIX.fullmatch(names[first]) and first > 1:
        first -= 1
    first = next((at for at in range(1, first) if names[at].islower()), first)
    if names[first] in ("y", "e", "i") and first > 1:  # two family names, as in "Ortega y Gasset"
        first -= 1
    return " ".join(names[first:]), " ".join(names[:first])


def _hangul_parts(name: str) -> tuple[str, str]:
    if not _HANGUL_NAME.fullmatch(name):
        return name, ""
    size = 2 if len(name) > 3 or (len(name) == 3 and name.startswith(_LONG_HANGUL_FAMILIES)) else 1
    size = size if size == 1 or name.startswith(_LONG_HANGUL_FAMILIES) else 1
    return name[:size], name[size:]


def _has_father(name: str) -> bool:
    return name.endswith(".") or _FATHERS_NAME.fullmatch(name) is not None


def _is_east_asian(text: str) -> bool:
    return _EAST_ASIAN.fullmatch(text) is not None


def is_orcid(text: str) -> bool:
    """Whether the text is an ORCID iD with the right check digit (ISO 7064, mod 11-2)."""
    if not re.fullmatch(r"(?:[0-9]{4}-){3}[0-9]{3}[0-9X]", text):
        return False
    digits = text.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return digits[-1] == "0123456789X"[(12 - total % 11) % 11]
