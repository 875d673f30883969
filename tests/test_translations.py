"""The commands of translators: fallback, stale parts, stamps, and catalogues that never lose work."""

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.documents import Status
from kaedah.plan.scaffolds import stamps_line
from kaedah.problems import format_problems
from kaedah.read.nouns import MESSAGES
from kaedah.source_stamps import former_stamp, stamp_of

from tests.conftest import MINIMAL, ROOT, must_read, publish, read, write_site
from tests.page_reader import Element, read_page

HEAD = (
    'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : '
    'n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n'
)
WORDS = {
    "not translated yet": "ще не перекладено",
    "translation may be out of date": "переклад може бути застарілим",
    "The source has changed since this was translated: {parts}.": "Змінилося: {parts}.",
    "Not translated yet, shown in {language}: {parts}.": "Ще немає, мовою {language}: {parts}.",
    "No native speaker has reviewed this translation yet.": "Ще не вичитано.",
    "Name": "Назва",
    "Body": "Текст",
}
CATALOGUE = (
    HEAD
    + "".join(f'\nmsgid "{english}"\nmsgstr "{ukrainian}"\n' for english, ukrainian in WORDS.items())
    + '\nmsgctxt "field"\nmsgid "Type"\nmsgstr "Тип"\n'
)
TRANSLATION = "---\nname: Один\ntype: Перший\n---\n\n## Значення\n\nОдин.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two methods in two languages: one wholly translated and stamped, the other not at all."""
    base = write_site(
        tmp_path / "site",
        MINIMAL
        | {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
            "content/methods/one.uk.md": TRANSLATION,
            "locales/uk/LC_MESSAGES/messages.po": CATALOGUE,
        },
    )
    stamp(base, "one", "uk")
    return base


