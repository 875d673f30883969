"""Ingredients: what pages are made of. A page is written again when the digest of one of its ingredients changes.

An ingredient is a part of a document in one language, such as `methods/lora:cells`, a list of documents, or the
glossary. Their digests stand in the summaries of documents; no document is opened here.
"""

import hashlib
from collections.abc import Callable, Mapping
from itertools import islice

from kaedah.model import Image, Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.page_spec import ALL_WORK, GLOSSARY, IMAGES, WORK_TOTALS
from kaedah.plan.translation_progress import TranslationProgress
from kaedah.summaries import (
    DIGEST_SIZE,
    IMAGE_PART,
    LOCALE_PARTS,
    SHARED_PARTS,
    DocumentSummary,
    Ingredient,
    digest_of_digests,
    value_digest,
)

# Parts that lists of documents are made of.
_LISTED, _COUNTED = frozenset({"listing", "work"}), frozenset({"work"})
# Beside the digests of documents: of the languages in whose order these stand.
_LANGUAGES = "languages"


class Ingredients:
    """The digests of all ingredients in one language, each computed when it is asked for."""

    def __init__(
        self, site: Site, comparisons: Comparisons, code: str, progress: TranslationProgress | None = None
    ) -> None:
        self._site, self._comparisons, self._code = site, comparisons, code
        self._progress = progress or TranslationProgress(site.summaries)
        self._found: dict[Ingredient, bytes] = {}

    def __getitem__(self, ingredient: Ingredient) -> bytes:
        """The digest of an ingredient. Raises KeyError."""
        found = self._found.get(ingredient)
        if found is None:
            found = self._found[ingredient] = self._digest(ingredient)
        return found

    def clear(self) -> None:
        """Forgets what was computed: at 10,000 documents it takes much memory."""
        self._found.clear()

    def _digest(self, ingredient: Ingredient) -> bytes:
        key, part = ingredient
        if part in LOCALE_PARTS:
            return self._site.summaries[key].by_locale.digest(self._code, part)
        if part in SHARED_PARTS:
            begin = SHARED_PARTS.index(part) * DIGEST_SIZE
            return self._site.summaries[key].shared_digest[begin : begin + DIGEST_SIZE]
        if part == IMAGE_PART:
            return image_digest(self._site.images[key.partition("/")[2]])
        if ingredient == GLOSSARY:
            return value_digest(self._site.glossary.terms)
        if ingredient == WORK_TOTALS:
            return value_digest([(code, *counts.values()) for code, counts in self._progress.by_language.items()])
        return self._work() if ingredient == ALL_WORK else self._list(ingredient)

    def _work(self) -> bytes:
        works = [summary.by_locale.digest(self._code, "work") for summary in self._site.summaries.values()]
        return digest_of_digests([value_digest([*self._site.summaries]), *works])

    def _list(self, ingredient: Ingredient) -> bytes:
        slugs = self._comparisons.list_of(ingredient).slugs
        shown = [self._site.summaries[f"methods/{slug}"].by_locale for slug in slugs]
        complete = sum(summaries.tally(self._code).whole for summaries in shown)
        listings = [summaries.digest(self._code, "listing") for summaries in shown]
        return digest_of_digests([value_digest(slugs, complete), *listings])


def image_digest(image: Image) -> bytes:
    """The digest of what pages say of an image: its address and its size."""
    return value_digest(image.digest, image.width, image.height)


def digests_of(site: Site) -> dict[str, bytes]:
    """The digests of all parts of each document in all languages, also in those that are not built, of the
    glossary and of each image, as the build state stores them to find out later what changed.
    """
    found = {key: summary.shared_digest + summary.by_locale.digests for key, summary in site.summaries.items()}
    found |= {f"{IMAGES}/{name}": image_digest(image) for name, image in site.images.items()}
    languages = [summary.by_locale.codes for summary in islice(site.summaries.values(), 1)]  # all have the same
    return {**found, GLOSSARY.part: value_digest(site.glossary.terms), _LANGUAGES: value_digest(languages)}


def changed_ingredients(
    before: Mapping[str, bytes], site: Site, comparisons: Comparisons
) -> dict[str, set[Ingredient]]:
    """By language the ingredients that are new, gone or have another digest than before.

    Of lists all are named that may show a document of those. Both sites have the same languages.
    """
    now = digests_of(site)
    if now[_LANGUAGES] != before.get(_LANGUAGES):  # the digests of a language stand elsewhere
        before = dict.fromkeys(before, b"")
    codes = [locale.code for locale in site.settings.locales]
    found: dict[str, set[Ingredient]] = {code: set() for code in codes}
    keys = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    if GLOSSARY.part in keys:
        for names in found.values():
            names.add(GLOSSARY)
    totals = False
    images = {key for key in keys if key.startswith(f"{IMAGES}/")}
    for names in found.values():
        names.update(Ingredient(key, IMAGE_PART) for key in images)
    for key in keys - {GLOSSARY.part, _LANGUAGES} - images:
        summary = site.summaries.get(key)
        for code in summary.by_locale.codes if summary else codes:
            parts = _changed_parts(before.get(key, b""), now.get(key, b""), summary, code)
            totals |= not _COUNTED.isdisjoint(parts)
            if code not in found:
                continue
            found[code] |= {Ingredient(key, part) for part in parts}
            if not _LISTED.isdisjoint(parts):
                found[code] |= _lists_with(key, key in now and key in before, site, comparisons)
            if not _COUNTED.isdisjoint(parts):
                found[code].add(ALL_WORK)
    if totals:
        for names in found.values():
            names.add(WORK_TOTALS)  # it is of all languages
    return found


def _changed_parts(before: bytes, now: bytes, summary: DocumentSummary | None, code: str) -> set[str]:
    if len(before) != len(now) or summary is None:
        return {*LOCALE_PARTS, *SHARED_PARTS}
    shared = len(SHARED_PARTS) * DIGEST_SIZE
    begins = {part: place * DIGEST_SIZE for place, part in enumerate(SHARED_PARTS)}
    start = shared + summary.by_locale.place(code).start
    begins |= {part: start + place * DIGEST_SIZE for place, part in enumerate(LOCALE_PARTS)}
    return {
        part
        for part, begin in begins.items()
        if now[begin : begin + DIGEST_SIZE] != before[begin : begin + DIGEST_SIZE]
    }


def _lists_with(key: str, known: bool, site: Site, comparisons: Comparisons) -> set[Ingredient]:
    """The lists that may show a document: those of its terms where it was there before, else all."""
    if not key.startswith("methods/"):
        return set()
    lists = comparisons.lists.values()
    slug = key.partition("/")[2]
    return {listing.ingredient for listing in lists if not known or slug in listing.slugs}


def fingerprint_of(
    path: str, layout: str, digest: bytes, needs: tuple[Ingredient, ...], of: Callable[[Ingredient], bytes]
) -> str:
    """What tells whether a page must be written again: the digest of everything that decides its bytes."""
    parts = b"".join((f"{path} {layout} ".encode(), digest, *map(of, needs)))
    return hashlib.blake2b(parts, digest_size=16).hexdigest()
