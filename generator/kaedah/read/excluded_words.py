"""Words that the glossary excludes, and whether texts have them. It needs no library, so that edits stay quick."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kaedah.glossary import Finder, Glossary
from kaedah.problems import Report
from kaedah.summaries import DocumentSummary

if TYPE_CHECKING:
    from kaedah.read.markdown import Body


def check_excluded(glossary: Glossary, summaries: Iterable[DocumentSummary], source: str, report: Report) -> None:
    """Reports words under `not` that are in no text of their language, where there are texts."""
    if not any(rendering.excluded for term in glossary.terms for rendering in term.renderings.values()):
        return
    used: set[str] = set()
    languages = {source}
    for summary in summaries:
        used.update(summary.excluded_words)
        languages.update(summary.languages)
    for term in glossary.terms:
        for code, rendering in term.renderings.items():
            for item in rendering.excluded if code in languages else ():
                if _key(code, term.id, item.words) not in used:
                    hint = "correct it, or remove it from `not`"
                    report.warning(item, 'no text in "{code}" has "{words}"', hint, code=code, words=item.words)


def excluded_words_in(bodies: Mapping[str, "Body"], finders: Mapping[str, Finder]) -> tuple[str, ...]:
    """The excluded words that the bodies have, each with its language and its term."""
    found = ((code, finders[code].excluded_in(body.html)) for code, body in bodies.items() if code in finders)
    return tuple(sorted(_key(code, term, words) for code, items in found for term, words in items))


def _key(locale: str, term: str, words: str) -> str:
    return f"{locale} {term} {words}"
