"""The architecture: which package may import which, what each may touch, and that a comparison row is data."""

import ast
import contextlib
import sys
import types
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.read.kinds import KINDS

from tests.conftest import MINIMAL, ROOT, publish, read, write_site
from tests.page_reader import Element, read_page
from tests.pictures import png

# A package may import itself and those before it. Root modules that are not listed are below all of them.
ROOMS = (
    "disk",
    "state",
    "read",
    "check",
    "compare",
    "plan",
    "render",
    "publish",
    "contribute",
    "build_request",
    "pipeline",
    "cli",
    "__main__",
)
SOURCE = ROOT / "generator"
HOUSE = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 300
NAMELESS = ("util", "helper", "common", "base", "manager", "misc", "tools", "handler", "stuff")

MODULES = {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in HOUSE}


def floor(module: str) -> int:
    """The place of a module of ours in the order of rooms; -1 for what stands below all of them."""
    room = module.split(".")[1] if "." in module else ""
    return ROOMS.index(room) if room in ROOMS else -1


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(tree: ast.Module) -> list[tuple[str, int]]:
    """Every module that is imported, at the top or within a function, and the line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(name.name, node.lineno) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            assert node.module is not None
            found.append((node.module, node.lineno))
            if node.module == "kaedah":
                found += [(f"kaedah.{name.name}", node.lineno) for name in node.names]
    return found


def users_of(*names: str) -> set[str]:
    return {
        path
        for path, tree in MODULES.items()
        if any(module.split(".")[0] in names or module in names for module, _ in imports(tree))
    }


def rooms_of(paths: set[str]) -> set[str]:
    return {path.split("/")[1].removesuffix(".py") for path in paths}


def calls(tree: ast.Module) -> list[tuple[str, int]]:
    return [(ast.unparse(node.func), node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_a_room_uses_only_the_rooms_before_it() -> None:
    wrong = [
        f"{path}:{line}: {module}"
        for path, tree in MODULES.items()
        for module, line in imports(tree)
        if module.split(".")[0] == "kaedah" and floor(module) > floor(module_name(path))
    ]
    assert wrong == []


def test_the_rooms_are_those_of_the_sketch() -> None:
    assert {floor(module_name(path)) for path in MODULES} == set(range(-1, len(ROOMS)))
    ground = {path for path in MODULES if floor(module_name(path)) < 0}
    assert {"kaedah/__init__.py", "kaedah/problems.py", "kaedah/model.py"} <= ground
    assert all(path.count("/") == 1 for path in ground)


def test_the_ground_floor_and_the_comparison_use_nothing_but_the_standard_library_and_each_other() -> None:
    pure = [path for path in MODULES if floor(module_name(path)) < 0 or path == "kaedah/compare.py"]
    for path in pure:
        for module, line in imports(MODULES[path]):
            assert module.split(".")[0] in sys.stdlib_module_names or floor(module) < 0, f"{path}:{line}"


def test_only_the_command_line_prints() -> None:
    printing = {
        f"{path}:{line}: {name}"
        for path, tree in MODULES.items()
        for name, line in calls(tree)
        if name in ("print", "click.echo", "click.secho", "echo", "exit", "sys.exit", "quit")
        or name.startswith(("sys.stdout", "sys.stderr", "logging."))
    }
    assert rooms_of({place.split(":")[0] for place in printing}) == {"cli"}


# What changes a disk, and where else than in `disk/` it may be, with the reason.
CHANGES = {"rename", "replace", "unlink", "remove", "rmdir", "link", "symlink", "truncate", "chmod", "mknod", "mkfifo"}
CHANGES |= {"removedirs", "renames"}
CHANGING_METHODS = {"write_text", "write_bytes", "touch", "symlink_to", "hardlink_to", "unlink", "rmdir"}
CHANGERS = {
    "kaedah/user_cache.py": "it stands below all packages, and the folder belongs to the user alone",
    "kaedah/publish/archive.py": "it packs files into a file that `disk/` has opened",
    "kaedah/publish/swap.py": "it exchanges two whole folders, in parents without links",
    "kaedah/publish/staging.py": "it deletes empty folders below the workspace",
    "kaedah/publish/folder_target.py": "it deletes empty folders, in one that is open",
    "kaedah/publish/folder_swap.py": "it works in open folders, and in one that it has made in a checked workspace",
    "kaedah/publish/bucket.py": "a new file in a new temporary folder, which nobody else can write to",
    "kaedah/cli/executors.py": "a new file in a new temporary folder, which nobody else can write to",
    "kaedah/state/store.py": "the database is SQLite's; its folder was checked",
}


def changes_of_a_disk(tree: ast.Module) -> list[int]:
    """The lines that write, rename or delete something on a disk."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, last = ast.unparse(node.func), getattr(node.func, "attr", getattr(node.func, "id", ""))
        modes = [
            arg.value for arg in (*node.args, *(word.value for word in node.keywords)) if isinstance(arg, ast.Constant)
        ]
        texts = [value for value in modes if isinstance(value, str)]
        writes = last in ("open", "fdopen", "ZipFile") and name != "os.open"
        writes = writes and any(set("wax+") & {*text} and len(text) < 5 for text in texts)
        opens = name == "os.open" and any(flag in ast.unparse(node) for flag in ("O_WRONLY", "O_RDWR", "O_CREAT"))
        module = name.rpartition(".")[0]
        in_module = {"os": last in CHANGES, "shutil": last not in ("which", "disk_usage"), "sqlite3": last == "connect"}
        method = module and last in CHANGING_METHODS
        of_path = last in ("rename", "replace") and len(node.args) == 1 and not node.keywords  # of a text it has two
        of_path = of_path and not isinstance(node.args[0], ast.Call)
        if writes or opens or method or of_path or in_module.get(module):
            found.append(node.lineno)
    return found


