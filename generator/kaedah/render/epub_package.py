"""Chapters → the files that make a folder of them an EPUB (EPUB 3.3, EPUB Accessibility 1.1)."""

from collections.abc import Sequence
from typing import NamedTuple

from kaedah.digests import digest_of
from kaedah.markup import markup, plain
from kaedah.model import Site
from kaedah.plan.layout import Layout
from kaedah.render.localizer import PageLocalizer

PACKAGE = "package.opf"
STYLE = "style.css"
CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# What readers with a screen reader may rely on; no chapter holds a sound, and every image has words.
ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityHazard", "none"),
)


ACCESS_TO_IMAGES = (("schema:accessMode", "visual"), ("schema:accessibilityFeature", "alternativeText"))


class BookPicture(NamedTuple):
    """An image in the list of all: its path and its media type."""

    path: str
    media_type: str


class Item(NamedTuple):
    """A chapter in the list of all: its path, whether it is read in its turn, and what it holds besides words."""

    path: str
    linear: bool
    properties: tuple[str, ...]


def book_id(layout: Layout) -> str:
    """The book's name for libraries: the same for every edition of one site's book in one language. A UUID of version
    8 (RFC 9562), which is made of whatever its maker says.
    """
    made = digest_of(layout.base_url or layout.repository or layout.title, layout.locale.code)
    return f"urn:uuid:{made[:8]}-{made[8:12]}-8{made[13:16]}-8{made[17:20]}-{made[20:32]}"


def about_site(layout: Layout, site: Site) -> str:
    """What catalogues of books say of it, in its language where the site's description is translated."""
    if layout.description:
        return layout.description.text
    localizer = PageLocalizer(layout, site.catalogues.get(layout.locale.code))
    return plain(localizer.gettext("A reference of research methods, each beside its neighbours, in your language."))


def package_document(
    layout: Layout, items: Sequence[Item], description: str, modified: str, images: Sequence[BookPicture] = ()
) -> str:
    """What is in the book and in which order it is read. The first of the items is its table of contents; `modified`
    is a time in UTC as `2026-11-22T00:00:00Z`.
    """
    listed: list[str] = []
    spine: list[str] = []
    for number, item in enumerate(items, 1):
        properties = " ".join((*item.properties, *(["nav"] if number == 1 else [])))
        noted = markup(' properties="{}"', properties) if properties else ""
        listed.append(
            markup('<item id="c{}" href="{}" media-type="application/xhtml+xml"{}/>\n', number, item.path, noted)
        )
        spine.append(f'<itemref idref="c{number}"{"" if item.linear else " linear=" + chr(34) + "no" + chr(34)}/>\n')
    for number, image in enumerate(images, 1):
        listed.append(markup('<item id="i{}" href="{}" media-type="{}"/>\n', number, image.path, image.media_type))
    turned = ' page-progression-direction="rtl"' if layout.locale.direction == "rtl" else ""
    about = [markup('<dc:identifier id="id">{}</dc:identifier>\n', book_id(layout))]
    about.append(markup("<dc:title>{}</dc:title>\n<dc:language>{}</dc:language>\n", layout.title, layout.locale.code))
    about.append(markup("<dc:description>{}</dc:description>\n", description))
    if layout.base_url:
        about.append(markup("<dc:source>{}</dc:source>\n", layout.base_url))
    if layout.licence:
        about.append(markup("<dc:rights>{} {}</dc:rights>\n", *layout.licence))
    about.append(markup('<meta property="dcterms:modified">{}</meta>\n', modified))
    formulas = [("schema:accessibilityFeature", "MathML")] if any("mathml" in item.properties for item in items) else []
    access = (*ACCESS, *(ACCESS_TO_IMAGES if images else ()), *formulas)
    about += [markup('<meta property="{}">{}</meta>\n', name, value) for name, value in access]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
        f' xml:lang="{layout.locale.code}" dir="{layout.locale.direction}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{"".join(about)}</metadata>\n'
        f'<manifest>\n{"".join(listed)}<item id="style" href="{STYLE}" media-type="text/css"/>\n</manifest>\n'
        f"<spine{turned}>\n{''.join(spine)}</spine>\n</package>\n"
    )
