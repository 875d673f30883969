"""Themes: one on top of another, template by template, macro by macro, asset by asset; and what is told of mistakes."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.read.themes import minified
from playwright.sync_api import Browser

from tests.conftest import MINIMAL, ROOT, THEMES, folders, must_read, publish, write_site
from tests.example import EXAMPLE
from tests.page_reader import read_page

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The minimal site, with the project's themes and one of its own, which extends `default` and has nothing yet."""
    base = write_site(tmp_path / "site", {**MINIMAL, "themes/own/theme.yaml": "name: own\nextends: default\n"})
    shutil.copytree(ROOT / "themes", base / "themes", dirs_exist_ok=True)
    return base


def run(command: str, base: Path, theme: str = "own") -> Result:
    places = folders(base)
    options = {"content": places.content, "locales": places.locales, "themes": places.themes, "theme": theme}
    if command == "build":
        options["output"] = base / "public"
    return CliRunner().invoke(main, [command, *(f"--{name}={value}" for name, value in options.items())])


def test_a_theme_that_has_nothing_of_its_own_gives_the_pages_of_the_one_it_extends(site: Path, tmp_path: Path) -> None:
    own, default = (publish(site, tmp_path / name, name) for name in ("own", "default"))
    for path in sorted(path for path in default.rglob("*") if path.is_file() and path.name != "manifest.json"):
        assert (own / path.relative_to(default)).read_bytes() == path.read_bytes(), path


def test_a_template_extends_the_one_it_replaces_through_a_chain_of_themes(site: Path, tmp_path: Path) -> None:
    head = '{% extends "THEME/layout.html" %}{% block edit %}{{ super() }}<p id="page-NAME">NAME</p>{% endblock %}'
    write_site(
        site,
        {
            "themes/own/templates/layout.html": head.replace("THEME", "default").replace("NAME", "own"),
            "themes/far/theme.yaml": "name: far\nextends: own\n",
            "themes/far/templates/layout.html": head.replace("THEME", "own").replace("NAME", "far"),
        },
    )
    page = read_page(publish(site, tmp_path / "public", "far") / "en/index.html")
    assert [page.one("p", id=f"page-{name}").words for name in ("own", "far")] == ["own", "far"]
    foot = page.one("footer").all("p")
    assert [line.attributes.get("id") for line in foot][-2:] == ["page-own", "page-far"]
    page = read_page(publish(site, tmp_path / "default", "own") / "en/index.html")
    assert page.all("p", id="page-far") == []


def test_a_page_of_the_parent_uses_the_templates_of_the_child(site: Path, tmp_path: Path) -> None:
    write_site(site, {"themes/own/templates/prose.html": "", "themes/own/templates/frame.html": "<p>framed</p>"})
    assert "<p>framed</p>" in (publish(site, tmp_path / "public", "own") / "en/methods/one.html").read_text()


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{% if view.alternates|length > 9 %}a{% elif layout.repository %}b{% else %}c{% endif %}", "c"),
        ("{% if view.alternates|length > 9 %}a{% elif view.entry %}{{ layout.title }}{% endif %}", "Test"),
        ('{% if layout.title %}{% include "extra.html" %}{% endif %}', "One"),
        ('{% autoescape false %}{{ "<b>" }}{% endautoescape %}{{ "<b>" }}', "<b>&lt;b&gt;"),
        ("{% if layout.title %}{% autoescape false %}{{ '<i>' }}{% endautoescape %}{% endif %}", "<i>"),
    ],
)
def test_what_does_not_hang_on_the_page_is_written_as_if_it_did(
    site: Path, tmp_path: Path, template: str, written: str
) -> None:
    head = '{% extends "default/method.html" %}{% block main %}'
    files = {
        "themes/own/templates/method.html": f"{head}[{template}]{{% endblock %}}",
        "themes/own/templates/extra.html": "{{ view.entry.name.text if view is defined else 'no view' }}",
    }
    write_site(site, {**files, "content/site.yaml": MINIMAL["content/site.yaml"]})
    assert f"[{written}]" in (publish(site, tmp_path / "public", "own") / "en/methods/one.html").read_text()


def test_one_macro_is_replaced_and_the_others_stay(site: Path, tmp_path: Path) -> None:
    text = (
        '{% extends "default/parts.html" %}\n{% macro corner() %}<th class="corner" scope="col">Own</th>{% endmacro %}'
    )
    write_site(site, {"themes/own/templates/parts.html": text})
    page = read_page(publish(site, tmp_path / "public", "own") / "en/compare/one/two.html")
    corner, *heads = page.one("thead").all("th")
    assert corner.words == "Own"
    assert [head.attributes["data-method"] for head in heads] == ["one", "two"]
    assert [label.words for label in page.one("fieldset").all("legend")] == ["Rows"]


def test_a_macro_that_others_of_the_parent_call_is_replaced_for_them_too(site: Path, tmp_path: Path) -> None:
    macro = "{% macro filter_choice(value, label, count, chosen=false) %}[{{ value }}]{% endmacro %}"
    text = '{% extends "default/parts.html" %}' + macro
    write_site(site, {"themes/own/templates/parts.html": text})
    page = read_page(publish(site, tmp_path / "public", "own") / "en/compare/one/two.html")
    assert "[all]" in page.one("fieldset").words


def test_what_is_added_to_a_style_sheet_follows_it_and_gives_it_another_address(site: Path, tmp_path: Path) -> None:
    before = publish(site, tmp_path / "before", "own")
    write_site(site, {"themes/own/additions/kaedah.css": ":root { --paper: #eee; }\n"})
    after = publish(site, tmp_path / "after", "own")
    (old,), (new,) = (list(folder.glob("assets/kaedah.*.css")) for folder in (before, after))
    assert new.read_bytes() == old.read_bytes() + b":root{--paper:#eee}"
    assert new.name != old.name


