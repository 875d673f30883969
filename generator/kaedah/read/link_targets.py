"""What the files of a site name of it, in front matter and in links: whether it is there."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from kaedah.glossary import Glossary
from kaedah.problems import HintBudget, Problem, Report, join_limited, nearest
from kaedah.read.parsed_document import Mention, ParsedDocument
from kaedah.summaries import DocumentSummary

Say = Callable[[Report, Mention, str, str], None]


class LinkTargets(NamedTuple):
    """What there is to link to.

    keys: of the documents that have a source file, and of the terms of the glossary, as in `terms/rank`.
    summaries: of the documents whose files can be used.
    codes: of the languages of the site, the source language first.
    """

    keys: frozenset[str]
    summaries: Mapping[str, DocumentSummary]
    codes: tuple[str, ...]

    def names_in(self, folder: str) -> list[str]:
        """The names of the documents of a folder, or of the terms."""
        start = f"{folder}/"
        return sorted(key.removeprefix(start) for key in self.keys if key.startswith(start))

    def has(self, link: str) -> bool:
        """Whether a link leads somewhere in every language, also where the text with it is not known."""
        key, _, anchor = link.partition("#")
        if not anchor or key not in self.keys:
            return key in self.keys
        summary = self.summaries.get(key)
        return summary is None or all(summary.anchor_in(code, anchor) for code in self.codes)


def keys_of(
    methods: Iterable[str], comparisons: Iterable[str], pages: Iterable[str], glossary: Glossary
) -> frozenset[str]:
    """The keys of all these, as links name them."""
    folders = {"methods": methods, "comparisons": comparisons, "pages": pages, "terms": glossary.by_id}
    return frozenset(f"{folder}/{name}" for folder, names in folders.items() for name in names)


def check_mentions(documents: Iterable[ParsedDocument], targets: LinkTargets, problems: list[Problem]) -> None:
    """Reports every mention of what does not exist."""
    budget = HintBudget()
    names: dict[str, list[str]] = {}  # by folder, made once however many mentions are wrong
    for document in documents:
        if targets.keys.issuperset(document.mentioned) or all(map(targets.has, document.mentioned)):
            continue
        for mention in document.contents.load().mentions:
            report = Report(mention.path, problems)
            folder, _, name = mention.key.partition("/")
            if mention.key not in targets.keys:
                if folder not in names:
                    names[folder] = targets.names_in(folder)
                _SAY[folder](report, mention, name, nearest(name, names[folder], budget))
            elif mention.anchor and mention.key in targets.summaries:
                _check_anchor(report, mention, name, targets)


def _say_method(report: Report, mention: Mention, name: str, near: str) -> None:
    hint = 'did you mean "{near}"?' if near else "write the slug of a method: its file name without .md"
    report.error(mention, 'there is no method "{slug}"', hint, slug=name, near=near)


def _say_comparison(report: Report, mention: Mention, name: str, near: str) -> None:
    hint = 'did you mean "{near}"?' if near else "write the file name of a comparison without .md"
    report.error(mention, 'there is no comparison "{name}"', hint, name=name, near=near)


def _say_page(report: Report, mention: Mention, name: str, near: str) -> None:
    hint = 'did you mean "{near}"?' if near else "write the path of a file in content/pages, without .md"
    report.error(mention, 'there is no page "{name}"', hint, name=name, near=near)


def _say_term(report: Report, mention: Mention, name: str, near: str) -> None:
    hint = 'did you mean "{near}"?' if near else "write the id of a term of the glossary"
    report.error(mention, 'there is no term "{name}" in the glossary', hint, name=name, near=near)


# What is said of a name that is not there, by the folder of documents.
_SAY = {"methods": _say_method, "comparisons": _say_comparison, "pages": _say_page, "terms": _say_term}


def _check_anchor(report: Report, mention: Mention, name: str, targets: LinkTargets) -> None:
    """Reports an anchor that no heading has, and the languages whose page lacks the heading."""
    summary = targets.summaries[mention.key]
    source = targets.codes[0]
    codes = targets.codes if mention.lang == source else (mention.lang,)
    found = {code: summary.anchor_in(code, mention.anchor, mention.lang) for code in codes}
    if None in found.values():
        known = dict(summary.anchors).get(source, "").split()
        near = nearest(mention.anchor, known)
        hint = 'did you mean "{near}"? known: {known}' if near else "known: {known}"
        message = 'no heading of "{name}" has the anchor "{anchor}"'
        more = {"known": join_limited(known), "near": near}
        report.error(mention, message, hint, name=name, anchor=mention.anchor, **more)
        return
    missing = [code for code, anchor in found.items() if not anchor]
    if missing:
        message = '"{name}" lacks the heading "{anchor}" in: {languages}; there, the link leads to the top of the page'
        hint = "give the translation the headings of the source text"
        report.warning(mention, message, hint, name=name, anchor=mention.anchor, languages=join_limited(missing))
