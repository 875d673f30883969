"""Every kind of edit of a site's sources, and every kind of mistake in them, each named by what it does."""

import struct
import unicodedata
import zlib
from collections.abc import Callable
from itertools import cycle

from kaedah.source_stamps import stamp_of

from tests import pictures
from tests.conftest import ROOT
from tests.edited_site import KINDS, LANGUAGES, PLURALS, VALUES, Catalogue, EditedSite, Link, Method, Prose

Edit = Callable[[EditedSite, int], None]

WORDS = ("Attention", "Увага", "β-VAE", "A & B <b>", "LoRA", "{count} 100%", "Z", "Ж", "Änderung", "9 lives")
PAGE = 3  # how many things the tests let a list have on a page
LARGE = 2  # how many methods the tests let a table have as columns


def pick(site: EditedSite, number: int) -> str:
    return sorted(site.methods)[number % len(site.methods)]


def word(number: int) -> str:
    return WORDS[number % len(WORDS)]


# Methods and their files


def add_method(site: EditedSite, number: int) -> None:
    site.methods[f"new-{number}"] = Method(word(number), 1990 + number, word(number + 1), related=[pick(site, number)])


def delete_method(site: EditedSite, number: int) -> None:
    if len(site.methods) > 2:
        del site.methods[pick(site, number)]


def fill_page(site: EditedSite, number: int) -> None:
    """As many methods as make whole pages of a list; then one less or one more."""
    while len(site.methods) % PAGE:
        add_method(site, len(site.methods) + 100)
    if number % 3 == 1:
        delete_method(site, number)
    elif number % 3 == 2:
        add_method(site, number)


def fill_pages_of_comparisons(site: EditedSite, number: int) -> None:
    for place in range(PAGE + number % 3):
        site.comparisons.setdefault(f"set-{place}", Prose(f"Set {place}", "Why.\n", sorted(site.methods)[:2]))
    if number % 2:
        del site.comparisons[max(site.comparisons)]


def rename_method(site: EditedSite, number: int) -> None:
    old = pick(site, number)
    new = f"a{number}-{old}"
    site.methods[new] = site.methods.pop(old)
    listed = [method.related for method in site.methods.values()] + [item.methods for item in site.comparisons.values()]
    for names in listed:
        names[:] = [new if name == old else name for name in names]


def swap_methods(site: EditedSite, number: int) -> None:
    one, other = pick(site, number), pick(site, number + 1)
    site.methods[one], site.methods[other] = site.methods[other], site.methods[one]


