"""What a site calls its entries: methods, entries, or a noun of its own; and the interface words that name them.

A noun cannot be put into a sentence of another language: its case, gender and number would be wrong. So each message
that names the entries exists twice, for "method" and for "entry". A site with a noun of its own translates the second
set in its `site.po`; English words are made from the noun.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kaedah.model import INTERFACE_LANGUAGE, Noun
from kaedah.problems import Report
from kaedah.read.discovery import is_slug, slug_of
from kaedah.read.yaml_nodes import Node, entries, expect

CONTEXT = "entry"  # of the messages for a noun of the site's own
METHOD, ENTRY = Noun("method", "methods"), Noun("entry", "entries")
# Folders of pages that are there whatever the subject, so that no entries can be published in them.
RESERVED_ADDRESSES = frozenset(
    {"all", "by", "compare", "comparisons", "data", "glossary", "index", "timeline", "translations"}
)
# Schemes of links that lead elsewhere than to entries.
_OTHER_SCHEMES = frozenset({"comparison", "file", "http", "https", "mailto", "page", "term"})
_Key = tuple[str, str]


def _(message: str) -> str:
    """Marks a message for translators."""
    return message


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Marks a message with a number for translators."""
    return one, many


class Naming(NamedTuple):
    """What a site says of its entries.

    address: the folder of their pages.
    former: the folders that their pages were in before.
    scheme: of links to them in bodies, besides `entry`.
    """

    noun: Noun
    address: str = "methods"
    former: tuple[str, ...] = ()
    scheme: str = "method"


class NounMessage(NamedTuple):
    """A message of the interface that names the entries: as templates have it, and with the neutral noun."""

    method: str
    neutral: tuple[str, ...]  # one form, or the singular and the plural


MESSAGES = tuple(
    NounMessage(method, neutral if isinstance(neutral, tuple) else (neutral,))
    for method, neutral in {
        "{count} related method": ngettext("{count} related entry", "{count} related entries"),
        "A reference of research methods, each beside its neighbours, in your language.": _(
            "A reference of entries, each beside its neighbours, in your language."
        ),
        "{count} method": ngettext("{count} entry", "{count} entries"),
        "Methods": _("Entries"),
        "All methods": _("All entries"),
        "There are no methods yet.": _("There are no entries yet."),
        "{count} row is incomplete: at least one method has no value there.": ngettext(
            "{count} row is incomplete: at least one entry has no value there.",
            "{count} rows are incomplete: at least one entry has no value there.",
        ),
        "Add a method": _("Add an entry"),
        "Add or reorder methods": _("Add or reorder entries"),
        "Find a method": _("Find an entry"),
        "A new method": _("A new entry"),
        "The permanent address of the method: a to z, digits and hyphens.": _(
            "The permanent address of the entry: a to z, digits and hyphens."
        ),
        "Markdown; formulas between dollar signs, links to methods as {link}.": _(
            "Markdown; formulas between dollar signs, links to entries as {link}."
        ),
        "There is already a method with this file name.": _("There is already an entry with this file name."),
        "There is no method called {name}.": _("There is no entry called {name}."),
        "Related methods": _("Related entries"),
        "The address may be wrong, or the page may have moved. The methods are here:": _(
            "The address may be wrong, or the page may have moved. The entries are here:"
        ),
        "How {name} and its related methods are connected": _("How {name} and its related entries are connected"),
        "Putting any methods side by side needs JavaScript. The comparisons below do not.": _(
            "Putting any entries side by side needs JavaScript. The comparisons below do not."
        ),
        "Compare any methods": _("Compare any entries"),
        "Choose two or more methods.": _("Choose two or more entries."),
        "Methods ordered by year.": _("Entries ordered by year."),
        "Do you know a method that is missing here? Fill in the form: it creates the file and takes you to the page "
        "where you propose it. You do not have to ask first.": _(
            "Do you know an entry that is missing here? Fill in the form: it creates the file and takes you to the "
            "page where you propose it. You do not have to ask first."
        ),
        "Save this as {path}, replace every …, and delete the comments. The file name is the permanent address of "
        "the method.": _(
            "Save this as {path}, replace every …, and delete the comments. The file name is the permanent address of "
            "the entry."
        ),
        "Methods side by side, row by row, with a mark where they differ. Every method's page also links to its "
        "comparison with each related method.": _(
            "Entries side by side, row by row, with a mark where they differ. Every entry's page also links to its "
            "comparison with each related entry."
        ),
    }.items()
)


