"""Why a page is what it is, and whether it would be written again."""

from generator.model import Site
from generator.plan.pages import Plan
from generator.plan.views import ComparisonView, MethodView, Page, ProseView
from generator.problems import nearest


def explain_page(site: Site, plan: Plan, path: str, stale: bool) -> str:
    """A few lines about the page at `path`, counted from the root of the output."""
    page = next((page for page in plan.pages if page.path == path.removeprefix("./")), None)
    if page is None:
        hint = nearest(path, [page.path for page in plan.pages]) or "paths look like en/methods/lora.html"
        return f"no page has the path {path}\n  hint: {hint}\n"
    lines = [f"{page.path}", f"  template: {page.template} of the theme {site.theme.name}", f"  locale: {page.locale}"]
    lines += [f"  made from: {source}" for source in _sources(site, page)]
    lines.append(f"  fingerprint: {page.fingerprint}")
    fate = "write it: nothing published has this fingerprint" if stale else "leave it: it is published as it is"
    lines.append("  a build would " + fate)
    return "\n".join(lines) + "\n"


def _sources(site: Site, page: Page) -> list[str]:
    """The content files whose words or values are on the page."""
    view = page.view
    if isinstance(view, MethodView):
        slugs = [view.entry.slug, *(link.slug for link, _ in view.related)]
    elif isinstance(view, ComparisonView):
        slugs = [entry.slug for entry in view.entries]
    else:
        slugs = []
    if isinstance(view, ProseView):
        return sorted({view.work.source_path, view.work.path} if view.work.exists else {view.work.source_path})
    documents = [site.methods[slug].document for slug in slugs]
    own = (
        site.sets.get(page.path.rpartition("/")[2].removesuffix(".html"))
        if isinstance(view, ComparisonView) and view.title
        else None
    )
    documents += [own.document] if own else []
    return [
        text.path
        for document in documents
        for text in (document.source, document.translations.get(page.locale))
        if text is not None
    ]
