"""Problem messages in every language: each template is extracted and translated, and no other text is printed."""

import contextlib
import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from kaedah.check.rules import RULES
from kaedah.cli import main
from kaedah.cli.reporting import translator_for
from kaedah.contribute.live_site import LiveSite
from kaedah.contribute.problem_templates import collect_templates, find_templates
from kaedah.problem_messages import ENGLISH, PHRASES, PLACEHOLDER, ProblemTranslator
from kaedah.problems import Problem, format_problems
from kaedah.read.locales import find_locale
from kaedah.read.problem_catalogues import read_problem_messages

from tests.conftest import ROOT, folders, write_site
from tests.example import copy_example

CODES = ("ms", "uk", "ko", "bg", "zh-Hans")
TEMPLATES = {(message.context, message.id) for message in collect_templates() if message.id}


def translator(code: str) -> ProblemTranslator:
    locale = find_locale(code)
    assert locale is not None
    found = read_problem_messages((ROOT / "locales",), locale)
    assert found is not None
    return found


def test_every_message_template_is_found_in_the_code() -> None:
    assert [said for said in find_templates() if not said.template] == []


@pytest.mark.slow
def test_every_problem_message_is_extracted(every_problem: list[Problem]) -> None:
    assert len(every_problem) > 250
    for problem in every_problem:
        assert ("message", problem.message.removesuffix(f" [{problem.rule}]")) in TEMPLATES
        assert not problem.hint or ("hint", problem.hint) in TEMPLATES


def test_the_template_is_up_to_date() -> None:
    with (ROOT / "locales/problems.pot").open("rb") as handle:
        assert {(message.context, message.id) for message in read_po(handle) if message.id} == TEMPLATES


def test_translator_comments_explain_hints_and_rules() -> None:
    catalog = collect_templates()
    hint = catalog.get("write four digits from {first} to {last}", "hint")
    assert hint is not None
    assert hint.auto_comments == ['hint for: "{text}" is not a year']
    assert [place for place, _ in hint.locations] == ["generator/kaedah/read/kinds/scalars.py"]
    message = catalog.get(RULES[0].message, "message")
    assert message is not None
    assert message.auto_comments == [f"rule {RULES[0].id}: {RULES[0].about}"]


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_every_message_and_keeps_placeholders_and_code(code: str) -> None:
    messages = translator(code).messages
    assert set(messages) == TEMPLATES
    for (_, template), words in messages.items():
        assert sorted(set(PLACEHOLDER.findall(template))) == sorted(set(PLACEHOLDER.findall(words))), template
        assert sorted(re.findall(r"`[^`]*`", template)) == sorted(re.findall(r"`[^`]*`", words)), template


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_translated_problems_contain_no_english(code: str, every_problem: list[Problem]) -> None:
    known = translator(code)
    # What is the same in every language: code in backquotes, keys and names of files, abbreviations, quoted libraries.
    kept = re.compile(
        r"\S*[/_.*-]\S*|\{[a-z_]+\}|[A-Za-z]*[A-Z0-9+][A-Za-z0-9]*|(?<![A-Za-z])(?:true|false|yes|no|partial|en|uk)(?![A-Za-z])"
    )
    own = re.compile(
        r"(?<![A-Za-z])(?:aliases|allow|sources|term|index|compare|locales|fuzzy|msgstr|arXiv|order)(?![A-Za-z])"
    )
    for context, template in known.messages:
        words = own.sub("", kept.sub("", re.sub(r"`[^`]*`", "", known.messages[context, template])))
        if code != "ms":  # which shares its script and many a word with English
            assert not re.search(r"[A-Za-z]{3,}", words), (template, words)
        if context != "phrase":
            assert known.messages[context, template] != template
    for problem in every_problem:
        reported = known.translate(problem)
        for name, text in reported.values:
            assert not any(
                re.fullmatch(PLACEHOLDER.sub(".*", re.escape(phrase).replace(r"\{", "{").replace(r"\}", "}")), text)
                for phrase in PHRASES.get(name, ())
            ), (problem.message, name, text)


@pytest.mark.slow
def test_the_language_changes_only_the_wording(every_problem: list[Problem]) -> None:
    for problem in every_problem:
        reported = translator("ko").translate(problem)
        assert (reported.path, reported.line, reported.column, reported.level, reported.rule) == (
            problem.path,
            problem.line,
            problem.column,
            problem.level,
            problem.rule,
        )
        assert ENGLISH.translate(problem) == problem


