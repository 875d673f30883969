"""How long every kind of input takes at the limit of its size, and whether twice as much takes four times as long.

Prints a line for each family of inputs: its name, the seconds of processor time at the limit, and by how much they grow
from half of it. `KAEDAH_FAMILIES` names some, by words in their names, with commas.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

from kaedah.cli import main as kaedah

from tests.conftest import ROOT, SITES, write_site
from tests.reliability.trial import Trial, main

BASE = {path.relative_to(SITES / "base").as_posix(): path.read_bytes() for path in (SITES / "base").rglob("*.*")}
METHOD = "content/methods/adapters.md"
TRANSLATION = "content/methods/lora.uk.md"
CATALOGUE = "locales/uk/LC_MESSAGES/messages.po"
PROBLEMS = "locales/uk/LC_MESSAGES/problems.po"
HEAD = "name: Adapters\nfield: deep-learning\ntype: Some type\nyear: 2019\n"
PO_HEAD = (
    'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && '
    '(n%100<12 || n%100>14) ? 1 : 2);\\n"\n'
)
CPU_LIMIT = 120  # seconds, after which the system ends a measurement

Files = Mapping[str, str | bytes]


class Family(NamedTuple):
    """Inputs that grow.

    full: the size that the limits allow, or a large one where it is the number of files.
    files: the files of a size, beside those of the base site.
    command: what reads them, from the folder of the site.
    """

    full: int
    files: Callable[[int], Files]
    command: tuple[str, ...] = ("check",)


FAMILIES: dict[str, Family] = {}


def family(name: str, full: int, *command: str) -> Callable[[Callable[[int], Files]], Callable[[int], Files]]:
    def add(files: Callable[[int], Files]) -> Callable[[int], Files]:
        FAMILIES[name] = Family(full, files, command or ("check",))
        return files

    return add


def lines(text: str, count: int, start: int = 0) -> str:
    """The text as often as `count` says, with the number of each for №."""
    return "".join(text.replace("№", str(number)) for number in range(start, start + count))


def method(front: str, body: str = "Text.\n") -> Files:
    return {METHOD: f"---\n{HEAD}{front}---\n\n{body}"}


def named(number: int) -> str:
    return HEAD.replace("Adapters", f"M{number}")


def settings(more: str) -> Files:
    return {"content/site.yaml": BASE["content/site.yaml"].decode() + more}


def fields(more: str) -> Files:
    return {"content/fields.yaml": BASE["content/fields.yaml"].decode() + more}


def glossary(text: str, body: str = "") -> Files:
    return {"content/glossary.yaml": text, **(method("", body) if body else {})}


def catalogue(text: str, path: str = CATALOGUE) -> Files:
    return {path: PO_HEAD + "\n" + text}


def theme(path: str, text: str) -> Files:
    return {
        "themes/own/theme.yaml": "name: own\nextends: default\n",
        f"themes/own/{path}": text,
    }


CHECK_THEME = ("check", "--theme", "own")
BUILD_THEME = ("build", "--theme", "own", "-j1")


# Settings and fields

family("settings of unknown keys", 2_500)(lambda n: settings(lines("key№: x\n", n)))
family("settings of equal keys", 3_500)(lambda n: settings(lines("branch: a\n", n)))
family("languages that are unknown", 3_500)(
    lambda n: {"content/site.yaml": f"title: T\nsource_locale: en\nlocales: [en, {lines('q№, ', n)}]\n"}
)
family("languages that are listed twice", 5_000)(
    lambda n: {"content/site.yaml": f"title: T\nsource_locale: en\nlocales: [en, {lines('uk, ', n)}]\n"}
)
family("fields", 350)(lambda n: fields(lines("- {id: f№, kind: text, label: Field №}\n", n)))
family("fields of one id", 600)(lambda n: fields(lines("- {id: f, kind: text, label: Field №}\n", n)))
family("fields of an unknown kind", 600)(lambda n: fields(lines("- {id: f№, kind: t№, label: F №}\n", n)))
family("terms of a field", 1_500)(
    lambda n: fields("- id: f\n  kind: term\n  label: F\n  terms:\n" + lines("    t№: Term №\n", n))
)


# Front matter

family("unknown keys", 2_500)(lambda n: method(lines("key№: x\n", n)))
family("keys that are almost known", 2_500)(lambda n: method(lines("originator№: x\n", n)))
family("one key again and again", 3_000)(lambda n: method(lines("cost: 1\n", n)))
family("aliases", 3_000)(lambda n: method(f"aliases: [{lines('a№, ', n)}]\n"))
family("equal aliases", 4_000)(lambda n: method(f"aliases: [{lines('aa, ', n)}]\n"))
family("people", 2_500)(lambda n: method(f"originators: [{lines('Ann Lee№, ', n)}]\n"))
family("equal people", 3_000)(lambda n: method(f"originators: [{lines('Ann Lee, ', n)}]\n"))
family("links to methods that are not there", 3_000)(lambda n: method(f"related: [{lines('lorq№, ', n)}]\n"))
family("one link again and again", 4_000)(lambda n: method(f"related: [{lines('lora, ', n)}]\n"))
family("references", 1_000)(lambda n: method("sources:\n" + lines("- {title: Title №}\n", n)))
family("equal references", 1_000)(lambda n: method("sources:\n" + lines("- {title: Title}\n", n)))
family("authors of a reference", 2_500)(lambda n: method(f"sources:\n- title: T\n  authors: [{lines('Lee№, ', n)}]\n"))
family("suppressions", 1_000)(lambda n: method("allow:\n" + lines("  rule-№: the reason is №\n", n)))
family("a long value", 7_900)(lambda n: method(f"summary: {'x' * n}\n"))
family("a long value of many words", 3_900)(lambda n: method(f"summary: {'x ' * n}\n"))
family("a long value of many stops", 3_900)(lambda n: method(f"summary: {'. ' * n}\n"))
family("a long value of many apostrophes", 3_900)(lambda n: method(f"summary: {chr(39)}{(chr(39) * 2 + 'x') * n}'\n"))
family("a long address", 7_900)(lambda n: method(f"sources:\n- title: T\n  url: https://a/{'a.' * (n // 2)}\n"))
family("a long range of pages", 7_900)(lambda n: method(f"sources:\n- title: T\n  pages: '{'1-' * (n // 2)}'\n"))
family("stamps", 1_000)(
    lambda n: {TRANSLATION: "---\ntranslates: {" + lines("part№: 0123456789, ", n) + "}\nname: Л\n---\n\nТекст.\n"}
)
family("untranslatable keys", 2_000)(
    lambda n: {TRANSLATION: "---\nname: Л\n" + lines("year: 2001\n", n) + "---\n\nТ.\n"}
)
family("members of a comparison", 3_000)(
    lambda n: {"content/comparisons/two-ways.md": f"---\ntitle: T\nmethods: [{lines('lorq№, ', n)}]\n---\n"}
)
family("quotes that never close", 15_000)(lambda n: method('summary: "' + 'x\\"' * n + "\n"))
family("comments", 10_000)(lambda n: method("# a\n" * (n // 2)))


# Bodies; `test_hostile_input.py` has many more

family("mentions of methods that are not there", 1_400)(lambda n: method("", lines("[a](method:lorq№)\n", n)))
family("mentions of one method", 1_900)(lambda n: method("", lines("[a](method:lora)\n", n)))
family("straight apostrophes", 1_900)(lambda n: {TRANSLATION: "---\nname: Л\n---\n\n" + "м'я а'я\n" * n})
family("words with a space before the stop", 1_900)(
    lambda n: {TRANSLATION: "---\nname: Л\n---\n\n" + "а , б . в !\n" * n}
)
family("a body of repeated words", 1_900)(lambda n: method("", "the the the the\n" * n))
family("a body of terms", 1_900)(lambda n: glossary("- {term: one, definition: D}\n", "one two one\n" * n))


# Glossary

STARS = ("a*", "aa*", "aaa*", "aaaa*", "aaaaa*")
family("terms", 3_000)(lambda n: glossary(lines("- {term: t№, definition: The definition}\n", n), "t1 t2 t3\n" * 1_900))
family("terms of one wording", 5_000)(lambda n: glossary(lines("- {term: a, id: t№, definition: D}\n", n)))
family("forms of a term", 9_000)(
    lambda n: glossary("- term: t\n  definition: D\n  forms: [" + lines("f№, ", n) + "]\n", "f1 f2 f3\n" * 1_900)
)
family("starred forms of a term", 2_900)(
    lambda n: glossary(
        "- term: t\n  definition: D\n  forms:\n" + lines("  - form№*\n", n), "form1 form form3\n" * 1_900
    )
)
family("starred forbidden wordings", 3_000)(
    lambda n: glossary(
        "- term: t\n  definition: D\n  forbidden:\n" + lines("    word№* of* t*: the reason is №\n", n),
        "word1 of word2 of trees\n" * 1_300,
    )
)
family("starred forbidden wordings of one word", 3_000)(
    lambda n: glossary(
        "- term: t\n  definition: D\n  forbidden:\n" + lines("    a* b№*: the reason is №\n", n), "a a a a b\n" * 1_900
    )
)
family("starred forbidden wordings in a translation", 3_000)(
    lambda n: {
        "content/glossary.yaml": "- term: t\n  definition: D\n  renderings:\n    uk:\n      term: т\n      forbidden:\n"
        + lines("        сло№* за* т*: причина №\n", n),
        TRANSLATION: "---\nname: Л\n---\n\n" + "сло1 за сло2 за т\n" * 1_300,
        CATALOGUE: PO_HEAD + "\n" + lines('msgid "m№"\nmsgstr "сло1 за сло2"\n\n', 3_000),
    }
)
family("forbidden wordings of many words", 100)(
    lambda n: glossary(
        "- term: t\n  definition: D\n  forbidden:\n" + lines(f"    {'a* ' * 100}b№: the reason is №\n", n),
        "a " * 1_500 + "\n" + "a " * 1_500,
    )
)
family("starred forbidden wordings that all match the text", 1_500)(
    lambda n: glossary(
        "- term: t\n  definition: D\n  forbidden:\n"
        + "".join(f"    {' '.join(words)} b: the reason\n" for words in islice(product(STARS, repeat=5), n)),
        "aaaaa " * 500 + "\n" + "aaaaa " * 500,
    )
)
family("starred forbidden wordings of long words", 2_500)(
    lambda n: glossary(
        "- term: t\n  definition: D\n  forbidden:\n" + lines("    a* a* a* a* a* b№*: the reason is №\n", n),
        (("a" * 40 + " ") * 90 + "\n") * 8,
    )
)
family("starred forbidden wordings in Hangul", 2_500)(
    lambda n: {
        **settings(""),
        "content/site.yaml": "title: T\nsource_locale: ko\nlocales: [ko]\n",
        **glossary(
            "- term: t\n  definition: D\n  forbidden:\n" + lines("    가* 가* 가* 가* 라№: 그 까닭은 №\n", n),
            ("가" * 1_000 + "\n") * 9,
        ),
    }
)
family("Han terms", 4_000)(
    lambda n: {
        "content/glossary.yaml": lines("- {term: t№, definition: D, renderings: {zh-Hans: 词№}}\n", n),
        **settings("").copy(),
        "content/methods/lora.zh-Hans.md": "---\nname: 词\n---\n\n" + "词1词2词\n" * 1_900,
    }
)
family("renderings", 3_000)(
    lambda n: glossary("- term: t\n  definition: D\n  renderings:\n" + lines("    x№: words\n", n))
)


# Catalogues

family("equal messages", 330_000)(lambda n: catalogue('msgid "a"\nmsgstr "b"\n' * n))
family("equal messages within the limit", 19_900)(lambda n: catalogue('msgid "a"\nmsgstr "b"\n\n' * n))
family("messages", 19_900)(lambda n: catalogue(lines('msgid "a№"\nmsgstr "b"\n\n', n)))
family("messages without words", 19_900)(lambda n: catalogue(lines('msgid "a№"\nmsgstr ""\n\n', n)))
family("messages of many contexts", 19_900)(lambda n: catalogue(lines('msgctxt "c№"\nmsgid "a№"\nmsgstr "b"\n\n', n)))
family("messages that are obsolete", 19_900)(lambda n: catalogue(lines('#~ msgid "a№"\n#~ msgstr "b"\n\n', n)))
family("messages with wrong placeholders", 19_900)(lambda n: catalogue(lines('msgid "{a№}"\nmsgstr "b"\n\n', n)))
family("lines of one message", 1_000_000)(lambda n: catalogue('msgid "a"\nmsgstr ""\n' + '"b c"\n' * n))
family("lines of one msgid", 1_000_000)(lambda n: catalogue('msgid ""\n' + '"b c"\n' * n + 'msgstr "a"\n'))
family("a message of one line", 7_000_000)(lambda n: catalogue(f'msgid "a"\nmsgstr "{"b " * (n // 2)}"\n'))
family("comments of a message", 1_000_000)(lambda n: catalogue("# a\n" * n + 'msgid "a"\nmsgstr "b"\n'))
family("suppressions of a message", 300_000)(
    lambda n: catalogue(lines("# allow rule-№: the reason\n", n) + 'msgid "a"\nmsgstr "b"\n')
)
family("flags of a message", 500_000)(lambda n: catalogue("#, fuzzy\n" * n + 'msgid "a"\nmsgstr "b"\n'))
family("flags on one line", 500_000)(lambda n: catalogue("#, " + "fuzzy, " * n + '\nmsgid "a"\nmsgstr "b"\n'))
family("places of a message", 500_000)(lambda n: catalogue("#: a.py:1\n" * n + 'msgid "a"\nmsgstr "b"\n'))
family("places on one line", 500_000)(lambda n: catalogue("#: " + "a.py:1 " * n + '\nmsgid "a"\nmsgstr "b"\n'))
family("former words of a message", 500_000)(lambda n: catalogue('#| msgid "a"\n' * n + 'msgid "a"\nmsgstr "b"\n'))
family("plural forms of a message", 300_000)(
    lambda n: catalogue('msgid "a"\nmsgid_plural "b"\n' + lines('msgstr[№] "c"\n', n))
)
family("one plural form again and again", 300_000)(
    lambda n: catalogue('msgid "a"\nmsgid_plural "b"\n' + 'msgstr[0] "c"\n' * n)
)
family("headers", 300_000)(lambda n: {CATALOGUE: PO_HEAD + lines('"X-№: y\\n"\n', n) + '\nmsgid "a"\nmsgstr "b"\n'})
family("lines of a header", 500_000)(lambda n: {CATALOGUE: PO_HEAD + '"y "\n' * n + '\nmsgid "a"\nmsgstr "b"\n'})
family("a plural rule of many conditions", 300_000)(
    lambda n: {CATALOGUE: PO_HEAD.replace("plural=(", "plural=(" + "n==1 ? 0 : " * n)}
)
family("a plural rule of many brackets", 1_000_000)(
    lambda n: {CATALOGUE: PO_HEAD.replace("plural=(", "plural=(" + "(" * n)}
)
family("a plural rule of many nots", 1_000_000)(
    lambda n: {CATALOGUE: PO_HEAD.replace("plural=(", "plural=(" + "!" * n)}
)
family("a plural rule of many spaces", 3_000_000)(
    lambda n: {CATALOGUE: PO_HEAD.replace("nplurals=3", "nplurals" + " " * n + "=3")}
)
family("messages with apostrophes", 19_900)(lambda n: catalogue(lines('msgid "a№"\nmsgstr "м\'я"\n\n', n)))
family("backslashes", 3_500_000)(lambda n: catalogue('msgid "a"\nmsgstr "' + "\\\\" * n + '"\n'))
family("quotes that are escaped", 3_500_000)(lambda n: catalogue('msgid "a"\nmsgstr "' + '\\"' * n + '"\n'))
family("blank lines", 8_000_000)(lambda n: catalogue("\n" * n))
family("messages of problems", 39_800, "check", "--lang", "uk")(
    lambda n: catalogue(lines('msgctxt "message"\nmsgid "a№"\nmsgstr "b"\n\n', n // 2), PROBLEMS)
)
family("equal messages of problems", 19_900, "check", "--lang", "uk")(
    lambda n: catalogue('msgid "a"\nmsgstr "b"\n\n' * n, PROBLEMS)
)


# Themes

family("a style of comments that never close", 250_000, *CHECK_THEME)(lambda n: theme("assets/own.css", "/*\n" * n))
family("a style of comments", 150_000, *CHECK_THEME)(lambda n: theme("assets/own.css", "/**/\n" * n))
family("a style of spaces", 1_000_000, *CHECK_THEME)(lambda n: theme("assets/own.css", " " * n))
family("a style of lines of spaces", 100_000, *CHECK_THEME)(lambda n: theme("assets/own.css", " " * 9 + "\n" * n))
family("a style of stars", 1_000_000, *CHECK_THEME)(lambda n: theme("assets/own.css", "/*" + "*" * n))
family("a script of comments that never close", 250_000, *CHECK_THEME)(
    lambda n: theme("assets/own.js", "/* a\n" * (n // 2))
)
family("styles", 1_900, *CHECK_THEME)(
    lambda n: {**theme("a", ""), **{f"themes/own/assets/a{number}.css": "a{}" for number in range(n)}}
)
family("additions to no style", 1_900, *CHECK_THEME)(
    lambda n: {**theme("a", ""), **{f"themes/own/additions/a{number}.css": "a{}" for number in range(n)}}
)
family("templates", 1_900, *CHECK_THEME)(
    lambda n: {**theme("a", ""), **{f"themes/own/templates/a{number}.html": "a" for number in range(n)}}
)
family("a template of words", 1_000_000, *BUILD_THEME)(lambda n: theme("templates/own.html", "a" * n))
family("a template of expressions", 40_000, *CHECK_THEME)(lambda n: theme("templates/own.html", "{{ a }}\n" * n))
family("a template of blocks", 20_000, *CHECK_THEME)(
    lambda n: theme("templates/own.html", lines("{% block b№ %}{% endblock %}\n", n))
)
family("a template of conditions", 20_000, *CHECK_THEME)(
    lambda n: theme("templates/own.html", "{% if a %}{% endif %}\n" * n)
)
family("a template that includes what is not there", 20_000, *CHECK_THEME)(
    lambda n: theme("templates/own.html", lines('{% include "a№.html" %}\n', n))
)
family("a template of assets that are not there", 20_000, *CHECK_THEME)(
    lambda n: theme("templates/own.html", lines('{{ asset("a№.css") }}\n', n))
)
family("a template of braces", 300_000, *CHECK_THEME)(lambda n: theme("templates/own.html", "{{" * n))
family("a template of comments that never close", 300_000, *CHECK_THEME)(
    lambda n: theme("templates/own.html", "{#" * n)
)
family("a template of spaces", 1_000_000, *CHECK_THEME)(lambda n: theme("templates/own.html", "{{ a" + " " * n))
family("a template of quotes", 300_000, *CHECK_THEME)(lambda n: theme("templates/own.html", "{{ '" + "\\'" * n))


# Tables and bibliographies

CSV, BIB = ("import", "t.csv"), ("import", "t.bib")
family("rows", 10_000, *CSV)(lambda n: {"t.csv": "name,year\n" + lines("Row №,2001\n", n)})
family("rows of one name", 10_000, *CSV)(lambda n: {"t.csv": "name,year\n" + "Row,2001\n" * n})
family("rows without a name", 10_000, *CSV)(lambda n: {"t.csv": "name,year\n" + ",2001\n" * n})
family("rows beyond the limit", 2_000_000, *CSV)(lambda n: {"t.csv": "name\n" + "a\n" * n})
family("empty rows", 4_000_000, *CSV)(lambda n: {"t.csv": "name\n" + "\n" * n})
family("columns", 990, *CSV)(lambda n: {"t.csv": lines("column №,", n) + "name\n" + "a," * n + "a\n"})
family("equal columns", 990, *CSV)(lambda n: {"t.csv": "name," * n + "\n" + "a," * n + "\n"})
family("columns beyond the limit", 4_000_000, *CSV)(lambda n: {"t.csv": "," * n + "\n"})
family("cells", 990, *CSV)(lambda n: {"t.csv": "name\n" + ("a," * n + "\n") * 1_000})
family("methods as columns", 900, *CSV)(
    lambda n: {"t.csv": "field,label,verdict," + lines("M№,", n) + "\n" + ("year,Year,same," + "2001," * n + "\n") * 20}
)
family("a cell of addresses", 16_000, *CSV)(lambda n: {"t.csv": "name,sources\na," + "https://" * n + " x\n"})
family("a cell of references", 8_000, *CSV)(lambda n: {"t.csv": 'name,sources\na,"' + lines("T№. V; ", n) + '"\n'})
family("a cell of people", 8_000, *CSV)(lambda n: {"t.csv": 'name,originators\na,"' + lines("A B№; ", n) + '"\n'})
family("a cell of names", 8_000, *CSV)(lambda n: {"t.csv": 'name,aliases\na,"' + lines("A B№; ", n) + '"\n'})
family("a cell of brackets", 120_000, *CSV)(lambda n: {"t.csv": 'name,sources\na,"' + "(" * n + '"\n'})
family("a cell of identifiers", 120_000, *CSV)(
    lambda n: {"t.csv": 'name,url,doi\na,"' + "1" * n + f'",{"10.1/" * (n // 9)}\n'}
)
family("a cell of apostrophes", 60_000, *CSV)(lambda n: {"t.csv": 'name,type\na,"' + "; '" * (n // 2) + '"\n'})
family("a cell of spaces", 120_000, *CSV)(
    lambda n: {"t.csv": 'name,type,sources\na,"' + "a" + " " * n + 'b","' + "a" + " " * n + 'b"\n'}
)
family("a long name", 120_000, *CSV)(lambda n: {"t.csv": f"name\n{'a b' * (n // 3)}\n"})
family("quotes in the first line", 4_000_000, *CSV)(lambda n: {"t.csv": '"' * n + "\n"})
family("entries", 5_000, *BIB)(lambda n: {"t.bib": lines("@misc{k№, title={Title №}, year=2001}\n", n)})
family("entries in quotes", 300_000, *BIB)(lambda n: {"t.bib": lines('@misc(k№, title="T№")\n', n // 2)})
family("entries of one key", 300_000, *BIB)(lambda n: {"t.bib": '@misc(k,title="T")\n' * n})
family("entries that are broken", 1_000_000, *BIB)(lambda n: {"t.bib": "@misc{k\n" * n})
family("signs of entries", 8_000_000, *BIB)(lambda n: {"t.bib": "@" * n})
family("strings that double", 60, *BIB)(
    lambda n: {
        "t.bib": '@string{a0="xx"}\n'
        + "".join(f"@string{{a{i + 1}=a{i}#a{i}}}\n" for i in range(n))
        + f"@misc{{k,title=a{n}}}"
    }
)
family("a sum of strings", 2_000_000, *BIB)(
    lambda n: {"t.bib": f'@string{{a="{"x" * 9_000}"}}\n@misc{{k,title=' + "a#" * n + "a}"}
)
family("fields of an entry", 300_000, *BIB)(lambda n: {"t.bib": "@misc{k, title={T}," + lines("f№={x},", n) + "}"})
family("nested braces", 4_000_000, *BIB)(lambda n: {"t.bib": "@misc{k, title={" + "{" * n})
family("braces of a value", 4_900, *BIB)(lambda n: {"t.bib": "@misc{k, title={" + "{}" * n + "}}"})
family("accents of a value", 2_400, *BIB)(lambda n: {"t.bib": "@misc{k, title={" + "\\'{e}" * (n // 2) + "}}"})
family("commands of a value", 4_900, *BIB)(lambda n: {"t.bib": "@misc{k, title={" + "\\a" * n + "}}"})
family("authors of an entry", 1_600, *BIB)(
    lambda n: {"t.bib": "@misc{k, title={T}, author={" + lines("A and ", n) + "B}}"}
)
family("names of an author", 4_900, *BIB)(lambda n: {"t.bib": "@misc{k, title={T}, author={" + "A " * n + "}}"})
family("commas of an author", 4_900, *BIB)(lambda n: {"t.bib": "@misc{k, title={T}, author={" + "A," * n + "}}"})


# Many files

family("methods", 1_000)(
    lambda n: {f"content/methods/m{number}.md": f"---\n{named(number)}---\n\nText.\n" for number in range(n)}
)
family("methods of one name", 1_000)(
    lambda n: {f"content/methods/m{number}.md": f"---\n{HEAD}---\n\nText.\n" for number in range(n)}
)
family("methods that are linked wrongly", 1_000)(
    lambda n: {
        f"content/methods/m{number}.md": f"---\n{named(number)}related: [n{number}]\n---\n\nText.\n"
        for number in range(n)
    }
)
family("files that are no content", 3_000)(lambda n: {f"content/methods/Bad {number}.md": "x" for number in range(n)})
family("files of one slug", 3_000)(lambda n: {f"content/methods/d{number}/one.md": "x" for number in range(n)})
family("translations of nothing", 3_000)(lambda n: {f"content/methods/m{number}.uk.md": "x" for number in range(n)})
family("translations into unknown languages", 3_000)(
    lambda n: {f"content/methods/lora.q{number}.md": "x" for number in range(n)}
)
family("comparisons", 1_000)(
    lambda n: {
        f"content/comparisons/c{number}.md": f"---\ntitle: C{number}\nmethods: [adapters, lora]\n---\n"
        for number in range(n)
    }
)


def seconds_of(item: Family, size: int) -> float:
    """Seconds of processor time of a command, in a process of its own; infinite where the system had to end it.

    Raises AssertionError where it ended otherwise than with exit code 0 or 1.
    """
    with tempfile.TemporaryDirectory() as folder:
        site = write_site(Path(folder) / "site", {**BASE, **item.files(size)})
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os._exit(_run(site, item.command, write))
        os.close(write)
        with open(read, encoding="ascii") as answer:
            text = answer.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status < 0:
        return float("inf")
    assert status in (0, 1), f"{item.command} ended with {status}: {text}"
    return float(text)


def _run(site: Path, command: tuple[str, ...], answer: int) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    os.chdir(site)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    if not (site / "themes").exists():
        command = (*command, "--themes", str(ROOT / "themes"))
    before = time.process_time()
    try:
        kaedah([*command], prog_name="build.py")
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 3
    except BaseException as error:
        os.write(answer, repr(error)[:300].encode("ascii", "replace"))
        return 4
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    os.write(answer, f"{time.process_time() - before + used.ru_utime + used.ru_stime:.3f}".encode())
    return code


def growth_of(item: Family) -> tuple[float, float]:
    """The seconds at the limit, and by how much they grow from half of it, without what an empty input takes."""
    full = seconds_of(item, item.full)
    if full < SHORT:
        return full, 1
    half, nothing = seconds_of(item, item.full // 2), seconds_of(item, 1)
    return full, (full - nothing) / max(half - nothing, SHORT / 8)


SHORT = 1.0  # seconds that are too few to say anything of growth
LONGEST = 15.0  # seconds that an input within the limits may take
MOST_GROWTH = 3.0  # from half the size; twice is what it should be


def fault_of(item: Family) -> tuple[str, str]:
    """The measurement in words, and what is wrong with it; a busy machine gets a second chance."""
    text = fault = ""
    for _ in range(2):
        seconds, growth = growth_of(item)
        text = f"{seconds:7.2f} s  x {growth:.1f}"
        fault = "too slow" if seconds > LONGEST else "grows too fast" if growth > MOST_GROWTH else ""
        if not fault:
            break
    return text, fault and f"{fault}: {text}"


def run(trial: Trial) -> None:
    """Measures the families that are wanted."""
    words = [word for word in os.environ.get("KAEDAH_FAMILIES", "").split(",") if word]
    names = [name for name in FAMILIES if not words or any(word in name for word in words)]
    for name in names[:: 1 if not trial.quick else 4]:
        text, fault = fault_of(FAMILIES[name])
        print(f"{name:58} {text}", flush=True)
        trial.case(name, fault)


if __name__ == "__main__":
    main(__doc__, run)
