"""Hostile input gives reported problems or safe pages in bounded time, never a traceback."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from types import FrameType

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kaedah.cli import main
from kaedah.plan.site_plan import plan_site
from kaedah.problems import Problem, format_problems, has_errors
from kaedah.publish.page_writer import make_jobs, render_job
from kaedah.read.markdown import convert

from tests import pictures
from tests.active_markup import dangers, dangers_in_script
from tests.conftest import EXAMPLES, ROOT, SITES, SOURCE, read, tree, write_site
from tests.page_reader import Element, read_page

pytestmark = pytest.mark.slow

BASE = {path.relative_to(SITES / "base").as_posix(): path.read_bytes() for path in (SITES / "base").rglob("*.*")}
METHOD = "content/methods/adapters.md"
TRANSLATION = "content/methods/lora.uk.md"
CATALOGUE = "locales/uk/LC_MESSAGES/messages.po"
HEAD = "---\nname: Adapters\nfield: deep-learning\ntype: Some type\nyear: 2019\n---\n\n"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufffe\uffff]")

quick = settings(
    derandomize=True, max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def judge(changes: Mapping[str, str | bytes]) -> tuple[dict[str, str], list[Problem]]:
    """The pages of the base site with these files changed, none where a problem is an error; and every problem."""
    with tempfile.TemporaryDirectory() as folder:
        site, problems = read(write_site(Path(folder), BASE | dict(changes)))
        assert (site is None) == has_errors(problems)
        assert "Node(" not in format_problems(problems), "a message shows the inside of the program"
        json.loads(format_problems(problems, "json"))
        if site is None:
            return {}, problems
        plan = plan_site(site, "test")
        pages = {done.path: done.content.decode() for job in make_jobs(plan, plan.pages) for done in render_job(job)}
    found = {path: dangers(text) for path, text in pages.items() if path.endswith(".html")}
    found |= {path: dangers_in_script(path, text) for path, text in pages.items() if path.endswith(".js")}
    assert {path: what for path, what in found.items() if what} == {}
    return pages, problems


def must_refuse(changes: Mapping[str, str | bytes], words: str) -> None:
    pages, problems = judge(changes)
    assert not pages
    assert words in format_problems(problems)


def built(tmp_path: Path, changes: Mapping[str, str | bytes]) -> dict[str, Element]:
    """The pages of the built site as trees; the command line builds it and no tag is left open."""
    site = write_site(tmp_path / "site", BASE | dict(changes))
    places = {
        "content": site / "content",
        "locales": site / "locales",
        "themes": ROOT / "themes",
        "output": site / "out",
    }
    result = CliRunner().invoke(main, ["build", *(f"--{name}={path}" for name, path in places.items())])
    assert result.exception is None, result.stderr
    files = {path: text.decode() for path, text in tree(site / "out").items() if path.endswith(".html")}
    assert [path for path, text in files.items() if dangers(text)] == []
    return {path: read_page(site / "out" / path) for path in files}


# Any bytes


FILES = (
    METHOD,
    TRANSLATION,
    CATALOGUE,
    "content/site.yaml",
    "content/fields.yaml",
    "content/comparisons/two-ways.md",
    "content/pages/about.md",
)


@pytest.mark.slow
@quick
@given(st.sampled_from(FILES), st.binary(max_size=400))
def test_any_bytes_as_a_file_give_problems_or_pages(name: str, content: bytes) -> None:
    judge({name: content})


@pytest.mark.slow
@quick
@given(st.sampled_from(FILES), st.text(max_size=300))
def test_any_text_as_a_file_gives_problems_or_pages(name: str, content: str) -> None:
    judge({name: content.encode("utf-8", "surrogatepass")})


@pytest.mark.slow
@quick
@given(st.sampled_from(FILES), st.data())
def test_any_change_of_a_good_file_gives_problems_or_pages(name: str, data: st.DataObject) -> None:
    content = BASE[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 60)))
    judge({name: content[:start] + data.draw(st.binary(max_size=12)) + content[end:]})


SCALARS = [
    *(
        "",
        "x",
        "n/a",
        "~",
        "null",
        "2021",
        "0o17",
        "1e5",
        "-",
        "yes",
        "2021-01-01",
        "12:30",
        "'",
        '"',
        "''",
        '""',
        "|",
        ">",
    ),
    *("[a, b]", "{a: b}", "[[a], {b: c}]", "&a x", "*a", "[&a [x], *a]", "!!python/object/apply:os.system [id]"),
    *(
        "!!binary aGk=",
        "!!int x",
        "!!set {a}",
        "<<: *a",
        "{text: a, lang: en}",
        "[{text: a, lang: '\"><b>'}]",
        "%a",
        "@a",
    ),
    *(
        "`a`",
        "a: b: c",
        "[",
        "{",
        "]",
        "}",
        '"\\ud800"',
        '"\\x41"',
        "\U0001f600",
        "#a",
        "a #b",
        "? a",
        "- a",
        "\ta",
        "? [a]",
    ),
    *("[{title: t, authors: [a], year: 2020}]", "[{title: [t], doi: {}}]", "[lora]", "lora", "deep-learning", "[''] "),
]
KEYS = [
    *("name", "field", "type", "year", "cost", "open", "originators", "sources", "aliases", "related", "summary"),
    *(
        "translates",
        "reviewed",
        "sort_key",
        "title",
        "methods",
        "slug",
        "?",
        "[a]",
        "{a: b}",
        "&a name",
        "*a",
        "!!str name",
    ),
]
SETTINGS = ["title", "base_url", "repository", "branch", "source_locale", "locales", "theme", "compare"]
FIELDS = ["id", "kind", "label", "help", "required", "compare", "terms"]


def mappings(keys: list[str]) -> st.SearchStrategy[str]:
    """Lines of `key: value`, now and then indented, doubled or without sense."""
    line = st.builds(
        lambda indent, key, value: f"{indent}{key}: {value}",
        st.sampled_from(["", "", "", "", "  ", "- "]),
        st.sampled_from(keys),
        st.one_of(st.sampled_from(SCALARS), st.text(max_size=12)),
    )
    return st.lists(line, max_size=8).map("\n".join)


@pytest.mark.slow
@quick
@given(
    mappings(KEYS), st.sampled_from([METHOD, TRANSLATION, "content/comparisons/two-ways.md", "content/pages/about.md"])
)
def test_any_front_matter_gives_problems_or_pages(front: str, name: str) -> None:
    judge({name: f"---\n{front}\n---\nBody.\n".encode("utf-8", "surrogatepass")})


@pytest.mark.slow
@quick
@given(mappings(SETTINGS), mappings(FIELDS))
def test_any_settings_and_fields_give_problems_or_pages(given_settings: str, given_fields: str) -> None:
    good = BASE["content/site.yaml"].decode()
    judge({"content/site.yaml": f"{good}{given_settings}\n".encode("utf-8", "surrogatepass")})
    judge({"content/site.yaml": given_settings.encode("utf-8", "surrogatepass")})
    entry = "\n  ".join(["- id: more", *given_fields.replace("\n- ", "\n").split("\n")])
    judge({"content/fields.yaml": f"{BASE['content/fields.yaml'].decode()}{entry}\n".encode("utf-8", "surrogatepass")})


PIECES = [
    *(
        "[",
        "]",
        "(",
        ")",
        "![",
        "*",
        "**",
        "***",
        "_",
        "__",
        "`",
        "```",
        "~~~",
        "$",
        "$$",
        "|",
        "|-|",
        "\\",
        "<",
        ">",
        "&",
        "#",
    ),
    *(
        "\n",
        "\n\n",
        "    ",
        "- ",
        "1. ",
        "> ",
        ": ",
        "## ",
        "[^1]",
        "[^1]: ",
        "[a]: ",
        "](method:lora)",
        "](",
        "{#id}",
        "{.a #b}",
    ),
    *(
        "a",
        "b c",
        "é",
        "中",
        "ا",
        "\u202e",
        "\t",
        "---",
        "===",
        "<b>",
        "</p>",
        "<!--",
        "-->",
        "&lt;",
        "&#x3c;",
        "&#0;",
        "https://a",
    ),
    *(
        "\\frac{",
        "}",
        "^",
        "x_1",
        "javascript:",
        '"',
        "'",
        "=",
        "+",
        "<https://a>",
        "heading-0-token",
        "\u0301",
        "\U0001f600",
    ),
]


@pytest.mark.slow
@quick
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_markdown_gives_problems_or_pages(body: str) -> None:
    judge({METHOD: HEAD + body, TRANSLATION: f"---\nname: Назва\n---\n\n{body}"})


@pytest.mark.slow
@settings(quick, max_examples=4 * EXAMPLES)
@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=150).map("".join)))
def test_any_body_converts_to_safe_html_that_nests(body: str) -> None:
    with bounded():
        html = convert(body).html
    assert dangers(re.sub(r'href="method:', 'href="', html, flags=re.IGNORECASE)) == []  # pages resolve these links
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        read_page(page)


PO_LINES = [
    *(
        'msgid "Yes"',
        'msgid ""',
        'msgstr "a"',
        'msgstr ""',
        'msgid_plural "b"',
        'msgstr[0] "c"',
        'msgstr[7] "c"',
        'msgctxt "field"',
    ),
    *(
        '"Plural-Forms: nplurals=1; plural=0;\\n"',
        '"Language: xx\\n"',
        '"Content-Type: text/plain; charset=utf-16\\n"',
        "",
        "#, fuzzy",
    ),
    *(
        "#~ msgid",
        "#: a:b",
        "#| msgid",
        "msgid",
        'msgid "',
        '"',
        '"\\',
        "# c",
        'msgstr "{count}"',
        'msgstr "{"',
        "msgstr[x]",
        "\\",
    ),
]


@pytest.mark.slow
@quick
@given(st.lists(st.one_of(st.sampled_from(PO_LINES), st.text(max_size=20)), max_size=12).map("\n".join))
def test_any_catalogue_gives_problems_or_pages(lines: str) -> None:
    judge({CATALOGUE: (BASE[CATALOGUE].decode() + "\n" + lines + "\n").encode("utf-8", "surrogatepass")})


# Files that lead elsewhere


@pytest.mark.parametrize("name", [METHOD, TRANSLATION, CATALOGUE, "content/site.yaml", "content/pages/about.md"])
def test_a_symbolic_link_is_refused(tmp_path: Path, name: str) -> None:
    site = write_site(tmp_path, {path: text for path, text in BASE.items() if path != name})
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).symlink_to("/etc/passwd")
    found, problems = read(site)
    assert found is None
    assert f"{name}:1:1: error: this is a symbolic link\n" in format_problems(problems)
    assert "root:" not in format_problems(problems)


@pytest.mark.parametrize("name", ["themes/default/templates/method.html", "themes/default/assets/passwd"])
def test_a_symbolic_link_in_a_theme_is_refused(tmp_path: Path, name: str) -> None:
    site = write_site(tmp_path, BASE | themes())
    (site / name).unlink(missing_ok=True)
    (site / name).symlink_to("/etc/passwd")
    found, problems = read(site)
    assert found is None
    assert f"{name}:1:1: error: " in format_problems(problems)


@pytest.mark.parametrize("name", ["themes/default/assets", "content/methods/tuning"])
def test_a_folder_that_is_a_symbolic_link_is_refused(tmp_path: Path, name: str) -> None:
    site = write_site(tmp_path / "site", BASE | themes())
    (site / name).rename(tmp_path / "elsewhere")
    (site / name).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    for path in (site / "content").rglob("*.md"):  # what is missing without the folder is not what is asked here
        path.write_bytes(path.read_bytes().replace(b"qlora", b"lora"))
    found, problems = read(site)
    assert found is None
    assert re.search(f"^{name}:1:1: error: .*link", format_problems(problems), re.MULTILINE)


def themes() -> dict[str, bytes]:
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "themes").rglob("*.*")}


@pytest.mark.parametrize(
    "name",
    [b"\xff\xfe.md", b"a\nb.md", b"\x1b[31mred.md", b"a.\xff.md", "مرحبا.md".encode(), b"<b>.md", b"a%0a.txt"],
    ids=repr,
)
def test_a_strange_file_name_is_reported_on_one_line_without_control_characters(tmp_path: Path, name: bytes) -> None:
    site = write_site(tmp_path / "site", BASE)
    path = os.fsencode(site / "content/methods") + b"/" + name
    with open(path, "wb") as handle:
        handle.write(HEAD.encode())
    command = [sys.executable, ROOT / "build.py", "check", "--themes", ROOT / "themes"]
    done = subprocess.run(command, cwd=site, capture_output=True, timeout=60, check=False)
    lines = done.stderr.decode("utf-8").removesuffix("\n").split("\n")
    assert done.returncode == (0 if name.endswith(b".txt") else 1)
    assert len(lines) == 2
    assert re.match(r"content/methods/.+:1:1: (error|warning): ", lines[0])
    assert lines[1].startswith("  hint: ")
    assert not re.search(r"[\x00-\x1f\x7f]", "".join(lines))


# Words that are code elsewhere


PAYLOADS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "<style>*{display:none}</style>",
    "<iframe src=javascript:alert(1)>",
    "<svg/onload=alert(1)>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "{{ 7*7 }}{% include 'layout.html' %}{# x #}",
    "{name} {names} {count} {total} {0.__class__} %(count)s 100% %s",
    "javascript:alert(1)",
    "$\\href{javascript:alert(1)}{x}$",
]


def words_everywhere(payload: str) -> dict[str, str | bytes]:
    """The base site with the payload in every place that holds words."""
    text = json.dumps(payload, ensure_ascii=False)
    source = (
        f"{{title: {text}, authors: [{text}], venue: {text}, pages: {text}, year: 2020, url: 'https://example.org/x'}}"
    )
    fields = BASE["content/fields.yaml"].decode()
    for label in ("Field", "Deep learning", "Type", "Summary", "The branch of research the method belongs to."):
        fields = re.sub(f": {re.escape(label)}(?=[}}\n])", lambda _: f": {text}", fields)
    methods = f"""---
