"""How far each language is translated: document by document and part by part, for readers and for machines."""

from functools import partial

from generator.plan.addresses import coverage_path, method_path, prose_path, set_path
from generator.plan.edition import Edition
from generator.plan.filters import make_turn, part_of
from generator.plan.sheets import Sheet
from generator.plan.shell import Link
from generator.plan.views import CoverageDataView, CoverageView
from generator.texts import Document


def coverage_view(edition: Edition, sheet: Sheet) -> CoverageView:
    """A page of all documents: methods in the locale's order of names, then comparisons, then prose pages."""
    code, site, page = edition.locale.code, edition.site, int(sheet.subject[0])
    names = [
        *(("methods", slug) for slug in edition.order),
        *(("comparisons", name) for name in site.sets),
        *(("pages", name) for name in site.prose),
    ]
    path = {"methods": method_path, "comparisons": set_path, "pages": prose_path}
    rows = []
    for kind, name in part_of(page, names):
        document = _document(edition, kind, name)
        rows.append((Link(path[kind](code, name), edition.title(document), name), edition.work(document)))
    turn = make_turn(page, len(names), partial(coverage_path, code))
    return CoverageView(tuple(rows), len(names), sheet.alternates, turn)


def coverage_data_view(edition: Edition, sheet: Sheet) -> CoverageDataView:
    """The same of all documents, for machines."""
    site = edition.site
    kinds = (("methods", site.methods), ("comparisons", site.sets), ("pages", site.prose))
    names = [(kind, name) for kind, found in kinds for name in sorted(found)]
    return CoverageDataView(tuple((kind, name, edition.work(_document(edition, kind, name))) for kind, name in names))


def _document(edition: Edition, kind: str, name: str) -> Document:
    site = edition.site
    if kind == "methods":
        return site.methods[name].document
    return site.sets[name].document if kind == "comparisons" else site.prose[name]
