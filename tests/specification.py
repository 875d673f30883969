"""The examples of the specifications of CommonMark and of GitHub's Markdown, and how bodies compare with them.

The text of the specifications is not kept here: it is read from a source package whose digest is locked in
`requirements/specification.txt`, which `make test` fetches.

    .venv/bin/python -m tests.specification           # the verdicts by section, and each silent difference
    .venv/bin/python -m tests.specification --write   # the table of docs/reference/markdown.md
"""

import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from kaedah.read.markdown import convert
from markdown_it import MarkdownIt

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "markdown.md"
PACKAGES = ROOT / ".venv-specification" / "packages"
_EXAMPLE = re.compile(
    r"^`{32} example(?: ([a-z]+))?\n(.*?)^\.\n(.*?)^`{32}$|^#{1,6} *([^\n]*)$", re.MULTILINE | re.DOTALL
)
_TABLE = re.compile(r"^\| section \|.*?(?=\n(?!\|)|\Z)\n?", re.MULTILINE | re.DOTALL)
# The kinds of examples that GitHub adds to CommonMark.
EXTENSIONS = ("table", "disabled", "strikethrough", "autolink", "tagfilter")
_SAFE = re.compile(r"(?:https?|mailto|method|comparison|page|term|image):|[^:]*$|[/#?.]", re.IGNORECASE)
# How the messages begin that tell of what is shown otherwise.
TOLD = ("HTML", "a heading", "the image", "the link", "text between")
_OURS = {"h1": "h2", "s": "del"}
_VOID = {"br", "hr", "img", "input"}
_BLOCKS = frozenset("p h2 h3 h4 h5 h6 ul ol li blockquote pre hr table thead tbody tr th td div dl dt dd".split())


class Example(NamedTuple):
    """An example: what is written, the HTML it stands for, and the section it is of."""

    number: int
    section: str
    source: str
    html: str


class Verdict(NamedTuple):
    """How a body reads an example: `alike`, `told` or `silent`."""

    kind: str
    ours: Sequence[str] = ()
    theirs: Sequence[str] = ()


def examples(text: str, only: Sequence[str] = ("",)) -> Iterator[Example]:
    """The examples of the text of a specification; `only` of these kinds."""
    section, number = "", 0
    for found in _EXAMPLE.finditer(text.replace("\r\n", "\n")):
        kind, source, html, title = found.groups()
        if title is not None:
            section = title.replace(" (extension)", "")
            continue
        number += 1
        if (kind or "") in only:
            yield Example(number, section, source.replace("→", "\t"), html.replace("→", "\t"))


def specification(package: Path, name: str) -> str:
    """A text of a source package."""
    with tarfile.open(package) as archive:
        (member,) = [item for item in archive.getmembers() if item.name.endswith(f"/tests/spec/{name}.txt")]
        file = archive.extractfile(member)
        assert file is not None
        return file.read().decode()


def all_examples(folder: Path = PACKAGES) -> list[Example]:
    (package,) = folder.glob("marko-*.tar.gz")
    return [*examples(specification(package, "commonmark")), *examples(specification(package, "gfm"), EXTENSIONS)]


class _Normal(HTMLParser):
    """HTML as a list of tags and texts, in which only what means something differs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.code = 0
        self.boxes: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        tag = _OURS.get(tag, tag)
        if tag == "div":
            self.boxes.append(given.get("class") == "scroll")
            if self.boxes[-1]:
                return
        if tag == "input":
            self.handle_data("☑" if "checked" in given else "☐")
            return
        if tag in ("th", "td") and "align" in given:
            given["class"] = given.pop("align")
        if tag.startswith("h") or given.get("class") == "bare":
            given.pop("id", None)
            given.pop("class", None)
        self.code += tag == "pre"
        self.parts.append("<" + " ".join([tag, *(f"{name}={value}" for name, value in sorted(given.items()))]) + ">")

    def handle_endtag(self, tag: str) -> None:
        tag = _OURS.get(tag, tag)
        if tag == "div" and self.boxes and self.boxes.pop():
            return
        self.code -= tag == "pre"
        if tag not in _VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        text = data if self.code else re.sub(r"[ \t\n]+", " ", data)
        if self.parts and not self.parts[-1].startswith("<"):
            self.parts[-1] += text
        else:
            self.parts.append("\0" + text if text.startswith("<") else text)


def normal(html: str) -> list[str]:
    """The tags and texts of HTML, without white space beside blocks."""
    parser = _Normal()
    parser.feed(html)
    parser.close()
    parts: list[str] = []
    code = False
    for index, part in enumerate(parser.parts):
        code = (code or part == "<pre>") and part != "</pre>"
        if part.startswith("<") or code:
            parts.append(part)
            continue
        before = parser.parts[index - 1] if index else "<p>"
        after = parser.parts[index + 1] if index + 1 < len(parser.parts) else "<p>"
        text = part.lstrip(" ") if _is_block(before) or before == "<br>" else part
        text = text.rstrip(" ") if _is_block(after) or after == "<br>" else text
        if text:
            parts.append(text)
    return parts


def _is_block(part: str) -> bool:
    return part.startswith("<") and part.strip("</>").split(" ")[0] in _BLOCKS


def without_bare_links(parts: Sequence[str]) -> list[str]:
    """The parts with addresses that are links by themselves as text."""
    found: list[str] = []
    index = 0
    while index < len(parts):
        link = parts[index : index + 3]
        if len(link) == 3 and link[2] == "</a>" and link[0] in _bare_links(link[1]):
            link, index = [link[1]], index + 2
        for part in link[:1]:
            if found and not _is_tag(part) and not _is_tag(found[-1]):
                found[-1] += part.removeprefix("\0")
            else:
                found.append(part)
        index += 1
    return found


def _bare_links(text: str) -> set[str]:
    return {"<a>", *(f"<a href={start}{text}>" for start in ("", "http://", "mailto:"))}


def without_figures(parts: Sequence[str]) -> list[str]:
    """The parts with each figure, whose image is told and not shown, as an empty paragraph."""
    found: list[str] = []
    inside = False
    for part in parts:
        if part == "<figure>":
            inside = True
            found += ["<p>", "</p>"]
        elif not inside:
            found.append(part)
        inside = inside and part != "</figure>"
    return found


def _is_tag(part: str) -> bool:
    return part.startswith("<")


def oracle() -> MarkdownIt:
    """A reader of CommonMark with GitHub's tables and struck text, which shows HTML as text and no images."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("html_block")
    reader.add_render_rule("html_inline", lambda _, tokens, index, *__: escape(tokens[index].content))
    reader.add_render_rule("image", lambda *_: "")
    return reader