name: {text}
field: deep-learning
type: {text}
year: 2019
originators: [{text}, Somebody]
sources: [{source}]
aliases: [{text[:-1]} 2", {{text: {text[:-1]} 3", lang: uk}}]
related: [lora]
summary: {text}
sort_key: {text}
---

Body.
"""
    translation = f'---\nname: {text}\ntype: {text}\nsummary: {text}\naliases: [{text[:-1]} 4"]\n---\n\nТіло.\n'
    site = BASE["content/site.yaml"].decode().replace("title: Base", f"title: {text}\nbranch: {text}")
    return {
        "content/site.yaml": site,
        "content/fields.yaml": fields,
        METHOD: methods,
        "content/methods/adapters.uk.md": translation,
        "content/comparisons/two-ways.md": f"---\ntitle: {text}\nmethods: [adapters, lora]\n---\n",
        "content/pages/about.md": f"---\ntitle: {text}\n---\n",
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_menus_groups_images_and_tables_are_escaped(tmp_path: Path, payload: str) -> None:
    words, text, shown = words_everywhere(payload), json.dumps(payload, ensure_ascii=False), " ".join(payload.split())
    links = "".join(f"- {{{target}, text: {text}}}\n" for target in ("page: about", "url: https://a.example/"))
    cell = '"' + shown.replace('"', '""') + '"'
    plain = re.sub(r"([\\`*_{}\[\]<>()#+.!|&~$\"'-])", r"\\\1", shown)
    grouped = str(words["content/fields.yaml"]).rstrip("\n")
    pages = built(
        tmp_path,
        {
            **words,
            "content/site.yaml": f"{words['content/site.yaml']}menu:\n{links}footer:\n{links}",
            "content/fields.yaml": f"{grouped}\n- {{id: last, kind: text, label: Last, group: {text}}}\n",
            "content/data/more.csv": f"name,slug,field,type,year,last\n{cell},more,deep-learning,{cell},2000,{cell}\n",
            "content/images/a.png": pictures.png(),
            "content/pages/about.md": f"---\ntitle: {text}\n---\n\n![{plain}](images/a.png)\n",
        },
    )
    page = pages["en/methods/more.html"]
    assert page.one("h1").words == shown
    assert shown in page.one("tr", data_field="last").words
    for part in ("header", "footer"):
        assert sum(item.words.count(shown) for item in page.all(part)) >= 2, part
    assert shown in page.one("table").words
    alt = pages["en/about.html"].one("main").one("img").attributes["alt"] or ""
    assert unescape(alt.replace("\\", "")) == unescape(shown.replace("\\", ""))  # as Markdown takes them


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_is_escaped_everywhere_on_a_page(tmp_path: Path, payload: str) -> None:
    pages = built(tmp_path, words_everywhere(payload))
    shown = " ".join(payload.split())
    for code in ("en", "uk"):
        method = pages[f"{code}/methods/adapters.html"]
        assert method.one("h1").words == shown
        assert method.one("title").words == f"{shown} · {shown}"
        assert method.one("a", class_="brand").words == shown
        assert [item.words for item in method.all("cite")] == [shown] * 2
        for row in ("type", "originators", "aliases", "field"):
            assert shown in method.one("tr", data_field=row).words, row
        assert shown in method.one("p", class_="lead").words
        assert pages[f"{code}/compare/two-ways.html"].one("h1").words == shown
        assert pages[f"{code}/about.html"].one("h1").words == shown
        assert shown in pages[f"{code}/index.html"].one("main").words
        pair = pages[f"{code}/compare/adapters/lora.html"]
        assert shown in pair.one("h1").words
        assert shown in pair.one("caption").words
        assert shown in pair.one("thead").words
        assert shown in pair.one("title").words
        described = pages[f"{code}/methods/adapters.html"].one("meta", name="description").attributes["content"]
        assert described == shown


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("content/site.yaml", "https://example.org/base/", "javascript:alert(1)"),
        ("content/site.yaml", "https://example.org/base/", "'https://example.org/\"onclick=\"alert(1)'"),
        ("content/site.yaml", "https://github.com/example/base", "data:text/html,x"),
        (METHOD, "https://proceedings.mlr.press/v97/houlsby19a.html", "javascript:alert(1)"),
        (METHOD, "https://proceedings.mlr.press/v97/houlsby19a.html", "JaVaScRiPt://example.org/%0aalert(1)"),
        (METHOD, "https://proceedings.mlr.press/v97/houlsby19a.html", '"https://example.org/\\" onclick=\\"alert(1)"'),
        (METHOD, "https://proceedings.mlr.press/v97/houlsby19a.html", "'https://user:password@example.org/'"),
    ],
)
def test_an_address_that_is_not_a_web_address_is_refused(name: str, good: str, bad: str) -> None:
    changed = BASE[name].decode().replace(good, bad)
    assert changed != BASE[name].decode()
    must_refuse({name: changed}, "is not a web address")


@pytest.mark.parametrize("key", ["doi", "arxiv", "isbn"])
def test_an_identifier_with_markup_is_refused(key: str) -> None:
    changed = BASE[METHOD].decode().replace("    url:", f"    {key}: '10.1234/\"><script>alert(1)</script>'\n    url:")
    must_refuse({METHOD: changed}, "is not a")


def test_the_base_url_option_is_checked_like_the_setting(tmp_path: Path) -> None:
    site = write_site(tmp_path, BASE)
    places = {
        "content": site / "content",
        "locales": site / "locales",
        "themes": ROOT / "themes",
        "output": site / "out",
    }
    bad = '--base-url=https://example.org/"><script>alert(1)</script>'
    result = CliRunner().invoke(main, ["build", *(f"--{name}={path}" for name, path in places.items()), bad])
    found = [path for path in tree(site / "out") if path.endswith(".html") and b"<script>" in tree(site / "out")[path]]
    assert found == []
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code in (1, 2)


# Bodies


BODIES = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://a/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
    "<style>*{display:none}</style>",
    '<p style="position:fixed">x</p>',
    '<iframe src="https://a"></iframe>',
    '<math href="javascript:alert(1)"><mi onclick="alert(1)">x</mi></math>',
    '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<div\nonclick=alert(1)>x</div>",
    "<<script>script>alert(1)<</script>/script>",
    "<scr<!-- -->ipt>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    '```{.a onclick="alert(1)" style="x" #b}\nx\n```',
    '```x" onclick="alert(1)\nx\n```',
    '``` {.x" onclick="alert(1)}\nx\n```',
    "[x][y]\n\n[y]: https://a \"x\" onclick='alert(1)'",
    "[x](https://a \"' onclick='alert(1)\")",
    "[x](https://a 'x\" onclick=\"alert(1)')",
    '[x](method:lora" onclick="alert(1))',
    "[x](https://a){onclick=alert(1)}",
    "## x {onclick=alert(1)}",
    '## x {#a" onclick="alert(1)}',
    "## <script>alert(1)</script>",
    "|a|b|\n|-|-|\n|<script>alert(1)</script>|<b onclick=x>|",
    "<https://a/<script>>",
    '<https://a" onclick="alert(1)>',
    '<a@b"onclick=alert(1)>',
    '[^"onclick="alert(1)]\n\n[^"onclick="alert(1)]: x',
    "[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
    "[^1] [^1] [^2]\n\n[^1]: [^1] [^2] <script>\n\n[^2]: $x$ [^1]",
    "[^page-main]\n\n[^page-main]: x",
    "Term <script>\n:   <script>alert(1)</script>",
    "$<script>alert(1)</script>$",
    "$\\text{<script>alert(1)</script>}$",
    "$$\n\\text{<img src=x onerror=alert(1)>}\n$$",
    "$\\text{</math><script>alert(1)</script>}$",
    "$\\color{red}{x}$",
    "$\\mathrm{x}\\quad\\begin{matrix}a&b\\\\c&d\\end{matrix}$",
    "$`<script>`$",
    "`$x`$<script>",
    "<!-- <script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>-->",
    "<?php echo 1 ?><!DOCTYPE x><![CDATA[<script>]]>",
    "klzzwxh:0000 wzxhzdk:0 zz1337820767766393qq",
]


@pytest.fixture(scope="module")
def pages_of_bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Element]:
    """A site with a method for each hostile body, built once."""
    methods = {
        f"content/methods/body-{number}.md": HEAD.replace("Adapters", f"Body {number}") + body + "\n"
        for number, body in enumerate(BODIES)
    }
    return built(tmp_path_factory.mktemp("bodies"), methods)


@pytest.mark.parametrize("number", range(len(BODIES)), ids=lambda number: ascii(BODIES[number]))
def test_markup_in_a_body_is_escaped_or_removed(pages_of_bodies: dict[str, Element], number: int) -> None:
    own = pages_of_bodies[f"en/methods/body-{number}.html"].one("div", class_="body")
    plain = {"class", "id", "href", "role", "tabindex", "scope", "start", "title", "aria-label"}
    for element in own.all():
        if not element.tag.startswith("m"):  # formulas have attributes of their own
            assert set(element.attributes) <= plain
    assert {element.tag for element in own.all()} & {"script", "img", "b", "annotation-xml"} == set()


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](  javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](&#106;avascript:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](javascript\\:alert(1))",
        "[x](\\javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](blob:x)",
        "[x](//example.org)",
        "[x](/index.html)",
        "[x](../../index.html)",
        "[x](lora.html)",
        "[x](#page-main)",
        "[x]()",
        "[x](method:)",
        "[x](METHOD:lora)",
        "[x](method:lora/../../x)",
        '[x](<https://a" onclick="alert(1)>)',
        "[x](method:&lt;script&gt;)",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "[y]\n\n[y]: javascript:alert(1)",
        "![x](javascript:alert(1))",
        "![x](https://example.org/pixel.gif)",
        "![x][y]\n\n[y]: https://example.org/pixel.gif",
        "[![x](https://example.org/pixel.gif)](https://example.org)",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\url{javascript:alert(1)}$",
        "$\\style{color:red}{x}$",
        "$\\class{unseen}{x}$",
        "$\\htmlData{a=b}{x}$",
        "$\\includegraphics{https://example.org/pixel.gif}$",
    ],
)
def test_unsafe_links_images_and_formulas_are_refused(link: str) -> None:
    pages, problems = judge({METHOD: f"{HEAD}{link}\n"})
    assert not pages
    errors = [problem for problem in problems if problem.level == "error"]
    assert {problem.path for problem in errors} == {METHOD}
    assert all(problem.hint for problem in errors)


def test_html_in_a_body_is_shown_as_text_and_reported() -> None:
    pages, problems = judge({METHOD: HEAD + "a <b>bold</b> word\n"})
    assert "a &lt;b&gt;bold&lt;/b&gt; word" in pages["en/methods/adapters.html"]
    reported = format_problems([problem for problem in problems if problem.path == METHOD])
    assert "HTML is not supported here and is shown as text: <b>" in reported


@pytest.mark.parametrize("code", ['<a title="">x</a>', 'id="heading-0-token"', "zz1337820767766393qq", "method:lora"])
def test_code_is_shown_as_written(tmp_path: Path, code: str) -> None:
    pages = built(tmp_path, {METHOD: f"{HEAD}Inline `{code}` code.\n\n```\n{code}\n```\n\n## Heading\n"})
    body = pages["en/methods/adapters.html"].one("div", class_="body")
    assert [element.text.strip() for element in body.all("code")] == [code, code]
    assert body.one("h2").attributes["id"] == "heading"


@pytest.mark.parametrize(
    "headings",
    [
        "## Page main",
        "## x {#page-main}",
        "## x {#page-facts}",
        "## Fn 1\n\na[^1]\n\n[^1]: b",
        "## Fnref 1\n\na[^1]\n\n[^1]: b",
    ],
)
def test_a_heading_never_reuses_an_id_of_the_page(tmp_path: Path, headings: str) -> None:
    page = built(tmp_path, {METHOD: f"{HEAD}{headings}\n"})["en/methods/adapters.html"]
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    "changes",
    [
        {METHOD: HEAD.replace("Some type", '"A\\uE000B"')},
        {METHOD: HEAD.replace("Some type", '"A\\uE001B"')},
        {METHOD: HEAD.replace("Some type", '"A\\0B"')},
        {METHOD: HEAD.replace("Adapters", '"A\\x07B\\e[31m"')},
        {METHOD: HEAD + "A&#xE000;B\n"},
        {METHOD: HEAD + "A&#57345;B\n"},
        {METHOD: HEAD + "[x](https://example.org/&#xE000;)\n"},
        {METHOD: HEAD + "A&#7;B&#x1b;\n"},
        {METHOD: HEAD + "$\\text{A&#xE000;B}$\n"},
    ],
    ids=lambda changes: changes[METHOD].removeprefix(HEAD).strip().replace("\n", " ")[-40:],
)
def test_an_escape_sequence_cannot_insert_a_forbidden_character(changes: Mapping[str, str]) -> None:
    """Control characters, and the marks that stand for the way to the root until a page is written."""
    pages, problems = judge(changes)
    assert pages or has_errors(problems)
    for path, text in pages.items():
        assert not CONTROL.search(text), path
        assert not re.search(r"A(\.\./)+|example\.org/\.\./|A(methods|compare|index)", text), path


# Catalogues


def catalogue(entry: str, header: str = "") -> dict[str, str]:
    text = BASE[CATALOGUE].decode()
    return {CATALOGUE: text.replace('"MIME-Version', f'{header}"MIME-Version') + "\n" + entry}


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "100%", "%s %(count)s", "</h1><b>", "a\\b", "' onclick='x", "100 %d", "&lt;b&gt;"],
)
def test_a_translated_message_is_escaped(tmp_path: Path, words: str) -> None:
    escaped = words.replace("\\", "\\\\")
    pages = built(tmp_path, catalogue(f'msgid "Methods"\nmsgstr "{escaped}"\n'))
    assert pages["uk/index.html"].one("h1").words == words
    assert pages["uk/index.html"].one("title").words == f"{words} · Base"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Methods", "{0.__class__}"),
        ("Methods", "{shell}"),
        ("Methods", "{{ 7*7 }}"),
        ("Methods", "{"),
        ("{names}: comparison", "{names!r}"),
        ("{names}: comparison", "{names.__class__}"),
        ("{names}: comparison", "{names[0]}"),
        ("{names}: comparison", "{names:>99999999}"),
        ("{names}: comparison", "без місця"),
        ("{names}: comparison", "{names} {count}"),
        ("{names}: comparison", "{names} {}"),
    ],
)
def test_a_translated_message_with_other_placeholders_is_refused(message: str, words: str) -> None:
    entry = catalogue(f'msgid "{message}"\nmsgstr "{words}"\n')
    must_refuse(entry, f'the translation of "{message}" does not have the same placeholders as its source')


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=3; plural=__import__('os').system('id');",
        "nplurals=3; plural=n/0;",
        "nplurals=3; plural=1/(n-150);",
        "nplurals=3; plural=(n<!2 ? 0 : n==3 ? 1 : 2);",
        "nplurals=3; plural=" + "(" * 400 + ";",
        "nplurals=3; plural=" + "n?" * 400 + ";",
        "nplurals=3; plural=" + "!" * 900 + "n;",
        "nplurals=3; plural=9;",
        "nplurals=3; plural=-1;",
        "nplurals=0; plural=0;",
        "nplurals=-1; plural=0;",
        "nplurals=x; plural=0;",
        "nplurals=" + "9" * 5000 + "; plural=0;",
        "nplurals=50000000; plural=0;",
        "x",
        "",
    ],
    ids=lambda rule: rule[:40] or "none",
)
def test_a_hostile_plural_rule_is_refused_quickly(rule: str) -> None:
    text = re.sub(r'"Plural-Forms:.*\n', lambda _: f'"Plural-Forms: {rule}\\n"\n', BASE[CATALOGUE].decode())
    with bounded():
        pages, problems = judge({CATALOGUE: text})
    assert not pages
    assert {problem.path for problem in problems if problem.level == "error"} == {CATALOGUE}


@pytest.mark.parametrize(
    "header",
    [
        '"Content-Type: text/plain; charset=rot13\\n"',
        '"Content-Type: text/plain; charset=undefined\\n"',
        '"Content-Type: text/plain; charset=hex\\n"',
        '"Content-Type: text/plain; charset*=utf-8\\n"',
        '"POT-Creation-Date: junk\\n"',
        '"POT-Creation-Date: 2020-01-01 00:00+99999\\n"',
        '"PO-Revision-Date: 2020-13-41 99:99+0000\\n"',
        '"Language: ../../etc\\n"',
    ],
)
def test_a_hostile_catalogue_header_gives_problems_or_pages(header: str) -> None:
    pages, problems = judge(catalogue("", header + "\n"))
    assert bool(pages) != has_errors(problems)


# Bounds


@contextmanager
def bounded(seconds: float = 2) -> Iterator[None]:
    """Fails what takes more processor time, and does not wait for its end."""

    def stop(signal_number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


SIZE = 32 * 1024


def filled(unit: str, line: int = 3_900) -> str:
    """As many units as a body may hold, on lines as long as they may be."""
    row = unit * max(1, line // len(unit)) + "\n"
    return (row * (SIZE // len(row.encode()) + 1)).encode()[:SIZE].decode("utf-8", "ignore")


def numbered(template: str, count: int) -> str:
    return "".join(template.replace("@", str(number)) for number in range(count))[: SIZE - 1]


WORST = {
    "2,500 brackets": "[" * 2_500,
    "999 brackets": "[" * 999,
    "links that never close": "[a](" * 990,
    "parentheses that never close": "[a]" + "(" * 3_900,
    "titles that never close": "[a](b \"'" * 900,
    "references that never close": filled("[a][")[:2_600],
    "pictures that never close": filled("![")[:1_990],
    "footnotes that never close": filled("[^")[:1_990],
    "footnotes within each other": numbered("[^@]: [^@] x\n", 900)[:9_000] + "\n[^0]",
    "one footnote named 900 times": "[^0]: a\n\n" + "[^0]" * 900,
    "a footnote that names itself": "[^0]: " + "[^0]" * 900 + "\n\n[^0]",
    "definitions of references": numbered("[r@]: https://a\n", 990) + "\na",
    "a wide table": "|" * 999 + "\n" + "|-" * 998 + "|\n" + "|" * 900,
    "a long table": "|a|b|\n|-|-|\n" + "|a|b|\n" * 1_300,
    "a table of empty rows": "|" * 600 + "\n" + "|-" * 599 + "|\n" + "a\n" * 15_000,
    "many tables": "a|b\n-|-\n\n" * 1_900,
    "300 headings": "## a\n\n" * 300,
    "301 headings": "## a\n\n" * 301,
    "300 headings of one name": "## a {#a}\n" * 300,
    "underlined headings": "a\n===\n" * 5_400,
    "underlined headings in a quotation": "> a\n> ===\n" * 3_200,
    "underlined headings with one id": "a {#a}\n---\n\n" * 2_600,
    "emphasis": filled("*a **b *c "),
    "emphasis within limits": filled("*a **b *c ")[:9_700],
    "strong and not": filled("**a *b ")[:9_000],
    "underscores": filled("_a __b _c ")[:9_900],
    "stars": filled("*")[:3_990],
    "stars and words": filled("***a** b*")[:5_900],
    "stars in words": filled("a*b_c*d_e")[:8_900],
    "backticks": filled("`a"),
    "backticks within limits": filled("`a")[:7_900],
    "code of every length": " ".join("`" * number for number in range(1, 88)),
    "dollars": filled("$"),
    "dollars and words": filled("$a "),
    "dollars and figures": filled("$1"),
    "formulas": filled("$x$ "),
    "different formulas": numbered("$x_{@}$\n", 4_000),
    "bad formulas": numbered("$\\q@$\n", 4_000),
    "display dollars": "$$a\n" * 8_000,
    "display dollars and words": "$$a b\n" * 5_300,
    "display dollars and spaces": ("$$a" + " " * 3_900 + "\n") * 8,
    "display formulas": "$$a$$\n" * 5_300,
    "a formula of many braces": "$" + "{" * 900 + "}" * 900 + "$",
    "a formula of many roots": "$" + "\\sqrt" * 390 + " x$",
    "a formula of many hats": "$" + "\\hat" * 480 + " x$",
    "a formula of many powers": "$" + "x^" * 990 + "x$",
    "a formula of many fractions": "$" + "\\frac" * 390 + "$",
    "a formula of many brackets": "$" + "\\left(" * 300 + "$",
    "a wide matrix": "$\\begin{matrix}" + "&" * 1_900 + "\\end{matrix}$",
    "a formula that defines itself": "$\\def\\a{\\a\\a}\\a$ $\\newcommand{\\b}{\\b\\b}\\b$",
    "comments that never close": filled("<!--"),
    "short comments": filled("<!-- ->"),
    "angles": filled("<"),
    "tags": filled("<a>"),
    "tags that never close": filled("<a "),
    "tags of many words": ("<a " + "b " * 1_900 + "\n") * 8,
    "addresses": filled("<https://a>"),
    "mail addresses": filled("<a@b>"),
    "ampersands": filled("&"),
    "entities": filled("&#x41;"),
    "backslashes": filled("\\"),
    "lists": "- a\n" * 8_000,
    "lists with blank lines": "- a\n\n" * 6_000,
    "lists of empty items": "- \n" * 10_000,
    "numbered lists": "1. a\n" * 6_000,
    "nested lists": "".join("    " * (number % 8) + "- a\n" for number in range(1_500)),
    "nested lists on one line": "- - - - - - - - a\n" * 1_700,
    "lists in lists in lists": "".join("    " * number + "- a\n" for number in range(40)),
    "quotations": filled("> a\n", 4),
    "nested quotations": "".join("> " * (number % 8 + 1) + "a\n" for number in range(2_500)),
    "deep quotations": ">" * 3_000,
    "quotations of lists": "> - > - > - > - a\n" * 1_700,
    "definitions": "a\n:   b\n\n" * 3_200,
    "colons": filled(":\n", 2),
    "rules": "---\n\n" * 6_000,
    "fences": "```a\n```\n" * 590,
    "fences that never close": "```\na\n" * 590,
    "indented code": "    a\n\n" * 4_600,
    "blank lines": "\n" * 32_000 + "a",
    "spaces": (" " * 20 + "\n") * 1_500 + "a",
    "tabs": ("\t" * 7 + "a\n") * 3_500,
    "Han": filled("中\n", 4),
    "hard breaks": filled("a  \n", 4),
    "everything": filled("[a](b *c **d `e $f <g |h _i ")[:24_000],
    "everything on lines": "[a *b **c `d $e <f |g _h\n\n" * 990,
}


CPU_LIMIT = 10  # seconds of processor time, after which the system ends the converter
CONVERTER = f"""
import json, resource, sys, time
sys.path.insert(0, {str(SOURCE)!r})
from kaedah.read.markdown import convert
LIMIT = {CPU_LIMIT}
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
convert("warm up")

