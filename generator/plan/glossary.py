"""The glossary's page: every term in the reader's language, what it means, and its renderings in the others."""

from generator.glossary import Term
from generator.model import Site
from generator.plan.collation import sort_key
from generator.plan.edition import Edition
from generator.plan.entries import Work
from generator.plan.sheets import Sheet
from generator.plan.shell import label
from generator.plan.views import GlossaryEntry, GlossaryView
from generator.texts import Status, Words


def glossary_view(edition: Edition, sheet: Sheet) -> GlossaryView:
    """The page of the glossary in one language, its terms in the language's order of names."""
    glossary = edition.site.glossary
    entries = [_entry(term, edition.site, edition) for term in glossary.terms]
    entries.sort(key=lambda entry: sort_key(edition.locale.code, entry.name.text))
    work = Work(source_path=glossary.path, path=glossary.path)
    return GlossaryView(tuple(entries), work, sheet.alternates)


def _entry(term: Term, site: Site, edition: Edition) -> GlossaryEntry:
    code, source = edition.locale.code, site.settings.source
    original = Words(term.name, source.code)
    own = term.renderings.get(code)
    names = {locale.code: term.renderings.get(locale.code) for locale in site.settings.locales}
    return GlossaryEntry(
        term.id,
        Words(own.text, code) if own else Words(term.name, source.code, Status.FALLBACK),
        original,
        label(site.catalogues.get(code), source, "definition", term.definition),
        tuple(Words(alias, code) for alias in own.aliases) if own else (),
        tuple(Words(found.text, lang) for lang, found in names.items() if found and lang not in (code, source.code)),
        tuple((wording.replace("*", "…"), Words(own.forbidden[wording], code)) for wording in sorted(own.forbidden))
        if own
        else (),
    )