def invoke(base: Path, *arguments: str) -> Result:
    folders = ("--content", base / "content", "--locales", base / "locales", "--themes", ROOT / "themes")
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, [*arguments, *map(str, folders)], prog_name="build.py")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def stamp(base: Path, *arguments: str) -> str:
    result = invoke(base, "translations", "stamp", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def change(base: Path, name: str, old: str, new: str) -> None:
    path = base / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def page(base: Path, slug: str = "one") -> Element:
    output = base.parent / "public"
    publish(base, output)
    return read_page(output / "uk" / "methods" / f"{slug}.html")


def notices(found: Element) -> list[str]:
    return [paragraph.words for notice in found.all("div", class_="notice") for paragraph in notice.all("p")]


def badges(found: Element) -> list[tuple[str, str]]:
    return [(badge.attributes["data-status"], badge.words) for badge in found.all("span", class_="badge")]


def statuses(base: Path, slug: str = "one") -> dict[str, Status]:
    document = must_read(base).methods[slug].document
    return {part: document.status(part, "uk") for part in (*document.source.parts, "body")}


# Falling back


@pytest.mark.slow
def test_untranslated_text_is_shown_in_the_source_language_with_a_badge(site: Path) -> None:
    found = page(site, "two")
    assert (found.one("h1").words, found.one("h1").one("span").lang) == ("Two", "en")
    assert found.one("p", class_="name-badge").words == "ще не перекладено"
    cell = found.one("tr", data_field="type").one("td")
    assert cell.attributes["lang"] == "en"
    assert cell.words == "Second ще не перекладено"
    badge = cell.one("span", class_="badge")
    assert (badge.attributes["data-status"], badge.lang) == ("fallback", "uk")
    body = found.one("div", class_="body")
    assert body.attributes["lang"] == "en"
    assert body.one("p", class_="body-badge").one("span", class_="badge").lang == "uk"
    assert body.one("h2").lang == "en"
    assert "Ще немає, мовою англійська: Назва, Тип і Текст." in notices(found)


def test_a_translation_falls_back_part_by_part(site: Path) -> None:
    change(site, "content/methods/one.uk.md", "type: Перший\n", "")
    assert statuses(site) == {"name": Status.CURRENT, "type": Status.FALLBACK, "body": Status.CURRENT}
    found = page(site)
    assert badges(found) == [("fallback", "ще не перекладено")]
    assert found.one("tr", data_field="type").one("td").attributes["lang"] == "en"
    assert "lang" not in found.one("h1").attributes
    assert "lang" not in found.one("div", class_="body").attributes


def test_a_complete_translation_has_no_badge_and_no_foreign_text(site: Path) -> None:
    found = page(site)
    assert badges(found) == []
    assert found.one("h1").words == "Один"
    assert found.one("tr", data_field="type").one("td").attributes == {}
    assert notices(found) == ["Ще не вичитано."]


def test_a_part_missing_in_the_source_is_not_a_gap(site: Path) -> None:
    change(site, "content/methods/two.md", "type: Second\n", "")
    assert statuses(site, "two") == {"name": Status.FALLBACK, "body": Status.FALLBACK}


def test_a_link_to_an_untranslated_method_has_the_language_of_its_name(site: Path) -> None:
    links = [link for link in page(site).all("a") if link.words == "Two"]
    assert links
    assert {link.lang for link in links} == {"en"}


# Out of date


@pytest.mark.parametrize(
    ("old", "new", "part", "label"),
    [
        ("name: One", "name: The one", "name", "Назва"),
        ("type: First", "type: Very first", "type", "Тип"),
        ("One.\n", "One, of course.\n", "body", "Текст"),
    ],
)
def test_only_the_part_with_a_changed_source_is_stale_and_the_page_names_it(
    site: Path, old: str, new: str, part: str, label: str
) -> None:
    change(site, "content/methods/one.md", old, new)
    found = statuses(site)
    assert found.pop(part) is Status.STALE
    assert set(found.values()) == {Status.CURRENT}
    shown = page(site)
    assert notices(shown) == [f"Змінилося: {label}.", "Ще не вичитано."]
    assert {status for status, _ in badges(shown)} <= {"stale"}
    assert len(badges(shown)) == 1


def test_stale_text_is_shown_and_marked(site: Path) -> None:
    change(site, "content/methods/one.md", "type: First", "type: Very first")
    cell = page(site).one("tr", data_field="type").one("td")
    assert cell.words == "Перший переклад може бути застарілим"
    assert "lang" not in cell.attributes
    change(site, "content/methods/one.md", "One.\n", "One, of course.\n")
    body = page(site).one("div", class_="body")
    assert body.one("p", class_="body-badge").words == "переклад може бути застарілим"
    assert "Один." in body.words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("year: 2001", "year: 1999"),
        ("type: First", 'type: "First"'),
        ("One.\n", "One.  \n\n"),
        ("related: [two]\n", ""),
    ],
)
def test_a_change_without_new_words_makes_nothing_stale(site: Path, old: str, new: str) -> None:
    change(site, "content/methods/one.md", old, new)
    assert set(statuses(site).values()) == {Status.CURRENT}


def test_a_stamp_makes_a_translation_current_again(site: Path) -> None:
    change(site, "content/methods/one.md", "type: First", "type: Very first")
    assert Status.STALE in statuses(site).values()
    assert stamp(site, "one", "uk") == "content/methods/one.uk.md\n"
    assert set(statuses(site).values()) == {Status.CURRENT}
    assert badges(page(site)) == []


def test_a_reviewed_translation_has_no_machine_translation_note(site: Path) -> None:
    change(site, "content/methods/one.uk.md", "name: Один", "reviewed: true\nname: Один")
    assert notices(page(site)) == []


def test_a_translation_without_stamps_is_accepted_with_a_warning(site: Path) -> None:
    write_site(site, {"content/methods/one.uk.md": TRANSLATION})
    found, problems = read(site)
    assert found is not None
    assert (
        "content/methods/one.uk.md:2:1: warning: this translation does not record the source text it was made from\n"
        "  hint: run `kaedah translations stamp one uk`\n"
    ) in format_problems(problems)
    assert set(statuses(site).values()) == {Status.CURRENT}