def seconds_of(work):
    start = time.process_time()
    return work(), time.process_time() - start

for line in sys.stdin:
    source = json.loads(line)
    slowness = max(1, seconds_of(lambda: sum(number * number for number in range(500_000)))[1] / 0.04)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + LIMIT, resource.RLIM_INFINITY))
    body, seconds = seconds_of(lambda: convert(source))
    errors = sum(finding.level == "error" for finding in body.findings)
    print(json.dumps([seconds / slowness, len(body.html), errors]), flush=True)
"""


class Converter:
    """Converts bodies in another process, which the system ends when it takes too long: some loops hear no signal."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def convert(self, body: str) -> tuple[float, int, int]:
        """Seconds of processor time (fewer than measured on a slow machine), length of the HTML, number of errors."""
        if self._process is None:
            command = [sys.executable, "-c", CONVERTER]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(body) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], 30 * CPU_LIMIT)  # a busy machine is waited for
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self.close()
            pytest.fail(f"no answer in {CPU_LIMIT} seconds of processor time or 2 GB")
        seconds, length, errors = json.loads(line)
        return seconds, length, errors

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    found = Converter()
    yield found
    found.close()


@pytest.mark.parametrize("name", WORST)
def test_the_slowest_bodies_are_converted_in_time_or_refused(name: str, converter: Converter) -> None:
    assert len(WORST[name].encode()) <= SIZE
    seconds, length, errors = converter.convert(WORST[name])
    if seconds > 2:  # once more, for a machine that was busy with something else
        seconds, length, errors = converter.convert(WORST[name])
    assert seconds < 2
    assert length < 1_000_000
    assert length or errors


