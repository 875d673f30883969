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


def beside(out):
    """What is kept for the next build: the build state with the staging folder, and the user's cache of templates."""
    name = os.path.basename(out)
    return [os.path.join(os.path.dirname(out), place % name) for place in (".%s.kaedah", ".%s.cache")]


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
    judge(model)
    for locale, code in CODES.items():
        if locale != "en":
            put("%s/locales/%s/LC_MESSAGES/messages.po" % (site, code.replace("-", "_")), catalogue(model, locale, code))
        for method in model["methods"]:
            put(source(site, locale, method["slug"]), text(model, method, locale))
    for one in model["sets"]:
        put("%s/content/comparisons/%s.md" % (site, short(one["slug"])), fm({"title": one["slug"], "methods": one["members"]}))


def judge(model):
    """Notes what the rules would find in a method, so that its file can say why: names are made up."""
    by, first = {method["slug"]: method for method in model["methods"]}, {}
    for slug in sorted(by):
        method, method["allow"] = by[slug], {}
        owners = [first.setdefault(alias.casefold(), slug) for alias in method["aliases"]]
        if any(owner != slug for owner in owners):
            method["allow"]["shared-alias"] = "the corpus makes its names up"


def stamp(text):
    """What a translation records of its source, by the rule of docs/reference/content.md."""
    lines = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return hashlib.blake2b(lines.encode(), digest_size=4).hexdigest()


def text(model, method, locale):
    """A method's file, or its translation with the stamps of its source."""
    words = {"name": method["name"][locale], "summary": method["summary"][locale]}
    if locale != "en":
        source = {"name": method["name"]["en"], "summary": method["summary"]["en"], "body": body(method, "en")}
        return fm({"translates": {part: stamp(said) for part, said in source.items()}, **words}) + body(method, locale)
    head = {"name": words["name"]}
    if method["allow"]:
        head["allow"] = method["allow"]
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
            "--themes", REPOSITORY + "/themes", "--output", out], {"env": {"XDG_CACHE_HOME": beside(out)[1]}}


def check(model, out, sample):
    """Faults of the output, and how many pages, files and bytes it has: the same questions as the peers are asked."""
    sys.path.insert(0, REPOSITORY)
    from tests.page_reader import read_page
    from pathlib import Path

    by = {method["slug"]: method for method in model["methods"]}
    step = max(1, len(by) // sample) if sample else 1
    picked = model["methods"][::step]
    faults, sizes = [], [path.stat().st_size for path in Path(out).rglob("*") if path.is_file()]

    def need(condition, place, what):
        if not condition:
            faults.append("%s: %s" % (place, what))

    def shown(locale, method, row, cell):
        want = corpus.cell(model, locale, method, row)
        words = cell.words
        if row == "aliases":
            return all(alias in words for alias in method["aliases"])
        return want in words

    for locale in model["locales"]:
        ui = model["ui"][locale]
        for method in picked:
            place = page(out, locale, "method", method["slug"])
            tree = read_page(Path(place))
            need(tree.one("h1").words == method["name"][locale], place, "h1")
            need(tree.one("html").attributes["lang"] == CODES[locale], place, "lang")
            body = tree.one("div", class_="body")
            need([h.words for h in body.all("h2")] == corpus.HEADS[locale], place, "headings")
            need(all(body.all(tag) for tag in ("ul", "table", "em", "strong", "code")), place, "elements")
            need("def %s(x" % method["slug"].replace("-", "_") in body.words, place, "code")
            related = [a.words for li in tree.one("ul", class_="neighbours").children for a in li.all("a")[:1]]
            need(related == [by[slug]["name"][locale] for slug in method["related"]], place, "related")
            for row in ("field", "family", "year", "originator", "type", "source", "aliases"):
                (line,) = tree.one("table", class_="facts").all("tr", data_field=ROWS[row][0])
                need(line.children[0].words == ui[row], place, "label " + row)
                need(row == "originator" or shown(locale, method, row, line.children[1]), place, "fact " + row)
        for one in model["sets"]:
            if one["members"][0] not in {method["slug"] for method in picked}:
                continue
            place = page(out, locale, "compare", one["slug"])
            methods = [by[slug] for slug in one["members"]]
            table = read_page(Path(place)).one("table", class_="comparison")
            need([th.attributes["data-method"] for th in table.one("thead").all("th")[1:]] == one["members"], place, "columns")
            for row in corpus.COMPARE_ROWS:
                (line,) = table.all("tr", data_field=ROWS[row][0])
                differs = len({corpus.cell(model, "en", method, row) for method in methods}) > 1
                need((line.attributes["data-verdict"] == "differs") == differs, place, "verdict " + row)
                need(("≠" in line.children[0].text) == differs, place, "sign " + row)
                cells = line.children[1:]
                need(row == "originator" or all(shown(locale, m, row, c) for m, c in zip(methods, cells)), place, "cells " + row)
    pages = sum(1 for _ in Path(out).rglob("*.html"))
    return faults, pages, len(sizes), sum(sizes)
