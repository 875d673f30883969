"""Pages in folders, the menu and the foot, the words above the home page, and links between all of them."""

import posixpath
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from kaedah.contribute.live_site import reload_documents
from kaedah.problems import format_problems
from kaedah.publish.epub import write_epub
from kaedah.read.documents import DocumentLoader
from kaedah.read.site import read_site

from tests.conftest import MINIMAL, folders, must_read, publish, read, stale_paths, tree, write_site
from tests.edited_site import PLURALS
from tests.page_reader import Element, broken_links, read_page, read_pages

SETTINGS = "title: T\nsource_locale: en\nlocales: [en, uk, ar]\nbase_url: https://example.org/kaedah/\n"
MENU = (
    "menu: [comparisons, {page: guide}, {page: guide/start, text: First steps}, methods,"
    " {url: https://example.org/a, text: Elsewhere}]\n"
    "footer: [glossary, {page: about}, contribute]\n"
)


def words(title: str, body: str, head: str = "") -> str:
    return f"---\ntitle: {title}\n{head}---\n\n{body}\n"


SITE = MINIMAL | {
    "content/site.yaml": SETTINGS,
    "content/glossary.yaml": "- {term: rank, definition: A number., renderings: {uk: ранг}}\n",
    "content/comparisons/both.md": "---\ntitle: Both of them\nmethods: [one, two]\n---\n\n## Why\n\nWords.\n",
    "content/methods/two.md": MINIMAL["content/methods/two.md"] + "\n[](page:guide/start#next), [](term:rank)\n",
    "content/methods/two.uk.md": "---\nname: Друга\n---\n\n## Зміст {#zmist}\n\nСлова.\n",
    "content/pages/about.md": words("About", "See [the guide](page:guide), [](page:guide/deep/more), [](term:rank)."),
    "content/pages/index.md": words(
        "Welcome", "[](comparison:both#why), [](method:two#meaning), [](entry:one)\n\n## Here\n\n[](page:index#here)"
    ),
    "content/pages/index.uk.md": words("Вітаємо", "[](method:two#meaning), [](page:about)\n\n## Тут {#tut}\n\nСлова."),
    "content/pages/guide/index.md": words("Guide", "Words."),
    "content/pages/guide/start.md": words("Start", "## First\n\nOne.\n\n## Next\n\nTwo.", "order: 1\n"),
    "content/pages/guide/start.uk.md": words("Початок", "## Перше\n\nРаз.\n\n## Далі {#dali}\n\nДва."),
    "content/pages/guide/deep/more.md": words("More", "See [](page:guide/index)."),
    "content/pages/guide/deep/other.md": words("Other", "Words."),
    "content/pages/guide/answers.md": words("Answers", "Words."),
}  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


@pytest.fixture
def built(base: Path, tmp_path: Path) -> Path:
    return publish(base, tmp_path / "public")


def menu_of(page: Element) -> list[str]:
    """The words of the menu, with what `aria-current` says of each."""
    return described(page.one("nav", class_="site-nav"))


def foot_of(page: Element) -> list[str]:
    return described(page.one("footer").one("ul"))


def described(part: Element) -> list[str]:
    found = [(link.words, link.attributes.get("aria-current")) for link in part.all("a")]
    return [f"{name} ({current})" if current else name for name, current in found]


def side_menu(page: Element) -> list[str]:
    """The lines of the side menu: a dash for each list that a link is in, and a star at the page itself."""
    lines = []
    for link in page.one("nav", class_="section").all("a"):
        depth, element = 0, link.parent
        while element is not None:
            depth, element = depth + (element.tag == "ul"), element.parent
        lines.append("-" * depth + link.words + ("*" if link.attributes.get("aria-current") == "page" else ""))
    return lines


def hrefs(page: Element) -> list[str]:
    return [link.attributes["href"] for link in page.one("main").one(class_="body").all("a")]


# Addresses and links


def test_every_link_leads_somewhere_in_every_language(built: Path) -> None:
    assert broken_links(built, "https://example.org/kaedah/") == []


def test_every_link_leads_somewhere_with_a_menu_of_ones_own(base: Path, tmp_path: Path) -> None:
    write_site(base, {"content/site.yaml": SETTINGS + MENU})
    assert broken_links(publish(base, tmp_path / "public"), "https://example.org/kaedah/") == []


def test_a_folder_is_part_of_the_address_and_its_index_has_its_name(built: Path) -> None:
    pages = {path for path in read_pages(built) if path.startswith("uk/guide")}
    assert pages == {
        "uk/guide.html",
        "uk/guide/start.html",
        "uk/guide/answers.html",
        "uk/guide/deep/more.html",
        "uk/guide/deep/other.html",
    }
    assert read_page(built / "uk/guide/start.html").one("h1").words == "Початок"