def read_by_oracle(reader: MarkdownIt, source: str) -> tuple[list[str], Counter[str]]:
    """What the oracle shows, without addresses that pages do not hold; and how many tags, images and such it found."""
    found: Counter[str] = Counter()
    for token in reader.parse(source):
        for child in token.children or ():
            if child.type == "html_inline":
                found["HTML"] += 1
            elif child.type == "image":
                found["the image"] += 1
            elif child.type == "link_open" and not _SAFE.match(str(child.attrs["href"])):
                found["the link"] += 1
    parts = normal(reader.render(source))
    return [re.sub(r"^<a href=[a-z][a-z0-9+.-]+:[^ >]*", _safe, part, flags=re.IGNORECASE) for part in parts], found


def _safe(match: re.Match[str]) -> str:
    return match[0] if _SAFE.match(match[0].removeprefix("<a href=")) else "<a"


def judge(example: Example, reader: MarkdownIt) -> Verdict:
    """Compares what a body makes of an example with what it should be.

    HTML, images from elsewhere and addresses that pages do not hold must be told, each where it stands; the rest of
    the example is as the oracle reads it.
    """
    body = convert(example.source)
    ours, theirs = normal(body.html), normal(example.html)
    if ours == theirs or without_bare_links(ours) == without_bare_links(theirs):
        return Verdict("alike")
    expected, counts = read_by_oracle(reader, example.source)
    told = Counter(next((start for start in TOLD if item.message.startswith(start)), "") for item in body.findings)
    is_told = any(told[start] and told[start] >= counts[start] for start in TOLD)
    lines = {line for line, text in enumerate(example.source.split("\n"), 1) if re.search(r"[<\[~#]", text)}
    placed = all(item.position.line in lines for item in body.findings if not item.message.startswith("a level-1"))
    same = without_bare_links(without_figures(ours)) == without_bare_links(expected)
    if told["a heading"]:  # its level is another
        same = [re.sub("h[2-6]", "h", part) for part in ours] == [re.sub("h[2-6]", "h", part) for part in expected]
    return Verdict("told" if is_told and same and placed else "silent", ours, expected)


def table(found: Mapping[str, Counter[str]]) -> str:
    """The verdicts by section, as a table in Markdown."""
    rows = [f"| {section} | {row['alike']} | {row['told']} | {row['silent']} |" for section, row in found.items()]
    total: Counter[str] = sum(found.values(), Counter())
    end = f"| **All** | **{total['alike']}** | **{total['told']}** | **{total['silent']}** |"
    return "\n".join(["| section | alike | told | silent |", "|---|---|---|---|", *rows, end])


def main() -> int:
    reader = oracle()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for example in all_examples():
        verdict = judge(example, reader)
        found[example.section][verdict.kind] += 1
        if verdict.kind == "silent":
            print(f"--- {example.number} {example.section}\n{example.source!r}")
            print(f"  ours   {verdict.ours}\n  theirs {verdict.theirs}")
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_TABLE.sub(lambda _: table(found) + "\n", page), encoding="utf-8")
    else:
        print(table(found))
    return int(any(row["silent"] for row in found.values()))


if __name__ == "__main__":
    sys.exit(main())
