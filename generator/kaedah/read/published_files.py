"""Which files may be published as they are: those in which no browser finds code, and that every system can hold.

Content is data, and `content/files/` is content. So its files are of kinds that browsers show or save, and never run.
"""

import re
from pathlib import PurePosixPath
from xml.parsers import expat

from kaedah.problems import Position, Report
from kaedah.read.files import bytes_have_conflict
from kaedah.read.images.svg import check_svg
from kaedah.read.walk import is_device

# Endings of what a browser shows as text, image, sound or film, or saves.
_SHOWN = frozenset(
    "txt text md csv tsv json jsonld geojson webmanifest yaml yml toml ics vcf bib ris tex pdf epub zim asc sig pem"
    " png jpg jpeg gif webp avif ico bmp tif tiff mp3 mp4 m4a m4v ogg oga ogv opus wav flac webm vtt srt"
    " woff woff2 ttf otf zip gz tgz tar xz bz2 zst 7z odt ods odp docx xlsx pptx parquet sqlite nc h5 npy npz".split()
)
_PLAIN_HTML = re.compile(rb"[\t\n\r\x20-\x3b\x3d-\x7e]*")  # a code by which an owner is known, without any markup
_XML_WITH_CODE = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/XSL/", "http://www.w3.org/2000/svg")
_NOT_IN_NAMES = re.compile(r"[<>:\"|?*\\\x00-\x1f]|[. ]$")


class _HasCodeError(Exception):
    pass


def check_published(name: str, raw: bytes, report: Report) -> bool:
    """Whether a file may be published at a path; an error in `report` where it may not."""
    if not _has_no_code(PurePosixPath(name).suffix.lower().removeprefix("."), raw):
        message = "browsers can run code in a file of this kind"
        hint = "bring it with the theme, or publish it beside the site; what is here is shown or saved, never run"
        report.error(Position(), message, hint)
        return False
    if bytes_have_conflict(raw, report):
        return False
    for part in name.split("/"):
        if is_device(part) or _NOT_IN_NAMES.search(part):
            hint = "name the file with a-z, 0-9, hyphens and dots"
            report.error(Position(), 'Windows cannot hold a file named "{name}"', hint, name=part)
            return False
    return True


def _has_no_code(ending: str, raw: bytes) -> bool:
    if ending in ("html", "htm"):
        return _PLAIN_HTML.fullmatch(raw) is not None
    if ending == "svg":
        return check_svg(raw, Report("")) is not None
    if ending in ("xml", "rss", "atom"):
        return _is_plain_xml(raw)
    return ending in _SHOWN or (not ending and b"<" not in raw)  # what has no ending may be taken for a page


def _is_plain_xml(raw: bytes) -> bool:
    """Whether a file is XML in UTF-8 without pages, drawings, style sheets and entities."""

    def refuse(*_: object) -> None:
        raise _HasCodeError

    def start(name: str, attributes: dict[str, str]) -> None:
        if any(word.startswith(_XML_WITH_CODE) for word in (name, *attributes)):
            raise _HasCodeError

    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = refuse
    parser.StartElementHandler = start
    try:
        raw.decode("utf-8")
        parser.Parse(raw, True)
    except (_HasCodeError, UnicodeDecodeError, expat.ExpatError):
        return False
    return True
