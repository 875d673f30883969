"""Catalogue files: what translators, editors and hosts wrote is kept, also where Babel would drop it."""

import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, normalize, read_po, write_po

from kaedah.disk.reading import read_regular
from kaedah.disk.writing import write_file
from kaedah.model import Locale
from kaedah.read.files import MAX_CATALOGUE_BYTES
from kaedah.read.message_catalogues import readable
from kaedah.read.plural_forms import cldr_plural
from kaedah.read.walk import is_missing

WIDTH = 100
# Header lines that say when and with what a file was written, or nothing at all.
_EMPTY_HEADERS = (
    b"POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To: EMAIL|Last-Translator: FULL NAME",
    b"Language-Team: [^<]*<LL@",
)
_DATES = re.compile(rb'^"(?:' + b"|".join(_EMPTY_HEADERS) + rb").*\n", re.MULTILINE)
_HEADER = re.compile(rb'(?:"[^\n]*(?<!\\n)"\n)*"[^\n]*\\n"\n?')  # may go on over several lines
_HEADER_NAME = re.compile(rb'"([^":]+):')
_FORMER_LINES = re.compile(rb"(?:^#\|.*\n)+", re.MULTILINE)
_OURS = {b"pot-creation-date", b"generated-by"}
_FORMER = "\u2060|"  # begins what Babel would take for a comment that a translator wrote
_BLANK = "\u2060"  # with a number, a line of a comment without words; Babel leaves these and doubles out


class CatalogueFile:
    """The catalogue of a language, or a new one.

    Babel has no place for the former contexts of messages, for what obsolete messages were made from and their
    flags, and for the order of the header; all of this is kept here.
    """

    def __init__(self, folder: Path, path: Path, locale: Locale) -> None:
        """The catalogue at a path below a folder of catalogues."""
        self._folder, self._path = folder, path
        self._contexts: dict[tuple[Any, Any], str] = {}
        self._obsolete: dict[tuple[Any, Any], str] = {}  # their entries as they stand in the file
        if is_missing(folder / path):
            comment = f"# {locale.name}"
            self.catalog = Catalog(locale=locale.babel, project="Kaedah", version="1", fuzzy=False)
            self.catalog.header_comment = comment
            # Babel's own table gives Malay two plural forms, CLDR one; there is no public way to say so.
            vars(self.catalog).update(zip(("_num_plurals", "_plural_expr"), cldr_plural(locale), strict=True))
            return
        text = _text_of(read_regular(folder / path, MAX_CATALOGUE_BYTES))
        self.catalog = read_po(readable(_guarded(text)), locale.babel)
        for message in self.catalog:
            self._take_former(message)
        for entry in text.split("\n\n"):
            if "\n#~ " in f"\n{entry}" and all(line.startswith("#") for line in entry.strip().split("\n")):
                found = read_po(readable(entry), locale.babel).obsolete.values()
                self._obsolete |= {_key(message): entry.strip() for message in found}

    def _take_former(self, message: Message) -> None:
        """Reads the previous message id, which Babel gives as a comment."""
        before = [words for words in message.user_comments if words.startswith(_FORMER)]
        message.user_comments = [words for words in message.user_comments if words not in before]
        message.previous_id = _previous("msgid(?:_plural)?", before) if message.fuzzy else []
        context = _previous("msgctxt", before)
        if message.previous_id and context:
            self._contexts[_key(message)] = context[0]

    def drop(self, others: Catalog) -> None:
        """Removes the messages that another catalogue has."""
        keys = {_key(message) for message in others if message.id}
        for message in [message for message in self.catalog if _key(message) in keys]:
            self.catalog.delete(message.id, message.context)
        for place, message in list(self.catalog.obsolete.items()):
            if _key(message) in keys:
                del self.catalog.obsolete[place]
                self._obsolete.pop(_key(message), None)

    def update(self, template: Catalog, former: Catalog | None = None) -> None:
        """Merges the current messages and writes the file; a message that returns gets its former translation, and a
        new one that of the catalogue `former`.
        """
        wanted = {_key(message) for message in template}
        known = {_key(message) for message in self.catalog}
        for message in former or ():
            if message.id and message.string and _key(message) in wanted - known:
                self.catalog[message.id] = message
        for place, message in list(self.catalog.obsolete.items()):
            if _key(message) in wanted:
                del self.catalog.obsolete[place]
                self.catalog[message.id] = message
        before = {_key(message): message for message in self.catalog}
        # The same merge for what comes later: messages are looked up by what they are, not by where they stand.
        kept = {key: (message.previous_id, message.user_comments) for key, message in before.items()}
        self.catalog.update(template, no_fuzzy_matching=False, update_header_comment=False, update_creation_date=False)
        for message in self.catalog:
            previous, comments = kept.get(_key(message), ([], []))
            if message.fuzzy and not message.previous_id:
                message.previous_id = previous
            message.user_comments = comments  # not those of the message that a guess was made from
        self._write()

    def _write(self) -> None:
        entries = [self._obsolete.pop(_key(message), "") for message in self.catalog.obsolete.values()]
        for place, entry in zip(list(self.catalog.obsolete), entries, strict=True):
            if entry:
                del self.catalog.obsolete[place]
        kept = "".join(f"{entry}\n\n" for entry in entries if entry)
        write_catalogue(self._folder, self._path, self.catalog, self._contexts, kept)