def test_links_lead_to_the_heading_by_the_anchor_that_it_has_in_the_language(built: Path) -> None:
    assert hrefs(read_page(built / "en/index.html"))[:4] == [
        "../en/compare/both.html#why",
        "../en/methods/two.html#meaning",
        "../en/methods/one.html",
        "../en/index.html#here",
    ]
    ukrainian = read_page(built / "uk/index.html").one("main").one(class_="body").all("a")
    assert [link.attributes["href"] for link in ukrainian] == ["../uk/methods/two.html#zmist", "../uk/about.html"]
    # The body is in English there, and leads to the Ukrainian page.
    assert "../../ar/guide/start.html#next" in hrefs(read_page(built / "ar/methods/two.html"))
    write_site(built.parent / "site", {"content/methods/two.uk.md": "---\nname: Друга\n---\n"})
    again = publish(built.parent / "site", built.parent / "again")
    assert "../../uk/guide/start.html#dali" in hrefs(read_page(again / "uk/methods/two.html"))


def test_a_link_without_words_has_the_name_in_the_language_of_the_page(built: Path) -> None:
    about = read_page(built / "uk/about.html").one("main")
    assert [link.words for link in about.all("a") if link.attributes["href"].endswith("#rank")] == ["ранг"]
    term = next(link for link in about.all("a") if link.attributes["href"].endswith("#rank"))
    assert term.attributes["lang"] == "uk"  # in a body that is in English
    english = read_page(built / "en/about.html").one("main")
    assert [link.words for link in english.all("a")] == ["the guide", "More", "rank"]


def test_links_in_code_stay_as_they_are(base: Path, tmp_path: Path) -> None:
    write_site(base, {"content/pages/about.md": words("About", "Write `[x](page:guide)` or\n\n    [](term:rank)")})
    text = (publish(base, tmp_path / "public") / "en/about.html").read_text()
    assert "<code>[x](page:guide)</code>" in text
    assert "[](term:rank)" in text


def test_a_missing_heading_in_a_translation_leads_to_the_top_of_the_page(base: Path, tmp_path: Path) -> None:
    write_site(base, {"content/pages/guide/start.uk.md": words("Початок", "## Перше\n\nРаз.")})
    site, problems = read(base)
    assert site is not None
    assert '"guide/start" lacks the heading "next" in: uk' in format_problems(problems)
    write_site(base, {"content/methods/two.uk.md": "---\nname: Друга\n---\n"})
    output = publish(base, tmp_path / "public")
    assert "../../uk/guide/start.html" in hrefs(read_page(output / "uk/methods/two.html"))
    assert broken_links(output, "https://example.org/kaedah/") == []


# The menu and the foot


def test_without_a_menu_all_pages_and_folders_are_in_the_head(built: Path) -> None:
    page = read_page(built / "en/about.html")
    assert menu_of(page) == ["Methods", "Comparisons", "Timeline", "Glossary", "About (page)", "Guide"]
    assert foot_of(page) == ["Contribute", "State of the translation"]


def test_a_menu_orders_and_names_what_it_leads_to(base: Path, tmp_path: Path) -> None:
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {PLURALS["uk"]}\\n"\n'
    catalogue = f'{head}\nmsgctxt "menu"\nmsgid "First steps"\nmsgstr "Перші кроки"\n'
    write_site(base, {"content/site.yaml": SETTINGS + MENU, "locales/uk/LC_MESSAGES/site.po": catalogue})
    output = publish(base, tmp_path / "public")
    english, ukrainian = (read_page(output / f"{code}/guide/start.html") for code in ("en", "uk"))
    assert menu_of(english) == ["Comparisons", "Guide (true)", "First steps (page)", "Methods", "Elsewhere"]
    assert foot_of(english) == ["Glossary", "About", "Contribute"]
    assert menu_of(ukrainian)[2] == "Перші кроки (page)"
    elsewhere = ukrainian.one("nav", class_="site-nav").all("a")[4]
    assert elsewhere.attributes["href"] == "https://example.org/a"
    assert elsewhere.lang == "en"


@pytest.mark.parametrize(
    ("path", "menu", "foot"),
    [
        ("index.html", "Methods (page)", ""),
        ("methods/one.html", "Methods (true)", ""),
        ("by/year/2000s.html", "Methods (true)", ""),
        ("compare/index.html", "Comparisons (page)", ""),
        ("compare/both.html", "Comparisons (true)", ""),
        ("guide.html", "Guide (page)", ""),
        ("guide/deep/other.html", "Guide (true)", ""),
        ("about.html", "", "About (page)"),
        ("contribute.html", "", "Contribute (page)"),
        ("glossary.html", "", "Glossary (page)"),
        ("translations.html", "", ""),
    ],
)
def test_the_link_to_the_page_itself_is_marked(path: str, menu: str, foot: str, with_menu: Path) -> None:
    page = read_page(with_menu / "en" / path)
    assert [item for item in menu_of(page) if "(" in item] == ([menu] if menu else [])
    assert [item for item in foot_of(page) if "(" in item] == ([foot] if foot else [])