def read_naming(node: Node, report: Report) -> Naming:
    """The value of `entry` in the settings."""
    given = entries(node, ("one", "many", "address", "previous"), report, required=("one", "many"))
    words: dict[str, str] = {}
    for name in ("one", "many"):
        if name in given and expect(given[name], "text", report, f'"{name}"'):
            words[name] = " ".join(given[name].text.split())
            if not words[name]:
                report.error(given[name], '"{field}" is empty', "write some text, or remove the key", field=name)
    noun = Noun(words.get("one") or METHOD.one, words.get("many") or METHOD.many)
    address, scheme = "methods", METHOD.one
    if "address" in given and expect(given["address"], "text", report, '"address"'):
        _check_address(given["address"], noun, report)
        address, scheme = given["address"].text, slug_of(noun.one)
    former: list[str] = []
    if "previous" in given and expect(given["previous"], "list", report, '"previous"'):
        for item in given["previous"].items:
            if expect(item, "text", report, "a former address"):
                _check_address(item, noun, report)
                if item.text == address:
                    hint = "remove it; `previous` names the folders that the pages were in before"
                    report.error(item, '"{address}" is the present address', hint, address=address)
                elif item.text in former:
                    report.error(
                        item, '"{text}" appears twice in "{field}"', "keep one", text=item.text, field="previous"
                    )
                former.append(item.text)
    return Naming(noun, address, tuple(former), "entry" if not scheme or scheme in _OTHER_SCHEMES else scheme)


def _check_address(node: Node, noun: Noun, report: Report) -> None:
    """Reports an error where pages of entries cannot be in a folder of this name."""
    if not is_slug(node.text):
        better = slug_of(node.text) or slug_of(noun.many) or "entries"
        report.error(
            node,
            '"{address}" cannot be an address',
            "write a-z, 0-9 and hyphens, as in `{better}`",
            address=node.text,
            better=better,
        )
    elif node.text in RESERVED_ADDRESSES:
        report.error(
            node,
            'other pages of the site are published at "{address}"',
            "choose another address",
            address=node.text,
        )


def in_english(text: str, noun: Noun) -> str:
    """A neutral English message with another noun in it, and the article that fits."""
    article = "an" if noun.one[:1].lower() in "aeiou" else "a"

    def replaced(match: re.Match[str]) -> str:
        word = noun.many if match[2].lower() == "entries" else noun.one
        word = word[:1].upper() + word[1:] if match[2][0].isupper() else word
        return (article + " " if match[1] else "") + word

    return re.sub(r"(\ban )?\b((?i:entries|entry))\b(?!:)", replaced, text)


def own_messages(noun: Noun) -> Iterator[tuple[tuple[str, ...], str]]:
    """The messages that a site with a noun of its own translates, each with what it says in English."""
    if noun not in (METHOD, ENTRY):
        for message in MESSAGES:
            yield message.neutral, " / ".join(in_english(form, noun) for form in message.neutral)


def own_keys(noun: Noun) -> set[_Key]:
    """The keys of these messages in catalogues; without them, pages have the neutral words."""
    return {(CONTEXT, forms[0]) for forms, _ in own_messages(noun)}


def english_messages(noun: Noun) -> dict[_Key, tuple[str, ...]]:
    """What the templates' messages that name the entries are in English, for another noun than "method"."""
    if noun == METHOD:
        return {}
    return {("", item.method): tuple(in_english(form, noun) for form in item.neutral) for item in MESSAGES}


def messages_for(noun: Noun, messages: Mapping[_Key, tuple[str, ...]], code: str) -> dict[_Key, tuple[str, ...]]:
    """What those messages are in a language with the given messages: in the site's own words, else in neutral ones."""
    found = english_messages(noun) if code == INTERFACE_LANGUAGE else {}
    for item in MESSAGES if noun != METHOD else ():
        own = messages.get((CONTEXT, item.neutral[0])) or messages.get(("", item.neutral[0]))
        if own:
            found["", item.method] = own
    return found
