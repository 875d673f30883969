"""Why a page is written again: what the pages were made of when they were published, beside what they are made of now.

A fingerprint tells that something is another; the notes, which a build keeps of what it published, tell what.
"""

import marshal
from collections.abc import Iterator, Mapping

from kaedah.digests import digest_of
from kaedah.model import Site
from kaedah.plan.ledger import ALL_WORK, GLOSSARY
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.notes import Notes
from kaedah.plan.page_spec import PageSpec
from kaedah.plan.paths import NOT_FOUND
from kaedah.plan.site_plan import Page, Plan
from kaedah.problems import join_limited

# What all pages of a language share, in words.
_SHARED = {
    "title": "the title of the site",
    "locale": "what is known of the language",
    "locales": "the languages of the site",
    "source": "the source language",
    "base_url": "the address of the site",
    "repository": "the repository",
    "branch": "the branch",
    "navigation": "the pages in the head",
    "heads": "the labels of the fields",
    "assets": "the style sheets, scripts and pictures of the theme",
    "glossary": "whether there is a glossary",
}
# What a page takes of a document, by the end of an ingredient's name.
_TAKEN = {
    "name": "the name in {}",
    "cells": "what tables show of {}",
    "body": "the text of {}, or how far it is translated",
    "start": "the words of {} that are to be translated",
    "related": "what {} is related to",
}
_SHEET = (
    "what it is about",
    "which documents it is made of",
    "which pages its links lead to",
    "the languages that have it",
)


def notes_of(plan: Plan) -> Iterator[tuple[str, bytes | None]]:
    """What a build keeps of the plan that it published, in pieces with their names; None in the place of one that is as
    it was in the last notes.
    """
    before, ledgers = plan.before or Notes(_nothing), plan.ledgers
    shells = {code: locale_site.layout.digest for code, locale_site in plan.locale_sites.items()}
    yield "shape", marshal.dumps(plan.shape)
    yield "shells", marshal.dumps(shells)
    yield "sums", marshal.dumps(dict(ledgers.sums))
    yield "shared", None if before.shared == ledgers.shared else marshal.dumps(ledgers.shared)
    same = before.shape == plan.shape
    known = same and before.documents == ledgers.documents
    yield "documents", None if known else marshal.dumps(ledgers.documents)
    yield "pages", None if same else _packed(plan)
    for code, locale_site in plan.locale_sites.items():
        same = before.shells.get(code) == shells[code]
        yield f"frame {code}", None if same else marshal.dumps(_frame(locale_site, plan.salt))
        same = before.shape == plan.shape and before.sums.get(code) == ledgers.sums[code]
        ledger = ledgers[code]
        yield f"ledger {code}", None if same else marshal.dumps((ledger.own, dict(ledger.lists)))
        ledgers.let_go(code)


def _packed(plan: Plan) -> bytes:
    return marshal.dumps(([spec.packed() for spec in plan.specs], [spec.packed() for spec in plan.roots]))


def _nothing(name: str) -> bytes:
    raise OSError(f"{name} was not noted")


def causes_of(plan: Plan, page: Page, before: Notes) -> Iterator[str]:
    """What is another than it was when the notes were made, of all that decides the page; in words."""
    spec = _sheet_of(page, before)
    if spec is None or page.locale not in before.shells:
        yield "the page is new"
        return
    locale_site = plan.locale_sites[page.locale]
    if before.shells[page.locale] != locale_site.layout.digest:
        now, frame = _frame(locale_site, plan.salt), before.frame(page.locale)
        yield from sorted(name for name in now.keys() | frame.keys() if now.get(name) != frame.get(name))
    for words, new, old in zip(_SHEET, _parts(page.spec), _parts(spec), strict=True):
        if new != old:
            yield "the words of the interface" if page.path == NOT_FOUND else words
    ledger, known = plan.ledgers[page.locale].in_full, before.ledger(page.locale).in_full
    for need in dict.fromkeys(page.spec.needs):
        if ledger[need] != known.get(need):
            yield _told(need, locale_site.site, page.locale) + _of_which(need, ledger, known)


def _sheet_of(page: Page, before: Notes) -> PageSpec | None:
    """What the page was."""
    specs = before.specs if page.path != page.spec.inner else before.roots
    return specs.at(page.spec.inner)


def _parts(spec: PageSpec) -> tuple[object, ...]:
    """The parts of a sheet, in the order of `_SHEET`."""
    return (spec.kind, spec.subject), spec.needs, spec.ways, spec.alternates


def _frame(locale_site: LocaleSite, salt: str) -> dict[str, str]:
    """Digests of what all pages of a language share, by what it is in words."""
    site, layout, catalogue = locale_site.site, locale_site.layout, locale_site.catalogue
    found = {words: digest_of(getattr(layout, name)) for name, words in _SHARED.items()}
    found["the generator or a library"] = salt
    found["content/fields.yaml"] = digest_of(site.fields)
    if catalogue:
        found[catalogue.path] = catalogue.digest
    for name, path in site.theme.files.items():
        found[path] = digest_of(site.theme.templates[name])
    return found


def _of_which(need: str, ledger: Mapping[str, bytes], known: Mapping[str, bytes]) -> str:
    """Of a list the documents of which it shows something else than it did, or that came or went."""
    if ":" in need or need == GLOSSARY:
        return ""
    names = ledger.keys() | known.keys()
    for end in (":work",) if need == ALL_WORK else (":listing", ":work"):  # a list counts what is wholly translated
        begin = "" if need == ALL_WORK else "methods/"
        shown = {name for name in names if name.startswith(begin) and name.endswith(end)}
        keys = sorted(name.removesuffix(end) for name in shown if ledger.get(name) != known.get(name))
        if keys:
            return f" ({join_limited(keys, 5)})"
    return ""


def _told(need: str, site: Site, locale: str) -> str:
    """An ingredient in words."""
    key, _, taken = need.partition(":")
    if not taken:
        return f"the list of {key.removeprefix('by ')}" if key.startswith("by ") else key
    return _TAKEN[taken].format(" or ".join(paths_of(site, key, locale)))


def paths_of(site: Site, key: str, locale: str) -> tuple[str, ...]:
    """The files that readers of a language see of a document: its translation, and its source."""
    document = site.document(key)
    text = document.translations.get(locale)
    return (text.path, document.source.path) if text else (document.source.path,)
