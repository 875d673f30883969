"""Prints every link that a site makes to its glossary by itself, with its words and what stands around them.

python -m tests.term_links [LANGUAGE …]
"""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from kaedah.model import Site

from tests.conftest import ROOT, must_read

AROUND = 50  # characters on each side
LINK = re.compile(r'<a class="term" href="glossary:([^"]+)">(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


class TermLink(NamedTuple):
    """An automatic link: where it is, what it leads to, and its words between those before and after."""

    path: str
    locale: str
    term: str
    before: str
    words: str
    after: str


def term_links(site: Site) -> Iterator[TermLink]:
    """In all languages, by the path of the file."""
    for _, method in sorted(site.methods.items()):
        for text in (method.document.source, *method.document.translations.values()):
            html = text.html
            for match in LINK.finditer(html):
                before = " ".join(TAG.sub("", html[: match.start()][-600:]).split())[-AROUND:]
                after = " ".join(TAG.sub("", html[match.end() :][:600]).split())[:AROUND]
                yield TermLink(text.path, text.locale, match[1], before, match[2], after)


if __name__ == "__main__":
    for link in sorted(term_links(must_read(ROOT)), key=lambda link: (link.locale, link.term, link.path)):
        if not sys.argv[1:] or link.locale in sys.argv[1:]:
            print(f"{link.locale}\t{link.term}\t{link.before} [[{link.words}]] {link.after}\t{link.path}")