def check(base: Path, *arguments: str, command: str = "check", **environment: str) -> tuple[int, str, str]:
    with contextlib.chdir(base):
        result = CliRunner(env=environment).invoke(
            main, [command, "--themes", str(ROOT / "themes"), *arguments], prog_name="build.py"
        )
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def wrong(minimal: Path) -> Path:
    return write_site(minimal, {"content/methods/three.md": "---\nname: Three\nyear: soon\n---\n"})


TOLD = "content/methods/three.md:3:7: error: "


@pytest.mark.parametrize(
    ("arguments", "environment", "reported"),
    [
        ((), {"LANG": "uk_UA.UTF-8"}, '"soon" is not a year\n  hint: write four digits from 1000 to 2100\n'),
        (("--lang=uk",), {}, "«soon» — не рік\n  підказка: напишіть чотири цифри від 1000 до 2100\n"),
        (("--lang=ko",), {}, "“soon”은(는) 연도가 아닙니다\n  도움말: 1000부터 2100까지 네 자리 숫자로 쓰세요\n"),
        (
            ("--lang=auto",),
            {"LANG": "bg_BG.UTF-8"},
            "„soon“ не е година\n  съвет: напишете четири цифри от 1000 до 2100\n",
        ),
        (("--lang=zh-CN",), {}, "“soon”不是年份\n  提示: 请写1000到2100之间的四位数字\n"),
        (("--lang=auto",), {"LC_ALL": "de_DE"}, '"soon" is not a year\n  hint: write four digits from 1000 to 2100\n'),
    ],
)
def test_problems_are_printed_in_the_chosen_language(
    arguments: tuple[str, ...], environment: dict[str, str], reported: str, wrong: Path
) -> None:
    clean = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}
    assert check(wrong, *arguments, **clean | environment) == (1, "", TOLD + reported)
    assert check(wrong, *arguments, command="build", **clean | environment) == (1, "", TOLD + reported)


def test_publishing_problems_are_printed_in_the_chosen_language(minimal: Path) -> None:
    write_site(minimal, {"public/notes.txt": "mine"})
    code, _, reported = check(minimal, "--lang=uk", command="build")
    assert code == 1
    assert reported == (
        f"{minimal.as_posix()}/public:1:1: error: теку виводу створила не ця програма: "
        "її маніфест не вдається прочитати (немає manifest.json)\n"
        "  підказка: вкажіть порожню теку через --output; цю видаляйте, лише якщо в ній стара збірка цього сайту\n"
    )
    (minimal / "public/notes.txt").unlink()
    assert check(minimal, command="build")[0] == 0
    write_site(minimal, {"public/notes.txt": "mine", "public/own.css": "mine"})
    assert "файли, яких збірка не записувала (2): notes.txt, own.css" in check(minimal, "--lang=uk", command="build")[2]


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (None, "没有manifest.json"),
        ('{"kaedah": 99}', "其版本为99"),
        ('{"kaedah": 1, "files": {"../x": ["", "", 0]}}', "其中列出了'../x'，而它不是文件夹内的路径"),
    ],
)
def test_the_reason_why_a_manifest_is_refused_is_translated(manifest: str | None, reason: str, tmp_path: Path) -> None:
    output = tmp_path / "public"
    output.mkdir()
    if manifest is not None:
        (output / "manifest.json").write_text(manifest)
    for arguments, message in (
        (["publish", str(tmp_path / "target"), "--output", str(output)], "没有可发布的站点"),
        (["merge", str(output), "--output", str(tmp_path / "merged")], "这不是站点的一部分"),
    ):
        result = CliRunner().invoke(main, [*arguments, "--lang=zh-Hans"])
        assert result.exit_code == 1
        assert f": error: {message}：{reason}\n  提示: " in result.stderr


def test_import_problems_are_printed_in_the_chosen_language(minimal: Path) -> None:
    write_site(minimal, {"t.csv": "name,slug\nOne,one\nTwo words,Two Words\n"})
    code, _, reported = check(minimal, "--lang=ko", str(minimal / "t.csv"), command="import")
    assert code == 1
    assert "t.csv:2:1: error: content/methods/one.md이(가) 이미 있습니다\n  도움말: 그 파일을 고치거나" in reported
    assert "t.csv:3:1: error: “Two Words”은(는) 슬러그가 아닙니다\n  도움말: “two-words”을(를) 써 보세요\n" in reported


