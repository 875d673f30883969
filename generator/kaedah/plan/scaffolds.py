"""Files that contributors start from: the same text whether a command writes it or a page offers it.

They speak the source language of the site, where its catalogue has the words.
"""

import json
import re
from collections.abc import Callable, Mapping

from kaedah.documents import Document
from kaedah.model import Catalogue, Field
from kaedah.problems import join_limited
from kaedah.read.kinds import KINDS

Say = Callable[[str], str]  # a message in the source language

METHOD_SCHEME = "method"  # of links to entries, where these are methods
_FORMULA = "$W' = W + BA$"
NOTED_KEY = "year: {value: 2021, note: …, source: 1}"


def _(message: str) -> str:
    """Marks a message for translators."""
    return message


# Messages that a file says, besides those of the form for contributions.
FILL_IN = _("Replace every … and delete the comments.")
NOTED = _("A value may have a footnote, and the numbers of the sources it is from: {key}.")
ONE_OF = _("One of: {terms}")
BODY_BELOW = _("Below the second line --- goes the body, in Markdown.")
EXAMPLES = _("A formula: {formula}. A link: {link}.")
UNCOMMENT = _("Take the # off each key you translate; what is left out is shown in the source language.")
SAME_HEADINGS = _("Below the second line --- goes the body, its headings in the same order.")
# TRANSLATORS: headings of an entry that is not written yet: what it is, and how it works
HEADINGS = (_("Meaning"), _("Principle"))
# TRANSLATORS: a comment above a key of a new file, as in "Year (required). When it was first described."
REQUIRED, WITH_HELP = _("{label} (required)"), _("{label}. {help}")
# TRANSLATORS: a comment in a new file for the text of an entry; path is a spreadsheet and the number of its row
FACTS_IN = _("The facts of this entry are in {path}.")
_OF_THE_FORM = ("Name", "As it is written in the literature.")
MESSAGES = (
    FILL_IN,
    NOTED,
    ONE_OF,
    BODY_BELOW,
    EXAMPLES,
    UNCOMMENT,
    SAME_HEADINGS,
    *HEADINGS,
    REQUIRED,
    WITH_HELP,
    FACTS_IN,
    *_OF_THE_FORM,
)


def words_in(catalogue: Catalogue | None) -> Say:
    """The messages in the language of a catalogue; in English what it lacks, and all where there is none."""
    messages = catalogue.messages if catalogue else {}
    return lambda message: messages.get(("", message), (message,))[0]


def _label(say: Say, label: str, required: bool, meaning: str) -> str:
    """What a key of a new file is for."""
    values = {"label": say(REQUIRED).replace("{label}", label) if required else label, "help": meaning}
    return re.sub(r"\{(label|help)\}", lambda found: values[found[1]], say(WITH_HELP)).rstrip()


def outline(say: Say, scheme: str = METHOD_SCHEME) -> str:
    """The headings of a body that is not written yet: those of a method; other entries have headings of their own."""
    return "\n\n\n".join(f"## {say(heading)}" for heading in HEADINGS) + "\n\n" if scheme == METHOD_SCHEME else ""


def _empty_body(say: Say, scheme: str) -> list[str]:
    """The lines of the same in a new file."""
    if scheme != METHOD_SCHEME:
        return ["…", ""]
    return [line for heading in HEADINGS for line in (f"## {say(heading)}", "", "…", "")]


def method_template(
    slug: str,
    fields: tuple[Field, ...],
    name: str = "",
    known: Mapping[str, str] | None = None,
    say: Say = str,
    scheme: str = METHOD_SCHEME,
) -> str:
    """The text of a method's file in which all but the known lines is still to be said.

    Optional fields are commented out. `scheme` is that of links to methods.
    """
    written = json.dumps(name, ensure_ascii=False) if name else slug.replace("-", " ").capitalize()
    known = known or {}
    lines = [
        "---",
        f"# {say(FILL_IN)}",
        f"# {say(NOTED).replace('{key}', NOTED_KEY)}",
        "",
        f"# {_label(say, say('Name'), True, say('As it is written in the literature.'))}",
        f"name: {written}",
    ]
    group = ""
    for field in fields:
        if field.group != group:
            group = field.group
            lines += ["", f"# —— {group} ——"]
        lines += ["", f"# {_label(say, field.label, field.required, field.help)}"]
        if field.terms:
            lines.append(f"# {say(ONE_OF).replace('{terms}', join_limited(sorted(field.terms), 50))}")
        example = KINDS[field.kind].example
        entry = f"{field.id}: {example}" if not example.startswith("\n") else f"{field.id}:{example}"
        if field.id in known:
            lines += known[field.id].split("\n")
            continue
        lines += entry.split("\n") if field.required else [f"# {line}" for line in entry.split("\n")]
    lines += [
        "",
        f"# {say(BODY_BELOW)}",
        f"# {say(EXAMPLES).replace('{formula}', _FORMULA).replace('{link}', f'[…]({scheme}:…)')}",
        "---",
        "",
        *_empty_body(say, scheme),
    ]
    return "\n".join(lines)


def body_template(row: str, say: Say = str, scheme: str = METHOD_SCHEME) -> str:
    """The text of a Markdown file for the body of an entry that is a row of a data file; `row` is its place."""
    lines = ["---", f"# {say(FACTS_IN).replace('{path}', row)}", f"# {say(BODY_BELOW)}", "---", ""]
    return "\n".join([*lines, *_empty_body(say, scheme)])


def translation_template(document: Document, say: Say = str, body: str = "") -> str:
    """A translation in which everything is still to be said, with each source value as a comment above its key.

    It is stamped: whenever a part is filled in, it is known from which source words. `body` is the source text of the
    body, in Markdown, where it is to be shown too: as comments above the place where the translation goes.
    """
    source = document.source
    lines = [
        "---",
        stamps_line({part: source.stamp(part) for part in source.written_parts}),
        "reviewed: false",
        f"# {say(UNCOMMENT)}",
    ]
    if source.body_size and not body:
        lines.append(f"# {say(SAME_HEADINGS)}")
    for part, words in source.parts.items():
        field, _, note = part.partition(".")
        if part in source.same or (note and field in source.parts):  # the value's lines have both
            continue
        noted = source.parts.get(f"{part}.note", "") if not note else words
        keys = f"# {field}: {{note: …}}" if note else f"# {part}: {{value: …, note: …}}" if noted else f"# {part}: …"
        lines += ["", *_commented(words), *(_commented(noted) if noted and not note else []), keys]
    for field, names in source.aliases.items():
        own = [alias.text for alias in names if alias.lang == source.locale]
        lines += ["", *_commented(", ".join(own)), f"# {field}: […]"] if own else []
    if body:
        lines += ["", f"# {say(SAME_HEADINGS)}", "#", *_commented(body)]
    return "\n".join([*lines, "---", ""])


def stamps_line(stamps: Mapping[str, str]) -> str:
    """The `translates` line: the stamps of source texts by part."""
    return "translates: {" + ", ".join(f"{part}: {stamp}" for part, stamp in stamps.items()) + "}"


def _commented(words: str) -> list[str]:
    return [f"# {line}".rstrip() for line in words.split("\n")]