@pytest.fixture(scope="module")
def with_menu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = write_site(tmp_path_factory.mktemp("menu"), SITE | {"content/site.yaml": SETTINGS + MENU})
    return publish(base, base / "public")


def test_a_page_in_no_menu_is_published_and_mapped(with_menu: Path) -> None:
    pages = read_pages(with_menu)
    assert "en/guide/answers.html" in pages
    assert "https://example.org/kaedah/en/guide/answers.html" in (with_menu / "sitemap.xml").read_text()
    assert not any("Answers" in "".join(menu_of(page)) for path, page in pages.items() if path.startswith("en/"))


def test_an_empty_menu_has_no_links(base: Path, tmp_path: Path) -> None:
    write_site(base, {"content/site.yaml": SETTINGS + "menu: []\nfooter: []\n"})
    page = read_page(publish(base, tmp_path / "public") / "en/about.html")
    assert menu_of(page) == []
    assert page.one("footer").all("a") == []


def test_a_timeline_that_is_not_there_is_left_out_with_a_warning(minimal: Path, tmp_path: Path) -> None:
    site = {"content/fields.yaml": "- {id: size, kind: number, label: Size}\n"}
    site |= {f"content/methods/{name}.md": f"---\nname: {name.title()}\n---\n" for name in ("one", "two")}
    write_site(minimal, site | {"content/site.yaml": MINIMAL["content/site.yaml"] + "menu: [timeline, methods]\n"})
    found, problems = read(minimal)
    assert found is not None
    assert format_problems(problems).startswith(
        "content/site.yaml:4:8: warning: the link to the timeline is left out, because no method has a year\n"
    )
    assert menu_of(read_page(publish(minimal, tmp_path / "public") / "en/contribute.html")) == ["Methods"]


# Home and side menus


def test_the_home_page_begins_with_the_words_of_the_site(built: Path) -> None:
    page = read_page(built / "uk/index.html").one("main")
    assert page.one("h1").words == "Вітаємо"
    assert page.all("h2")[0].attributes["id"] == "tut"
    assert "No native speaker" not in page.words
    assert len(page.all(class_="notice")) == 1
    arabic = read_page(built / "ar/index.html").one("main")
    assert arabic.one(class_="body").attributes["lang"] == "en"
    assert arabic.one(class_="body").attributes["dir"] == "ltr"
    for path in ("by/year/2000s.html", "about.html"):
        assert not any("Welcome" in text.words for text in read_page(built / "en" / path).all("h1"))


def test_a_side_menu_is_opened_as_far_as_the_page_is(built: Path) -> None:
    names = ("guide", "guide/start", "guide/deep/other")
    pages = {name: side_menu(read_page(built / f"en/{name}.html")) for name in names}
    assert pages["guide"] == ["Guide*", "-Start", "-Answers", "-More"]
    assert pages["guide/start"] == ["Guide", "-Start*", "-Answers", "-More"]
    # A folder without a page of its own is named by its first page.
    assert pages["guide/deep/other"] == ["Guide", "-Start", "-Answers", "-More", "--Other*"]
    assert side_menu(read_page(built / "uk/guide/start.html"))[:2] == ["Guide", "-Початок*"]
    assert read_page(built / "en/about.html").all("nav", class_="section") == []


def test_a_folder_without_a_page_of_its_own_is_named_by_its_first_page(base: Path, tmp_path: Path) -> None:
    (base / "content/pages/guide/index.md").unlink()
    for name in ("about.md", "guide/deep/more.md"):
        write_site(base, {f"content/pages/{name}": words("A page", "Words.")})
    output = publish(base, tmp_path / "public")
    page = read_page(output / "en/guide/answers.html")
    assert menu_of(page) == ["Methods", "Comparisons", "Timeline", "Glossary", "A page", "Start (true)"]
    assert side_menu(page) == ["Start", "-Answers*", "-A page"]
    assert broken_links(output, "https://example.org/kaedah/") == []


# Books