def test_files_are_written_and_deleted_by_one_package() -> None:
    changing = {path: lines for path, tree in MODULES.items() if (lines := changes_of_a_disk(tree))}
    outside = {path: lines for path, lines in changing.items() if not path.startswith("kaedah/disk/")}
    assert outside.keys() == CHANGERS.keys(), outside


@pytest.mark.parametrize(
    "code",
    [
        "path.write_text('')",
        "(folder / name).write_bytes(content)",
        "open(path, 'w')",
        "open(path, mode='xb')",
        "path.open('a+b')",
        "os.fdopen(handle, 'r+b')",
        "zipfile.ZipFile(path, 'w')",
        "os.open(path, os.O_WRONLY | os.O_CREAT)",
        "os.replace(one, other)",
        "os.rename(one, other)",
        "one.replace(other)",
        "one.replace(folder / name)",
        "one.rename(other)",
        "path.unlink()",
        "os.unlink(path)",
        "path.rmdir()",
        "shutil.rmtree(path)",
        "shutil.copyfile(one, other)",
        "os.link(one, other)",
        "sqlite3.connect(path)",
    ],
)
def test_changes_of_a_disk_are_found(code: str) -> None:
    assert changes_of_a_disk(ast.parse(code)) == [1]


@pytest.mark.parametrize(
    "code",
    ["text.replace('a', 'b')", "open(path, 'rb')", "path.open()", "shutil.which('git')", "os.open(path, os.O_RDONLY)"],
)
def test_what_only_reads_is_no_change(code: str) -> None:
    assert changes_of_a_disk(ast.parse(code)) == []


def test_templates_live_in_one_room_and_commands_in_another() -> None:
    assert rooms_of(users_of("jinja2")) == {"render"}
    assert rooms_of(users_of("click")) == {"cli"}


def test_yaml_and_markdown_are_read_in_one_room() -> None:
    assert rooms_of(users_of("yaml", "markdown", "nh3", "math_core")) == {"read"}


# Packages whose functions may ask for a file. What is opened is theirs, also where others open it for them.
READERS = ("disk", "state", "read")
# Packages that open no file.
PURE = ("compare", "plan", "render", "model", "problems")
OPENED: list[tuple[str, str]] = []


