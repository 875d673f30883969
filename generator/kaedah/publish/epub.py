"""Pages → an EPUB book in one language. The same site gives the same bytes."""

import re
from collections.abc import Iterator
from pathlib import Path

from kaedah.model import Locale, Site
from kaedah.plan.epub_chapters import plan_epub, reading_order
from kaedah.plan.paths import image_path
from kaedah.publish.archive import EARLIEST, Archive, Date, render_all, write_zip
from kaedah.publish.image_files import load_file
from kaedah.render.epub_package import CONTAINER, PACKAGE, STYLE, BookPicture, Item, about_site, package_document
from kaedah.render.render_error import RenderError
from kaedah.render.xhtml import XhtmlError, chapter_path, to_xhtml

FOLDER = "EPUB/"
# The formats of images that every reading system shows (EPUB 3.3, core media types).
MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}
TYPE = "mimetype"
# Readers of books must not load it; that of an SVG image declares nothing.
_DOCTYPE = re.compile(rb"<!DOCTYPE svg[^>\[]*>")


def write_epub(
    site: Site, locale: Locale, target: Path, salt: str = "", jobs: int = 1, date: Date = EARLIEST
) -> Archive:
    """Writes the site in one language as an EPUB; replaces `target` atomically. `date` is its modification date.

    Raises RenderError or OSError; an existing file is then unchanged.
    """
    return write_zip(_files(site, locale, salt, jobs, date), target, date, first=TYPE)


def _files(site: Site, locale: Locale, salt: str, jobs: int, date: Date) -> Iterator[tuple[str, bytes]]:
    plan = plan_epub(site, locale, salt)
    layout = plan.locale_sites[locale.code].layout
    order = dict(reading_order(plan))
    yield TYPE, b"application/epub+zip"
    yield "META-INF/container.xml", CONTAINER.encode()
    yield FOLDER + STYLE, site.theme.templates["book/style.css"].encode()
    properties: dict[str, tuple[str, ...]] = {}
    images = {image_path(name, image.digest): image for name, image in site.images.items()}
    readable = {path: image.form in MEDIA_TYPES for path, image in images.items()}
    used: set[str] = set()
    for page in render_all(plan, jobs):
        try:
            chapter = to_xhtml(page.content.decode(), page.path, order, layout.base_url, readable)
        except XhtmlError as error:
            raise RenderError(page.path, "its template", f"no XHTML can be made of it: {error}") from error
        properties[page.path] = chapter.properties
        used.update(chapter.images)
        yield FOLDER + chapter_path(page.path), chapter.content
    items = [Item(chapter_path(path), linear, properties[path]) for path, linear in order.items()]
    listed = []
    for path in sorted(used):
        yield FOLDER + path, _DOCTYPE.sub(b"", load_file(images[path]), count=1)
        listed.append(BookPicture(path, MEDIA_TYPES[images[path].form]))
    modified = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*date)
    yield FOLDER + PACKAGE, package_document(layout, items, about_site(layout, site), modified, listed).encode()
