"""The form that makes a method's file or a translation, below the words of the prose page of that name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kaedah.documents import LocalizedText
from kaedah.model import Field
from kaedah.plan.entries import TranslationState
from kaedah.plan.forms import SLUG, Control, control_of, make_control
from kaedah.plan.layout import label
from kaedah.plan.locale_site import LocaleSite, resolved_body
from kaedah.plan.page_spec import DocumentPart, PageData, PageKind, PageSpec, PlanContext, make_spec
from kaedah.plan.pages.prose import CONTRIBUTE, prose_needs
from kaedah.plan.paths import contribute_path, inner_path
from kaedah.plan.scaffolds import method_template, outline, words_in


class ContributeView(NamedTuple):
    """The form that makes a method's file.

    slots: its fields, each with its control and the words of its choices
    template: the file in which everything is still to be filled in
    outline: the headings of its body
    title, body, translation: of the prose page above the form, where there is one
    """

    slots: tuple[tuple[Field, Control, tuple[LocalizedText, ...]], ...]
    slug: Control
    template: str
    outline: str
    title: LocalizedText | None = None
    body: LocalizedText | None = None
    translation: TranslationState = TranslationState()
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContributePage(PageData):
    """The form; `prose` tells whether the site has words to stand above it."""

    kind: ClassVar = PageKind("contribute", "contribute.html")
    prose: bool

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        if CONTRIBUTE not in context.site.prose:
            yield make_spec(cls(prose=False, alternates=context.codes))
            return
        alternates = context.translated(context.site.summaries[f"pages/{CONTRIBUTE}"])
        yield make_spec(cls(prose=True, alternates=alternates), prose_needs(context, CONTRIBUTE))

    @property
    def inner(self) -> str:
        return inner_path(contribute_path(""))

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        if self.prose:
            yield f"pages/{CONTRIBUTE}", "body"

    def view(self, locale_site: LocaleSite) -> ContributeView:
        site, source = locale_site.site, locale_site.site.settings.source
        slots = tuple(
            (item, control_of(item), tuple(label(locale_site.catalogue, source, "term", term) for term in _terms(item)))
            for item in site.fields
        )
        say = words_in(site.catalogues.get(source.code))
        slug = make_control("slug", SLUG, required=True)
        scheme = site.settings.link_scheme
        template = method_template(f"my-{scheme}", site.fields, say=say, scheme=scheme)
        view = ContributeView(slots, slug, template, outline(say, scheme), alternates=self.alternates)
        if not self.prose:
            return view
        key, body = f"pages/{CONTRIBUTE}", resolved_body(site.prose[CONTRIBUTE], locale_site)
        return view._replace(title=locale_site.title(key), body=body, translation=locale_site.translation(key))


def _terms(item: Field) -> list[str]:
    return [item.terms[term] for term in sorted(item.terms)]
