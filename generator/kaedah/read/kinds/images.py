"""The kind for images of `content/images/`."""

from typing import Any, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.characters import one_line
from kaedah.read.images.names import FOLDER, MAX_NAME, NAME_PATTERN, is_image_name
from kaedah.read.kinds.kind import Cell, ImageFile, Kind, Localizer, Reader, Role, is_unfilled
from kaedah.read.kinds.text import MAX_PHRASE, Phrase
from kaedah.read.yaml_nodes import Node, entries, expect

WIDTH, HEIGHT = 320, 240  # pixels of CSS that an image takes in a cell at most


class Picture(NamedTuple):
    """An image of an entry: its path below `content/images/`, and its alternative text, empty where the name of the
    entry is enough.
    """

    file: str
    alt: str = ""


class ShownPicture(NamedTuple):
    """A picture as readers of one language get it."""

    image: ImageFile
    alt: LocalizedText


class ImageKind(Kind):
    """A file of `content/images/`, or `{file: …, alt: …}`; a translation has the alternative text alone."""

    translated = True
    role = Role.IMAGE
    example = "{file: …, alt: …}"
    prompt = "a file of content/images/"
    value_type = Picture
    keys = ("file", "alt")

    def parse(self, node: Node, field: Field, report: Report) -> Picture | None:
        alt, file = "", node
        if node.shape == "mapping":
            given = entries(node, self.keys, report, required=self.keys)
            if len(given) < 2:
                return None
            file, found = given["file"], Phrase().parse(given["alt"], field, report)
            if found is None:
                return None
            alt = found
        if not expect(file, "text", report, f'"{field.id}"'):
            return None
        name = one_line(file.text).removeprefix(f"{FOLDER}/")
        if is_unfilled(name):
            report.error(file, '"{field}" is not filled in yet', "write some text, or remove the key", field=field.id)
        elif not is_image_name(name):
            hint = "write the path of a file below content/images/, such as tree.svg"
            report.error(file, '"{name}" is not a name for an image', hint, name=name)
        else:
            return Picture(name, alt)
        return None

    def schema(self, field: Field) -> dict[str, Any]:
        file = {"type": "string", "pattern": f"^{NAME_PATTERN}$", "maxLength": MAX_NAME}
        described = {
            "type": "object",
            "properties": {"file": file, "alt": {"type": "string", "minLength": 1, "maxLength": MAX_PHRASE}},
            "required": ["file", "alt"],
            "additionalProperties": False,
        }
        return {"anyOf": [file, described]}

    def key(self, value: Picture, mode: CompareMode) -> str:
        return value.file

    def plain(self, value: Picture) -> Any:
        return value._asdict() if value.alt else value.file

    def flat(self, value: Picture) -> str:
        return value.file

    def words(self, value: Picture) -> str:
        return value.alt

    def parse_words(self, node: Node, field: Field, report: Report) -> str | None:
        if node.shape != "mapping":
            return Phrase().parse(node, field, report)
        hint = "write it as text; the file is that of the source text"
        report.error(node, 'a translation of "{field}" is its alternative text alone', hint, field=field.id)
        return None

    def localise(self, value: Picture, field: Field, reader: Reader) -> ShownPicture:
        if not value.alt:
            return ShownPicture(reader.image(value.file), reader.words("name"))
        alt = reader.words(field.id) if field.translate else LocalizedText(value.alt, reader.source_lang)
        return ShownPicture(reader.image(value.file), alt)

    def cell(self, value: ShownPicture, localizer: Localizer) -> Cell:
        (address, width, height), alt = value
        scale = min(1, WIDTH / width, HEIGHT / height)
        html = markup(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">',
            address,
            alt.text,
            max(1, round(width * scale)),
            max(1, round(height * scale)),
        )
        return Cell(html, "" if alt.lang == localizer.locale.code else alt.lang, alt.status)
