"""The page for addresses that do not exist, which has the words of all languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.model import INTERFACE_LANGUAGE, Catalogue, Locale
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.paths import NOT_FOUND


def _(message: str) -> str:
    """Marks a message for translators: a page that speaks all languages cannot have it translated into its own."""
    return message


TITLE = _("Page not found")
TEXT = _("The address may be wrong, or the page may have moved. The methods are here:")


class NotFoundView(NamedTuple):
    """The interface words of every language, by its code."""

    source: Locale
    catalogues: Mapping[str, Catalogue]
    alternates: tuple[str, ...] = ()

    def say(self, code: str, message: str) -> LocalizedText:
        """A message in a language, else in English."""
        catalogue, key = self.catalogues.get(code), ("", message)
        forms = catalogue.messages.get(key) if catalogue else None
        if forms:
            return LocalizedText(forms[0], code)
        english = catalogue.fallback.get(key, (message,)) if catalogue else (message,)
        return LocalizedText(english[0], INTERFACE_LANGUAGE)

    def title(self, code: str) -> LocalizedText:
        """The heading in a language."""
        return self.say(code, TITLE)

    def text(self, code: str) -> LocalizedText:
        """What stands before the link to the entries in a language."""
        return self.say(code, TEXT)


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