def test_links_of_a_book_lead_to_its_chapters_and_their_headings(base: Path, tmp_path: Path) -> None:
    site = must_read(base)
    write_epub(site, site.settings.locales[1], tmp_path / "book.epub")
    with zipfile.ZipFile(tmp_path / "book.epub") as book:
        pages = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}
    assert '<a href="../uk/methods/two.xhtml#zmist"' in pages["EPUB/uk/index.xhtml"]
    for path, text in pages.items():
        for href in re.findall(r'href="([^"]+)"', text):
            target, _, anchor = href.partition("#")
            if href.startswith("http") or target.endswith(".css"):
                continue
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            assert place in pages, (path, href)
            assert not anchor or f'id="{anchor}"' in pages[place], (path, href)
    contents = [
        *re.findall(r'href="\.\./uk/((?:about|guide)[^"]*)"', pages["EPUB/uk/index.xhtml"].partition("<nav")[2])
    ]
    names = ("about", "guide", "guide/start", "guide/answers", "guide/deep/more", "guide/deep/other")
    assert contents == [f"{name}.xhtml" for name in names]
    assert "page-section" not in pages["EPUB/uk/guide/start.xhtml"]


# Builds in a row, and other processes


def rename_heading(base: Path) -> None:
    path = base / "content/methods/two.uk.md"
    path.write_text(path.read_text().replace("{#zmist}", "{#sens}"))


def rename_term(base: Path) -> None:
    path = base / "content/glossary.yaml"
    path.write_text(path.read_text().replace("ранг", "ступінь"))


def move_page(base: Path) -> None:
    (base / "content/pages/guide/later").mkdir()
    (base / "content/pages/guide/answers.md").rename(base / "content/pages/guide/later/answers.md")


def reorder_page(base: Path) -> None:
    write_site(base, {"content/pages/guide/answers.md": words("Answers", "Words.", "order: 0\n")})


def edit_menu(base: Path) -> None:
    write_site(base, {"content/site.yaml": SETTINGS + MENU.replace("comparisons, ", "")})


def edit_home(base: Path) -> None:
    (base / "content/pages/index.uk.md").unlink()


def rename_page(base: Path) -> None:
    path = base / "content/pages/guide/start.uk.md"
    path.write_text(path.read_text().replace("Початок", "Старт"))


EDITS = [rename_heading, rename_term, move_page, reorder_page, edit_menu, edit_home, rename_page]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_a_build_after_an_edit_equals_a_clean_one(edit: Callable[[Path], None], built: Path, base: Path) -> None:
    before = tree(built)
    edit(base)
    publish(base, built)
    assert tree(built) != before
    assert tree(built) == tree(publish(base, built.parent / "clean"))


def test_an_edit_of_an_anchor_writes_only_the_pages_that_link_to_it(built: Path, base: Path) -> None:
    rename_heading(base)
    rendered = {path for path in stale_paths(base, built) if path.endswith(".html")}
    assert rendered >= {"uk/methods/two.html", "uk/index.html"}
    assert "uk/about.html" not in rendered
    assert "uk/methods/one.html" not in rendered


def test_other_processes_render_the_same_pages(base: Path, tmp_path: Path) -> None:
    write_site(base, {"content/site.yaml": SETTINGS + MENU})
    one = publish(base, tmp_path / "one")
    assert tree(publish(base, tmp_path / "two", jobs=2)) == tree(one)


def test_a_page_in_a_folder_is_reloaded_while_it_is_served(base: Path) -> None:
    loader = DocumentLoader()
    site, problems = read_site(folders(base), loader=loader)
    assert site is not None, format_problems(problems)
    path = base / "content/pages/guide/start.uk.md"
    path.write_text(path.read_text().replace("Початок", "Старт"))
    found = reload_documents(site, loader, [path, base / "content/pages/guide/index.md"])
    assert found is not None
    assert found[0].prose["guide/start"].translations["uk"].parts["title"] == "Старт"
    path.write_text(words("Старт", "[x](page:guid)"))
    again = reload_documents(site, loader, [path])
    assert again is not None
    assert 'there is no page "guid"' in format_problems(again[1])


def test_a_site_with_pages_in_folders_is_the_same_from_another_place(base: Path, tmp_path: Path) -> None:
    other = shutil.copytree(base, tmp_path / "elsewhere/deep/site")
    assert tree(publish(other, tmp_path / "b")) == tree(publish(base, tmp_path / "a"))


@pytest.mark.parametrize("name", ["menu", "footer"])
def test_a_menu_has_a_limit_and_leads_to_web_addresses_alone(name: str, tmp_path: Path) -> None:
    addresses = [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/",
        *(f"https://a.example/{n}" for n in range(50)),
    ]
    items = "".join(f"- {{url: '{address}', text: a}}\n" for address in addresses)
    site = MINIMAL | {"content/site.yaml": f"title: T\nsource_locale: en\nlocales: [en]\n{name}:\n{items}"}
    said = [problem.text for problem in read(write_site(tmp_path, site))[1]]
    assert said[0] == f'"{name}" has more than 50 items'
    assert len(said) == 4