# stamp


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        TRANSLATION.encode(),
        TRANSLATION.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TRANSLATION.encode(),
        b"\xef\xbb\xbf" + TRANSLATION.replace("\n", "\r\n").encode(),
        TRANSLATION.replace("Один.\n", "Один.\r\nДва.\n").encode(),
        TRANSLATION.replace("name:", "# примітка\nname:  ").replace("---\n\n", "--- \n\n").encode(),
        TRANSLATION.rstrip("\n").encode(),
        TRANSLATION.replace("Один.\n", "Один.\n\n---\n\ntranslates: це слова\n").encode(),
        "---\n---\n\nЛише текст.\n\n---\n\ntranslates: це слова\n".encode(),
    ],
    ids="lf crlf bom bom-crlf mixed comments no-last-line-end rule-in-body body-only".split(),
)
def test_a_stamp_keeps_every_other_byte(site: Path, raw: bytes) -> None:
    path = write_site(site, {"content/methods/one.uk.md": raw}) / "content/methods/one.uk.md"
    stamp(site, "one", "uk")
    first = path.read_bytes()
    lines = first.splitlines(keepends=True)
    assert lines[1].startswith(b"translates: {")
    assert b"".join([lines[0], *lines[2:]]) == raw
    assert lines[1].endswith(b"\r\n") == lines[0].endswith(b"\r\n")
    change(site, "content/methods/one.md", "One.\n", "One!\n")
    stamp(site, "one", "uk")
    second = path.read_bytes().splitlines(keepends=True)
    assert second[1] != lines[1]
    assert [second[0], *second[2:]] == [lines[0], *lines[2:]]
    assert Status.STALE not in statuses(site).values()


@pytest.mark.parametrize(
    "stamps",
    [
        "translates: {name: 00000000}\n",
        "translates:\n  name: 00000000\n  type: 00000000\n",
        "translates: {name: 00000000,\n  type: 00000000}\n",
        "translates:\n  name: 00000000\n\n  type: 00000000\n",
        '"translates": {name: 00000000}\n',
        "translates: {\n  name: 00000000\n}\n",
        "translates: {name: 00000000}  # made by hand\n",
    ],
)
def test_a_stamp_replaces_earlier_stamps_in_any_style(site: Path, stamps: str) -> None:
    path = site / "content/methods/one.uk.md"
    write_site(site, {"content/methods/one.uk.md": f"---\nname: Один\n{stamps}type: Перший\n---\n\nОдин.\n"})
    assert must_read(site)
    stamp(site, "one", "uk")
    assert "00000000" not in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").count("translates") == 1
    assert Status.STALE not in statuses(site).values()


def test_a_stamp_writes_digests_of_the_translated_parts_only(site: Path) -> None:
    write_site(site, {"content/methods/one.uk.md": "---\nname: Один\n---\n"})
    stamp(site, "one", "uk")
    text = (site / "content/methods/one.uk.md").read_text(encoding="utf-8")
    assert re.fullmatch(r"---\ntranslates: \{name: [0-9a-f]{8}\}\nname: Один\n---\n", text)


def test_stamp_all_stamps_only_translations_without_a_stamp(site: Path) -> None:
    change(site, "content/methods/one.md", "One.\n", "One!\n")
    write_site(site, {"content/methods/two.uk.md": "---\nname: Два\n---\n"})
    before = (site / "content/methods/one.uk.md").read_bytes()
    assert stamp(site, "--all") == "content/methods/two.uk.md\n"
    assert (site / "content/methods/one.uk.md").read_bytes() == before
    assert stamp(site, "--all") == ""


def test_another_form_of_the_same_words_makes_no_translation_stale(site: Path) -> None:
    path = site / "content/methods/one.md"
    text = path.read_text(encoding="utf-8")
    front, _, _ = text.partition("\n---\n\n")
    path.write_text(
        f"{front}\n---\n\n## Meaning\n\nSome long words\nof one method.\n\n* One\n* Two\n", encoding="utf-8"
    )
    stamp(site, "one", "uk")
    body = "## Meaning {#meaning}\n\nSome long words of  \none method.\n\n- One\n- Two"
    path.write_text(f"{front}\n---\n\n{body}\n", encoding="utf-8")
    assert statuses(site)["body"] is Status.CURRENT
    path.write_text(f"{front}\n---\n\n{body} and three\n", encoding="utf-8")
    assert statuses(site)["body"] is Status.STALE