def _note_opened(event: str, arguments: tuple[object, ...]) -> None:
    """Notes which package asked for a file that is opened: the innermost that is no reader itself."""
    if not _watching or event not in ("open", "os.listdir", "os.scandir", "os.open", "sqlite3.connect"):
        return
    path = str(arguments[0])
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        place = frame.f_code.co_filename
        if "importlib" in place or "<frozen" in place:  # Python itself, loading a module
            return
        if place.startswith(str(SOURCE)):
            room = Path(place).relative_to(SOURCE / "kaedah").parts[0].removesuffix(".py")
            if room not in READERS:
                OPENED.append((room, path))
                return
        frame = frame.f_back


_watching = False
sys.addaudithook(_note_opened)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/methods/lora.uk.md", "\n---\n", "\n---\n\nЩе слово.\n"),
        ("content/methods/lora.md", "name: LoRA", "name: LoRA two"),
        ("content/comparisons/two-ways.md", "\n---\n", "\n---\n\nMore.\n"),
        ("content/pages/about.md", "\n---\n", "\n---\n\nMore.\n"),
    ],
    ids=["a translation", "a name", "a comparison", "a page"],
)
def test_plan_and_render_touch_no_disk_in_an_edit(site: Path, path: str, old: str, new: str) -> None:
    """Every file that is opened while an edit is built is opened for another package than those that are pure."""
    global _watching  # noqa: PLW0603
    places = [f"--{name}={site / name}" for name in ("content", "locales")] + [f"--themes={ROOT / 'themes'}"]
    command = ["build", "-j1", *places, "-o", str(site / "public")]
    assert CliRunner().invoke(main, command).exit_code == 0
    text = (site / path).read_text(encoding="utf-8")
    assert old in text
    (site / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    OPENED.clear()
    _watching = True
    try:
        result = CliRunner().invoke(main, command)
    finally:
        _watching = False
    assert result.exit_code == 0, result.output
    assert ": 0 written" not in result.output
    assert len(OPENED) > 10
    assert any(place.endswith(".pack") for _, place in OPENED)
    assert [item for item in OPENED if item[0] in PURE] == []


# Where a file is opened outside `disk/`, and why it is no stranger's, or safe.
OPENING = {
    "kaedah/build_request.py": "our code, for its digest",
    "kaedah/cli/executors.py": "our code, for other machines",
    "kaedah/contribute/dev_server.py": "our script and style",
    "kaedah/contribute/problem_templates.py": "our code, for translators",
    "kaedah/publish/archive.py": "an entry of an archive that is being written",
    "kaedah/publish/bucket_lock.py": "what Linux tells of this machine",
    "kaedah/publish/built_site.py": "without waiting, and its status is looked at before it is read",
    "kaedah/publish/folder_look.py": "without waiting, and its status is looked at before it is read",
    "kaedah/publish/folder_swap.py": "a new file",
    "kaedah/publish/folder_target.py": "a folder",
    "kaedah/publish/mounts.py": "what Linux tells of this machine",
    "kaedah/publish/template_cache.py": "our code, for its digest",
    "kaedah/publish/zim.py": "what another program has just written into a folder of ours",
    "kaedah/state/stat.py": "a folder",
    "kaedah/user_cache.py": "without waiting, and its status is looked at before it is read",
}


def opens_a_file(name: str) -> bool:
    """Whether this is the name of a function that opens a file as it is found, pipes, devices and links included."""
    return name in ("open", "os.open", "io.open", "codecs.open") or (
        name.endswith((".open", ".read_bytes", ".read_text"))
        and not name.startswith(("BuildState.", "folder.", "self._open"))
    )


def test_files_are_opened_in_one_room() -> None:
    """A pipe in the place of a file would be waited for, a device read without end, and a link followed."""
    found = {
        path
        for path, tree in MODULES.items()
        for name, _ in calls(tree)
        if not path.startswith("kaedah/disk/") and opens_a_file(name)
    }
    assert found == set(OPENING)


@pytest.mark.parametrize(
    "code", ["open(a)", "path.open()", "Path(a).read_text()", "(a / b).read_bytes()", "os.open(a, 0)"]
)
def test_opening_a_file_is_found(code: str) -> None:
    assert [name for name, _ in calls(ast.parse(code)) if opens_a_file(name)]


def test_what_is_printed_goes_through_one_function() -> None:
    """`echo` of `cli/printing.py` prints nothing that a terminal or a log would obey."""
    printing = {
        path
        for path, tree in MODULES.items()
        for name, _ in calls(tree)
        if name in ("click.echo", "click.secho", "print") or name.startswith(("sys.stdout.write", "sys.stderr.write"))
    }
    assert printing == {"kaedah/cli/printing.py"}


def test_pure_packages_do_not_import_what_opens_files() -> None:
    assert rooms_of(users_of("shutil", "os", "pathlib", "sqlite3")) & set(PURE) == set()


def test_nothing_that_decides_a_page_asks_a_clock_or_a_dice() -> None:
    rooms = ("read", "check", "compare", "plan", "render", "model", "problems", "publish")
    machines = users_of("time", "random", "uuid", "secrets")
    assert not rooms_of(machines - {"kaedah/publish/bucket_lock.py"}) & set(rooms)  # the lock of a target ends in time
    timed = {
        path
        for path, tree in MODULES.items()
        if any(name.rpartition(".")[2] in ("now", "today", "utcnow") for name, _ in calls(tree))
    }
    assert not rooms_of(timed - {"kaedah/publish/bucket_lock.py"}) & set(rooms)
    for path, tree in MODULES.items():
        hashes = [line for name, line in calls(tree) if name == "hash"]
        dunder = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "__hash__"]
        assert len(hashes) <= len(dunder), path


