"""What the peers that make the same pages as Kaedah read besides the corpus: the words of pages in six languages, the
controls of the form, the assets. Hugo and Eleventy get it as data; what a page says and how is theirs to work out.
"""

import gettext
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import kaedah_peer
from babel import Locale
from babel.messages.pofile import read_po
from common import ROOT
from kaedah_peer import CODES, ROWS, short

Model = dict[str, Any]
ASSETS = kaedah_peer.REPOSITORY + "/themes/default/assets"
AUTONYMS = {"ms": "Bahasa Melayu", "zh-Hans": "简体中文"}
PLACE = re.compile(r"\{([a-z_]+)\}")
# What templates call a message, and the message; two forms where it counts.
MESSAGES: dict[str, str | tuple[str, str]] = {
    "about": "A reference of research methods, each beside its neighbours, in your language.",
    "skip": "Skip to content",
    "site": "Site",
    "all_methods": "All methods",
    "comparisons": "Comparisons",
    "search": "Search",
    "language": "Language",
    "methods": "Methods",
    "nothing_found": "Nothing was found",
    "method_count": ("{count} method", "{count} methods"),
    "contribute": "Contribute",
    "state": "State of the translation",
    "facts": "Facts",
    "sources": "Sources",
    "related_methods": "Related methods",
    "picture": "How {name} and its related methods are connected",
    "labelled": "{label}: {text}",
    "compare": "Compare",
    "in_comparisons": "In comparisons",
    "comparison_of": "{names}: comparison",
    "caption": (
        "{names} compared: {count} of {total} rows differs",
        "{names} compared: {count} of {total} rows differ",
    ),
    "legend": "Rows whose values differ are marked {mark}.",
    "legend_shared": "Values listed in every column are marked {mark}.",
    "incomplete_rows": (
        "{count} row is incomplete: at least one method has no value there.",
        "{count} rows are incomplete: at least one method has no value there.",
    ),
    "add": "Add a method",
    "reorder": "Add or reorder methods",
    "as_list": "As a list",
    "export": "Export",
    "no_rows": "No rows match this filter.",
    "attribute": "Attribute",
    "remove": "Remove {name} from the comparison",
    "differ": "values differ",
    "same": "values are the same",
    "incomplete_row": "incomplete",
    "rows": "Rows",
    "all": "All",
    "differing": "Differing",
    "shared": "Shared",
    "incomplete": "Incomplete",
    "rows_shown": ("{count} row shown", "{count} rows shown"),
    "rows_mean": "What the rows mean",
    "not_translated": "Not translated yet, shown in {language}: {parts}.",
    "not_read": "No native speaker has reviewed this translation yet.",
    "translate": "Translate this page",
    "every_column": "in every column:",
    "related_count": ("{count} related method", "{count} related methods"),
    "whole": ("{count} fully translated", "{count} fully translated"),
    "timeline": "Timeline",
    "filters": "Filters",
    "all_comparisons": "All comparisons",
    "letters": "First letters",
    "decade": "{decade}s",
    "page_of": "Page {page} of {pages}",
    "list_pages": "Pages of the list",
    "before": "Previous page",
    "after": "Next page",
    "sets_lead": "Methods side by side, row by row, with a mark where they differ. Every method's page also links to "
    "its comparison with each related method.",
    "no_script": "Putting any methods side by side needs JavaScript. The comparisons below do not.",
    "compare_any": "Compare any methods",
    "choose_two": "Choose two or more methods.",
    "earlier": "Move {name} one column back",
    "later": "Move {name} one column on",
    "unknown": "There is no method called {name}.",
    "sideways": "The table scrolls sideways.",
    "timeline_lead": "Methods ordered by year.",
    "years": "Years",
    "is_source": "This is the source language; the other languages are translated from it.",
    "coverage_lead": "What is translated into {language}, what is missing, and what is out of date.",
    "most_work": "Documents that need the most work come first.",
    "document_count": ("{count} document", "{count} documents"),
    "document": "Document",
    "parts": "Parts",
    "review": "Review",
    "state_source": "source",
    "state_done": "translated",
    "state_unreviewed": "not reviewed",
    "state_stale": "out of date",
    "state_missing": "missing",
    "reviewed": "reviewed",
    "part_name": "Name",
    "part_title": "Title",
    "part_body": "Body",
    "not_found": "Page not found",
    "moved": "The address may be wrong, or the page may have moved. The methods are here:",
    "know_one": "Do you know a method that is missing here? Fill in the form: it creates the file and takes you "
    "to the page where you propose it. You do not have to ask first.",
    "into": "A translation into {language}",
    "source_above": "The source text is above each key. Remove the # from each line you translate and write your "
    "translation there; the numbers record which source text you translated.",
    "read_original": "Read the original",
    "send": "Send the file to the publishers of this site.",
    "download": "Download the file",
    "no_draft": "There is nothing to translate here: choose the language to translate into, or the text may "
    "already be translated.",
    "new_method": "A new method",
    "write_in": "Write in {language}, the source language of this site; translations follow.",
    "name": "Name",
    "required": "(required)",
    "name_help": "As it is written in the literature.",
    "file_name": "File name",
    "slug_help": "The permanent address of the method: a to z, digits and hyphens.",
    "choose": "Choose …",
    "one_per_line": "One per line.",
    "authors_help": "One per line, the family name first: “Hu, Edward J.”",
    "take_away": "Remove",
    "add_another": "Add another",
    "find": "Find a method",
    "body": "Body",
    "body_help": "Markdown; formulas between dollar signs, links to methods as [name](method:file-name).",
    "the_file": "The file",
    "by_hand": "By hand",
    "save_as": "Save this as {path}, replace every …, and delete the comments. The file name is the permanent "
    "address of the method.",
    "run": "To translate a text, run {command}: it writes a file with the source text above each key.",
    "say_required": "This is required.",
    "say_form": "This is not in the expected format.",
    "say_range": "Write a number from {least} to {most}.",
    "say_long": "This is longer than {most} characters.",
    "say_taken": "There is already a method with this file name.",
    "say_open": "Still to fill in or fix: {names}.",
    "say_done": "The file is complete.",
    "say_item": "{label} {number}",
    "key_title": "Title",
    "key_authors": "Authors",
    "key_year": "Year",
    "key_venue": "Published in",
    "key_pages": "Pages",
    "key_url": "Address (URL)",
}
# The fields of a method as the form shows them, and how a file begins each of them.
ROW_OF = {field: row for row, (field, _, _) in ROWS.items()}
SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
YEARS = {"least": 1000, "most": 2100}
FORM: list[dict[str, Any]] = [
    {"id": "field", "shape": "choice", "required": True, "example": ""},
    {"id": "family", "shape": "choice", "required": True, "example": ""},
    {"id": "year", "shape": "integer", "required": True, "example": "", **YEARS},
    {"id": "originators", "shape": "lines", "required": True, "example": "[Given Family, Given Family]"},
    {"id": "type", "shape": "choice", "required": True, "example": ""},
    {"id": "sources", "shape": "group", "required": True,
     "example": '\n  - authors: ["Family, Given"]\n    year: …\n    title: "…"\n    venue: …\n    doi: 10.…',
     "parts": [
         {"id": "authors", "shape": "lines"}, {"id": "year", "shape": "integer", **YEARS},
         {"id": "title", "shape": "words", "required": True}, {"id": "venue", "shape": "words"},
         {"id": "pages", "shape": "words"},
         {"id": "doi", "shape": "words", "label": "DOI", "pattern": "^10\\.[0-9]{4,9}/[^\\s\"<>]+$"},
         {"id": "arxiv", "shape": "words", "label": "arXiv",
          "pattern": "^([0-9]{4}\\.[0-9]{4,5}|[a-z-]+(\\.[A-Z]{2})?/[0-9]{7})$"},
         {"id": "url", "shape": "words", "pattern": "^https?://"}, {"id": "isbn", "shape": "words", "label": "ISBN"},
     ]},
    {"id": "aliases", "shape": "lines", "longest": 400, "example": "[…]"},
    {"id": "related", "shape": "lines", "pattern": SLUG, "example": "[]"},
    {"id": "summary", "shape": "prose", "required": True, "longest": 4000, "example": "…"},
]  # fmt: skip


