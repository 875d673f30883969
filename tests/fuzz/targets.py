"""All targets by name, each with the words of its format. Inputs that are kept lie in `tests/corpus/NAME/`."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.fuzz import content_targets, file_targets, state_targets

CORPUS = Path(__file__).parent.parent / "corpus"


class Target(NamedTuple):
    """A reader of the program.

    check: raises where what it promises does not hold of an input.
    words: what inputs of its format are made of.
    """

    check: Callable[[bytes], None]
    words: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        return self.check.__name__.removeprefix("check_").replace("_", "-")

    def kept(self) -> list[bytes]:
        """The inputs that are kept, in an order that is always the same."""
        return [path.read_bytes() for path in sorted((CORPUS / self.name).glob("*"))]


def _words(text: str) -> tuple[bytes, ...]:
    """The words between spaces; `␣` stands for a space and `¶` for a line end."""
    return tuple(word.replace("␣", " ").replace("¶", "\n").encode() for word in text.split())


_YAML = _words(
    "- :␣ ¶-␣ ¶␣␣ '' \"\" | > & * !! !!python/object:a ? <<:␣*a {a:␣b} [a] #␣ --- ... % @ \\x07 \\ud800 \\ue000 n/a ~"
)
_MARKDOWN = _words(
    "* ** *** _ __ ` ``` ~~~ $ $$ | ¶|a|b|¶|-|-|¶ \\ <b> </b> <!-- --> &lt; &#x3c; &#0; ¶# ¶##␣ ¶---¶ "
    "¶===¶ ¶-␣ ¶1.␣ ¶>␣ ¶:␣␣␣ "
    "[^1] ¶[^1]:␣ [a] ¶[a]:␣https://e.org ](method:lora) ](https://e.org) ![a](b) {#id} <https://e.org> "
    "<a@b.c> ¶¶ ␣␣¶ ¶␣␣␣␣ "
    "javascript: klzzwxh:0 wzxhzdk:0 zz1337820767766393qq \\frac{a}{b} \\text{ \\href{javascript:a}{b} "
    "¶```html¶ ¶```¶ fine-tuning GAN"
)
_FORMULA = _words(
    "\\frac{ \\sqrt[ \\left( \\right) \\begin{matrix} \\end{matrix} \\begin{align} \\end{align} & \\\\ ^ "
    "_ { } \\text{ \\mathrm{ "
    "\\href{ \\url{ \\htmlData{ \\class{ \\style{ \\color{red} \\def\\a{ \\newcommand{\\a} #1 "
    "\\operatorname{ \\sum \\limits \\over "
    "\\mathbb{ \\hat{ \\underbrace{ \\stackrel{ \\binom{ \\not \\char \\unicode{ \\tag{ \\label{ "
    "\\hspace{ \\rule{ \\ce{ \\cancel{ '"
)
_FRONT = _words(
    "name: title: methods:␣[lora,␣adapters] field:␣deep-learning type: year:␣2019 cost:␣1e5 open:␣yes "
    "originators: sources:¶␣␣-␣title: "
    "authors: doi:␣10.1234/x arxiv:␣2106.09685 url:␣https://e.org isbn: aliases: {text:␣a,␣lang:␣uk} "
    "related: summary: translates: "
    "reviewed:␣true sort_key: allow: b35dac0e"
)
_SETTINGS = _words(
    "title: base_url:␣https://e.org/ repository: branch: source_locale:␣en locales:␣[en,␣uk,␣zh-Hans] "
    "theme:␣default compare:␣{pairs:␣all} "
    "licence:␣{name:␣a,␣url:␣https://e.org} downloads:␣true en-GB sr-Latn xx"
)
_FIELDS = _words(
    "id: kind: label: help: required: compare: terms: term text year number flag people sources names "
    "links prose set count value none"
)
_GLOSSARY = _words(
    "term: id: definition: aliases: forms: forbidden: renderings: uk: ko: zh-Hans: [a*] {a*:␣b} GAN "
    "fine-tuning 微调 미세␣조정 '"
)
_PO = _words(
    'msgid msgstr msgctxt msgid_plural msgstr[0] msgstr[1] msgstr[2] "" "\\n" #,␣fuzzy #~ #| '
    "#: #. #␣allow␣a:␣b ¶¶ {count} {names} "
    'Plural-Forms:␣nplurals=3;␣plural=n%10==1?0:1; Language:␣uk\\n charset=utf-8 ¶msgid␣"Yes"¶msgstr␣"a"¶'
)
_TABLE = _words(
    'name slug title authors venue pages doi arxiv url isbn year , ; ¶ "" "¶" sep=; '
    "field,label,verdict Hu␣et␣al.␣(2022). =1+1"
)
_BIB = _words(
    '@article{a, @string{a="b"} @comment @preamble title␣=␣{ author␣=␣{A,␣B␣and␣C␣D} '
    "year␣=␣2021, } # \\'{e} {\\\"o} \\textless "
    "doi␣=␣ eprint␣=␣ url␣=␣ and␣others date␣=␣{2021-01} crossref␣=␣{a} \\ $ month␣=␣jan"
)
_MANIFEST = _words(
    '{"kaedah":␣1,␣"files":␣{ "shard":␣[1,2,"a",3] "a.html":␣["f","d",1] ../ .. / \\u0000 '
    "1e999 NaN [] null -1 \\ud800 :"
)
_REQUEST = (
    *_words("GET HEAD POST / /en/index.html /~kaedah/events /~kaedah/live.js HTTP/1.1 HTTP/1.0 HTTP/0.9 HTTP/9.9 ␣"),
    *_words("Host:␣127.0.0.1:8000 Host:␣evil Content-Length:␣5 Transfer-Encoding:␣chunked Expect:␣100-continue"),
    *_words("Connection:␣keep-alive %2e%2e/ %00 %0d%0a ?a #b //"),
    b"\r\n",
    b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
)

TARGETS = {
    target.name: target
    for target in (
        Target(content_targets.check_document, _FRONT + _YAML + _MARKDOWN),
        Target(content_targets.check_body, _MARKDOWN),
        Target(content_targets.check_formula, _FORMULA),
        Target(content_targets.check_yaml, _YAML),
        Target(content_targets.check_settings, _SETTINGS + _YAML),
        Target(content_targets.check_fields, _FIELDS + _YAML),
        Target(content_targets.check_theme, _words("name: extends:␣default licence: /* */ /*! ¶/*␣a␣*/¶")),
        Target(content_targets.check_glossary, _GLOSSARY + _YAML),
        Target(file_targets.check_catalogue, _PO),
        Target(file_targets.check_problem_messages, _PO),
        Target(file_targets.check_table, _TABLE),
        Target(file_targets.check_bibliography, _BIB),
        Target(file_targets.check_manifest, _MANIFEST),
        Target(file_targets.check_request, _REQUEST),
        Target(state_targets.check_stats),
        Target(state_targets.check_folder_times),
        Target(state_targets.check_page_spec, _words('["method", "pair", [], null 0 {} "')),
        Target(state_targets.check_summary),
        Target(state_targets.check_contents),
        Target(state_targets.check_bulk),
        Target(state_targets.check_memos),
    )
}
