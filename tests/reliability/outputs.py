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
        if content not in (known.get(name), known.get(name.partition("/")[2])):
            yield from (f"{path.name}/{found}" for found in _told(name, content, site))


def _told(name: str, content: bytes, site: Site) -> Iterator[str]:
    try:
        yield from (f"{name}: {found}" for found in _active(name, content, site))
    except (ValueError, AssertionError, LookupError, ElementTree.ParseError) as error:
        yield f"{name}: cannot be read: {error!r:.200}"


def _active(name: str, content: bytes, site: Site) -> Iterator[str]:
    """What is active in a file, by the end of its name."""
    suffix = Path(name).suffix
    if content in site.theme.assets.values() or suffix in (".css", ".png", ".svg", ".txt"):
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


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(cell)


def _is_our_link(element: ElementTree.Element) -> bool:
    """The style sheet of a chapter, or a language of a page in the sitemap."""
    href = element.get("href", "")
    return ":" not in href if element.get("rel") == "stylesheet" else href.startswith("https://")


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
        ):
            yield f"<{tag}>"
        for name, value in element.items():
            key = name.rpartition("}")[2].lower()
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
            if key.startswith("on") or key in FORBIDDEN - {"code"}:
                yield f"<{tag} {key}>"
            if key in ("href", "src") and scheme and scheme[1].lower() not in SCHEMES:
                yield f"<{tag} {key}={value!r}>"
