"""Catalogue files → Catalogue: the site's `site.po` and `messages.po` over the shipped one; only messages that can be
trusted.
"""

import io
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, denormalize, read_po

from kaedah.digests import digest_of, digest_of_bytes
from kaedah.model import Catalogue, Locale
from kaedah.problems import Position, Report
from kaedah.read.annotations import is_reason
from kaedah.read.files import MAX_CATALOGUE_BYTES, read_text
from kaedah.read.plural_forms import SAMPLES, cldr_categories, cldr_plural, fits_cldr, plural_function
from kaedah.read.walk import is_missing

_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
_PLURAL_RULE = re.compile(r"nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+);?")
_PO_LINE = re.compile(r'#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[[0-9]+\])?)\s*)?"(?:[^"\\]|\\.)*"')
_OBSOLETE_FORMER = re.compile(r"^#~\|.*", re.MULTILINE)
_ALLOW = re.compile(r"^allow ([\w-]+) *:(.*)$", re.MULTILINE)  # a translator's comment that silences a rule
FILE = "messages.po"
SITE_FILE = "site.po"  # a site's own words
MOST_FORMS = 6  # no language has more
MAX_MESSAGES = 20_000
_MESSAGE = re.compile(r"^[ \t]*(?:#[~|])?[ \t]*msgid\b", re.MULTILINE)

_Key = tuple[str, str]  # of a message: its context and its id


def catalogue_path(locale: Locale, name: str = FILE) -> Path:
    """The path of a catalogue of the language within a folder of catalogues."""
    return Path(locale.babel, "LC_MESSAGES", name)


class _File(NamedTuple):
    """What one catalogue file holds.

    missing: the lines of the messages without a translation.
    """

    catalogue: Catalogue
    missing: Mapping[_Key, int] = {}


def read_catalogue(path: Path, locale: Locale, report: Report) -> Catalogue:
    """The catalogue in one file; empty, with problems in `report`, where the file cannot be used."""
    found = _read_file(path, locale, report)
    _report_missing(found, found.catalogue.messages, report)
    return found.catalogue


def read_layers(
    files: Sequence[tuple[Path, Report]], shipped: Path | None, locale: Locale, optional: Container[_Key] = ()
) -> tuple[Catalogue, frozenset[_Key]]:
    """The messages of a language: those of the site's files, the strongest first, over the shipped ones; and the
    messages that a file has without a translation.

    None of the files need be there, and no `optional` message. Rules are for the site's words, so shipped messages
    have no line. A site cannot fix them, so they have no problem.
    """
    found = [(_read_file(path, locale, report), report) for path, report in files if not is_missing(path)]
    under = Catalogue(locale.code, {}, cldr_plural(locale)[1], "")
    if shipped is not None and not is_missing(shipped):
        text = read_text(shipped, Report(shipped.as_posix()), MAX_CATALOGUE_BYTES, shipped.parents[2])
        under = _shipped_catalogue(text, locale) if text is not None else under
    merged = under
    for file, _ in reversed(found):
        merged = _over(file.catalogue, merged)
    for file, report in found:
        needed = {key: line for key, line in file.missing.items() if key not in optional}
        _report_missing(file._replace(missing=needed), merged.messages, report)
    path = found[0][1].path if found else files[0][1].path
    return merged._replace(path=path), frozenset(key for file, _ in found for key in file.missing)


def _over(own: Catalogue, under: Catalogue) -> Catalogue:
    """A catalogue over another one of the same language."""
    places = {key: (under.path_of(key), line) for key, line in under.lines.items() if key not in own.messages}
    return own._replace(
        messages={**dict(_in_forms_of(own.plural, under)), **own.messages},
        digest=digest_of(own.digest, under.digest),
        lines={**{key: line for key, (_, line) in places.items()}, **own.lines},
        paths={key: path for key, (path, _) in places.items()},
        suppressions={**{key: found for key, found in under.suppressions.items() if key in places}, **own.suppressions},
    )