@pytest.mark.parametrize("size", [SIZE + 1, 60_000])
def test_a_body_that_is_too_long_is_refused(size: int) -> None:
    must_refuse({METHOD: HEAD + ("word " * size)[:size]}, "the body is longer than 32 KB")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_too_large_is_refused(name: str) -> None:
    most = 8 * 1024 * 1024 if name == CATALOGUE else 64 * 1024
    must_refuse({name: BASE[name] + b"\n#" + b"x" * most}, f"{name}:1:1: error: the file is larger than")


LONG = "x" * 60_000
PLACES = {
    "name": {METHOD: HEAD.replace("Adapters", LONG)},
    "type": {METHOD: HEAD.replace("Some type", LONG)},
    "summary": {METHOD: HEAD.replace("year", f"summary: {LONG}\nyear")},
    "alias": {METHOD: HEAD.replace("year", f"aliases: [{LONG}]\nyear")},
    "language of an alias": {METHOD: HEAD.replace("year", f"aliases: [{{text: a, lang: {LONG}}}]\nyear")},
    "originator": {METHOD: HEAD.replace("year", f"originators: [{LONG}]\nyear")},
    "title of a source": {METHOD: HEAD.replace("year", f"sources: [{{title: {LONG}}}]\nyear")},
    "author of a source": {METHOD: HEAD.replace("year", f"sources: [{{title: a, authors: ['{LONG}']}}]\nyear")},
    "venue of a source": {METHOD: HEAD.replace("year", f"sources: [{{title: a, venue: {LONG}}}]\nyear")},
    "address of a source": {METHOD: HEAD.replace("year", f"sources: [{{title: a, url: 'https://a/{LONG}'}}]\nyear")},
    "sort key": {METHOD: HEAD.replace("year", f"sort_key: {LONG}\nyear")},
    "title of a comparison": {
        "content/comparisons/two-ways.md": f"---\ntitle: {LONG}\nmethods: [adapters, lora]\n---\n"
    },
    "title of a page": {"content/pages/about.md": f"---\ntitle: {LONG}\n---\n"},
    "title of the site": {"content/site.yaml": BASE["content/site.yaml"].decode().replace("Base", LONG)},
    "label of a field": {
        "content/fields.yaml": BASE["content/fields.yaml"].decode().replace("label: Cost", f"label: {LONG}")
    },
    "help of a field": {
        "content/fields.yaml": BASE["content/fields.yaml"].decode().replace("label: Cost", f"label: Cost, help: {LONG}")
    },
    "label of a term": {
        "content/fields.yaml": BASE["content/fields.yaml"]
        .decode()
        .replace("statistics: Statistics", f"statistics: {LONG}")
    },
    "translated name": {TRANSLATION: f"---\nname: {LONG}\n---\n"},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("most", [60_000, 20_000])
def test_a_value_that_is_too_long_is_refused(place: str, most: int) -> None:
    """60,000 characters are too many for any file, 20,000 for any word, name or title in it."""
    changes = {name: text.replace(LONG, LONG[:most]) for name, text in PLACES[place].items()}
    pages, problems = judge(changes)
    assert not pages
    assert {problem.path for problem in problems if problem.level == "error"} == set(changes)
    assert all(len(line) < 1_000 for line in format_problems(problems).splitlines())


@pytest.mark.parametrize(
    "front",
    [
        "aliases: [" + ", ".join(f"a{number}" for number in range(5_000)) + "]",
        "related: [" + ", ".join(f"a{number}" for number in range(4_000)) + "]",
        "originators: [" + ", ".join(f"a{number}" for number in range(4_000)) + "]",
        "sources: [" + ", ".join(f"{{title: a{number}}}" for number in range(1_800)) + "]",
        "\n".join(f"key{number}: x" for number in range(2_700)),
        "aliases: " + "[" * 2_900 + "]" * 2_900,
        "aliases: " + "{a: " * 2_900,
        "aliases:\n" + "- " * 2_900 + "a",
        "aliases: &a [x]\n" + "\n".join(f"x{number}: &x{number} [*a, *a]" for number in range(900)),
        "name: |\n" + " x\n" * 9_000,
        "name: '" + "''" * 14_000 + "'",
        '"' + "\\x41" * 7_000 + '": x',
        "# " + "x" * 30_000,
        "? " * 9_000,
        "!!a " * 7_000 + "x",
        "%YAML 1.1\n" * 2_900,
    ],
    ids=lambda front: front[:24].replace("\n", " "),
)
def test_hostile_front_matter_is_rejected_in_time(front: str) -> None:
    with bounded():
        pages, problems = judge({METHOD: HEAD.replace("---\n\n", f"{front}\n---\n\n")})
    assert bool(pages) != has_errors(problems)


def test_slugs_reserved_for_generated_pages_are_refused() -> None:
    title = "---\ntitle: T\nmethods: [adapters, lora]\n---\n"
    must_refuse({"content/comparisons/index.md": title}, "content/comparisons/index.md:1:1: error: ")
    for name in ("glossary", "translations"):
        must_refuse({f"content/pages/{name}.md": "---\ntitle: T\n---\n"}, f'a page cannot be called "{name}"')
