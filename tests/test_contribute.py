"""The page for contributions: a form from the schema, files that `check` accepts, and translation drafts."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.contribute.json_schema import method_schema
from kaedah.plan.forms import make_control
from kaedah.problems import Report
from kaedah.read.kinds import KINDS
from kaedah.read.yaml_nodes import parse_yaml
from playwright.sync_api import Browser, Page, expect

from tests.browsing import follow, open_page, reload, watch
from tests.conftest import MINIMAL, ROOT, must_read, publish, write_site
from tests.example import EXAMPLE, copy_example
from tests.page_reader import Element, read_page

WHOLE_SCHEMA = json.loads(method_schema(must_read(EXAMPLE).fields))
# Of each key what is written for it; a field's is the first way to write it, without what may be noted on it.
SCHEMA = {
    name: schema if name in ("previous", "allow") else schema.get("anyOf", [schema])[0]
    for name, schema in WHOLE_SCHEMA["properties"].items()
}
LOCALES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")
GITHUB, GITLAB = "https://github.com/someone/methods", "https://gitlab.com/group/sub/methods"


def run(base: Path, *arguments: str) -> tuple[int, str, str]:
    folders = ("--content", base / "content", "--locales", base / "locales", "--themes", ROOT / "themes")
    result = CliRunner().invoke(main, [*arguments, *map(str, folders)], prog_name="build.py")
    return result.exit_code, result.stdout, result.stderr


# the form is the schema


def slots(page: Element) -> dict[str, Element]:
    form = page.one("form")
    return {
        item.attributes["data-name"]: item
        for item in (*form.all("div", class_="field"), *form.all("fieldset", class_="group"))
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_the_form_has_the_fields_of_the_schema(public: Path, locale: str) -> None:
    fields = slots(read_page(public / locale / "contribute.html"))
    asked = {name: schema for name, schema in SCHEMA.items() if name not in ("previous", "sort_key", "allow")}
    assert set(fields) >= set(asked) | {"slug", "body"}
    required = {name for name, item in fields.items() if "data-required" in item.attributes}
    assert required - {"slug"} == set(WHOLE_SCHEMA["required"])
    year = fields["year"].attributes
    assert (year["data-least"], year["data-most"]) == (str(SCHEMA["year"]["minimum"]), str(SCHEMA["year"]["maximum"]))
    for name in ("field", "family"):
        options = [option.attributes["value"] for option in fields[name].all("option")]
        assert options == ["", *SCHEMA[name]["enum"]]
    links = SCHEMA["related"]
    assert fields["related"].attributes["data-pattern"] == links["items"]["pattern"]
    source = SCHEMA["sources"]["items"]
    parts = {
        part.attributes["data-name"]: part.attributes
        for part in fields["sources"].one("template").all("div", class_="field")
    }
    assert list(parts) == [key for key in source["properties"] if key != "lang"]
    assert parts["doi"]["data-pattern"] == source["properties"]["doi"]["pattern"]
    assert [key for key, part in parts.items() if "data-required" in part] == source["required"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_field_has_a_control(kind: str) -> None:
    from kaedah.model import Field

    field = Field("some", kind, "Some", terms={"one": "One"} if kind == "term" else {})
    control = make_control("some", KINDS[kind].schema(field))
    assert control.shape != "choice" or control.options


def test_an_unknown_schema_raises() -> None:
    with pytest.raises(ValueError, match="no control for some"):
        make_control("some", {"type": "object"})


def test_without_script_the_page_shows_the_file_that_new_writes(public: Path, tmp_path: Path) -> None:
    base = copy_example(tmp_path)
    assert run(base, "new", "my-method")[0] == 0
    written = (base / "content/methods/my-method.md").read_text(encoding="utf-8")
    for locale in LOCALES:
        page = read_page(public / locale / "contribute.html")
        assert page.one("article").one("pre").text == written
        assert "hidden" in page.one("form").attributes


def test_every_page_links_to_the_contribution_page(public: Path) -> None:
    for path in ("ko/methods/lora.html", "uk/index.html", "en/compare/lora/qlora.html"):
        links = [link.attributes["href"] for link in read_page(public / path).one("footer").all("a")]
        depth = "../" * path.count("/")
        assert f"{depth}{path.split('/')[0]}/contribute.html" in links


def test_a_prose_page_of_the_same_name_is_shown_above_the_form(minimal: Path) -> None:
    write_site(minimal, {"content/pages/contribute.md": "---\ntitle: Take part\n---\n\n## How\n\nLike this.\n"})
    page = read_page(publish(minimal, minimal / "public") / "en/contribute.html")
    assert page.one("h1").words == "Take part"
    assert "Like this." in page.one("div", class_="body").words
    assert page.one("form")


def test_the_page_and_its_style_sheets_are_within_the_size_limit(public: Path) -> None:
    """At most 14 KB compressed at first view."""
    for locale in LOCALES:
        text = (public / locale / "contribute.html").read_text()
        sheets = [public / path for path in re.findall(r'rel="stylesheet" href="../(assets/[^"]+)">', text)]
        assert len(sheets) == 2  # besides that of paper, which no screen waits for
        styles = sum(len(gzip.compress(path.read_bytes(), 9)) for path in sheets)
        page = len(gzip.compress(text.encode(), 9))
        assert page + styles <= 14 * 1024, (locale, page, styles)


# in the browser


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[[Path, str], Page]]:
    """Opens a page of a built site from disk; what goes wrong on it fails the test."""
    context = browser.new_context(accept_downloads=True)
    faults: list[str] = []

    def opener(output: Path, path: str) -> Page:
        page = context.new_page()
        faults.append("")
        faults[-1:] = watch(page)
        file, _, fragment = path.partition("#")
        open_page(page, f"{(output / file).as_uri()}#{fragment}" if fragment else (output / file).as_uri())
        return page

    yield opener
    assert faults == []
    context.close()


def fill(page: Page) -> None:
    """A whole method, as somebody who reads Korean finds the fields."""
    page.get_by_label("이름", exact=False).first.fill("Sparse: “hard” method #1")
    page.get_by_label("파일 이름").fill("sparse-method")
    page.get_by_label("분야").select_option(label="딥러닝")
    page.get_by_label("계열").select_option("machine-learning")
    page.get_by_label("최초 발표 연도").fill("2021")
    page.get_by_label("제안자").fill("Edward J. Hu\nAnne O'Neil: a \\ name\n")
    page.get_by_label("유형").fill("Update of weights - with a #tag and a: colon")
    group = page.locator('fieldset[data-name="sources"]')
    first = group.locator(".item").nth(0)
    first.get_by_label("저자").fill("Hu, Edward J.\nShen, Yelong")
    first.get_by_label("연도").fill("2022")
    first.get_by_label("제목").fill('LoRA: Low-Rank Adaptation of "Large" Language Models')
    first.get_by_label("arXiv").fill("2106.09685")
    group.get_by_role("button", name="하나 더 추가").click()
    second = group.locator(".item").nth(1)
    second.get_by_label("제목").fill("'Quoted' & <i>marked</i> {x} [y]")
    second.get_by_label("DOI").fill("10.1000/xyz(1)2")
    page.get_by_label("다른 이름").fill("sparse one\n- dashed\n@at")
    page.get_by_label("요약").fill("One paragraph: " + "with quite a few words in it, " * 12 + "and # an end.")
    page.get_by_label("본문").fill("## Meaning\n\nWords with $x_1$ and [LoRA](method:lora).\n\n---\n\nMore.")


@pytest.mark.browser
def test_a_method_entered_in_korean_becomes_a_file_that_check_accepts(
    opened: Callable[[Path, str], Page], public: Path, tmp_path: Path
) -> None:
    page = opened(public, "ko/contribute.html")
    fill(page)
    finder = page.locator('[data-name="related"] .finder input')
    finder.fill("저랭크")
    page.locator('[data-name="related"] [role=option]').first.click()
    assert page.locator("#page-f-related").input_value() == "lora\n"
    assert page.locator("#page-open-work").inner_text() == "파일이 완성되었습니다."
    with page.expect_download() as waiting:
        page.locator("#page-file-out").get_by_role("link", name="파일 내려받기").click()
    assert waiting.value.suggested_filename == "sparse-method.md"
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert text == page.locator("#page-file").input_value()
    page.close()

    base = copy_example(tmp_path)
    write_site(base, {"content/methods/sparse-method.md": text})
    code, reported, problems = run(base, "check")
    assert (code, [line for line in problems.splitlines() if "sparse-method.md" in line and "error" in line]) == (0, [])
    assert reported == "no errors; methods: 13, languages: 6\n"
    method = must_read(base).methods["sparse-method"]
    source = method.document.source
    assert source.parts["name"] == "Sparse: “hard” method #1"
    assert source.parts["type"] == "Update of weights - with a #tag and a: colon"
    names = [person.full_name for person in method.values["originators"]]
    assert names == ["Edward J. Hu", "Anne O'Neil: a \\ name"]
    assert [alias.text for alias in source.aliases["aliases"]] == ["sparse one", "- dashed", "@at"]
    assert method.values["related"] == ("lora",)
    assert (method.values["year"], method.values["field"]) == (2021, "deep-learning")
    first, second = method.values["sources"]
    assert (first.title, first.arxiv) == ('LoRA: Low-Rank Adaptation of "Large" Language Models', "2106.09685")
    assert [(author.family, author.given) for author in first.authors] == [("Hu", "Edward J."), ("Shen", "Yelong")]
    assert (second.title, second.doi) == ("'Quoted' & <i>marked</i> {x} [y]", "10.1000/xyz(1)2")
    summary = "One paragraph: " + "with quite a few words in it, " * 12 + "and # an end."
    assert source.parts["summary"] == summary
    assert source.bulk.load().body == "## Meaning\n\nWords with $x_1$ and [LoRA](method:lora).\n\n---\n\nMore."


HARD = [
    "plain",
    "two words (and more)",
    "yes",
    "No",
    "null",
    "~",
    "1.10",
    "12:30",
    "0x1F",
    "1e3",
    "2021-01-01",
    "a: b",
    "a #b",
    "# c",
    "- d",
    "? e",
    "[f]",
    "{g: h}",
    "a, b",
    "'single'",
    '"double"',
    "back\\slash",
    "\\u0041",
    "%tag",
    "@at",
    "`tick`",
    "!bang",
    "&anchor",
    "*star",
    "|",
    ">",
    "---",
    "...",
    "trailing:",
    "=",
    "<<",
    "너비: 좁게",
    "低秩，自适应",
    "ім’я",
    "😀 é",
    "a\u00a0b",
    "a\u2028b",
    "\ufeffx",
    "a\tb",
    "x" * 300,
    "long words " * 30,
]


@pytest.mark.browser
def test_hard_values_survive_the_round_trip_through_yaml(opened: Callable[[Path, str], Page], public: Path) -> None:
    page = opened(public, "en/contribute.html")
    typed = [" ".join(text.split()) for text in HARD]
    page.locator("#page-f-originators").fill("\n".join(HARD))
    page.locator("#page-f-summary").fill("First: one\nand on.\n\n  # Second  one\n\n- third")
    files = []
    for text in HARD:
        page.locator("#page-name").fill(text)
        page.locator("#page-f-type").fill(text)
        files.append(page.locator("#page-file").input_value())
    page.close()
    for text, file in zip(HARD, files, strict=True):
        front = file.split("---\n", 2)[1] if "\n---\n" in file else ""
        front = file[4 : file.index("\n---\n", 4) + 1]
        found = yaml.safe_load(front)
        words = re.sub(r"\s+", " ", text.replace("\t", " ")).strip("\ufeff ")
        assert isinstance(found["name"], str), text
        assert re.sub(r"\s+", " ", found["name"]).strip() == words, text
        assert [re.sub(r"\s+", " ", item).strip("\ufeff ") for item in found["originators"]] == [
            re.sub(r"\s+", " ", item).strip("\ufeff ") for item in typed
        ]
        assert found["summary"] == "First: one\nand on.\n\n# Second one\n\n- third\n"
        report = Report("a.md")
        node = parse_yaml(front, report)
        assert report.problems == []
        assert node is not None
        assert max(map(len, front.splitlines())) < 4_000


@pytest.mark.browser
def test_errors_are_shown_at_their_field_and_block_the_download(
    opened: Callable[[Path, str], Page], public: Path
) -> None:
    page = opened(public, "uk/contribute.html")
    page.locator("#page-f-year").fill("12")
    page.locator("#page-f-type").focus()
    fault = page.locator("#page-f-year-fault")
    assert fault.inner_text() == "Напишіть число від 1000 до 2100."
    assert page.locator("#page-f-year").get_attribute("aria-invalid") == "true"
    assert "page-f-year-fault" in (page.locator("#page-f-year").get_attribute("aria-describedby") or "")
    page.locator("#page-slug").fill("lora")
    page.locator("#page-f-related").fill("no-such-method")
    page.locator("#page-f-type").focus()
    page.locator("#page-slug-fault").get_by_text("Метод із такою назвою файлу вже є.").wait_for()
    assert page.locator("#page-f-related-fault").inner_text() == "Немає методу з назвою no-such-method."
    page.locator("#page-file-out a[download]").click()
    expect(page.locator("#page-name")).to_be_focused()
    assert page.locator("#page-name-fault").inner_text() == "Це поле обов’язкове."
    page.locator("#page-f-year").fill("2012")
    assert not fault.is_visible()
    page.close()


@pytest.mark.browser
def test_form_values_are_kept_when_the_language_changes(opened: Callable[[Path, str], Page], public: Path) -> None:
    page = opened(public, "en/contribute.html")
    page.locator("#page-name").fill("Ünïcode & more")
    assert page.locator("#page-slug").input_value() == "unicode-more"
    page.locator("[data-add]").click()
    page.locator('.item [data-name="title"] input').nth(1).fill("Second source")
    page.locator("details.languages summary").click()
    follow(page, page.get_by_role("link", name="Bahasa Melayu"), "/ms/contribute.html")
    assert page.locator("#page-name").input_value() == "Ünïcode & more"
    assert page.locator('.item [data-name="title"] input').nth(1).input_value() == "Second source"
    page.locator("[data-remove]").nth(1).click()
    assert page.locator(".item").count() == 1
    page.close()


@pytest.mark.browser
def test_nothing_that_was_typed_is_lost(opened: Callable[[Path, str], Page], public: Path) -> None:
    """Over a reload, a closed tab and a removed source; an address becomes an identifier; a form can be begun again."""
    page = opened(public, "en/contribute.html")
    page.locator("#page-name").fill("Kept")
    page.locator("[data-add]").click()
    second = page.locator(".item").nth(1)
    second.locator('[data-name="title"] input').fill("Second source")
    second.locator('[data-name="url"] input').fill("https://arxiv.org/abs/2106.09685v2")
    second.locator('[data-name="url"] input').blur()
    assert second.locator('[data-name="arxiv"] input').input_value() == "2106.09685"
    reload(page)
    assert page.locator('.item [data-name="title"] input').nth(1).input_value() == "Second source"
    page.locator("[data-remove]").nth(1).click()
    page.locator("#page-undo").click()
    assert page.locator('.item [data-name="arxiv"] input').nth(1).input_value() == "2106.09685"
    page.close()
    again = opened(public, "uk/contribute.html")
    assert again.locator("#page-name").input_value() == "Kept"
    again.locator("#page-again").click()
    assert (again.locator("#page-name").input_value(), again.locator(".item").count()) == ("", 1)
    again.locator("#page-undo").click()
    assert again.locator("#page-name").input_value() == "Kept"
    assert again.locator('.item [data-name="title"] input').nth(1).input_value() == "Second source"
    again.close()


# the repository's host


@pytest.fixture(params=[GITHUB, GITLAB])
def hosted(request: pytest.FixtureRequest, minimal: Path) -> tuple[str, Path]:
    """A site of two languages whose files are at a host, one method without translation."""
    settings = f"title: T\nsource_locale: en\nlocales: [en, uk]\nrepository: {request.param}\n"
    write_site(minimal, {"content/site.yaml": settings, "content/methods/two.uk.md": "---\nname: Два\n---\n"})
    return request.param, publish(minimal, minimal / "public")


def asked(address: str | None) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address or "").query).items()}


@pytest.mark.browser
def test_the_file_is_opened_at_the_repository_host_with_its_text(
    opened: Callable[[Path, str], Page], hosted: tuple[str, Path]
) -> None:
    repository, output = hosted
    page = opened(output, "en/contribute.html")
    page.locator("#page-name").fill("Ключ & value=1 + 2%")
    page.locator("#page-slug").fill("a-key")
    page.locator("#page-f-year").fill("2001")
    link = page.locator("#page-file-out a").first
    text = page.locator("#page-file").input_value()
    if repository == GITHUB:
        address = link.get_attribute("href") or ""
        assert address.startswith(f"{GITHUB}/new/main?")
        assert asked(address) == {"filename": "content/methods/a-key.md", "value": text}
        assert not page.locator("#page-file-out .paste").is_visible()
        page.locator("#page-body").fill("слово " * 600)
    address = link.get_attribute("href") or ""
    assert len(address) < 7_500
    name = "filename" if repository == GITHUB else "file_name"
    assert asked(address) == {name: "content/methods/a-key.md"}
    assert page.locator("#page-file-out .paste").is_visible()
    page.context.route("https://**", lambda route: route.abort())
    with page.expect_popup():
        link.click()
    page.locator("#page-body").fill("")
    page.locator("#page-body").press("ControlOrMeta+v")
    assert page.locator("#page-body").input_value().startswith('---\nname: "Ключ & value=1 + 2%"')
    page.close()


@pytest.mark.browser
def test_a_missing_translation_links_to_the_draft_that_the_command_writes(
    opened: Callable[[Path, str], Page], hosted: tuple[str, Path], minimal: Path
) -> None:
    repository, output = hosted
    for path in ("uk/methods/one.html", "uk/translations.html"):
        page = opened(output, path)
        follow(
            page, page.locator('a[href*="#translate=methods/one"]').first, "/uk/contribute.html#translate=methods/one"
        )
        section = page.locator("#page-translation")
        section.wait_for()
        assert not page.locator("#page-form").is_visible()
        assert not page.locator("#page-by-hand").is_visible()
        original = page.locator("#page-original").get_attribute("href") or ""
        assert (output / "uk" / original).resolve() == (output / "en/methods/one.html").resolve()
        text = page.locator("#page-translation-text").input_value()
        address = section.locator(".outlet a").first.get_attribute("href")
        if repository == GITHUB:
            assert asked(address) == {"filename": "content/methods/one.uk.md", "value": text}
        else:
            assert asked(address) == {"file_name": "content/methods/one.uk.md"}
        page.close()
    assert run(minimal, "translations", "start", "one", "uk")[0] == 0
    written = (minimal / "content/methods/one.uk.md").read_text(encoding="utf-8")
    comments = re.compile(r"^(?:#.*)?\n", re.MULTILINE)  # the source text, which the page shows beside it
    assert comments.sub("", written) == comments.sub("", text)
    assert must_read(minimal).methods["one"].document.translations["uk"].stamps


def test_only_missing_translations_have_a_draft_and_a_link(hosted: tuple[str, Path], minimal: Path) -> None:
    _, output = hosted
    assert [path.relative_to(output).as_posix() for path in sorted(output.rglob("drafts/**/*.js"))] == [
        "drafts/methods/one.js"
    ]
    links = [link.attributes["href"] for link in read_page(output / "uk/methods/one.html").all("a")]
    assert [link for link in links if "translate" in link and "#" in link] == [
        "../../uk/contribute.html#translate=methods/one"
    ]
    assert "#translate" not in (output / "uk/methods/two.html").read_text(encoding="utf-8")


@pytest.mark.browser
def test_without_a_repository_a_translation_is_written_and_downloaded(
    opened: Callable[[Path, str], Page], minimal: Path
) -> None:
    write_site(minimal, {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n"})
    output = publish(minimal, minimal / "public")
    page = opened(output, "uk/contribute.html#translate=methods/one")
    area = page.locator("#page-translation-text")
    area.wait_for()
    area.fill(area.input_value().replace("# name: …", "name: Один"))
    with page.expect_download() as waiting:
        page.locator("#page-translation-out a[download]").click()
    assert waiting.value.suggested_filename == "one.uk.md"
    write_site(minimal, {"content/methods/one.uk.md": Path(waiting.value.path()).read_bytes()})
    page.close()
    document = must_read(minimal).methods["one"].document
    assert document.words("name", "uk").text == "Один"
    assert document.status("name", "uk") == "current"
    source = minimal / "content/methods/one.md"
    source.write_text(source.read_text().replace("name: One", "name: Number one"))
    assert must_read(minimal).methods["one"].document.status("name", "uk") == "stale"


@pytest.mark.browser
def test_an_address_without_a_draft_shows_a_message(opened: Callable[[Path, str], Page], minimal: Path) -> None:
    write_site(minimal, {"content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n"})
    output = publish(minimal, minimal / "public")
    page = opened(output, "en/contribute.html#translate=methods/one")
    page.locator("#page-no-draft").wait_for()
    assert not page.locator("#page-translation").is_visible()
    page.close()


def test_the_published_address_of_the_template_is_short_enough(hosted: tuple[str, Path]) -> None:
    repository, output = hosted
    section = read_page(output / "en/contribute.html").one("article").all("section")[-1]
    address = section.all("a")[0].attributes["href"]
    assert len(address) <= 7_500
    assert MINIMAL  # the fixture's fields
    if repository == GITHUB:
        assert asked(address)["value"] == section.one("pre").text