def _report_missing(file: _File, known: Container[_Key], report: Report) -> None:
    """Warns of untranslated messages, but for those that are translated elsewhere."""
    unseen = [line for key, line in file.missing.items() if key not in known]
    if unseen:
        hint = "translate them, or remove `fuzzy` where the translation is right"
        message = "messages untranslated or fuzzy: {count}; readers see them in another language"
        report.warning(Position(min(unseen)), message, hint, count=len(unseen))


def _read_file(path: Path, locale: Locale, report: Report) -> _File:
    text = read_text(path, report, MAX_CATALOGUE_BYTES, path.parents[2])
    return _no_messages(locale, report) if text is None else _parse(text, locale, report)


@lru_cache(maxsize=64)
def _shipped_catalogue(text: str, locale: Locale) -> Catalogue:
    """A catalogue that no site brings; a process that reads several sites, or one again, parses it once."""
    return _parse(text, locale, Report("")).catalogue._replace(lines={}, suppressions={})


def _no_messages(locale: Locale, report: Report) -> _File:
    return _File(Catalogue(locale.code, {}, "0", "", report.path))


def _parse(text: str, locale: Locale, report: Report) -> _File:
    empty = _no_messages(locale, report)
    if not has_few_messages(text, report) or not _is_well_formed(text, report):
        return empty
    plural = plural_expression(text, locale, report)
    if plural[0] > MOST_FORMS:
        return empty
    try:
        catalog = read_po(readable(text), locale=locale.babel, charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        report.error(
            Position(error.lineno + 1 if error.lineno >= 0 else 1),
            "this is not a valid catalogue: {reason}",
            "open it in a PO editor, or fix the line",
            reason=error,
        )
        return empty
    except Exception as error:  # what the library raises depends on where it fails
        report.error(Position(), "this is not a valid catalogue: {reason}", "open it in a PO editor", reason=error)
        return empty
    messages: dict[_Key, tuple[str, ...]] = {}
    missing: dict[_Key, int] = {}
    lines: dict[_Key, int] = {}
    suppressions: dict[_Key, dict[str, str]] = {}
    for message in catalog:
        if not message.id:
            continue
        key = (message.context or "", _ids(message)[0])
        if not is_translated(message):
            missing[key] = message.lineno or 1
        elif check_message(message, catalog, plural, report):
            messages[key], lines[key] = _forms(message.string), message.lineno or 1
            allowed = _silences(message, report)
            suppressions |= {key: allowed} if allowed else {}
    for line, words, first in _doubles(text):
        message_text = 'the message "{id}" is already on line {line}'
        report.error(Position(line), message_text, "remove one of the two", id=words, line=first)
    digest = digest_of_bytes(text.encode())
    return _File(
        Catalogue(locale.code, messages, plural[1], digest, report.path, lines, suppressions=suppressions), missing
    )


def has_few_messages(text: str, report: Report) -> bool:
    """Whether a catalogue has so few messages that it can be read; with an error if not."""
    if len(_MESSAGE.findall(text)) <= MAX_MESSAGES:
        return True
    report.error(Position(), "there are more than {limit} messages", "remove what is not needed", limit=MAX_MESSAGES)
    return False


def _in_forms_of(plural: str, catalogue: Catalogue) -> Iterator[tuple[_Key, tuple[str, ...]]]:
    """The messages of a catalogue with their plural forms in the order of another rule for the same language."""
    ours, theirs = plural_function(plural), plural_function(catalogue.plural)
    place = {ours(number): theirs(number) for number in SAMPLES}
    for key, forms in catalogue.messages.items():
        yield key, forms if len(forms) == 1 else tuple(forms[place.get(at, 0)] for at in range(max(place) + 1))


def _doubles(text: str) -> Iterator[tuple[int, str, int]]:
    """Messages that stand twice: the line, the words and the first line; the library would keep the last of them."""
    first: dict[tuple[str, str], int] = {}
    context, lines = "", text.split("\n")
    for at, words in enumerate(lines):
        key = words.partition(" ")[0]
        if key in ("msgctxt", "msgid"):
            last = next((n for n in range(at + 1, len(lines)) if not lines[n].startswith('"')), len(lines))
            value = denormalize("\n".join([words[len(key) :].strip(), *lines[at + 1 : last]]))
            if key == "msgctxt":
                context = value
                continue
            before = first.setdefault((context, value), at + 1)
            if before != at + 1:
                yield at + 1, value, before
        elif not words.strip():
            context = ""


def _silences(message: Message, report: Report) -> dict[str, str]:
    """The reasons of the rules that a translator silences above a message."""
    place = Position(message.lineno or 1)
    found = _ALLOW.findall("\n".join(message.user_comments))
    return {rule: words for rule, words in found if is_reason(words, rule, place, report)}


def readable(text: str) -> io.BytesIO:
    """A catalogue for Babel, which takes what an obsolete message was made from, `#~| msgid "…"`, for a mistake."""
    return io.BytesIO(_OBSOLETE_FORMER.sub("", text).encode())


def _is_well_formed(text: str, report: Report) -> bool:
    """Whether every line is a comment or a closed string, with an error at the first other one; the library would
    guess.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not _PO_LINE.fullmatch(line.strip()):
            message = "this line does not follow the format of a catalogue"
            hint = 'write `msgid "…"` or `msgstr "…"`, with straight quotes around the words'
            report.error(Position(number), message, hint)
            return False
    return True


def is_translated(message: Message) -> bool:
    """Whether the message has words in every form; fuzzy ones are guesses and do not count."""
    return not message.fuzzy and all(_forms(message.string))


def _forms(string: object) -> tuple[str, ...]:
    return tuple(str(form) for form in string) if isinstance(string, list | tuple) else (str(string or ""),)


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (str(message.id),)


def plural_expression(text: str, locale: Locale, report: Report) -> tuple[int, str]:
    """How many plural forms the catalogue has and which number takes which, checked against CLDR.

    Two whole numbers that CLDR puts into different categories must take different forms; a rule that cannot tell
    them apart would show wrong grammar.
    """
    line = next((number for number, words in enumerate(text.split("\n"), 1) if words.startswith('"Plural-Forms:')), 1)
    found = _PLURAL_RULE.search(
        re.sub(r'"\n"', "", text[: text.find("\n\n") if "\n\n" in text else None]).replace("\\n", "")
    )
    expected = cldr_plural(locale)
    hint = "write `{right}`"
    right = f'"Plural-Forms: nplurals={expected[0]}; plural={expected[1]};\\n"'
    if found is None:
        report.error(Position(line), "the header has no Plural-Forms", hint, right=right)
        return expected
    count, rule = int(found[1][:9]), found[2].strip()
    if count > MOST_FORMS:
        report.error(Position(line), "no language has {count} plural forms", hint, count=count, right=right)
        return count, rule
    try:
        plural_function(rule)(1)
    except (ValueError, ZeroDivisionError, RecursionError):
        report.error(Position(line), "the plural rule cannot be read: {rule}", hint, rule=rule, right=right)
        return expected
    if not fits_cldr((count, rule), locale):
        forms = ", ".join(sorted(set(cldr_categories(locale))))
        message = "the plural rule does not fit {language}, whose whole numbers use the forms {forms}"
        report.error(Position(line), message, hint, language=locale.code, forms=forms, right=right)
        return expected
    return count, rule


def check_message(message: Message, catalog: Catalog, plural: tuple[int, str], report: Report) -> bool:
    """Whether a message may be shown: as many forms as the rule has, and no place holder lost or invented."""
    spot = Position(message.lineno or 1)
    ids, forms = _ids(message), _forms(message.string)
    if len(ids) > 1 and len(forms) != plural[0]:
        report.error(
            spot,
            'the message "{id}" has {found} plural forms, but the language has {wanted}',
            "write msgstr[0] to msgstr[{last}]",
            id=ids[0],
            found=len(forms),
            wanted=plural[0],
            last=plural[0] - 1,
        )
        return False
    wanted = {name for text in ids for name in _PLACEHOLDER.findall(text)}
    for form in forms:
        found = set(_PLACEHOLDER.findall(form))
        if found - wanted or (wanted - found - {"count"}) or form.count("{") != len(_PLACEHOLDER.findall(form)):
            names = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"
            report.error(
                spot,
                'the translation of "{id}" does not have the same placeholders as its source',
                "keep exactly these: {names}",
                id=ids[0],
                names=names,
            )
            return False
    return True
