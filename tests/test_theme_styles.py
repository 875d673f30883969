"""Style sheets of themes: what they load, their colour schemes and the contrast of text; and the blocks for sites."""

import re
from pathlib import Path

import pytest
from kaedah.problems import format_problems
from kaedah.read.theme_styles import asset_of, contrast, in_scheme, loaded_by, tokens_of
from kaedah.render.template_checks import check_templates

from tests.conftest import MINIMAL, ROOT, must_read, publish, read, write_site
from tests.page_reader import read_page
from tests.pictures import png, svg

OWN = {**MINIMAL, "themes/own/theme.yaml": "name: own\nextends: default\n"}
SHEET = "themes/own/additions/kaedah.css"


def told(base: Path, theme: str = "own") -> str:
    return format_problems(read(base, theme=theme)[1])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The minimal site with a theme of its own, which lies where shipped themes are found too."""
    return write_site(tmp_path / "site", OWN)


# What style sheets load


@pytest.mark.parametrize(
    ("css", "addresses"),
    [
        ("a { b: url(c.png) }", ["c.png"]),
        ("a { b: url( 'c d.png' ), URL(\"e.png\") }", ["c d.png", "e.png"]),
        ('@import "a.css"; @import url(b.css);', ["a.css", "b.css"]),
        ("/* url(a.png) */ a { b: url(c.png) /* url(d.png) }", ["c.png"]),
        ('a { content: \'url(b.png)\'; c: "\\"url(d.png)" }', []),
        ("a { b: -moz-url(c.png); c: curl(d.png) }", []),
        ("a { b: url() }", [""]),
        (
            r'a { b: url("\68ttps://a.example/b"), url("c\".png") }',
            [r"\68ttps://a.example/b", r"c\".png"],
        ),
        (r'@import"\2f/a.example/b"; @import url(\2f/a.example/c);', [r"\2f/a.example/b", r"\2f/a.example/c"]),
    ],
)
def test_what_a_style_sheet_loads_is_found(css: str, addresses: list[str]) -> None:
    assert [loaded.address for loaded in loaded_by(css.encode())] == addresses


def test_an_address_leads_from_the_style_sheet() -> None:
    assert asset_of("a/b.css", "c/d.woff2?x#y") == "a/c/d.woff2"
    assert asset_of("a/b.css", "../c.png") == "c.png"
    assert asset_of("b.css", "../c.png") == "../c.png"


def test_fonts_and_pictures_of_a_style_sheet_are_found_under_their_published_names(site: Path, tmp_path: Path) -> None:
    css = "@font-face { font-family: A; src: url('fonts/a.woff2') format('woff2') }\nmain { b: url(b.svg#c) }\n"
    more = '@import "fonts/more.css";\na { b: url(#c); d: url("data:image/png;base64,AA==") }\n'
    files: dict[str, str | bytes] = {
        SHEET: css + more,
        "themes/own/assets/fonts/more.css": ".x { a: url(../b.svg); b: url(more.css) }\n",
        "themes/own/assets/fonts/a.woff2": b"font",
        "themes/own/assets/b.svg": svg(),
    }
    public = publish(write_site(site, files), tmp_path / "public", "own")
    (sheet,) = (public / "assets").glob("kaedah.*.css")
    loaded = [item.address for item in loaded_by(sheet.read_bytes()) if not item.address.startswith(("#", "data:"))]
    assert len(loaded) == 3
    for address in loaded:
        assert re.fullmatch(r"(fonts/)?\w+\.[0-9a-f]{10}\.\w+(#c)?", address)
        assert (sheet.parent / address.partition("#")[0]).is_file()
    (further,) = (public / "assets/fonts").glob("more.*.css")
    first, itself = (item.address for item in loaded_by(further.read_bytes()))
    assert (further.parent / first).resolve().read_bytes() == svg()
    assert itself == "more.css"  # a style sheet that loads itself has no digest to name


def test_a_style_sheet_follows_the_picture_that_it_shows(site: Path, tmp_path: Path) -> None:
    write_site(site, {SHEET: "main { b: url(b.png) }\n", "themes/own/assets/b.png": png(4)})
    before = publish(site, tmp_path / "before", "own")
    write_site(site, {"themes/own/assets/b.png": png(5)})
    after = publish(site, tmp_path / "after", "own")
    names = [next((public / "assets").glob("kaedah.*.css")).name for public in (before, after)]
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "fonts/b.woff2",
            '2:12: error: there is no asset "fonts/b.woff2"\n  hint: did you mean "fonts/a.woff2"? known: ',
        ),
        (
            "../secret.png",
            '2:12: error: the style sheet loads "../secret.png", which is no asset of the theme\n  hint: put',
        ),
        ("https://a.example/a.woff2", '2:12: error: the style sheet loads "https://a.example/a.woff2", which is no'),
        ("//a.example/a.woff2", '2:12: error: the style sheet loads "//a.example/a.woff2", which is no asset of'),
        ("\\2f/a.example/a.woff2", '2:12: error: the style sheet loads "\\2f/a.example/a.woff2", which is no asset'),
        ("/a.woff2", '2:12: error: the style sheet loads "/a.woff2", which is no asset of the theme'),
    ],
)
def test_an_address_that_leads_nowhere_is_told_with_its_place(address: str, said: str, site: Path) -> None:
    write_site(site, {SHEET: f"/* Ü */\na {{ b: url({address}) }}\n", "themes/own/assets/fonts/a.woff2": b"font"})
    assert told(site).startswith(f"{SHEET}:{said}")


# Colour schemes and contrast


def test_a_theme_of_one_scheme_has_nothing_of_the_other(site: Path, tmp_path: Path) -> None:
    write_site(site, {"themes/own/theme.yaml": "name: own\nextends: default\ncolour_scheme: light\n"})
    public = publish(site, tmp_path / "public", "own")
    for page in ("index.html", "404.html", "en/index.html", "en/methods/one.html"):
        assert '<meta name="color-scheme" content="light">' in (public / page).read_text(encoding="utf-8")
    (sheet,) = (public / "assets").glob("kaedah.*.css")
    assert b"prefers-color-scheme" not in sheet.read_bytes()
    assert b"color-scheme:light;" in sheet.read_bytes()
    write_site(site, {"themes/own/theme.yaml": "name: own\nextends: default\ncolour_scheme: lite\n"})
    assert told(site).startswith('themes/own/theme.yaml:3:16: error: unknown value "lite" for "colour_scheme"')


def test_what_is_for_the_other_scheme_never_applies() -> None:
    css = b"@media screen and (prefers-color-scheme: dark) { a {} } @media (prefers-color-scheme:light) { b {} }"
    light = b"@media screen and (width < 0) { a {} } @media (width >= 0) { b {} }"
    assert in_scheme(css, "light") == light
    assert in_scheme(css, "dark") == b"@media screen and (width >= 0) { a {} } @media (width < 0) { b {} }"
    assert in_scheme(css, "light dark") == css


def test_the_contrast_of_two_colours_is_that_of_the_guidelines() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert contrast((0, 0, 255), (0, 0, 255)) == 1


def test_tokens_are_those_of_the_root_in_each_scheme() -> None:
    css = ':root { --a: #fff; /* --b: no; */ --c: "};" }\np { --a: red }\n@media print { :root { --a: black } }\n'
    css += "@media (prefers-color-scheme: dark) {\n  :root { --a: #000 }\n}"
    found = [
        (scheme, name, token.value, (token.position.line, token.position.column))
        for scheme, name, token in tokens_of("a.css", css.encode())
    ]
    assert found == [
        ("light", "--a", "#fff", (1, 9)),
        ("dark", "--a", "#fff", (1, 9)),
        ("light", "--c", '"};"', (1, 35)),
        ("dark", "--c", '"};"', (1, 35)),
        ("dark", "--a", "#000", (5, 11)),
    ]


def test_text_of_too_low_a_contrast_is_told_at_its_token(site: Path) -> None:
    write_site(site, {SHEET: ":root {\n  --quiet: rgb(120 120 120);\n  --ink: color-mix(in srgb, red, blue);\n}\n"})
    reported = told(site)
    lines = [line for line in reported.splitlines() if 'in the scheme "light"' in line]
    assert lines == [
        f'{SHEET}:2:3: warning: "--quiet" on "--panel" has a contrast of 4.00 in the scheme "light"',
        f'{SHEET}:2:3: warning: "--quiet" on "--paper" has a contrast of 4.33 in the scheme "light"',
    ]
    assert reported.count('in the scheme "dark"') == 2
    assert "--ink" not in reported
    write_site(site, {"themes/own/theme.yaml": "name: own\nextends: default\ncolour_scheme: light\n"})
    assert "dark" not in told(site)


@pytest.mark.parametrize("theme", ["default", "ledger"])
def test_the_shipped_themes_have_contrast(theme: str, tmp_path: Path) -> None:
    assert told(write_site(tmp_path, MINIMAL), theme) == ""


# Blocks for themes of sites

BLOCKS = ("head", "page_top", "page_end", "footer")


def test_no_shipped_template_fills_the_blocks_of_sites() -> None:
    for path in sorted((ROOT / "themes").rglob("*.html")):
        for block in BLOCKS:
            found = re.findall(rf"{{% block {block} %}}(.*)", path.read_text(encoding="utf-8"))
            assert found in ([], ["{% endblock %}"]), path


def test_blocks_of_a_site_are_on_every_page(site: Path, tmp_path: Path) -> None:
    inner = {name: f'<p data-own="{name}">{name}</p>' for name in BLOCKS} | {"head": '<meta name="own" content="a">'}
    blocks = "".join(f"{{% block {name} %}}{text}{{% endblock %}}\n" for name, text in inner.items())
    write_site(site, {"themes/own/templates/page.html": f'{{% extends "default/page.html" %}}\n{blocks}'})
    moved = MINIMAL["content/methods/one.md"].replace("---\n\n", "previous: [old]\n---\n\n", 1)
    public = publish(write_site(site, {"content/methods/one.md": moved}), tmp_path / "public", "own")
    pages = sorted(public.rglob("*.html"))
    assert {"index.html", "404.html", "old.html"} <= {path.name for path in pages}
    for path in pages:
        page = read_page(path)
        assert page.one("head").one("meta", name="own")
        for name in BLOCKS[1:]:
            assert page.one("body").one("p", data_own=name).words == name
        assert page.one("footer").one("p", data_own="footer")


LAYOUT, METHOD = '{% extends "default/layout.html" %}\n', '{% extends "default/method.html" %}\n'
BOOK = '{% extends "layout.html" %}\n'
UNKNOWN = '2:1: error: no template that this one extends has a block "{}"\n  hint: did you mean "{}"?'


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [
        ("layout.html", LAYOUT + "{% block foter %}a{% endblock %}\n", UNKNOWN.format("foter", "footer")),
        ("method.html", METHOD + "{% block edit %}a{% endblock %}\n", ""),
        ("method.html", METHOD + "{% block main %}{% block own %}a{% endblock %}{% endblock %}", ""),
        ("own.html", "{% block own %}a{% endblock %}", ""),
        ("book/comparison.html", BOOK + "{% block main %}a{% endblock %}", ""),
        ("book/comparison.html", BOOK + "{% block mian %}a{% endblock %}", UNKNOWN.format("mian", "main")),
    ],
)
def test_a_block_that_no_template_below_has_is_an_error(name: str, template: str, said: str, site: Path) -> None:
    write_site(site, {f"themes/own/templates/{name}": template})
    reported = format_problems(check_templates(must_read(site, theme="own").theme))
    assert reported.startswith(f"themes/own/templates/{name}:{said}" if said else "")
    assert bool(reported) == bool(said)
