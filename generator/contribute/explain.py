"""Why a page is what it is, and whether it would be written again."""

from collections.abc import Iterator

from generator.model import Site
from generator.plan.making import template_of
from generator.plan.pages import Page, Plan
from generator.problems import nearest
from generator.texts import Document


def explain_page(site: Site, plan: Plan, path: str, stale: bool) -> str:
    """A few lines about the page at `path`, counted from the root of the output."""
    page = next((page for page in plan.pages if page.path == path.removeprefix("./")), None)
    if page is None:
        near = nearest(path, [page.path for page in plan.pages])
        hint = f'did you mean "{near}"?' if near else "paths look like en/methods/lora.html"
        return f"no page has the path {path}\n  hint: {hint}\n"
    lines = [f"{page.path}", f"  template: {template_of(page)} of the theme {site.theme.name}"]
    lines.append(f"  locale: {page.locale}")
    lines += [f"  made from: {source}" for source in _sources(site, page)]
    lines.append(f"  fingerprint: {page.fingerprint}")
    fate = "write it: nothing published has this fingerprint" if stale else "leave it: it is published as it is"
    lines.append("  a build would " + fate)
    return "\n".join(lines) + "\n"


def _sources(site: Site, page: Page) -> Iterator[str]:
    """The content files whose words or values are on the page."""
    keys = dict.fromkeys(need.partition(":")[0] for need in page.sheet.needs if ":" in need)
    for key in keys:
        document = _document(site, key)
        yield document.source.path
        translation = document.translations.get(page.locale)
        if translation is not None:
            yield translation.path


def _document(site: Site, key: str) -> Document:
    kind, _, name = key.partition("/")
    if kind == "methods":
        return site.methods[name].document
    return site.sets[name].document if kind == "comparisons" else site.prose[name]
