"""Eleventy with the same pages as Kaedah: facts in _data/methods.json, words of each language in its Markdown files and
in _data/words.json; JavaScript templates, and one that is paginated over every page that has no file.
"""

import json
import shutil
from pathlib import Path

from common import fm, put, templates
from eleventy_peer import MODULES, build  # it is run alike
from kaedah_peer import page  # the same addresses
from same import ASSETS, Model, all_words, body, check, form, front, languages, methods, sets, terms

__all__ = ["CACHES", "KINDS", "build", "check", "page", "source", "write"]
KINDS = ("method", "compare", "index")
CACHES: list[str] = []
PAGES = """import {{ render as r }} from "{way}_includes/pages.js";
export const data = {{
  pagination: {{ data: "pages.{group}", size: 1, alias: "item" }},
  permalink: (d) => "/" + d.item.path,
}};
export const render = r;
"""


def write(model: Model, site: str) -> None:
    """The site in Eleventy's own form."""
    templates("eleventy_same", site)
    shutil.copytree(ASSETS, site + "/assets")
    modules = Path(site, "node_modules")
    if not modules.exists():
        modules.symlink_to(MODULES)
    data = {"sets": sets(model), "methods": methods(model), "languages": languages(), "form": form(model)}
    data |= {"terms": terms(model), "words": all_words(model)}
    for name, value in data.items():
        put(f"{site}/_data/{name}.json", json.dumps(value, ensure_ascii=False))
    put(site + "/content/root.11ty.js", PAGES.format(way="../", group="root"))
    for language in languages():
        key = language["key"]
        put(f"{site}/content/{key}/{key}.11tydata.json", json.dumps({"lang": key}))
        put(f"{site}/content/{key}/methods/methods.11tydata.json", json.dumps({"layout": "method.11ty.js"}))
        put(f"{site}/content/{key}/pages.11ty.js", PAGES.format(way="../../", group=key))
        for method in model["methods"]:
            head = {**front(method, key), "permalink": page("", key, "method", method["slug"])}
            put(source(site, key, method["slug"]), fm(head) + body(method, key))


def source(site: str, locale: str, slug: str) -> str:
    return f"{site}/content/{locale}/methods/{slug}.md"