def test_stamps_in_a_former_form_are_valid_and_can_be_renewed(site: Path) -> None:
    path = site / "content/methods/one.uk.md"
    body = must_read(site).methods["one"].document.source.words("body")
    stamps = {"body": former_stamp(body), "name": "00000000"}
    assert stamps["body"] != stamp_of(body)
    line = re.compile("translates: .*")
    path.write_text(line.sub(stamps_line(stamps), path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    assert statuses(site) == {"name": Status.STALE, "type": Status.CURRENT, "body": Status.CURRENT}
    assert stamp(site, "--all") == "content/methods/one.uk.md\n"
    assert stamps_line(stamps | {"body": stamp_of(body)}) in path.read_text(encoding="utf-8")
    assert stamp(site, "--all") == ""


def test_a_stamp_for_a_missing_translation_is_an_error(site: Path) -> None:
    for arguments, reported in {
        (
            "two",
            "uk",
        ): "there is no translation of two into uk\n  hint: start it with `kaedah translations start two uk`",
        ("three", "uk"): 'there is no document "three"\n  hint: ',
        ("one", "ko"): '"ko" is not a language to translate into\n  hint: known: ',
    }.items():
        result = invoke(site, "translations", "stamp", *arguments)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"error: {reported}")


def test_the_path_of_a_translation_selects_document_and_language(site: Path) -> None:
    change(site, "content/methods/one.md", "type: First", "type: Very first")
    path = "content/methods/one.uk.md"
    assert invoke(site, "translations", "diff", path).stdout == invoke(site, "translations", "diff", "one", "uk").stdout
    assert invoke(site, "translations", "stamp", path).stdout == f"{path}\n"
    assert set(statuses(site).values()) == {Status.CURRENT}
    for command in ("stamp", "diff"):
        result = invoke(site, "translations", command, "content/methods/one.md")
        assert (result.exit_code, f"as in `{command} lora uk`" in result.stderr) == (2, True)


def test_a_stamp_leaves_no_temporary_file(site: Path) -> None:
    before = sorted(path.name for path in (site / "content/methods").iterdir())
    stamp(site, "one", "uk")
    assert sorted(path.name for path in (site / "content/methods").iterdir()) == before


# status


def test_the_status_lists_done_and_missing_work_per_language(site: Path) -> None:
    change(site, "content/methods/one.md", "type: First", "type: Very first")
    assert invoke(site, "translations", "status").stdout == (
        "uk: 2 parts translated, 1 out of date, 3 missing; 1 documents not reviewed\n"
        "  methods/one: type out of date\n"
        "  methods/two: name missing, type missing, body missing\n"
    )


def test_the_status_can_be_printed_as_json(site: Path) -> None:
    change(site, "content/methods/one.md", "type: First", "type: Very first")
    result = invoke(site, "translations", "status", "--format", "json")
    assert json.loads(result.stdout) == {
        "uk": {
            "parts": {"done": 0, "unreviewed": 2, "stale": 1, "missing": 3},
            "unreviewed": 1,
            "noun_words_missing": 0,
            "unfinished": {
                "methods/one": {"parts": {"type": "stale"}, "reviewed": False},
                "methods/two": {
                    "parts": {"name": "missing", "type": "missing", "body": "missing"},
                    "reviewed": False,
                },
            },
        }
    }


@pytest.mark.parametrize("languages", ["en, uk", "uk, en"])
def test_a_noun_of_the_site_asks_for_its_messages_alone_and_is_no_fault(languages: str, tmp_path: Path) -> None:
    settings = f"title: T\nsource_locale: {languages[:2]}\nlocales: [{languages}]\n"
    noun = "entry: {one: database, many: databases}\n"
    site = write_site(tmp_path / "site", MINIMAL | {"content/site.yaml": settings + noun})
    invoke(site, "translations", "update")
    own = (site / "locales/uk/LC_MESSAGES/site.po").read_text(encoding="utf-8")
    assert own.count('msgctxt "entry"') == len(MESSAGES)
    assert ('msgctxt "field"' in own) == (languages[:2] == "en")
    said = f'  site.po: {len(MESSAGES)} messages say "entry" in place of "database"\n'
    assert said in invoke(site, "translations", "status").stdout
    labels = own.count("\nmsgid ") - 1 - len(MESSAGES)
    told = re.findall(r"locales/uk/.*untranslated or fuzzy: (\d+);", invoke(site, "check").stderr)
    assert told == ([str(labels - 1)] if labels else [])  # the title may be the same


def test_a_page_in_a_folder_is_stamped_by_its_address_or_its_file(site: Path) -> None:
    page = {"guide/start": "---\ntitle: Start\n---\n", "guide/start.uk": "---\ntitle: Початок\n---\n"}
    write_site(site, {f"content/pages/{name}.md": text for name, text in page.items()})
    assert "run `kaedah translations stamp guide/start uk`" in invoke(site, "check").stderr
    for names in (("guide/start", "uk"), (str(site / "content/pages/guide/start.uk.md"),)):
        write_site(site, {f"content/pages/{name}.md": text for name, text in page.items()})
        assert invoke(site, "translations", "stamp", *names).exit_code == 0
        assert "\ntranslates: " in (site / "content/pages/guide/start.uk.md").read_text(encoding="utf-8")


def test_the_status_counts_comparisons_and_prose_pages(site: Path) -> None:
    write_site(
        site,
        {
            "content/comparisons/both.md": "---\ntitle: Both\nmethods: [one, two]\n---\nWhy.\n",
            "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
        },
    )
    reported = invoke(site, "translations", "status").stdout
    assert "  comparisons/both: title missing, body missing\n" in reported
    assert "  pages/about: title missing, body missing\n" in reported


# extract and update


def template(base: Path, name: str = "messages.pot") -> Catalog:
    with (base / "locales" / name).open("rb") as handle:
        return read_po(handle)


def uk(base: Path, name: str = "messages.po") -> Catalog:
    with (base / "locales/uk/LC_MESSAGES" / name).open("rb") as handle:
        return read_po(handle)


@pytest.mark.slow
def test_extracting_messages_is_deterministic(site: Path) -> None:
    found = []
    for seed in ("0", "1"):
        command = [
            sys.executable,
            str(ROOT / "build.py"),
            "translations",
            "extract",
            "--content",
            str(site / "content"),
        ]
        command += ["--locales", str(site / seed), "--themes", str(ROOT / "themes")]
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Seoul" if seed == "1" else "UTC"}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        found.append((site / seed / "messages.pot").read_bytes())
    assert found[0] == found[1]
    assert b"Date" not in found[0]


@pytest.mark.slow
def test_extracting_finds_labels_help_and_terms_of_fields_with_comments(site: Path) -> None:
    more = "- {id: family, kind: term, label: Family, help: The wider family., terms: {one-term: One term}}\n"
    path = site / "content/fields.yaml"
    path.write_text(path.read_text() + more)
    result = invoke(site, "translations", "extract")
    assert re.fullmatch(r"\d+ messages in .*messages\.pot and .*site\.pot\n", result.stdout)
    for context, text in (("field", "Family"), ("help", "The wider family."), ("term", "One term"), ("field", "Year")):
        message = template(site, "site.pot").get(text, context)
        assert message is not None
        assert message.auto_comments


@pytest.mark.slow
def test_extracting_keeps_translator_comments_and_file_references(site: Path) -> None:
    invoke(site, "translations", "extract")
    message = template(site).get("{names}: comparison")
    assert message is not None
    assert message.auto_comments
    assert any(place.endswith("comparison.html") for place, _ in message.locations)


@pytest.mark.slow
def test_updating_keeps_translations_and_adds_what_is_new(site: Path) -> None:
    result = invoke(site, "translations", "update")
    assert result.exit_code == 0
    assert re.fullmatch(
        r"uk: \d+ of \d+ messages translated \(site\)\nuk: \d+ of \d+ messages translated\n", result.stdout
    )
    after = uk(site)
    for english, ukrainian in WORDS.items():
        message = after.get(english)
        assert message is not None
        assert (message.string, message.fuzzy) == (ukrainian, False)
    label = uk(site, "site.po").get("Type", "field")  # it moves there
    assert label is not None
    assert label.string == "Тип"
    assert after.get("Type", "field") is None
    assert "field" not in {message.context for message in after.obsolete.values()}
    with (ROOT / "locales/uk/LC_MESSAGES/messages.po").open("rb") as handle:
        shipped = {(message.context, message.id) for message in read_po(handle) if message.string and not message.fuzzy}
    wanted = {(message.context, message.id) for message in template(site)} - shipped
    assert {(message.context, message.id) for message in after} - shipped == wanted


@pytest.mark.slow
def test_updating_twice_changes_nothing(site: Path) -> None:
    invoke(site, "translations", "update")
    path = site / "locales/uk/LC_MESSAGES/messages.po"
    before = path.read_bytes()
    invoke(site, "translations", "update")
    assert path.read_bytes() == before


@pytest.mark.slow
def test_updating_keeps_obsolete_messages(site: Path) -> None:
    path = site / "locales/uk/LC_MESSAGES/messages.po"
    path.write_text(CATALOGUE + '\nmsgid "Something from long ago, quite unlike the rest"\nmsgstr "Давнє"\n')
    for _ in range(2):
        invoke(site, "translations", "update")
        assert [message.string for message in uk(site).obsolete.values()] == ["Давнє"]
    assert '#~ msgstr "Давнє"' in path.read_text()


@pytest.mark.slow
def test_updating_marks_a_changed_message_as_fuzzy_and_pages_do_not_use_it(site: Path) -> None:
    change(site, "content/fields.yaml", "label: Year", "label: Year of first use")
    path = site / "locales/uk/LC_MESSAGES/site.po"
    path.write_text(HEAD + '\nmsgctxt "field"\nmsgid "Year of first uses"\nmsgstr "Рік першого вжитку"\n')
    invoke(site, "translations", "update")
    message = uk(site, "site.po").get("Year of first use", "field")
    assert message is not None
    assert (message.string, message.fuzzy) == ("Рік першого вжитку", True)
    label = page(site).one("table", class_="facts").one("tr", data_field="year").one("th")
    assert label.one("span").words == "Year of first use"
    assert label.one("span").lang == "en"


@pytest.mark.slow
def test_updating_keeps_the_comments_and_the_header_of_a_translator(site: Path) -> None:
    path = site / "locales/uk/LC_MESSAGES/messages.po"
    text = CATALOGUE.replace('\nmsgid "Name"', '\n# від перекладача\nmsgid "Name"')
    path.write_text(
        "# Переклад: Леся\n"
        + text.replace('"Language: uk', '"Last-Translator: Леся <l@example.org>\\n"\n"Language: uk')
    )
    invoke(site, "translations", "update")
    after = path.read_text()
    assert after.startswith("# Переклад: Леся\n")
    assert "Last-Translator: Леся <l@example.org>" in after
    assert "# від перекладача\n" in after


@pytest.mark.slow
def test_updating_creates_a_missing_catalogue(site: Path) -> None:
    change(site, "content/site.yaml", "[en, uk]", "[en, uk, ms]")
    invoke(site, "translations", "update")
    path = site / "locales/ms/LC_MESSAGES/site.po"
    with path.open("rb") as handle:
        started = read_po(handle)
    assert started.num_plurals == 1
    found, problems = read(site)
    assert found is not None
    (reported,) = [problem for problem in problems if "/ms/" in problem.path]
    assert reported.level == "warning"
    assert re.findall(r"\d+", reported.text) == [str(len(started) - 1)]  # the title may be the same


@pytest.mark.slow
def test_catalogues_need_no_tool_but_python(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(f"another program is started: {arguments}")

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(os, "system", refuse)
    assert invoke(site, "translations", "update").exit_code == 0
    assert invoke(site, "check").exit_code == 0
    assert not list(site.rglob("*.mo"))


@pytest.mark.slow
def test_catalogue_commands_do_not_change_the_content(site: Path) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (site / "content").rglob("*.*")}

    before = files()
    for command in ("extract", "update", "status"):
        assert invoke(site, "translations", command).exit_code == 0
    assert files() == before