def test_the_network_is_touched_by_the_server_only() -> None:
    assert users_of("socket", "http", "http.server", "urllib.request", "socketserver", "ssl", "requests") == {
        "kaedah/contribute/dev_server.py"
    }


def test_a_file_fits_on_a_few_screens() -> None:
    lines = {path: len((SOURCE / path).read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_a_file_is_named_for_a_concept() -> None:
    assert [path for path in MODULES if any(word in path for word in NAMELESS)] == []


def test_every_public_function_and_class_says_what_it_is() -> None:
    silent = [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in MODULES.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_module_says_what_it_answers() -> None:
    told = {path: ast.get_docstring(tree) for path, tree in MODULES.items() if not path.endswith("__init__.py")}
    assert [path for path, words in told.items() if not words] == []


def test_no_two_classes_have_one_name() -> None:
    """A name leads to one class, by grep alone."""
    found: dict[str, list[str]] = {}
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(path)
    assert len(found) > 200
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_every_public_function_and_class_is_used() -> None:
    everything = [
        path.read_text(encoding="utf-8") for path in [*HOUSE, ROOT / "build.py", *(ROOT / "tests").rglob("*.py")]
    ]
    words: dict[str, int] = {}
    for text in everything:
        for node in ast.walk(ast.parse(text)):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            words[name] = words.get(name, 0) + 1
            for alias in node.names if isinstance(node, ast.ImportFrom) else ():
                words[alias.name] = words.get(alias.name, 0) + 1
    unused = [
        f"{path}: {node.name}"
        for path, tree in MODULES.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list and node.name not in words
    ]
    assert unused == []


# What a kind is, its own class knows


def is_kind(node: ast.expr) -> bool:
    """Whether the expression is the kind of something, or the name of its kind."""
    if isinstance(node, ast.Attribute):
        return node.attr == "kind" or (node.attr == "name" and is_kind(node.value))
    return False


def texts_in(node: ast.expr) -> bool:
    """Whether the expression is a text, or holds some."""
    return any(isinstance(inner, ast.Constant) and isinstance(inner.value, str) for inner in ast.walk(node))


def comparisons_of_kinds(tree: ast.Module) -> list[int]:
    """The lines where a kind is compared with texts, or is the key of a table that is written out."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            found += [node.lineno] if any(map(is_kind, sides)) and any(map(texts_in, sides)) else []
        elif isinstance(node, ast.Match):
            found += [node.lineno] if is_kind(node.subject) else []
        elif isinstance(node, ast.Subscript):
            found += [node.lineno] if is_kind(node.slice) and isinstance(node.value, ast.Dict) else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            keyed = node.func.attr in ("get", "startswith") and any(map(is_kind, (*node.args, node.func.value)))
            found += [node.lineno] if keyed else []
    return found


def test_no_kind_is_compared_with_a_text_outside_the_kinds() -> None:
    kinds = ("kaedah/read/kinds/", "kaedah/plan/pages/")
    wrong = [
        f"{path}:{line}"
        for path, tree in MODULES.items()
        if not path.startswith(kinds)
        for line in comparisons_of_kinds(tree)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    [
        'field.kind == "year"',
        '"year" != head.kind',
        'item.kind in ("year", "term")',
        'spec.kind.name == "method"',
        'field.kind.startswith("y")',
        "LABELS.get(field.kind)",
        '{"year": 1}[field.kind]',
        "match field.kind:\n  case 'year': pass",
    ],
)
def test_comparisons_of_kinds_are_found(code: str) -> None:
    assert comparisons_of_kinds(ast.parse(code)) == [1]


# Fields are data: one entry in fields.yaml is a new row everywhere

ROWS = {
    "term": ("{id: extra, kind: term, label: Extra row, terms: {one-term: One term}}", "one-term", "One term"),
    "text": ("{id: extra, kind: text, label: Extra row}", "Some words", "Some words"),
    "prose": ("{id: extra, kind: prose, label: Extra row}", "Some words", "Some words"),
    "year": ("{id: extra, kind: year, label: Extra row}", "1999", "1999"),
    "number": ("{id: extra, kind: number, label: Extra row}", "12.5", "12.5"),
    "flag": ("{id: extra, kind: flag, label: Extra row}", "no", "No"),
    "people": ("{id: extra, kind: people, label: Extra row}", "[Ann Lee]", "Ann Lee"),
    "names": ("{id: extra, kind: names, label: Extra row}", "[First one]", "First one"),
    "links": ("{id: extra, kind: links, label: Extra row}", "[two]", "1 related method"),
    "terms": ("{id: extra, kind: terms, label: Extra row, terms: {a: One, b: Two}}", "[b]", "Two"),
    "list": ("{id: extra, kind: list, label: Extra row}", "[C, Rust]", "C and Rust"),
    "quantity": ("{id: extra, kind: quantity, label: Extra row, unit: GB}", "4-8", "4–8 GB"),
    "date": ("{id: extra, kind: date, label: Extra row}", "2024-03-05", "March 5, 2024"),
    "url": ("{id: extra, kind: url, label: Extra row}", "https://www.example.org/a", "example.org"),
    "version": ("{id: extra, kind: version, label: Extra row}", "4.2.1", "4.2.1"),
    "image": ("{id: extra, kind: image, label: Extra row}", "{file: dot.png, alt: Some words}", "Some words"),
    "sources": (
        "{id: extra, kind: sources, label: Extra row}",
        '[{title: A title, isbn: "9780131103627"}]',
        "A title.",
    ),
}


def images_of(written: str) -> dict[str, bytes]:
    """The image that a value shows."""
    return {"content/images/dot.png": png()} if "dot.png" in written else {}


def told_by(element: Element) -> str:
    """The words of an element, and those of its images."""
    return " ".join([element.words, *(image.attributes["alt"] for image in element.all("img"))])


def run(base: Path, *arguments: str) -> tuple[int, str, str]:
    folders = ("--content", base / "content", "--locales", base / "locales", "--themes", ROOT / "themes")
    with contextlib.chdir(base):
        result = CliRunner().invoke(main, [*arguments, *map(str, folders)])
    return result.exit_code, result.stdout, result.stderr


def test_there_is_a_new_row_to_try_for_every_kind() -> None:
    assert set(ROWS) == set(KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ROWS)
def test_one_entry_in_the_fields_is_a_new_row_everywhere(minimal: Path, kind: str) -> None:
    entry, written, shown = ROWS[kind]
    method = MINIMAL["content/methods/one.md"].replace("---\n\n", f"extra: {written}\n---\n\n", 1)
    write_site(minimal, {"content/methods/one.md": method, **images_of(written)})
    code, _, told = run(minimal, "check")
    assert code == 1
    assert 'content/methods/one.md:6:1: error: unknown key "extra"' in told

    fields = minimal / "content/fields.yaml"
    fields.write_text(fields.read_text() + f"- {entry}\n")
    assert run(minimal, "check") == (0, "no errors; methods: 2, languages: 1\n", "")

    output = publish(minimal, minimal / "public")
    row = read_page(output / "en/compare/one/two.html").one("tr", data_field="extra")
    head, one, two = row.children
    assert "Extra row" in head.words
    assert shown in told_by(one)
    assert two.words == "not recorded"
    assert row.attributes["data-verdict"] == "incomplete"
    page = read_page(output / "en/methods/one.html").one("article")
    assert shown.replace("1 related method", "Two") in told_by(page)
    if kind not in ("links", "prose"):  # those have places of their own on the page
        facts = page.one("tr", data_field="extra")
        assert facts.one("th").words == "Extra row"
        assert shown in told_by(facts.one("td"))

    assert run(minimal, "translations", "extract")[0] == 0
    with (minimal / "locales/site.pot").open("rb") as handle:
        template = read_po(handle)
    assert template.get("Extra row", "field") is not None
    assert (template.get("One term", "term") is not None) == (kind == "term")

    assert run(minimal, "new", "three")[0] == 0
    fresh = (minimal / "content/methods/three.md").read_text()
    assert "# Extra row." in fresh
    assert "# extra:" in fresh


@pytest.mark.parametrize("kind", [kind for kind in ROWS if KINDS[kind].translated])
def test_a_new_row_of_words_can_be_translated_at_once(minimal: Path, kind: str) -> None:
    entry, written, _ = ROWS[kind]
    fields = MINIMAL["content/fields.yaml"] + f"- {entry}\n"
    words = "Слова" if images_of(written) else written.replace("First one", "Перша").replace("Some words", "Слова")
    write_site(
        minimal,
        {
            **images_of(written),
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
            "content/fields.yaml": fields,
            "content/methods/one.md": f"---\nname: One\nyear: 2001\nrelated: [two]\nextra: {written}\n---\n",
            "content/methods/one.uk.md": f"---\nname: Один\nextra: {words}\n---\n",
        },
    )
    assert run(minimal, "translations", "stamp", "one", "uk")[0] == 0
    site, problems = read(minimal)
    assert site is not None
    assert [problem for problem in problems if "locales/" not in problem.path] == []
    row = read_page(publish(minimal, minimal / "public") / "uk/compare/one/two.html").one("tr", data_field="extra")
    assert words.strip("[]") in told_by(row.children[1])


@pytest.mark.parametrize("kind", [kind for kind in ROWS if not KINDS[kind].translated])
def test_a_new_row_without_words_has_no_place_in_a_translation(minimal: Path, kind: str) -> None:
    entry, written, _ = ROWS[kind]
    write_site(
        minimal,
        {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
            "content/fields.yaml": MINIMAL["content/fields.yaml"] + f"- {entry}\n",
            "content/methods/one.uk.md": f"---\ntranslates: {{name: 00000000}}\nname: Один\nextra: {written}\n---\n",
        },
    )
    code, _, told = run(minimal, "check")
    assert code == 1
    assert (
        'content/methods/one.uk.md:4:1: error: "extra" is the same in every language '
        "and does not belong in a translation\n"
        "  hint: change it in content/methods/one.md\n"
    ) in told


def test_the_order_of_the_fields_is_the_order_of_the_rows(minimal: Path) -> None:
    fields = minimal / "content/fields.yaml"
    lines = fields.read_text().splitlines(keepends=True)
    fields.write_text("".join(reversed(lines)))
    page = read_page(publish(minimal, minimal / "public") / "en/compare/one/two.html")
    rows = [row.attributes["data-field"] for row in page.all("tr") if "data-field" in row.attributes]
    assert rows == ["related", "aliases", "type", "year"]
