"""The page for addresses that do not exist, which has the words of all languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.model import INTERFACE_LANGUAGE, Catalogue, Locale
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import NOT_FOUND


class NotFoundView(NamedTuple):
    """The interface words of every language, by its code."""

    source: Locale
    catalogues: Mapping[str, Catalogue]
    alternates: tuple[str, ...] = ()

    def say(self, code: str, message: str) -> LocalizedText:
        """A message in a language, else in English."""
        forms = self.catalogues[code].messages.get(("", str(message))) if code in self.catalogues else None
        return LocalizedText(forms[0], code) if forms else LocalizedText(str(message), INTERFACE_LANGUAGE)


@dataclass(frozen=True, slots=True)
class NotFoundPage(PageData):
    """The one page for addresses that do not exist; `catalogues` are the digests of the interface words."""

    kind: ClassVar = PageKind("not_found", "not_found.html")
    reasons: ClassVar = {"catalogues": "the words of the interface"}
    catalogues: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        yield make_spec(cls(tuple(catalogue.digest for _, catalogue in sorted(context.site.catalogues.items()))))

    @property
    def inner(self) -> str:
        return NOT_FOUND

    def view(self, locale_site: LocaleSite) -> NotFoundView:
        return NotFoundView(locale_site.layout.source, locale_site.site.catalogues)
