"""Stamps translations with the digests of the source text they were made from."""

from collections.abc import Collection, Iterator
from pathlib import Path

from kaedah.check.rule import documents_of
from kaedah.contribute.source_files import write_source
from kaedah.disk.reading import read_regular
from kaedah.documents import Document, Text
from kaedah.model import Site
from kaedah.plan.scaffolds import stamps_line
from kaedah.read.files import MAX_FILE_BYTES
from kaedah.read.yaml_nodes import lines_of_key

BOM = b"\xef\xbb\xbf"


def stamp_translations(site: Site, base: Path, slug: str, locale: str, only: Collection[str] = ()) -> list[str]:
    """Stamps one translation, or `only` some of its parts; if `slug` is empty, all without a stamp, and the stamps in a
    former form in their present form. Returns the paths written.
    """
    written = []
    for document, text in _translations(site):
        wanted = (document.id == slug and text.locale == locale) if slug else text.stamps is None
        if wanted:
            now = {part: document.source.stamp(part) for part in document.source.written_parts if text.size(part)}
            before = text.stamps or {}
            stamps = {
                part: stamp if part in only or not only else before[part]
                for part, stamp in now.items()
                if part in only or not only or part in before
            }
        else:
            stamps = (
                {} if slug else {part: _renewed(stamp, document, part) for part, stamp in (text.stamps or {}).items()}
            )
        if wanted or (stamps and stamps != text.stamps):
            _write_stamps(base, text.path, stamps_line(stamps))
            written.append(text.path)
    return written


def _renewed(stamp: str, document: Document, part: str) -> str:
    """The stamp in the present form; unchanged if it is not of the present source text."""
    known = document.source.all_stamps(part)
    return known[0] if stamp in known else stamp


def _translations(site: Site) -> Iterator[tuple[Document, Text]]:
    """Those in files of their own: one in a row stands beside its source."""
    for document in documents_of(site):
        in_files = (text for text in document.translations.values() if text.path.endswith(".md"))
        yield from ((document, text) for text in in_files)


def _write_stamps(base: Path, path: str, line: str) -> None:
    """Puts the line first in the front matter and leaves every other byte as is."""
    raw = read_regular(base / path, MAX_FILE_BYTES)
    bom = BOM if raw.startswith(BOM) else b""
    lines = raw[len(bom) :].splitlines(keepends=True)
    ending = lines[0][len(lines[0].rstrip(b"\r\n")) :]
    front_end = next(number for number, words in enumerate(lines[1:], 1) if words.rstrip() == b"---")
    first, last = lines_of_key(b"".join(lines[1:front_end]).decode(), "translates")
    others = lines[1 : 1 + first] + lines[1 + last :]
    write_source(base, path, bom + lines[0] + line.encode() + ending + b"".join(others))