def languages() -> list[dict[str, str]]:
    """The languages of the site: the corpus's code, the one in addresses, the name that speakers use."""
    names = {code: AUTONYMS.get(code) or str(Locale.parse(code, sep="-").get_display_name()) for code in CODES.values()}
    return [{"key": key, "code": code, "name": names[code]} for key, code in CODES.items()]


def plurals(locale: str, expression: str) -> list[tuple[str, int]]:
    """CLDR's names of the language's plural forms, and which form of a catalogue each of them is."""
    rule, form = Locale.parse(locale, sep="-").plural_form, gettext.c2py(expression)
    found: dict[str, int] = {}
    for count in range(200):
        found.setdefault(rule(count), form(count))
    return [*({"other": max(found.values())} | found).items()]


def words(model: Model, locale: str, place: Callable[[str], str]) -> dict[str, str | dict[str, str]]:
    """All that pages say in a language by the names that templates use. `place` writes what is filled in later."""
    code = CODES[locale]
    known: Mapping[str, Any] = {}
    forms = [("one", 0), ("other", 1)]
    if locale != "en":
        folder = code.replace("-", "_")
        with open(f"{kaedah_peer.REPOSITORY}/locales/{folder}/LC_MESSAGES/messages.po", encoding="utf-8") as file:
            catalogue = read_po(file)
        known = {m.id[0] if isinstance(m.id, tuple) else m.id: m.string for m in catalogue if m.id and not m.context}
        forms = plurals(code, catalogue.plural_expr)

    def write(text: str) -> str:
        return PLACE.sub(lambda found: place(found[1]), text)

    said: dict[str, str | dict[str, str]] = {}
    for name, message in MESSAGES.items():
        if isinstance(message, tuple):
            strings = known.get(message[0], message)
            said[name] = {category: write(strings[min(form, len(strings) - 1)]) for category, form in forms}
        else:
            said[name] = write(known.get(message) or message)
    for row, (field, _, _) in ROWS.items():
        said["label_" + field] = model["ui"][locale][row]
    for key, text in model["terms"][locale].items():
        said[key.replace(":", "_")] = text
    language = Locale.parse(code, sep="-")
    patterns = language.list_patterns["standard"]
    for name, kind in (("list_two", "2"), ("list_middle", "middle"), ("list_end", "end")):
        said[name] = patterns[kind].replace("{0}", "").replace("{1}", "")
    said["source_language"] = str(language.languages["en"])
    said["own_language"] = str(language.languages.get(str(language)) or language.get_display_name())
    return said


