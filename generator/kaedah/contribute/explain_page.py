"""What a page is made from, and why a build would write it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from kaedah.model import Site
from kaedah.plan.out_of_date import Reason, Stale
from kaedah.plan.page_spec import IMAGES, unpack
from kaedah.plan.site_plan import Page, Plan
from kaedah.problems import nearest
from kaedah.summaries import IMAGE_PART

# What a page takes of a document, by the part of an ingredient.
_TAKEN = {
    "name": "the name in {}",
    "cells": "the table cells of {}",
    "body": "the body of {}, or its translation status",
    "listing": "the list entry of {}",
    "work": "the translation status of {}",
    "start": "the words of {} to be translated",
    "related": "the relations of {}",
    "anchors": "the anchors of headings in {}",
    IMAGE_PART: "the image {}",
}

PublishedSpec = Callable[[str, bool], bytes | None]


def explain_page(
    site: Site, plan: Plan, path: str, stale: Sequence[Stale], published: PublishedSpec
) -> tuple[str, bool]:
    """A description of the page at `path`, relative to the output folder; and whether the page exists."""
    page = next((page for page in plan.pages if page.path == path.removeprefix("./")), None)
    if page is None:
        near = nearest(path, [page.path for page in plan.pages])
        hint = f'did you mean "{near}"?' if near else "paths look like en/methods/lora.html"
        return f"no page has the path {path}\n  hint: {hint}\n", False
    lines = [f"{page.path}", f"  template: {page.spec.template} of the theme {site.theme.name}"]
    lines.append(f"  locale: {page.locale}")
    lines += [f"  made from: {source}" for source in _sources(site, page)]
    lines.append(f"  fingerprint: {page.fingerprint}")
    found = next((item for item in stale if item.page.path == page.path), None)
    if found is None:
        lines.append("  a build would not write it: the published page is up to date")
    elif found.reasons[0].cause == "unknown":
        lines.append("  a build would write it: there is no record of the build that wrote it")
    else:
        lines.append("  a build would write it because of these changes:")
        lines += [f"    {text}" for text in describe_reasons(found, site, published)]
    return "\n".join(lines) + "\n", True


def describe_reasons(stale: Stale, site: Site, published: PublishedSpec) -> Iterator[str]:
    """The reasons in words."""
    for reason in stale.reasons:
        if reason.cause == "new":
            yield "the page is new"
        elif reason.cause == "shared":
            yield reason.what
        elif reason.cause == "spec":
            yield from _spec_changes(stale.page, published)
        elif reason.cause == "ingredient":
            yield _ingredient(reason, site, stale.page.locale)
        else:
            yield "its file has changed since it was written"


def _spec_changes(page: Page, published: PublishedSpec) -> Iterator[str]:
    root = page.path == page.spec.inner
    packed = published(page.spec.inner, root)
    if packed is None:
        return
    with suppress(ValueError):  # of a program that had other kinds of pages
        yield from page.spec.changes(unpack(packed))


def _ingredient(reason: Reason, site: Site, locale: str) -> str:
    if reason.what in _TAKEN:
        return _TAKEN[reason.what].format(" or ".join(_paths(site, reason.documents, locale)))
    return f"{reason.what} ({reason.documents})" if reason.documents else reason.what


def _paths(site: Site, key: str, locale: str) -> tuple[str, ...]:
    """The files of a document in a language: its translation, and its source; or that of an image."""
    if key.startswith(f"{IMAGES}/"):
        return (f"content/{key}",)
    document = site.document(key)
    text, source = document.translations.get(locale), document.source
    found = (text.path if text else "", source.path, source.data)
    return tuple(dict.fromkeys(path for path in found if path))


def _sources(site: Site, page: Page) -> Iterator[str]:
    """The content files that the page shows."""
    keys = dict.fromkeys(need.document for need in page.spec.needs if need.document)
    for key in keys:
        yield from reversed(_paths(site, key, page.locale))
