"""Every output of a site, and the active bytes in each: pages, scripts of data, books, archives, dataset, ZIM file."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from kaedah.model import Site
from kaedah.pipeline import publish_site
from kaedah.plan.site_plan import plan_site
from kaedah.publish.archive import write_archive
from kaedah.publish.data_package import write_data_package
from kaedah.publish.epub import write_epub
from kaedah.publish.zim import WRITER, write_zim

from tests.active_markup import FORBIDDEN, NEVER, SCHEMES, dangers, dangers_in_script

FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
ACTIVE_IN_PICTURES = {
    *("script", "foreignobject", "image", "a", "set", "animate", "animatemotion", "animatetransform", "handler"),
    *("iframe", "img", "audio", "video", "object", "embed", "html", "body", "link", "feimage", "listener", "discard"),
}
_ADDRESSES_IN_STYLES = re.compile(
    r"""(?:url\(|@import)\s*(?:"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<bare>[^"\s)][^)]*))""", re.IGNORECASE | re.DOTALL
)
_STRINGS_IN_STYLES = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)
_CODE_IN_STYLES = re.compile(r"expression\(|-moz-binding|(?<![\w-])behavior\s*:|</style|<!--", re.IGNORECASE)
_LOADING_IN_PICTURES = re.compile(r"url\(\s*['\"]?(?!#|['\"])|@import|\\", re.IGNORECASE)
# How zimdump writes the address of a page that was moved, which a ZIM file holds without a page.
_DUMPED_REDIRECT = re.compile(
    rb'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />'
    rb'<meta http-equiv="refresh" content="0;url=[\w./-]+\.html" /></head><body></body></html>'
)
MARKUP = NEVER | {"script", "link", "img"}


def write_outputs(site: Site, folder: Path) -> list[Path]:
    """Publishes the site into `public`, and writes every file that `export` can write; gives those."""
    publish_site(site, folder / "public")
    written = []
    for locale in site.settings.locales:
        written.append(folder / f"{locale.code}.epub")
        write_epub(site, locale, written[-1])
    plan = plan_site(site)
    written += [folder / "site.zip", folder / "data.zip"]
    write_archive(site, plan, written[-2])
    write_data_package(site, written[-1])
    if shutil.which(WRITER):
        written.append(folder / "site.zim")
        write_zim(site, plan, written[-1], "About a site")
    return written


def active_bytes(site: Site, folder: Path, written: list[Path]) -> Iterator[str]:
    """What is active in any output, as `FILE: what`; a file that cannot be read as what it is counts too."""
    known: dict[str, bytes] = {}
    for path in sorted((folder / "public").rglob("*")):
        if path.is_file():
            name = path.relative_to(folder / "public").as_posix()
            known[name] = path.read_bytes()
            yield from _told(name, known[name], site)
    for path in written:
        if path.suffix == ".zim":
            yield from _in_zim(path, known, site)
            continue
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if known.get(name) != content:  # what is published was looked at
                    yield from (f"{path.name}/{found}" for found in _told(name, content, site))


def _in_zim(path: Path, known: dict[str, bytes], site: Site) -> Iterator[str]:
    target = path.with_suffix(".dump")
    subprocess.run(["zimdump", "dump", f"--dir={target}", path], check=True, capture_output=True)
    for file in sorted(target.rglob("*")):
        if not file.is_file() or file.is_symlink():
            continue
        name = file.relative_to(target).as_posix()
        content = file.read_bytes()
        if content in (known.get(name), known.get(name.partition("/")[2])) or _DUMPED_REDIRECT.fullmatch(content):
            continue
        yield from (f"{path.name}/{found}" for found in _told(name, content, site))


def _told(name: str, content: bytes, site: Site) -> Iterator[str]:
    try:
        yield from (f"{name}: {found}" for found in _active(name, content, site))
    except (ValueError, AssertionError, LookupError, ElementTree.ParseError) as error:
        yield f"{name}: cannot be read: {error!r:.200}"


def _active(name: str, content: bytes, site: Site) -> Iterator[str]:
    """What is active in a file, by the end of its name."""
    suffix = Path(name).suffix
    if suffix == ".css":
        yield from _in_style(content.decode())
    elif suffix == ".svg" and content not in site.theme.assets.values():
        yield from _in_picture(content)
    elif content in site.theme.assets.values() or suffix in (".png", ".txt"):
        if content not in site.theme.assets.values() and content.decode() != site.theme.templates["book/style.css"]:
            yield "no file of the theme"
    elif suffix == ".html":
        yield from dangers(content.decode())
    elif suffix == ".js":
        yield from dangers_in_script(name, content.decode())
    elif suffix == ".json":
        json.loads(content)
    elif suffix in (".xhtml", ".opf", ".xml", ".ncx"):
        yield from _in_xml(content)
    elif suffix == ".csv":
        rows = csv.reader(io.StringIO(content.decode(), newline=""))
        yield from (f"formula {cell!r}" for row in rows for cell in row if _is_formula(cell))


def _in_style(text: str) -> Iterator[str]:
    """What a style sheet loads from elsewhere, or runs. Strings and escapes are read as browsers read them."""
    for address in _ADDRESSES_IN_STYLES.finditer(text):
        value = address["quoted"] or address["bare"] or ""
        value = re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda sign: chr(int(sign[1], 16)), value)
        value = re.sub(r"\\(.)", r"\1", value).strip()
        if not re.match(r"[\w./-]+$|#|data:(image|font)/", value):
            yield f"url({value!r})"
    yield from (found[0] for found in _CODE_IN_STYLES.finditer(_STRINGS_IN_STYLES.sub("''", text)))


def _in_picture(content: bytes) -> Iterator[str]:
    """What may act in an SVG image: elements, handlers, and addresses out of the file."""
    if re.search(rb"<!ENTITY|<\?(?!xml )", content):
        yield "a declaration"
    for element in ElementTree.fromstring(content).iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in ACTIVE_IN_PICTURES:
            yield f"<{tag}>"
        if tag == "style":
            yield from _in_style_of_picture(element.text or "")
        for name, value in element.items():
            key = name.rpartition("}")[2].lower()
            if key.startswith("on"):
                yield f"<{tag} {key}>"
            if key in ("href", "src") and not value.startswith("#"):
                yield f"<{tag} {key}={value!r}>"
            if not re.match(r"(data|aria)-|(id|class|lang)$", key):
                yield from _in_style_of_picture(value)


def _in_style_of_picture(text: str) -> Iterator[str]:
    """Functions that load, and escapes that could hide one."""
    yield from (f"{found[0]!r} in a style" for found in _LOADING_IN_PICTURES.finditer(text))


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(cell)


def _is_our_link(element: ElementTree.Element) -> bool:
    """The style sheet of a chapter, or a language of a page in the sitemap."""
    href = element.get("href", "")
    return ":" not in href if element.get("rel") == "stylesheet" else href.startswith("https://")


def _is_image_of_site(element: ElementTree.Element) -> bool:
    """An image that the book holds, in the folder of images."""
    return bool(re.fullmatch(r"(\.\./)*assets/images/[\w./-]+", element.get("src", "")))


def _in_xml(content: bytes) -> Iterator[str]:
    """Elements and attributes that may act, and declarations besides the one that HTML has."""
    head = content[:200].partition(b"<html")[0]
    if b"<!ENTITY" in content or b"<?" in content[5:] or re.search(rb"<!DOCTYPE(?! html>)", head):
        yield "a declaration"
    for element in ElementTree.fromstring(content).iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if (
            tag in MARKUP
            and not str(element.tag).startswith(DUBLIN_CORE)
            and not (tag == "link" and _is_our_link(element))
            and not (tag == "img" and _is_image_of_site(element))
        ):
            yield f"<{tag}>"
        for name, value in element.items():
            key = name.rpartition("}")[2].lower()
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
            if key.startswith("on") or key in FORBIDDEN - {"code"}:
                yield f"<{tag} {key}>"
            if key in ("href", "src") and scheme and scheme[1].lower() not in SCHEMES:
                yield f"<{tag} {key}={value!r}>"
