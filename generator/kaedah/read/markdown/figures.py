"""Images in bodies: `![alt](images/x.svg "caption")`, in a paragraph of its own a figure."""

import html as html_text
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

from kaedah.problems import Position
from kaedah.read.images.names import file_of
from kaedah.read.markdown.findings import Findings

MAX_ALT = 400  # characters
_STASHED = HTML_PLACEHOLDER.partition("%")[0]  # stands for a formula or a tag


class Figures(Treeprocessor):
    """Images, after inline patterns: collects and checks them, and makes figures of those that stand alone."""

    def __init__(self, md: Markdown, findings: Findings) -> None:
        super().__init__(md)
        self.findings = findings

    def run(self, root: etree.Element) -> None:
        if root.find(".//img") is None:
            return
        alone = {id(image) for paragraph in root.iter("p") if _is_figure(paragraph) for image in paragraph}
        captions = {id(image): self._check(image, id(image) in alone) for image in root.iter("img")}
        for parent in list(root.iter()):
            if any(child.tag == "p" and _is_figure(child) for child in parent):
                parent[:] = [item for child in parent for item in _figures(child, captions)]

    def _check(self, image: etree.Element, alone: bool) -> str:
        """The caption of an image, whose attributes become those of the page."""
        address, alt = html_text.unescape(image.get("src", "")), " ".join(image.get("alt", "").split())
        caption = " ".join(image.attrib.pop("title", "").split())
        position, name = _position(image), file_of(address)
        message = hint = ""
        if not name:
            message = 'the image "{address}" is not one of content/images/'
            hint = "put the file there, and write its name after images/, as in `![Words](images/name.png)`"
        elif not alt:
            message = 'the image "{address}" has no alternative text'
            hint = "say what it shows, as in `![A tree with three leaves]({address})`"
        elif _STASHED in alt or _STASHED in caption:
            message = 'the alternative text and the caption of the image "{address}" are plain text'
            hint = "say it in words, without formulas and tags"
        elif max(len(alt), len(caption)) > MAX_ALT:
            message = 'the alternative text or the caption of the image "{address}" is longer than {limit} characters'
            hint = "shorten it; longer text belongs beside the image"
        elif caption and not alone:
            message = 'the image "{address}" has a caption, but is no paragraph of its own'
            hint = "put blank lines around it, or remove the caption"
        image.attrib.clear()
        if message:
            self.findings.report("error", position, message, hint, address=address, limit=str(MAX_ALT))
        else:
            self.findings.images.append((name, position))
            image.attrib.update(src=f"image:{name}", alt=alt)
        return caption


def _position(image: etree.Element) -> Position:
    """Where the address of an image stands."""
    line, _, column = image.get("at", "1:1").partition(":")
    return Position(int(line), int(column))


def _is_figure(paragraph: etree.Element) -> bool:
    """Whether a paragraph holds images and nothing else."""
    texts = (paragraph.text, *(child.tail for child in paragraph))
    return len(paragraph) > 0 and all(child.tag == "img" for child in paragraph) and not any(map(_says_much, texts))


def _says_much(text: str | None) -> bool:
    return bool(text and text.strip())


def _figures(child: etree.Element, captions: dict[int, str]) -> list[etree.Element]:
    """A figure for each image of such a paragraph; anything else as it is."""
    if child.tag != "p" or not _is_figure(child):
        return [child]
    found = []
    for image in list(child):
        figure = etree.Element("figure")
        figure.tail, image.tail = "\n", None
        figure.append(image)
        if captions[id(image)]:
            etree.SubElement(figure, "figcaption").text = captions[id(image)]
        found.append(figure)
    return found
