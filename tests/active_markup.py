"""Finds active bytes in what a build writes: everything that could run, load, restyle or send something."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urlsplit

SCHEMES = {"", "http", "https", "mailto"}
NEVER = {
    *("style", "iframe", "object", "embed", "form", "input", "button", "base", "frame", "svg", "template", "audio"),
    *(
        "video",
        "applet",
        "portal",
        "frameset",
        "xmp",
        "plaintext",
        "noembed",
        "noframes",
        "marquee",
        "dialog",
    ),
    *("picture", "source", "track", "image", "textarea", "select", "animate", "set", "use", "foreignobject", "maction"),
}
# Attributes whose value is an address, or that load or run something.
ADDRESSES = {"href", "src"}
FORBIDDEN = {
    *(
        "style",
        "srcdoc",
        "xlink:href",
        "formaction",
        "action",
        "background",
        "poster",
        "data",
        "srcset",
        "ping",
        "code",
    ),
    *("archive", "codebase", "manifest", "longdesc", "lowsrc", "dynsrc", "imagesrcset", "attributionsrc", "autofocus"),
}
OUR_SOURCE = re.compile(r"(\.\./)*assets/")
# A page that was moved, or the choice of a language, leads to another page of the site.
_REDIRECT = re.compile(r"0; url=[./\w-]+\.html(#[\w-]*)?")
OUR_STYLE = re.compile(
    r"(?:(\.\./)*|/(?!/)[^\s\"'<>]*/)assets/[\w.-]+$"
)  # the page for unknown addresses begins at the root


class _Dangers(HTMLParser):
    """Everything in a page that could run, load or restyle something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_template = False  # of the theme, whose controls have no ids, for they are copied

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        ours = _is_ours(tag, values) or (self._in_template and tag == "input")
        self._in_template = self._in_template or (tag == "template" and ours)
        if (tag in NEVER and not ours) or (tag == "script" and not OUR_SOURCE.match(values.get("src", ""))):
            self.found.append(f"<{tag}>")
        for name, value in values.items():
            if name.startswith("on") or name in FORBIDDEN:
                self.found.append(f"<{tag} {name}>")
            if name in ADDRESSES and urlsplit(re.sub(r"^[\x00-\x20]+|[\t\r\n]", "", value)).scheme not in SCHEMES:
                self.found.append(f"<{tag} {name}={value!r}>")
            if name == "src" and not OUR_SOURCE.match(value):
                self.found.append(f"<{tag} src={value!r}>")
        if tag == "meta" and "http-equiv" in values and not _REDIRECT.fullmatch(values.get("content") or ""):
            self.found.append("<meta http-equiv>")
        if tag == "link" and not _is_our_link(values):
            self.found.append(f"<link {values}>")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.found.append(f"<!{decl}>")

    def handle_endtag(self, tag: str) -> None:
        self._in_template = self._in_template and tag != "template"

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data}]>")


def _is_our_link(values: Mapping[str, str]) -> bool:
    """The links in heads of the theme: its style sheets and icon, and the addresses of the page itself."""
    if values.get("rel") in ("canonical", "alternate"):
        return urlsplit(values.get("href", "")).scheme in ("http", "https")
    return values.get("rel") in ("stylesheet", "icon") and bool(OUR_STYLE.match(values.get("href", "")))


def _is_ours(tag: str, values: Mapping[str, str]) -> bool:
    """The controls of the theme: nothing that is sent in can have an id that begins with `page-`, or be a button."""
    if tag == "button":
        return (
            values.get("type") == "button"
            and values.get("id", "page-").startswith("page-")
            and values.keys()
            <= {
                *("id", "type", "translate", "class", "data-add", "data-remove", "aria-pressed", "hidden"),
            }
        )
    if tag == "svg":  # a picture of the theme: what is sent in keeps no class and no overflow
        return values.get("class") == "picture" or values.keys() == {"x", "overflow"}
    controls = ("input", "template", "form", "select", "textarea")
    return tag in controls and values.get("id", "").startswith("page-")


def dangers(html: str) -> list[str]:
    """What is active in a page or a fragment, besides what the theme has."""
    reader = _Dangers()
    reader.feed(html)
    reader.close()
    return reader.found


def dangers_in_script(path: str, text: str) -> list[str]:
    """What a data file would bring into a page; fails where a file is anything but one call with plain data."""
    if path.endswith("/search.js"):
        letters, _, text = text.partition("kaedah.methods([\n")
        code, _, folding = letters.removesuffix(");\n").rpartition("})(")
        assert code.startswith("kaedah.letters = (("), path  # of the theme, with a table of the program
        assert isinstance(json.loads(folding), dict), path
        methods, others = text.removesuffix("]);\n").split("]);\nkaedah.others([\n")
        kinds = json.loads("[" + others.replace(",\n]]", "\n]]").removesuffix(",\n") + "]")
        lines = [json.loads(line.removesuffix(",")) for line in methods.splitlines()]
        found = [line for _, rows in kinds for line in rows]
        assert all(line.count("\t") >= 3 for line in (*lines, *found)), path
        return []
    if path.startswith("drafts/"):  # plain text, for a box of plain text
        parts = json.loads(text.removeprefix("kaedah.draft(").removesuffix(");\n"))
        assert [type(part) for part in parts] == [str, str, str]
        return []
    column = json.loads(text.removeprefix("kaedah.column(").removesuffix(");\n"))
    if column.keys() == {"slug", "was"}:  # a former slug, and where it leads
        return []
    return dangers("".join([column["name"], column["head"], *column["cells"]]))
