"""The glossary's page: every term in the reader's language, what it means, and its renderings in the others."""

from kaedah.documents import LocalizedText, Status
from kaedah.glossary import GlossaryTerm
from kaedah.model import Site
from kaedah.plan.collation import sort_key
from kaedah.plan.entries import TranslationState
from kaedah.plan.layout import label
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageSpec
from kaedah.plan.views import GlossaryEntry, GlossaryView


def glossary_view(locale_site: LocaleSite, spec: PageSpec) -> GlossaryView:
    """The page of the glossary in one language, its terms in the language's order of names."""
    glossary = locale_site.site.glossary
    entries = [_entry(term, locale_site.site, locale_site) for term in glossary.terms]
    entries.sort(key=lambda entry: sort_key(locale_site.locale.code, entry.name.text))
    translation = TranslationState(source_path=glossary.path, path=glossary.path)
    return GlossaryView(tuple(entries), translation, spec.alternates)


def _entry(term: GlossaryTerm, site: Site, locale_site: LocaleSite) -> GlossaryEntry:
    code, source = locale_site.locale.code, site.settings.source
    original = LocalizedText(term.name, source.code)
    own = term.renderings.get(code)
    names = {locale.code: term.renderings.get(locale.code) for locale in site.settings.locales}
    return GlossaryEntry(
        term.id,
        LocalizedText(own.text, code) if own else LocalizedText(term.name, source.code, Status.FALLBACK),
        original,
        label(site.catalogues.get(code), source, "definition", term.definition),
        tuple(LocalizedText(alias, code) for alias in own.aliases) if own else (),
        tuple(
            LocalizedText(found.text, lang)
            for lang, found in names.items()
            if found and lang not in (code, source.code)
        ),
        tuple(
            (translator.replace("*", "…"), LocalizedText(own.forbidden[translator], code))
            for translator in sorted(own.forbidden)
        )
        if own
        else (),
    )
