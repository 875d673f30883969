"""The kind for addresses on the web."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from kaedah.markup import markup
from kaedah.model import CompareMode, Field
from kaedah.problems import Report
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Order
from kaedah.read.kinds.sources import check_url
from kaedah.read.kinds.text import MAX_PHRASE
from kaedah.read.yaml_nodes import Node, entries, expect


class Address(NamedTuple):
    """An address; `text` is what readers see, the host where it is empty."""

    url: str
    text: str = ""


class Url(Kind):
    """An http or https address, or `{text: …, url: …}`."""

    example = "…  # https://example.org/"
    value_type = Address
    keys = ("text", "url")

    def parse(self, node: Node, field: Field, report: Report) -> Address | None:
        text, url = "", node
        if node.shape == "mapping":
            given = entries(node, self.keys, report, required=self.keys)
            if len(given) < 2 or not expect(given["text"], "text", report, '"text"'):
                return None
            text, url = " ".join(given["text"].text.split()), given["url"]
            if not text or len(text) > MAX_PHRASE:
                report.error(
                    given["text"],
                    'an item of "{field}" is empty or longer than {limit} characters',
                    "remove or shorten it",
                    field=field.id,
                    limit=MAX_PHRASE,
                )
                return None
        elif not expect(node, "text", report, f'"{field.id}"'):
            return None
        before = len(report.problems)
        check_url(url, report)
        return Address(url.text, text) if len(report.problems) == before else None

    def schema(self, field: Field) -> dict[str, Any]:
        url = {"type": "string", "pattern": "^https?://[^\\s]+$"}
        named = {
            "type": "object",
            "properties": {"text": {"type": "string", "minLength": 1}, "url": url},
            "required": ["text", "url"],
            "additionalProperties": False,
        }
        return {"anyOf": [url, named]}

    def key(self, value: Address, mode: CompareMode) -> str:
        parts = urlsplit(value.url)
        return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}"

    def plain(self, value: Address) -> Any:
        return value._asdict() if value.text else value.url

    def flat(self, value: Address) -> str:
        return value.url

    def order(self, value: Address, shown: Address, field: Field) -> Order:
        return _shown(value)

    def cell(self, value: Address, localizer: Localizer) -> Cell:
        return Cell(markup('<a href="{}" rel="external" translate="no">{}</a>', value.url, _shown(value)))


def _shown(value: Address) -> str:
    return value.text or urlsplit(value.url).netloc.removeprefix("www.")