def _key(message: Message) -> tuple[Any, Any]:
    return message.context, message.id


def _text_of(raw: bytes) -> str:
    return raw.decode("utf-8-sig").replace("\r\n", "\n")


def _guarded(text: str) -> str:
    """The catalogue with its former messages as comments, and with words in every line of a comment; all of these lines
    are different, for Babel leaves doubles out.
    """
    lines = enumerate(re.sub(r"^#\|", f"# {_FORMER}", text, flags=re.MULTILINE).split("\n"))
    return "\n".join(
        f"# {_BLANK}{at}" if words.rstrip() == "#" else words.replace(_FORMER, f"{_FORMER}{at} ", 1)
        for at, words in lines
    )


def _previous(key: str, comments: list[str]) -> list[str]:
    """The former words that the lines `| msgid "…"` hold, unescaped."""
    joined = re.sub(rf'"\n{_FORMER[0]}\|[0-9]+\s*"', "", "\n".join(comments))
    found = re.findall(rf'^{_FORMER[0]}\|[0-9]+\s*{key}\s+(".*")$', joined, re.MULTILINE)
    return [denormalize(words) for words in found]


def _with_former(content: bytes, catalog: Catalog, contexts: dict[tuple[Any, Any], str]) -> bytes:
    """The entries of a catalogue, each former message with its context, and broken into lines as other messages are:
    Babel breaks it between any two words, so that no program can read it again.
    """
    former = {_key(message): message.previous_id for message in catalog if message.previous_id}
    entries = content.split(b"\n\n")
    for number, entry in enumerate(entries if former else ()):
        if b"\n#| msgid" in entry:
            alone = io.BytesIO(entries[0] + b"\n\n" + entry)  # the head says how many plural forms there are
            (message,) = (message for message in read_po(alone) if message.id)
            before, after = _FORMER_LINES.split(entry, maxsplit=1)
            entries[number] = before + _former_lines(former.get(_key(message), ()), contexts.get(_key(message))) + after
    return b"\n\n".join(entries)


def _former_lines(words: Sequence[str], context: str | None) -> bytes:
    """The lines of a former message: its context, its id, and that of its plural."""
    pairs = [
        *([("msgctxt", context)] if context is not None else []),
        *zip(("msgid", "msgid_plural"), words, strict=False),
    ]
    written = (f"{name} {normalize(text, width=WIDTH)}" for name, text in pairs)
    return "".join(f"#| {line}\n" for entry in written for line in entry.split("\n")).encode()


def write_catalogue(
    folder: Path, path: Path, catalog: Catalog, contexts: dict[tuple[Any, Any], str] | None = None, obsolete: str = ""
) -> None:
    """Writes a catalogue at a path below a folder, without dates, so that the same messages give the same file.

    Headers of the file that Babel does not know, such as an editor's, stay, and so does the order of all of them;
    `obsolete` are entries to stand at the end. Raises UnsafePath, WriteError, OSError.
    """
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=WIDTH, include_lineno=False, include_previous=True)
    written = re.sub(f"# {_BLANK}[0-9]+\n".encode(), b"#\n", _DATES.sub(b"", buffer.getvalue()))
    content = _with_former(written, catalog, contexts or {}) + obsolete.encode()
    place = folder / path
    before = read_regular(place, MAX_CATALOGUE_BYTES) if os.path.lexists(place) else b""
    if before:
        head, _, rest = content.partition(b"\n\n")
        was = _headers(_text_of(before).encode().partition(b"\n\n")[0])
        now = _headers(head)
        opening = head[: head.index(b'msgstr ""\n') + len(b'msgstr ""\n')]
        lines = []
        for name in dict.fromkeys([*was, *now]):
            before_it, now_it = was.get(name, b""), now.get(name, b"")
            if now_it and _one_line(now_it) != _one_line(before_it):
                lines.append(now_it)
            elif now_it or name not in _OURS:
                lines.append(before_it)
        content = opening + b"\n".join(lines) + b"\n\n" + rest
    if before != content:
        write_file(folder, path.as_posix(), content)


def _one_line(words: bytes) -> bytes:
    """A header however it is wrapped; editors and Babel do not agree on the case of an encoding."""
    return words.replace(b'"\n"', b"").lower()


def _headers(head: bytes) -> dict[bytes, bytes]:
    """The lines of each header by its name in lower case."""
    lines = head.partition(b'msgstr ""\n')[2]
    found = ((_HEADER_NAME.match(match[0]), match[0].rstrip(b"\n")) for match in _HEADER.finditer(lines))
    return {name[1].lower(): words for name, words in found if name}