def test_a_build_with_nothing_to_do_repeats_problems_in_the_chosen_language(minimal: Path) -> None:
    write_site(minimal, {"content/methods/three.md": "---\nname: Three\nyear: 2001\naliases: [二]\n---\n"})
    reported = [check(minimal, f"--lang={lang}", command="build") for lang in ("uk", "uk", "en")]
    assert [code for code, *_ in reported] == [0, 0, 0]
    assert reported[0][2] == reported[1][2] != reported[2][2]
    assert "підказка" in reported[0][2]
    assert "hint" in reported[2][2]
    assert " 0 written" in reported[1][1]


def test_the_server_reports_problems_in_its_language(wrong: Path) -> None:
    translator = translator_for("ko", ROOT / "locales")
    state = json.loads(LiveSite(folders(wrong), translator=translator).state())
    assert state["lang"] == "ko"
    assert [problem["message"] for problem in state["problems"]] == ["“soon”은(는) 연도가 아닙니다"]


def test_an_unknown_language_is_wrong_usage(wrong: Path) -> None:
    code, _, reported = check(wrong, "--lang=xx")
    assert code == 2
    folders = [path.parts[-3] for path in (ROOT / "locales").glob("*/LC_MESSAGES/problems.po")]
    known = sorted({"en", *(name.replace("_", "-") for name in folders)})
    assert f"--lang xx: known are auto, en, {', '.join(code for code in known if code != 'en')}\n" in reported


def test_machine_formats_have_the_same_keys_in_every_language(wrong: Path) -> None:
    (english,) = json.loads(check(wrong, "--format=json")[2])
    (korean,) = json.loads(check(wrong, "--format=json", "--lang=ko")[2])
    assert english["message"] != korean["message"]
    same = ("path", "line", "column", "level", "rule", "template", "values")
    assert [english[key] for key in same] == [korean[key] for key in same]
    log = json.loads(check(wrong, "--format=sarif", "--lang=zh-Hans")[2])["runs"][0]
    assert (log["language"], log["results"][0]["ruleId"]) == ("zh", "content-format")


def test_the_count_of_hidden_problems_is_translated() -> None:
    problems = [Problem("a.md", line, 1, "error", "there is no such file") for line in range(1, 120)]
    assert "ще проблем у цьому файлі не показано: 19" in format_problems(problems, "text", translator("uk"))


def test_user_text_that_looks_like_a_message_is_not_translated(wrong: Path) -> None:
    problem = Problem("a.md", 1, 1, "error", 'unknown {what} "{name}"', "", (("what", "key"), ("name", "text")))
    assert translator("uk").translate(problem).text == "невідоме ім’я (ключ): «text»"


def test_a_translation_that_lost_a_placeholder_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "uk/LC_MESSAGES/problems.po"
    path.parent.mkdir(parents=True)
    text = (ROOT / "locales/uk/LC_MESSAGES/problems.po").read_text(encoding="utf-8")
    path.write_text(text.replace("«{text}» — не рік", "це не рік"), encoding="utf-8")
    locale = find_locale("uk")
    assert locale is not None
    broken = read_problem_messages((tmp_path,), locale)
    assert broken is not None
    assert set(translator("uk").messages) - set(broken.messages) == {("message", '"{text}" is not a year')}


@pytest.mark.slow
@pytest.mark.parametrize("broken", [b"\xff\n", b'msgid "x\nfoo\n'], ids=["encoding", "line"])
def test_an_unreadable_problem_catalogue_is_reported(broken: bytes, tmp_path: Path) -> None:
    base = copy_example(tmp_path / "site")
    path = base / "locales/uk/LC_MESSAGES/problems.po"
    path.write_bytes(path.read_bytes() + broken)
    places = ["--content", base / "content", "--locales", base / "locales", "--themes", base / "themes"]
    for arguments in (["check", "--lang", "uk"], ["translations", "update"]):
        result = CliRunner().invoke(main, [*arguments, *map(str, places)], prog_name="build.py")
        assert result.exit_code == 1
        reason = "this is not UTF-8 text" if broken.startswith(b"\xff") else "this is not a valid catalogue: "
        assert result.stderr.startswith(f"error: {path}: {reason}")
