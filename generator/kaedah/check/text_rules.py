"""Rules about texts that pages show as plain words, and about references without an address."""

import re
from collections.abc import Iterator

from kaedah.check.rule import position_in, texts_of, violation_at
from kaedah.model import Site
from kaedah.problems import Violation
from kaedah.read.kinds import Role, with_role

# Marks of Markdown, HTML and formulas that only a body gives a meaning to. Each alternative begins with a rare sign.
_MARKS = re.compile(
    r"\*\*[^\s*](?:[^*\n]*[^\s*])?\*\*|(?<![\w*])\*[^\W\d_](?:[^*\n]*\w)?\*(?![\w*])|__[^\s_][^_\n]*__(?!\w)"
    r"|`[^`\n]+`|\[[^][\n]+\]\([^)\s]+\)|~~[^~\n]+~~"
    r"|\$(?=[^$\n]*[\\^_={}]|[^\W\d_]\$)[^\s$](?:[^$\n]*[^\s$])?\$(?!\d)|\\[(\[][^\n]*?\\[)\]]"
    r"|</?(?:b|i|em|strong|a|br|sub|sup|p|code|span|u)\b[^<>\n]*>|&(?:[a-z]{2,8}|#[0-9]{2,5});"
)
_QUICK = re.compile(r"[*`~$<&\\]|__|\]\(")


def find_marks_in_plain_text(site: Site) -> Iterator[Violation]:
    """Markdown, HTML and formulas in values of the front matter, which pages show as they are typed."""
    for text in texts_of(site):
        for path, span in text.spans.items():
            if path == "body" or not _QUICK.search(span.raw):
                continue
            part = path.partition(".")[0]
            if path in text.parts or part in text.parts or part in text.aliases or path.endswith((".title", ".venue")):
                found = _MARKS.search(span.raw)
                if found:
                    place = position_in(span, span.raw, found.start())
                    yield violation_at(text, place, marks=found[0])


def find_sources_without_address(site: Site) -> Iterator[Violation]:
    """References that readers cannot open: no DOI, arXiv id, address or ISBN."""
    for field in with_role(site.fields, Role.REFERENCES):
        for method in site.methods.values():
            value = method.values.get(field.id)
            for number, source in enumerate(value if isinstance(value, tuple) else ()):
                if not (source.doi or source.arxiv or source.url or source.isbn):
                    text = method.document.source
                    yield violation_at(text, text.span(f"{field.id}.{number}.title"), title=source.title)