def test_a_change_in_a_theme_that_is_extended_changes_the_digest(site: Path) -> None:
    before = must_read(site, theme="own").theme.digest
    assert must_read(site, theme="own").theme.digest == before
    page = site / "themes/default/templates/method.html"
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    changed = must_read(site, theme="own").theme.digest
    assert changed != before
    write_site(site, {"themes/own/templates/method.html": '{% extends "default/method.html" %}'})
    assert must_read(site, theme="own").theme.digest != changed


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"templates/method.html": "<p>\n{% if view %}\n"},
            (
                "themes/own/templates/method.html:2:1: error: the template cannot be read: unexpected end of "
                "template. Jinja was looking for the "
                "following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'\n"
                "  hint: fix it\n"
            ),
        ),
        (
            {"templates/method.html": '\n{% extends "method.html" %}'},
            (
                "themes/own/templates/method.html:2:1: error: the template extends itself\n"
                '  hint: name the theme that has the template, as in `{% extends "default/method.html" %}`\n'
            ),
        ),
        (
            {"templates/method.html": '{% extends "default/metod.html" %}'},
            (
                'themes/own/templates/method.html:1:1: error: there is no template "default/metod.html"\n'
                '  hint: did you mean "default/method.html"? known: '
            ),
        ),
        (
            {"templates/method.html": "\n\n{{ asset('kaeda.css') }}"},
            (
                'themes/own/templates/method.html:3:1: error: there is no asset "kaeda.css"\n'
                '  hint: did you mean "kaedah.css"? known: '
            ),
        ),
        (
            {"theme.yaml": "name: own\n", "templates/layout.html": ""},
            (
                'themes/own/theme.yaml:1:1: error: the theme has no template "catalogue.html"\n'
                "  hint: add it, or write `extends: default`; remove the folder if it is a copy of a shipped theme\n"
            ),
        ),
        (
            {"additions/kaedah.ccs": ""},
            (
                'themes/own/additions/kaedah.ccs:1:1: error: there is no style sheet or script "kaedah.ccs" '
                'to add this to\n  hint: did you mean "kaedah.css"? '
            ),
        ),
        (
            {"templates/default/method.html": ""},
            (
                "themes/own/templates/default/method.html:1:1: error: a folder of templates cannot be called "
                '"default": it is the name of a theme\n  hint: choose another name for the folder\n'
            ),
        ),
    ],
)
def test_a_mistake_in_a_theme_is_reported_at_its_location_by_check_and_by_build(
    site: Path, files: dict[str, str], told: str
) -> None:
    publish(site, site / "public", "default")
    before = (site / "public/en/methods/one.html").read_bytes()
    write_site(site, {f"themes/own/{name}": text for name, text in files.items()})
    for command in ("check", "build"):
        result = run(command, site)
        assert result.exit_code == 1
        assert told in result.stderr, command
        assert isinstance(result.exception, SystemExit)
    assert (site / "public/en/methods/one.html").read_bytes() == before


def test_a_template_that_fails_on_a_page_is_reported_with_its_line_and_the_page(site: Path) -> None:
    text = '{% extends "default/method.html" %}\n{% block edit %}\n{{ view.nothing }}{% endblock %}'
    write_site(site, {"themes/own/templates/method.html": text})
    result = run("build", site)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "themes/own/templates/method.html:3:1: error: cannot render en/methods/one.html: UndefinedError: "
    )
    assert result.stderr.endswith("The published site is as it was.\n")


@pytest.mark.parametrize("theme", THEMES)
def test_the_themes_of_the_project_have_no_mistake(theme: str) -> None:
    assert run("check", EXAMPLE, theme).exit_code == 0


def test_style_sheets_and_scripts_are_published_without_comments_and_needless_space() -> None:
    style = (
        b"/*! Licence */\n/* Two\n   lines */\np {\n  width: calc(1px + 2em); /* beside */\n}\n"
        b"b::after { content: ' /* x */ ' }\n"
    )
    assert minified("a.css", style, "light dark") == (
        b"/*! Licence */p{width:calc(1px + 2em)}b::after{content:' /* x */ '}"
    )
    script = b"/*! Licence */\n/* why */\nconst a = `x  ${b}  // y`; // z\nconst c = /[/]  x/;\nlet d = a\n++b\n"
    assert minified("a.js", script, "light dark") == (
        b"/*! Licence */const a=`x  ${b}  // y`;const c=/[/]  x/;let d=a\n++b"
    )
    assert minified("a.svg", style, "light dark") == style
    for broken in (b"/* never closed\np {}\n", b"p { content: 'x", b"`${", b"\xff\xfe\0{"):
        assert minified("a.css", broken, "light dark")
        assert minified("a.js", broken, "light dark")


# What a style sheet means, as the engine understands it. It keeps the space in the values of custom properties.
RULES = r"""sheet => {
  const style = document.createElement("style");
  style.textContent = sheet;
  document.head.append(style);
  const rules = [...style.sheet.cssRules].map(rule => rule.cssText.replace(/\s*,\s*/g, ","));
  style.remove();
  return rules;
}"""


@pytest.mark.browser
def test_minified_style_sheets_have_the_rules_of_the_themes(browser: Browser) -> None:
    page = browser.new_page()
    seen = 0
    for path in sorted((ROOT / "themes").rglob("*.css")):
        if "templates" not in path.parts:
            content = path.read_bytes()
            rules = page.evaluate(RULES, content.decode())
            assert rules, path
            assert page.evaluate(RULES, minified(path.name, content, "light dark").decode()) == rules, path
            seen += 1
    assert seen > 8
    page.close()