def all_words(model: Model) -> dict[str, dict[str, Any]]:
    """The words of every language, their places written as in catalogues: {count}."""
    return {locale: words(model, locale, "{{{}}}".format) for locale in CODES}


def letter(locale: str, name: str) -> str:
    """The letter that a name is filed under; templates know no readings of Han characters."""
    first = name[0]
    if "가" <= first <= "힣":
        return "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"[(ord(first) - 0xAC00) // 588]
    if locale == "zh":
        from pypinyin import lazy_pinyin

        return str(lazy_pinyin(first)[0][0]).upper()
    return first.upper()


def methods(model: Model) -> dict[str, dict[str, Any]]:
    """What is the same of a method in every language, and its source words."""
    return {
        method["slug"]: {
            "name": method["name"]["en"], "summary": method["summary"]["en"],
            "field": method["field"], "family": method["family"], "type": method["type"], "year": method["year"],
            "originators": method["originators"], "citation": method["source"]["citation"],
            "doi": method["source"]["doi"], "aliases": method["aliases"], "related": method["related"],
        }
        for method in sorted(model["methods"], key=lambda method: str(method["slug"]))
    }  # fmt: skip


def front(method: dict[str, Any], locale: str) -> dict[str, Any]:
    """The words of a method in a language, above its body."""
    said = {"title": method["name"][locale], "method": method["slug"], "letter": letter(locale, method["name"][locale])}
    if locale != "en":
        said["reviewed"] = False
    return {**said, "lead": method["summary"][locale]}


def body(method: dict[str, Any], locale: str) -> str:
    """The body with links to methods as the pages lie here."""
    way = rf"](../../{CODES[locale]}/methods/\1.html)"
    return re.sub(r"\]\(/[a-z]+/methods/([a-z0-9-]+)/\)", way, method["body"][locale])


def form(model: Model) -> list[dict[str, Any]]:
    """The controls of the form, with the labels that a file's beginning has."""
    return [{**control, "english": model["ui"]["en"][ROW_OF[control["id"]]]} for control in FORM]


def terms(model: Model) -> dict[str, list[str]]:
    """The terms that a field may have."""
    found: dict[str, list[str]] = {}
    for key in model["terms"]["en"]:
        found.setdefault(key.partition(":")[0], []).append(key.partition(":")[2])
    return found


def sets(model: Model) -> list[dict[str, Any]]:
    """The curated comparisons in the order of their names; the stamp is that of the title, as drafts have it."""
    return [
        {"name": name, "title": one["slug"], "members": one["members"]}
        for name, one in sorted((short(one["slug"]), one) for one in model["sets"])
    ]


def reference(count: int) -> str:
    """Kaedah's own output for `n` methods; only what has changed is built."""
    import run

    out = f"{ROOT}/reference/kaedah-{count}"
    Path(ROOT, "reference").mkdir(exist_ok=True)
    argv, _ = kaedah_peer.build(run.ensure("kaedah", count), out)
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return out


def check(model: Model, out: str, sample: int) -> tuple[list[str], int, int, int]:
    """Faults of an output, and how many pages, files and bytes it has: what Kaedah is asked, then likeness."""
    from check import check_same

    faults, pages, files, size = kaedah_peer.check(model, out, sample)
    likeness = check_same(reference(model["n"]), out)
    print("   ", likeness, flush=True)
    return [*faults, *likeness.faults], pages, files, size
