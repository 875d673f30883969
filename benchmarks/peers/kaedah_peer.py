"""Kaedah itself: one method file with the facts, five translations beside it, and a curated comparison per set."""

import hashlib
import os
import re
import sys

from common import HERE, corpus, fm, put

KINDS = ("method", "compare", "index")
CACHES = []
REPOSITORY = os.path.dirname(os.path.dirname(HERE))
PYTHON = os.environ.get("KAEDAH_PYTHON", sys.executable)
CODES = {locale: {"zh": "zh-Hans"}.get(locale, locale) for locale in corpus.LOCALES}
# What the corpus calls a row, and what kind of field it is here.
ROWS = {
    "field": ("field", "term", "value"), "family": ("family", "term", "value"), "year": ("year", "year", "value"),
    "originator": ("originators", "people", "value"), "type": ("type", "term", "value"), "source": ("sources", "sources", "value"),
    "aliases": ("aliases", "names", "set"), "related_count": ("related", "links", "count"), "summary": ("summary", "prose", "value"),
}


def write(model, site):
    ui, terms = model["ui"], model["terms"]
    fields = []
    for row, (name, kind, compare) in ROWS.items():
        field = {"id": name, "kind": kind, "label": ui["en"][row], "compare": compare, "required": name not in ("aliases", "related")}
        if kind == "term":
            field["terms"] = {key.partition(":")[2]: text for key, text in terms["en"].items() if key.startswith(row + ":")}
        fields.append(field)
    put(site + "/content/fields.yaml", fm(fields)[4:-4])
    put(site + "/content/site.yaml", fm({
        "title": ui["en"]["site"], "source_locale": "en", "locales": list(CODES.values()),
        "base_url": "https://example.org/", "compare": {"pairs": "none"},
    })[4:-4])
    for locale, code in CODES.items():
        if locale != "en":
            put("%s/locales/%s/LC_MESSAGES/messages.po" % (site, code.replace("-", "_")), catalogue(model, locale, code))
        for method in model["methods"]:
            put(source(site, locale, method["slug"]), text(model, method, locale))
    for one in model["sets"]:
        put("%s/content/comparisons/%s.md" % (site, short(one["slug"])), fm({"title": one["slug"], "methods": one["members"]}))


def text(model, method, locale):
    """A method's file, or its translation."""
    words = {"name": method["name"][locale], "summary": method["summary"][locale]}
    if locale != "en":
        return fm(words) + body(method, locale)
    head = {"name": words["name"]}
    for row, (name, kind, _) in ROWS.items():
        if row == "originator":
            head[name] = list(method["originators"])
        elif row == "source":
            head[name] = [{"title": method["source"]["citation"], "doi": method["source"]["doi"]}]
        elif row == "related_count":
            head[name] = list(method["related"])
        elif row == "aliases":
            head[name] = list(method["aliases"])
        elif row != "summary":
            head[name] = method[row]
    return fm({**head, "summary": words["summary"]}) + body(method, locale)


def body(method, locale):
    """The body with links to methods as they are written here."""
    return re.sub(r"\]\(/[a-z]+/methods/([a-z0-9-]+)/\)", r"](method:\1)", method["body"][locale])


def catalogue(model, locale, code):
    """The project's own catalogue with the corpus's labels and terms added."""
    with open("%s/locales/%s/LC_MESSAGES/messages.po" % (REPOSITORY, code.replace("-", "_")), encoding="utf-8") as f:
        known = f.read().split("\nmsgctxt ")[0].rstrip() + "\n"
    quote = lambda s: '"%s"' % s.replace("\\", "\\\\").replace('"', '\\"')
    made = {}
    for row in ROWS:
        made["field", model["ui"]["en"][row]] = model["ui"][locale][row]
    for key, words in model["terms"]["en"].items():
        made["term", words] = model["terms"][locale][key]
    return known + "".join("\nmsgctxt %s\nmsgid %s\nmsgstr %s\n" % (quote(c), quote(i), quote(s)) for (c, i), s in made.items())


def short(slug):
    """A slug has at most 80 characters here."""
    return slug if len(slug) <= 80 else slug[:72].rstrip("-") + "-" + hashlib.sha256(slug.encode()).hexdigest()[:7]


def source(site, locale, slug):
    suffix = "" if locale == "en" else "." + CODES[locale]
    return "%s/content/methods/%s/%s%s.md" % (site, slug[:2], slug, suffix)


def page(out, locale, kind, slug):
    return {"method": "%s/%s/methods/%s.html" % (out, CODES[locale], slug),
            "compare": "%s/%s/compare/%s.html" % (out, CODES[locale], short(slug)),
            "index": "%s/%s/index.html" % (out, CODES[locale])}[kind]


def build(site, out):
    return [PYTHON, REPOSITORY + "/build.py", "build", "--quiet", "--content", site + "/content", "--locales", site + "/locales",
            "--themes", REPOSITORY + "/themes", "--output", out], {}
