"""Why a page is what it is, and whether it would be written again."""

from collections.abc import Iterator

from kaedah.model import Site
from kaedah.plan.causes import causes_of, paths_of
from kaedah.plan.making import template_of
from kaedah.plan.notes import Notes
from kaedah.plan.site_plan import Page, Plan
from kaedah.problems import nearest


def explain_page(site: Site, plan: Plan, path: str, stale: bool, before: Notes | None) -> str:
    """A few lines about the page at `path`, counted from the root of the output; `before` is what was published."""
    page = next((page for page in plan.pages if page.path == path.removeprefix("./")), None)
    if page is None:
        near = nearest(path, [page.path for page in plan.pages])
        hint = f'did you mean "{near}"?' if near else "paths look like en/methods/lora.html"
        return f"no page has the path {path}\n  hint: {hint}\n"
    lines = [f"{page.path}", f"  template: {template_of(page)} of the theme {site.theme.name}"]
    lines.append(f"  locale: {page.locale}")
    lines += [f"  made from: {source}" for source in _sources(site, page)]
    lines.append(f"  fingerprint: {page.fingerprint}")
    if not stale:
        lines.append("  a build would leave it: it is published as it is")
    elif before is None:
        lines.append("  a build would write it: nothing is known of an earlier build")
    else:
        causes = [*causes_of(plan, page, before)] or ["its file is not as it was written"]
        lines.append("  a build would write it, because this has changed:")
        lines += [f"    {cause}" for cause in causes]
    return "\n".join(lines) + "\n"


def _sources(site: Site, page: Page) -> Iterator[str]:
    """The content files whose words or values are on the page."""
    keys = dict.fromkeys(need.partition(":")[0] for need in page.spec.needs if ":" in need)
    for key in keys:
        yield from reversed(paths_of(site, key, page.locale))