def move_method(site: EditedSite, number: int) -> None:
    """Into a folder whose name is composed or decomposed, or in another case."""
    names = ("tuning", "Tuning", "größe", "Größe")
    name = unicodedata.normalize(("NFC", "NFD")[number // 4 % 2], names[number % 4])
    method = site.methods[pick(site, number)]
    method.folder = "" if method.folder == f"{name}/" else f"{name}/"


def move_into_table(site: EditedSite, number: int) -> None:
    """The facts of a method, or from one table to another, or back."""
    method = site.methods[pick(site, number)]
    tables = ("rows.csv", "", "rows.yaml", "more/rows.tsv")
    method.table = tables[(tables.index(method.table) + 1 + number % 2) % len(tables)]


def change_name(site: EditedSite, number: int) -> None:
    site.methods[pick(site, number)].name = f"{word(number)} {number}"


def change_body(site: EditedSite, number: int) -> None:
    body = f"\n## {word(number)}\n\n$x^{number}$ and {{link {pick(site, 0)}}}. The loss decoder.\n"
    site.methods[pick(site, number)].body += body


def change_facts(site: EditedSite, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.year, method.branch = (2000 + number, 1999, None)[number % 3], sorted(site.terms)[number % 2]
    for name, values in VALUES.items():
        method.values[name] = values[number % len(values)]


def change_summary(site: EditedSite, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.summary = "" if method.summary and number % 2 else f"In short: {word(number)}"


def change_related(site: EditedSite, number: int) -> None:
    slug, other = pick(site, number), pick(site, number + 1)
    related = site.methods[slug].related
    site.methods[slug].related = [] if other in related else [*related, other]


def change_former_name(site: EditedSite, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.head = "" if method.head else f"previous: [old-{pick(site, number)}-{number}]"


def change_sort_key(site: EditedSite, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.sort_key = "" if method.sort_key else word(number)


# Translations


def change_translation(site: EditedSite, number: int) -> None:
    translated = site.methods[pick(site, number)].translated
    code = LANGUAGES[number % 2]
    part = ("name", "summary", "body", "whole", "sort_key")[number % 5]
    if part == "whole":
        translated[code] = {} if translated.get(code) else {"name": "Назва"}
    else:
        parts = translated.setdefault(code, {})
        parts[part] = f"Слово {word(number)}" if parts.get(part) != f"Слово {word(number)}" else "Інше"


def note_values(site: EditedSite, number: int) -> None:
    """A value gets a note, another one, or loses it, also in a translation."""
    method = site.methods[pick(site, number)]
    site.more_fields.setdefault("cost", KINDS["cost"])
    method.values["cost"] = VALUES["cost"][number % len(VALUES["cost"])]
    method.translated.setdefault("uk", {})["cost"] = f"{{note: Слово {number % 3}}}"


def review_translation(site: EditedSite, number: int) -> None:
    """A change that alters no word, only how the translation stands."""
    for method in site.methods.values():
        for parts in method.translated.values():
            parts["reviewed"] = "false" if parts.get("reviewed") == "true" else "true"


def date_translation(site: EditedSite, number: int) -> None:
    """It says of which words it was made: of those that stand there, or of others."""
    method = site.methods[pick(site, number)]
    parts = method.translated.setdefault("uk", {"name": "Назва"})
    parts["translates"] = f"{{name: {stamp_of(method.name if number % 2 else 'Other')}}}"
    method.summary = f"Newer {number}" if number % 3 else method.summary


def change_translated_prose(site: EditedSite, number: int) -> None:
    item = next(cycle([*site.pages.values(), *site.comparisons.values()]), None) if number % 2 else None
    item = item or next(iter(site.comparisons.values()), None) or next(iter(site.pages.values()), None)
    if item is not None:
        code = LANGUAGES[number % 2]
        if item.translated.pop(code, None) is None or number % 3:
            item.translated[code] = (f"Про {number}", f"Довші слова про це, ось вони: {{link {pick(site, number)}}}.\n")


# Images

IMAGES = {
    "dot.png": tuple(pictures.png(4 + number % 2, 3, 100 + number) for number in range(4)),
    "tree.svg": tuple(pictures.svg(more=f'viewBox="0 0 {30 + number % 2 * 9} 20"') for number in range(2)),
}


def change_image(site: EditedSite, number: int) -> None:
    """One more, one less, or another in its place, of the same size or not."""
    name, shades = [*IMAGES.items()][number % 2]
    if site.images.pop(name, None) is None or number % 3:
        site.images[name] = shades[number % len(shades)]


def show_image(site: EditedSite, number: int) -> None:
    """In a body, a translated one, a page or a comparison; or nowhere any more."""
    name = [*IMAGES][number % 2]
    site.images.setdefault(name, IMAGES[name][0])
    shown = f"\n{{image {name}}}\n\nWords {{image {name}}} {number}.\n"
    method = site.methods[pick(site, number)]
    if number % 5 == 0:
        parts = method.translated.setdefault(LANGUAGES[number % 2], {"name": "Назва"})
        parts["body"] = parts.get("body", "Слова.\n") + shown
    elif number % 5 == 1:
        for prose in (*site.pages.values(), *site.comparisons.values()):
            prose.body += shown
    elif number % 5 == 2:
        method.body = "Words.\n"
    else:
        method.body += shown


# Pages and comparisons


def change_page(site: EditedSite, number: int) -> None:
    if number % 3 == 0 and len(site.pages) > 1:
        del site.pages[min(site.pages)]
        return
    name = ("about", "contribute", "news")[number % 3]
    site.pages[name] = Prose(f"About {number}", f"This site {number}. See {{link {pick(site, number)}}}.\n")


def change_comparison(site: EditedSite, number: int) -> None:
    slugs, name = sorted(site.methods), ("ways", "paths")[number % 2]
    if name in site.comparisons and number % 3 == 0:
        del site.comparisons[name]
        return
    members = slugs[: 2 + number % 3] if number % 2 else [*reversed(slugs[:3])]
    site.comparisons[name] = Prose(f"Ways {number}", f"Why {{link {pick(site, number)}}}.\n", members)


def change_comparison_body(site: EditedSite, number: int) -> None:
    for item in site.comparisons.values():
        item.body += f"\nMore words {number}, and {{link {pick(site, number)}}}.\n"


def swap_pages(site: EditedSite, number: int) -> None:
    site.pages.setdefault("news", Prose("News", "There is some.\n"))
    names = sorted(site.pages)
    if len(names) > 1:
        site.pages[names[0]], site.pages[names[1]] = site.pages[names[1]], site.pages[names[0]]


# Pages in folders, menus, and links to anything


def move_page(site: EditedSite, number: int) -> None:
    """Into a folder, out of it, or to the page of the folder."""
    names = ("guide/start", "guide", "guide/deep/start", "help/start", "start")
    old = next((name for name in names if name in site.pages), "")
    page = site.pages.pop(old) if old else Prose("Start", "{page guide/more} {page about}\n")
    site.pages[names[(names.index(old) + 1 + number % 2 if old else number) % len(names)]] = page


def add_page_to_folder(site: EditedSite, number: int) -> None:
    name = ("guide/more", "guide/deep/most", "help/a")[number % 3]
    if site.pages.pop(name, None) is None or number % 2:
        site.pages[name] = Prose(f"More {number}", f"{{anchor {pick(site, number)}}} {{page guide/start}}.\n")


def order_pages(site: EditedSite, number: int) -> None:
    for place, name in enumerate(sorted(site.pages)):
        site.pages[name].order = (None, 5 + number % 5, 9 - place % 10)[(number + place + 1) % 3]


def change_home(site: EditedSite, number: int) -> None:
    """The words above the home page: there or not, translated or not."""
    if number % 3 == 2 and "index" in site.pages:
        del site.pages["index"]
        return
    body = f"## Here\n\n{{anchor {pick(site, number)}}}, {{term loss}}, {{set ways}}, {{page guide/start}}.\n"
    site.pages["index"] = Prose(f"Welcome {number}", body)
    if number % 2:
        site.pages["index"].translated["uk"] = (f"Вітаємо {number}", "Слова {page about}.\n")


def change_menu(site: EditedSite, number: int) -> None:
    items = ["methods", "page guide", "timeline", "page about", "comparisons", "glossary", "page guide/start"]
    name = ("menu", "footer")[number % 2]
    if number % 5 == 4:
        site.menus.pop(name, None)
    else:
        site.menus[name] = (items[number % 7 :] + items[: number % 7])[: number % 6]


def change_anchor(site: EditedSite, number: int) -> None:
    """A heading of a translation has an anchor of its own, or is not there; and pages link to it."""
    slug = pick(site, number)
    method = site.methods[slug]
    if not method.body.startswith("## Meaning\n"):
        method.body = "## Meaning\n\n" + method.body
    words = ("## Сенс\n\nСлова.\n", f"## Сенс {{#sens-{number % 4}}}\n\nСлова.\n", "Слова.\n")[number % 3]
    method.translated.setdefault("uk", {})["body"] = words
    for item in (*site.pages.values(), *site.comparisons.values()):
        item.body = f"Words {{anchor {slug}}}.\n" if number % 2 else item.body


def rename_term(site: EditedSite, number: int) -> None:
    """What a term is called in a language, while bodies link to it without words."""
    term = site.glossary.setdefault("loss", {"definition": "What is made small"})
    term["uk"] = f"втрата {number}"
    method = site.methods[pick(site, number)]
    if "{term loss}" not in method.body:
        method.body += "\nIt is the {term loss}.\n"


# Anything


def change_as_many_bytes(site: EditedSite, number: int) -> None:
    """Words in one of the files become others of the same length."""
    method = site.methods[pick(site, number)]
    what = number % 9
    if what == 0:
        method.body = "More words.\n" if method.body == "Some words.\n" else "Some words.\n"
    elif what == 1:
        method.year = 2011 if method.year == 2012 else 2012
    elif what == 2:
        names = method.translated.setdefault("uk", {})
        names["name"] = "Назва" if names.get("name") == "Слово" else "Слово"
    elif what == 3:
        body = site.pages.setdefault("about", Prose("About", "")).body
        site.pages["about"].body = "This.\n" if body == "That.\n" else "That.\n"
    elif what == 4:
        for item in site.comparisons.values():
            item.body = "These.\n" if item.body == "Those.\n" else "Those.\n"
    elif what == 5:
        messages = site.catalogues.setdefault("uk", Catalogue()).messages
        messages["Methods"] = "Методи" if messages.get("Methods") == "Способ" else "Способ"
    elif what == 6:
        site.settings["title"] = "Kaedah" if site.settings["title"] == "Hadeak" else "Hadeak"
    elif what == 7:
        term = site.glossary.setdefault("words", {"definition": "None"})
        term["definition"] = "Many" if term["definition"] == "None" else "None"
    else:
        style = site.themes.get("own/assets/more.css")
        site.themes["own/assets/more.css"] = f"p {{ margin: {1 if style == 'p { margin: 2px }' else 2}px }}"


# Fields and their labels


def change_label(site: EditedSite, number: int) -> None:
    site.labels[("field", "year", "summary")[number % 3]] = word(number).replace("{", "(").replace("}", ")")


def change_help(site: EditedSite, number: int) -> None:
    site.help, site.compared = f"Help {number}", ("value", "none")[number % 2]


def change_term(site: EditedSite, number: int) -> None:
    site.terms[("vision", "language")[number % 2]] = f"Term {number}"


def add_term(site: EditedSite, number: int) -> None:
    """One more, or all of them in another order."""
    if f"term-{number}" in site.terms:
        site.terms = dict(reversed(site.terms.items()))
    else:
        site.terms[f"term-{number}"] = word(number).replace("{", "(").replace("}", ")")
        site.methods[pick(site, number)].branch = f"term-{number}"


def order_terms(site: EditedSite, number: int) -> None:
    """Readers see terms in the order of the vocabulary, which is turned."""
    site.ordered = number % 3 != 2
    site.terms = dict(reversed(site.terms.items()))


def group_fields(site: EditedSite, number: int) -> None:
    """Rows get a heading, another one, or lose it; a heading may have a translation."""
    groups = (("Facts", "Words"), ("Facts", "Facts"), ("Words", "Facts"), (), ("", "Words"))
    site.groups = groups[number % len(groups)]
    site.catalogues.setdefault("uk", Catalogue()).labelled["group", "Facts"] = ("Факти", "Слова")[number % 2]


def change_fields(site: EditedSite, number: int) -> None:
    """A field more or less, or the fields in another order."""
    name = [*VALUES][number % len(VALUES)]
    for slug, method in site.methods.items():
        method.values.setdefault(name, VALUES[name][len(slug) % len(VALUES[name])])
    if name in site.more_fields:
        site.more_fields = dict(reversed(site.more_fields.items()))
        if number % 2:
            del site.more_fields[name]
    else:
        site.more_fields[name] = KINDS[name]


def change_kind(site: EditedSite, number: int) -> None:
    """Of a field, whose values may be read in either way; and whether another one must be stated."""
    for method in site.methods.values():
        method.values["type"] = method.values.get("type", VALUES["type"][0])
    site.more_fields["type"] = "prose" if site.more_fields.get("type") == "text" else "text"
    site.required = not site.required


# Settings


def change_title(site: EditedSite, number: int) -> None:
    site.settings["title"] = f"Kaedah {word(number)}"


def change_tagline(site: EditedSite, number: int) -> None:
    site.settings[("tagline", "description")[number % 2]] = f"What it is {number}"


def call_entries(site: EditedSite, number: int) -> None:
    """By the nouns of the program, or by others."""
    if site.settings.pop("entry", None) is None or number % 2:
        site.settings["entry"] = ("{one: tool, many: tools}", "{one: entry, many: entries}")[number % 2]


def move_entries(site: EditedSite, number: int) -> None:
    """To another address, where links have another scheme."""
    more = (", previous: [methods]", "")[number % 2]
    site.settings["entry"] = f"{{one: tool, many: tools, address: {('tools', 'things')[number % 4 // 2]}{more}}}"


def change_level_of_rule(site: EditedSite, number: int) -> None:
    """Of one that finds something."""
    site.settings["rules"] = f"{{shared-name: {('off', 'warning')[number % 2]}}}"
    for method in [*site.methods.values()][:2]:
        method.name = "Twins"


def change_columns_of_catalogue(site: EditedSite, number: int) -> None:
    """Of a table, or a list; with links, whose names are those of other methods."""
    site.settings.pop("index_table", None)
    columns = ("", "[name, year]", "[related, field]", "[summary]")[number % 4]
    site.settings |= {"index_table": columns} if columns else {}


def fill_large_comparison(site: EditedSite, number: int) -> None:
    """One of more methods than a table has as columns, or again fewer."""
    members = sorted(site.methods)[: (LARGE + 1, LARGE, LARGE + 2)[number % 3]]
    site.comparisons["large"] = Prose("All", "Why.\n", members[::-1])


def change_pairs(site: EditedSite, number: int) -> None:
    site.settings["compare"] = ("related", "all", "none")[number % 3]


def change_address(site: EditedSite, number: int) -> None:
    for key in ("base_url", "repository", "branch"):
        site.settings.pop(key, None)
    site.settings |= (
        {},
        {"base_url": f"https://example.org/{number}/"},
        {"repository": "https://github.com/example/base"},
        {"repository": "https://gitlab.com/example/base", "branch": "next", "base_url": "https://example.org"},
    )[number % 4]


def change_licence(site: EditedSite, number: int) -> None:
    if site.settings.pop("licence", None) is None or number % 2:
        site.settings["licence"] = f"{{name: Licence {number}, url: https://example.org/licence}}"


def offer_downloads(site: EditedSite, number: int) -> None:
    site.settings["base_url"] = "https://example.org/base/"
    if site.settings.pop("downloads", None) is None:
        site.settings["downloads"] = "true"


def change_languages(site: EditedSite, number: int) -> None:
    """One more, one less, another one, or the same in another order."""
    if number % 4 == 0:
        site.languages.reverse()
    elif number % 4 == 1 and site.languages:
        site.languages.pop(0)
    else:
        code = LANGUAGES[number % 3]
        site.languages = [*(other for other in site.languages if other != code), code]


def change_source(site: EditedSite, number: int) -> None:
    """What was written in one language is said to be written in another, into which nothing is translated."""
    site.source = "en" if site.source == "bg" else "bg"
    site.languages = [*(code for code in site.languages if code != "bg"), "bg"]


# Glossary


def change_glossary(site: EditedSite, number: int) -> None:
    term = ("loss", "words", "decoder")[number % 3]
    if number % 4 == 3 and site.glossary:
        del site.glossary[next(iter(site.glossary))]
    else:
        site.glossary[term] = {"definition": f"What it means {number}", "uk": f"втрата {term}"}
        site.glossary[term] |= {"ko": f"손실 {number}"} if number % 2 else {}


def forbid_wording(site: EditedSite, number: int) -> None:
    term = site.glossary.setdefault("loss", {"definition": "What is made small"})
    if term.pop("forbidden", None) is None:
        term["forbidden"] = f"costs {number}"


def limit_term(site: EditedSite, number: int) -> None:
    """Where its wording is no link, and a body that says so of its own words."""
    term = site.glossary.setdefault("words", {"definition": "None"})
    key = ("not", "with", "without")[number % 3]
    if term.pop(key, None) is None:
        term[key] = ("some words", "seldom", "more")[number % 3]
    method = site.methods[pick(site, number)]
    method.body = "Some words, [words](term:), words.\n" if number % 2 else method.body


# Themes


def change_template(site: EditedSite, number: int) -> None:
    name = ("method.html", "layout.html", "catalogue.html", "parts.html")[number % 4]
    text = (ROOT / "themes/default/templates" / name).read_text(encoding="utf-8")
    text = text.replace("<h2", f'<h2 data-edit="{number}"').replace("<main", "<main  ")
    site.themes[f"own/templates/{name}"] = text


def change_asset(site: EditedSite, number: int) -> None:
    name = ("kaedah.css", "more.css")[number % 2]
    site.themes[f"own/assets/{name}"] = f"body {{ margin: {number}px }}\n"


def add_to_asset(site: EditedSite, number: int) -> None:
    site.themes["own/additions/kaedah.css"] = f"p {{ margin: {number}px }}\n"


def add_picture(site: EditedSite, number: int) -> None:
    """Under a name that is composed or decomposed, in capitals or not."""
    for name in [name for name in site.themes if name.endswith(".png")]:
        del site.themes[name]
    name = unicodedata.normalize(("NFC", "NFD")[number % 2], ("größe", "Größe", "mark")[number % 3])
    pixel = zlib.compress(bytes([0, number, 0, 0]))
    site.themes[f"own/assets/pictures/{name}.png"] = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(pixel)) + pixel


def restore_theme(site: EditedSite, number: int) -> None:
    site.themes = {"own/theme.yaml": "name: own\nextends: default\n"}
    site.settings["theme"] = "own"


def change_theme(site: EditedSite, number: int) -> None:
    """Another theme in the settings, or another one that the site's extends."""
    site.themes["other/theme.yaml"] = f"name: other {number}\nextends: {('default', 'ledger')[number % 2]}\n"
    site.themes["other/templates/more.html"] = "{# Nothing uses this. #}\n"
    site.settings["theme"] = ("own", "other", "ledger", "default")[number % 4]
    site.themes["own/theme.yaml"] = f"name: own\nextends: {('ledger', 'default', 'other')[number % 3]}\n"


# Catalogues


def change_message(site: EditedSite, number: int) -> None:
    message = (
        "Methods",
        "Facts",
        "Comparisons",
        "not recorded",
        "No native speaker has reviewed this translation yet.",
    )
    catalogue = site.catalogues.setdefault(LANGUAGES[number % 2], Catalogue())
    catalogue.messages[message[number % 5]] = f"Повідомлення {number}"


def remove_message(site: EditedSite, number: int) -> None:
    messages = site.catalogues.setdefault("uk", Catalogue()).messages
    messages.pop(sorted(messages)[number % len(messages)] if messages else "", None)


def translate_label(site: EditedSite, number: int) -> None:
    kind, labels = (("field", site.labels), ("term", site.terms))[number % 2]
    words = sorted(labels.values())[number % len(labels)]
    site.catalogues.setdefault("uk", Catalogue()).labelled[kind, words] = f"Рядок {number}"


def change_words_of_site(site: EditedSite, number: int) -> None:
    """Those in a catalogue of their own, in a language or in that of the source."""
    code = ("uk", "en")[number % 2]
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {PLURALS.get(code, "nplurals=2; plural=(n != 1);")}\\n"\n'
    messages = {"": ("Facts", f"Words {number}"), "field": ("Year", f"Year {number}"), "term": ("Vision", "Seeing")}
    entries = [
        (f'msgctxt "{context}"\n' if context else "") + f'msgid "{key}"\nmsgstr "{words}"\n'
        for context, (key, words) in messages.items()
    ]
    path = f"locales/{code}/LC_MESSAGES/site.po"
    if site.others.pop(path, None) is None or number % 3:
        site.others[path] = "\n".join([head, *entries])


def change_catalogue_file(site: EditedSite, number: int) -> None:
    """Nothing that readers see; or all of it, where the file goes."""
    catalogue = site.catalogues.setdefault("uk", Catalogue({"Methods": "Методи"}))
    if number % 4 == 3:
        del site.catalogues["uk"]
    else:
        catalogue.comment = f"Comment {number}" if number % 2 else ""
        catalogue.fuzzy = number % 4 == 2


def publish_files(site: EditedSite, number: int) -> None:
    """As they are, at the root of the site."""
    path = "content/files/" + ("robots.txt", ".well-known/a", "CNAME", "a/b/c.txt")[number % 4]
    if site.others.pop(path, None) is None or number % 3:
        site.others[path] = f"Words {number}\n"


def add_other_files(site: EditedSite, number: int) -> None:
    """What no reader sees: copies of editors, hidden files, and files that are told to be ignored."""
    name = ("content/methods/lora.md~", "content/methods/.lora.md.swp", "content/methods/notes.txt", "content/notes")
    if site.others.pop(name[number % 4], None) is None:
        site.others[name[number % 4]] = f"Notes {number}\n"


def save_in_another_way(site: EditedSite, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.saved = "" if method.saved else ("BOM", "CRLF")[number % 2]


def silence_rule(site: EditedSite, number: int) -> None:
    """One that finds something, or nothing; the lines below it are further down."""
    method = site.methods[pick(site, number)]
    method.head = (
        "" if method.head else f"# Words.\nallow: {{{('claim-without-source', 'shared-name')[number % 2]}: none}}"
    )


EDITS: tuple[Edit, ...] = tuple(
    thing
    for name, thing in [*globals().items()]
    if callable(thing) and getattr(thing, "__module__", "") == __name__ and name not in {"pick", "word"}
)


# Mistakes: each spoils one file, in a way that no site can be made of it.
FAULTS: dict[str, Callable[[EditedSite], dict[str, str | bytes | Link | None]]] = {
    "settings that are no YAML": lambda site: {"content/site.yaml": "title: [\n"},
    "no settings": lambda site: {"content/site.yaml": None},
    "a field of an unknown kind": lambda site: {"content/fields.yaml": "- {id: a, kind: b, label: c}\n"},
    "no fields": lambda site: {"content/fields.yaml": None},
    "a glossary that is no list": lambda site: {"content/glossary.yaml": "term: a\n"},
    "a glossary behind a link": lambda site: {"content/glossary.yaml": Link("site.yaml")},
    "a method without a name": lambda site: {f"content/methods/{pick(site, 0)}.md": "---\nyear: 2001\n---\n\nWords.\n"},
    "a method that is no text": lambda site: {
        f"content/methods/{pick(site, 1)}.md": b"---\nname: \xff\n---\n\nWords.\n"
    },
    "a method behind a link": lambda site: {f"content/methods/{pick(site, 2)}.md": Link("../site.yaml")},
    "a method behind a broken link": lambda site: {f"content/methods/{pick(site, 0)}.md": Link("nowhere.md")},
    "methods behind a link": lambda site: {"content/methods": Link("pages")},
    "a folder behind a link": lambda site: {"content/methods/linked": Link("../pages")},
    "a link to no method": lambda site: {"content/pages/about.md": "---\ntitle: A\n---\n\n[a](method:nothing)\n"},
    "a method twice": lambda site: {f"content/methods/again/{pick(site, 0)}.md": "---\nname: A\n---\n\nWords.\n"},
    "a name in capitals": lambda site: {"content/methods/LORA.md": "---\nname: A\n---\n\nWords.\n"},
    "a translation of nothing": lambda site: {"content/methods/nothing.uk.md": "---\nname: A\n---\n\nWords.\n"},
    "a translation into no language": lambda site: {"content/pages/about.xx.md": "---\ntitle: A\n---\n\nWords.\n"},
    "a comparison of one": lambda site: {
        "content/comparisons/ways.md": f"---\ntitle: A\nmethods: [{pick(site, 0)}]\n---\n\nWords.\n"
    },
    "a catalogue cut short": lambda site: {"locales/uk/LC_MESSAGES/messages.po": 'msgid "A\n'},
    "a catalogue behind a link": lambda site: {
        "locales/uk/LC_MESSAGES/messages.po": Link("../../../content/site.yaml")
    },
    "a theme that extends nothing": lambda site: {"themes/own/theme.yaml": "name: own\nextends: nothing\n"},
    "no theme": lambda site: {"themes/own/theme.yaml": None},
    "a template that cannot be read": lambda site: {"themes/own/templates/parts.html": "{% if %}\n"},
    "a template that fails": lambda site: {"themes/own/templates/method.html": "{{ 1 / 0 }}\n"},
    "a template behind a link": lambda site: {"themes/own/templates/prose.html": Link("../theme.yaml")},
    "an image that is none": lambda site: {"content/images/dot.png": "words"},
    "an image behind a link": lambda site: {"content/images/dot.png": Link("../site.yaml")},
    "an image that is not there": lambda site: {
        "content/pages/about.md": "---\ntitle: A\n---\n\n![a](images/no.png)\n"
    },
    "an asset behind a link": lambda site: {"themes/own/assets/more.css": Link("../theme.yaml")},
}
