"""Catalogues survive editors and translation hosts without loss."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.problems import format_problems

from tests.conftest import ROOT, read
from tests.example import copy_example
from tests.find_gettext import find_gettext

pytestmark = pytest.mark.slow

CATALOGUES = sorted((ROOT / "locales").rglob("*.po"))
# What Poedit and Weblate leave in a file besides translations.
HEADERS = (
    '"PO-Revision-Date: 2026-11-21 05:00+0000\\n"',
    '"Last-Translator: Ann <ann@example.org>\\n"',
    '"Language-Team: Ukrainian <team@example.org>\\n"',
    '"X-Generator: Weblate 5.6\\n"',
    '"X-Poedit-SourceCharset: UTF-8\\n"',
)


def gettext(tool: str, *arguments: str | Path) -> str:
    done = subprocess.run([find_gettext(tool), *arguments], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def catalog(text: str | bytes) -> Catalog:
    """What Babel reads; what obsolete messages were made from it takes for a mistake, gettext does not."""
    words = text if isinstance(text, str) else text.decode()
    lines = [line for line in words.splitlines(keepends=True) if not line.startswith("#~|")]
    return read_po(BytesIO("".join(lines).encode()), abort_invalid=True)


def messages(found: Catalog) -> dict[object, object]:
    return {
        (message.context, message.id): (message.string, sorted(message.flags), message.auto_comments)
        for message in found
        if message.id
    }


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT / "locales").as_posix())
def test_gettext_accepts_a_catalogue_and_returns_it_unchanged(path: Path, tmp_path: Path) -> None:
    gettext("msgfmt", "--check", "--output-file", tmp_path / "a.mo", path)
    assert messages(catalog(gettext("msgcat", path))) == messages(catalog(path.read_bytes()))


def test_text_saved_by_an_editor_is_kept_by_an_update(tmp_path: Path) -> None:
    base = copy_example(tmp_path / "site")
    path = base / "locales/uk/LC_MESSAGES/site.po"
    text = path.read_text(encoding="utf-8")
    head, rest = text.split("\n\n", 1)
    head = "\n".join(line for line in head.splitlines() if not line.startswith(('"Language-Team', '"Last-Trans')))
    place, word = 'msgctxt "field"\nmsgid "Type"\n', 'msgctxt "field"\nmsgid "Field"\n'
    assert place in rest
    assert word in rest
    rest = rest.replace(
        place, '#, fuzzy\n#| msgctxt "former \\"row\\""\n#| msgid "The sort\\n"\n#| "of thing"\n' + place
    )
    rest = rest.replace(
        "#. label of the row field\n", "# Ann: as in a catalogue of a library\n#. label of the row field\n"
    )
    rest += '\n#~| msgid "Going"\n#~ msgid "Gone"\n#~ msgstr "Зникло"\n'
    path.write_text("\n".join([head, *HEADERS]) + "\n\n" + rest, encoding="utf-8")
    gettext("msgfmt", "--check", "--output-file", tmp_path / "a.mo", path)
    assert "valid catalogue" not in format_problems(read(base)[1])

    places = ["--content", base / "content", "--locales", base / "locales", "--themes", base / "themes"]
    for _ in range(2):  # the second time nothing moves any more
        result = CliRunner().invoke(main, ["translations", "update", *map(str, places)], prog_name="build.py")
        assert result.exit_code == 0, result.output
        after = path.read_text(encoding="utf-8")
        for header in HEADERS:
            assert after.split("\n\n")[0].count(header) == 1
        assert "# Ann: as in a catalogue of a library\n" in after
        assert '#~ msgid "Gone"\n#~ msgstr "Зникло"\n' in after
        found = catalog(after)
        message = found.get("Type", "field")
        assert message is not None
        assert message.fuzzy
        assert '#| msgid "' in after
        assert "The sort" in after
        assert after.count("#| msgctxt") == 1
        assert '#, fuzzy\n#| msgctxt "former \\"row\\""\n#| msgid ' in after
        assert {key: value for key, value in messages(found).items() if key != ("field", "Type")} == {
            key: value for key, value in messages(catalog(text)).items() if key != ("field", "Type")
        }
        gettext("msgfmt", "--check", "--output-file", tmp_path / "a.mo", path)
        first = after
    assert after == first


def update(base: Path) -> None:
    (base / "locales/problems.pot").unlink(missing_ok=True)  # only the interface
    places = ["--content", base / "content", "--locales", base / "locales", "--themes", base / "themes"]
    result = CliRunner().invoke(main, ["translations", "update", *map(str, places)], prog_name="build.py")
    assert result.exit_code == 0, result.output


def edited(text: str) -> str:
    """The catalogue as translators leave it: notes, guesses, and messages that are gone."""
    head, rest = text.split("\n\n", 1)
    head = "\n".join(line for line in head.splitlines() if not line.startswith(('"Language-Team', '"Last-Trans')))
    assert "charset=utf-8" in head
    head = (
        head.replace("charset=utf-8", "charset=UTF-8")
        + "\n"
        + "\n".join([*HEADERS, '"X-Poedit-SearchPath-0: generator\\n"'])
    )
    page = '#: generator/kaedah/read/kinds/sources.py\nmsgid "Web page"'
    assert page in rest
    rest = rest.replace(page, f"# Ann: in the web\n#\n# | Ben: so it is\n#\n# Ann\n{page}")
    guess = '#, python-brace-format\nmsgid "{count} related method"'
    assert guess in rest
    former = '#| msgid "{count} link"\n#| msgid_plural "{count} links"\n'
    rest = rest.replace(guess, guess.replace("#, ", "#, fuzzy, ").replace("msgid", former + "msgid"))
    return f"{head}\n\n{rest}" + "\n".join(
        [
            "\n# Ann: why it went\n#, fuzzy",
            '#~| msgctxt "x"\n#~| msgid "Goings"\n#~ msgctxt "y"\n#~ msgid "Gone"\n#~ msgstr "Зникло, і довго"\n',
            '#~ msgid "{count} cow"\n#~ msgid_plural "{count} cows"\n#~ msgstr[0] "{count} корова"',
            '#~ msgstr[1] "{count} корови"\n#~ msgstr[2] "{count} корів"\n',
        ]
    )


@pytest.mark.parametrize("saved", ["--no-wrap", "--width=40", "CRLF", "mark"])
def test_an_update_gives_gettext_the_same_catalogue_however_it_was_saved(saved: str, tmp_path: Path) -> None:
    base = copy_example(tmp_path / "site")
    path = base / "locales/uk/LC_MESSAGES/messages.po"
    text = edited(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    wanted = gettext("msgcat", "--no-wrap", path)
    if saved == "CRLF":
        path.write_bytes(text.replace("\n", "\r\n").encode())
    elif saved == "mark":
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    else:
        path.write_text(gettext("msgcat", saved, path), encoding="utf-8")
    update(base)
    assert gettext("msgcat", "--no-wrap", path) == wanted
    gettext("msgfmt", "--check", "--output-file", tmp_path / "a.mo", path)


def test_a_message_that_returns_gets_its_translation_back(tmp_path: Path) -> None:
    base = copy_example(tmp_path / "site")
    path, fields = base / "locales/uk/LC_MESSAGES/site.po", base / "content/fields.yaml"
    before, source = path.read_text(encoding="utf-8"), fields.read_text(encoding="utf-8")
    gone = next(line for line in source.splitlines() if line.lstrip().startswith("help:"))
    fields.write_text(source.replace(gone + "\n", "", 1), encoding="utf-8")
    update(base)
    assert path.read_text(encoding="utf-8").count("#~ msgctxt") == before.count("#~ msgctxt") + 1
    fields.write_text(source, encoding="utf-8")
    update(base)
    assert path.read_text(encoding="utf-8") == before


def test_a_long_former_message_stays_as_it_is_through_every_update(tmp_path: Path) -> None:
    """Babel breaks it between any two words, also within quotation marks."""
    base = copy_example(tmp_path / "site")
    path = base / "locales/uk/LC_MESSAGES/messages.po"
    update(base)
    words = "{count} related method " + "that was described by a former sentence of many words " * 3
    head, _, rest = path.read_text(encoding="utf-8").partition('\nmsgid "{count} related method"\n')
    former = f'#| msgid "{words}1"\n#| msgid_plural "{words}2\\n"\n#| "and {words}3"\n'
    flags = head.rpartition("\n")[2]
    assert flags.startswith("#, ")
    head = head.removesuffix(flags) + flags.replace("#, ", "#, fuzzy, ") + f"\n{former}"
    path.write_text(f'{head}msgid "{{count}} related method"\n{rest}', encoding="utf-8")
    update(base)
    once = path.read_text(encoding="utf-8")
    kept = re.sub(r'"\n#\| "', "", once)
    assert f'#| msgid "{words}1"' in kept
    assert f'#| msgid_plural "{words}2\\nand {words}3"' in kept
    update(base)
    assert path.read_text(encoding="utf-8") == once
