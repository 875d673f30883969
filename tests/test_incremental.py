"""After any edits, a build on top of the old output gives what a build into a fresh folder gives, byte for byte."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kaedah.build_request import BuildRequest
from kaedah.contribute.explain_page import describe_reasons
from kaedah.pipeline import build_site, publish_plan
from kaedah.plan.site_plan import plan_site
from kaedah.problems import format_problems
from kaedah.publish.output_scan import scan_output
from kaedah.publish.release import Outcome
from kaedah.publish.release_plan import plan_release
from kaedah.publish.swap import workspace_of
from kaedah.state.store import BuildState

from tests.conftest import ROOT, folders, must_read, publish, tree
from tests.example import copy_example

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("KAEDAH_EXAMPLES", "50"))  # sequences of edits; `make nightly` makes 500
WORDS = ("Attention", "Увага", "β-VAE", "A & B <b>", "LoRA", "{count} 100%", "Z", "Ж", "Änderung", "9 lives")
PLURAL = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
HEADER = f'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"Plural-Forms: {PLURAL}\\n"\n'


@dataclass
class Method:
    name: str
    year: int
    summary: str = ""
    body: str = "## Meaning\n\nSome words.\n"
    branch: str = "vision"
    related: list[str] = field(default_factory=list)
    translated: dict[str, str] = field(default_factory=dict)


@dataclass
class Words:
    """A site of two languages as its writers think of it; `files` is how it lies on disk. Every edit keeps it valid."""

    methods: dict[str, Method]
    title: str = "Kaedah"
    pairs: str = "related"
    extra: str = ""
    labels: dict[str, str] = field(default_factory=lambda: {"field": "Field", "year": "Year", "summary": "Summary"})
    terms: dict[str, str] = field(default_factory=lambda: {"vision": "Vision", "language": "Language"})
    help: str = ""
    compared: str = "value"
    messages: dict[str, str] = field(default_factory=lambda: {"Methods": "Методи", "Facts": "Факти"})
    labelled: dict[str, str] = field(default_factory=dict)
    comparison: list[str] | None = None
    comparison_title: str = "Two ways"
    about: str | None = "About"
    theme: dict[str, str] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        found = {
            "content/site.yaml": f"title: {self.title!r}\nsource_locale: en\nlocales: [en, uk]\ntheme: own\n"
            f"compare: {{pairs: {self.pairs}}}\n{self.extra}",
            "content/fields.yaml": self._fields(),
            "locales/uk/LC_MESSAGES/messages.po": HEADER
            + "".join(f'\nmsgid "{key}"\nmsgstr "{text}"\n' for key, text in self.messages.items())
            + "".join(f'\nmsgctxt "field"\nmsgid "{key}"\nmsgstr "{text}"\n' for key, text in self.labelled.items()),
            "themes/own/theme.yaml": "name: own\nextends: default\n",
        }
        for slug, method in self.methods.items():
            head = [f"name: {method.name!r}", f"year: {method.year}", f"field: {method.branch}"]
            head += [f"related: [{', '.join(method.related)}]"] if method.related else []
            head += [f"summary: {method.summary!r}"] if method.summary else []
            found[f"content/methods/{slug}.md"] = "---\n" + "\n".join(head) + f"\n---\n\n{method.body}"
            if method.translated:
                lines = [f"{part}: {text!r}" for part, text in method.translated.items() if part != "body"]
                text = "\n".join(lines) + "\n---\n\n" + method.translated.get("body", "")
                found[f"content/methods/{slug}.uk.md"] = "---\n" + text
        if self.comparison:
            head = f"title: {self.comparison_title!r}\nmethods: [{', '.join(self.comparison)}]"
            found["content/comparisons/ways.md"] = f"---\n{head}\n---\n\nWhy these.\n"
        if self.about:
            found["content/pages/about.md"] = f"---\ntitle: {self.about!r}\n---\n\nThis site.\n"
        found |= {f"themes/own/{name}": text for name, text in self.theme.items()}
        return found

    def _fields(self) -> str:
        terms = ", ".join(f"{term}: {label!r}" for term, label in self.terms.items())
        label = {name: repr(text) for name, text in self.labels.items()}
        return (
            f"- {{id: field, kind: term, label: {label['field']}, help: {self.help!r}, terms: {{{terms}}}}}\n"
            f"- {{id: year, kind: year, label: {label['year']}, compare: {self.compared}}}\n"
            "- {id: related, kind: links, label: Related}\n"
            f"- {{id: summary, kind: prose, label: {label['summary']}}}\n"
        )


def pick(site: Words, number: int) -> str:
    return sorted(site.methods)[number % len(site.methods)]


def word(number: int) -> str:
    return WORDS[number % len(WORDS)]


def add_method(site: Words, number: int) -> None:
    site.methods[f"new-{number}"] = Method(word(number), 1990 + number, word(number + 1), related=[pick(site, number)])


def delete_method(site: Words, number: int) -> None:
    slug = pick(site, number)
    if len(site.methods) > 2:
        del site.methods[slug]
        forget(site, slug)


def forget(site: Words, slug: str, new: str = "") -> None:
    for method in site.methods.values():
        method.related = [new if other == slug else other for other in method.related if new or other != slug]
    if site.comparison:
        site.comparison = [new if other == slug else other for other in site.comparison if new or other != slug]
        site.comparison = site.comparison if len(site.comparison) > 1 else None


def rename_method(site: Words, number: int) -> None:
    slug = pick(site, number)
    site.methods[f"a{number}-{slug}"] = site.methods.pop(slug)
    forget(site, slug, f"a{number}-{slug}")


def change_body(site: Words, number: int) -> None:
    site.methods[
        pick(site, number)
    ].body += f"\n## {word(number)}\n\n$x^{number}$ and [a link](method:{pick(site, 0)}).\n"
    for method in site.methods.values():  # a link to a method that is gone is an error
        method.body = method.body if f"method:{pick(site, 0)})" in method.body else "Words.\n"


def change_name(site: Words, number: int) -> None:
    site.methods[pick(site, number)].name = f"{word(number)} {number}"


def change_facts(site: Words, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.year, method.branch = 2000 + number, sorted(site.terms)[number % 2]


def change_summary(site: Words, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.summary = "" if method.summary and number % 2 else f"In short: {word(number)}"


def change_related(site: Words, number: int) -> None:
    slug, other = pick(site, number), pick(site, number + 1)
    related = site.methods[slug].related
    site.methods[slug].related = [] if other in related else [*related, other]


def change_translation(site: Words, number: int) -> None:
    translated = site.methods[pick(site, number)].translated
    part = ("name", "summary", "body", "reviewed", "sort_key")[number % 5]
    if part == "reviewed":
        site.methods[pick(site, number)].translated = {} if translated else {"name": "Назва"}
    else:
        translated[part] = f"Слово {word(number)}" if translated.get(part) != f"Слово {word(number)}" else "Інше"


def change_stamp(site: Words, number: int) -> None:
    method = site.methods[pick(site, number)]
    method.translated = {"name": f"Назва {number}", "body": "Тіло, довше за все инше, і ще трохи.\n"}
    method.summary = f"Newer {number}"


def change_label(site: Words, number: int) -> None:
    site.labels[("field", "year", "summary")[number % 3]] = word(number).replace("{", "(").replace("}", ")")


def change_help(site: Words, number: int) -> None:
    site.help, site.compared = f"Help {number}", ("value", "none")[number % 2]


def change_term(site: Words, number: int) -> None:
    site.terms[("vision", "language")[number % 2]] = f"Term {number}"


def change_template(site: Words, number: int) -> None:
    name = ("method.html", "layout.html", "catalogue.html", "parts.html")[number % 4]
    text = (ROOT / "themes/default/templates" / name).read_text(encoding="utf-8")
    site.theme[f"templates/{name}"] = text.replace("<h2", f'<h2 data-edit="{number}"').replace("<main", "<main  ")


def change_asset(site: Words, number: int) -> None:
    site.theme[("assets/kaedah.css", "assets/more.css")[number % 2]] = f"body {{ margin: {number}px }}\n"


def restore_theme(site: Words, number: int) -> None:
    site.theme = {}


def change_message(site: Words, number: int) -> None:
    message = (
        "Methods",
        "Facts",
        "Comparisons",
        "not recorded",
        "No native speaker has reviewed this translation yet.",
    )
    site.messages[message[number % 5]] = f"Повідомлення {number}"


def remove_message(site: Words, number: int) -> None:
    site.messages.pop(sorted(site.messages)[number % len(site.messages)] if site.messages else "", None)


def translate_label(site: Words, number: int) -> None:
    site.labelled[sorted(site.labels.values())[number % 3]] = f"Рядок {number}"


def change_comparison(site: Words, number: int) -> None:
    if site.comparison and number % 3 == 0:
        site.comparison = None
    else:
        slugs = sorted(site.methods)
        site.comparison = slugs[: 2 + number % 3] if number % 2 else list(reversed(slugs[:3]))
        site.comparison_title = f"Ways {number}"


def change_title(site: Words, number: int) -> None:
    site.title = f"Kaedah {word(number)}"


def change_pairs(site: Words, number: int) -> None:
    site.pairs = ("related", "all", "none")[number % 3]


def change_address(site: Words, number: int) -> None:
    site.extra = (
        "",
        f"base_url: https://example.org/{number}/\n",
        "repository: https://github.com/example/base\n",
        "repository: https://gitlab.com/example/base\nbranch: next\nbase_url: https://example.org\n",
    )[number % 4]


def change_page(site: Words, number: int) -> None:
    site.about = None if site.about and number % 2 else f"About {number}"


EDITS: tuple[Callable[[Words, int], None], ...] = (
    add_method,
    delete_method,
    rename_method,
    change_body,
    change_name,
    change_facts,
    change_summary,
    change_related,
    change_translation,
    change_stamp,
    change_label,
    change_help,
    change_term,
    change_template,
    change_asset,
    restore_theme,
    change_message,
    remove_message,
    translate_label,
    change_comparison,
    change_title,
    change_pairs,
    change_address,
    change_page,
)


# Words that stand in the causes of an edit: each in one, and in each one of them.
SHAPE = ("which documents it is made of", "which pages its links lead to", "what the page is about", "the page is new")
CAUSES: dict[Callable[[Words, int], None], tuple[str, ...]] = {
    add_method: ("methods/new-2", *SHAPE),
    delete_method: ("methods/vae", *SHAPE[:3]),
    rename_method: ("methods/a2-vae", *SHAPE),
    change_body: ("the body of content/methods/vae", "methods/attention", "methods/lora", SHAPE[0]),
    change_name: ("methods/vae",),
    change_facts: ("the table cells of content/methods/vae", "methods/vae", *SHAPE[1::2]),
    change_summary: ("the table cells of content/methods/vae", "methods/vae"),
    change_related: ("the table cells of content/methods/vae", "methods/vae", *SHAPE[:2], SHAPE[3]),
    change_translation: ("content/methods/vae.uk.md", "methods/vae", "the languages that have it"),
    change_stamp: ("content/methods/vae.uk.md", "methods/vae", "the languages that have it"),
    change_label: ("the labels of the fields", "content/fields.yaml"),
    change_help: ("the labels of the fields", "content/fields.yaml"),
    change_term: ("content/fields.yaml",),
    change_template: ("themes/own/templates/catalogue.html",),
    change_asset: ("the style sheets, scripts and pictures of the theme",),
    restore_theme: (),
    change_message: ("locales/uk/LC_MESSAGES/messages.po", "the words of the interface"),
    remove_message: ("locales/uk/LC_MESSAGES/messages.po", "the words of the interface"),
    translate_label: ("locales/uk/LC_MESSAGES/messages.po", "the words of the interface", "the labels of the fields"),
    change_comparison: ("comparisons/ways", *SHAPE[:2]),
    change_title: ("the title of the site",),
    change_pairs: (SHAPE[1],),
    change_address: ("the repository",),
    change_page: ("content/pages/about.md", "pages/about", "the pages in the menu"),
}


def first_site() -> Words:
    return Words(
        {
            "attention": Method("Attention", 2017, "Looks everywhere.", related=["lora"]),
            "lora": Method("LoRA", 2021, related=["attention"], translated={"name": "LoRA", "body": "Слова.\n"}),
            "vae": Method("VAE", 2013, "Encodes.", branch="language", translated={"name": "ВАК", "summary": "Кодує."}),
        },
        comparison=["attention", "vae"],
    )


def write(site: Words, base: Path) -> None:
    """Brings the folder to what the site is now; files that did not change are not touched."""
    files = site.files()
    for path in [path for name in ("content", "locales", "themes/own") for path in (base / name).rglob("*")]:
        if path.is_file() and path.relative_to(base).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def build(base: Path, output: Path) -> Outcome:
    """A build with nothing to begin with."""
    site = must_read(base)
    return publish_plan(site, plan_site(site, "test"), output)


def build_again(base: Path, output: Path) -> Outcome:
    """A build on top of the state of the last one."""
    request = BuildRequest(folders(base), output)
    errors: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BuildRequest, "salt", "test")
        outcome = build_site(request, lambda problems: errors.append(format_problems(problems)) or "")[1]
    request.close()
    return outcome


def shape(output: Path) -> tuple[dict[str, bytes], set[str]]:
    """All files with their bytes, the manifest among them, and all folders."""
    return tree(output), {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_dir()}


def explained(base: Path, output: Path) -> dict[str, list[str]]:
    """The reasons for each page that a build would write now."""
    site = must_read(base)
    workspace = workspace_of(output)
    state = BuildState.open(workspace, "test")
    stale = plan_release(site, plan_site(site, "test"), state, output, scan_output(output, workspace)).stale
    found = {item.page.path: [*describe_reasons(item, site, state.page)] for item in stale}
    state.close()
    assert all(found.values())
    return found


def must_equal_a_clean_build(base: Path, output: Path) -> Outcome:
    explained(base, output)
    outcome = build_again(base, output)
    fresh = base / "fresh"
    build(base, fresh)
    incremental, clean = shape(output), shape(fresh)
    shutil.rmtree(fresh)
    assert incremental[0].keys() == clean[0].keys()
    assert [path for path in clean[0] if incremental[0][path] != clean[0][path]] == []
    assert incremental[1] == clean[1]
    assert explained(base, output) == {}
    return outcome


def new_base(folder: str) -> Path:
    base = Path(folder)
    shutil.copytree(ROOT / "themes", base / "themes")
    return base


@settings(
    derandomize=True, max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 9)), min_size=1, max_size=4))
@example([(rename_method, 0), (rename_method, 1), (delete_method, 0)])
@example([(change_template, 1), (restore_theme, 0)])
@example([(change_asset, 0), (change_asset, 1), (restore_theme, 0)])
@example([(change_pairs, 1), (add_method, 3), (change_pairs, 2)])
@example([(change_address, 1), (change_translation, 2), (change_address, 0)])
def test_incremental_build_equals_a_clean_one(edits: list[tuple[Callable[[Words, int], None], int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base, site = new_base(folder), first_site()
        write(site, base)
        build(base, base / "public")
        for edit, number in edits:
            edit(site, number)
            write(site, base)
            must_equal_a_clean_build(base, base / "public")


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_every_kind_of_edit_changes_pages_and_can_be_taken_back(edit: Callable[[Words, int], None]) -> None:
    """An edit that changed nothing would prove nothing above."""
    with tempfile.TemporaryDirectory() as folder:
        base, site = new_base(folder), first_site()
        if edit is restore_theme:
            change_template(site, 1)
        write(site, base)
        build(base, base / "public")
        before = shape(base / "public")
        edit(site, 2)
        write(site, base)
        outcome = must_equal_a_clean_build(base, base / "public")
        assert shape(base / "public") != before
        assert outcome.written or outcome.removed
        site = first_site()
        if edit is restore_theme:
            change_template(site, 1)
        write(site, base)
        must_equal_a_clean_build(base, base / "public")
        assert shape(base / "public") == before


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_the_cause_of_every_page_is_the_edit(edit: Callable[[Words, int], None], tmp_path: Path) -> None:
    base, site = new_base(str(tmp_path)), first_site()
    write(site, base)
    build(base, base / "public")
    edit(site, 2)
    write(site, base)
    found = {cause for causes in explained(base, base / "public").values() for cause in causes}
    assert [cause for cause in found if not any(word in cause for word in CAUSES[edit])] == []
    assert all(any(word in cause for cause in found) for word in CAUSES[edit])


def test_edit_of_one_method_leaves_the_pages_of_the_others_alone() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base, site = new_base(folder), first_site()
        write(site, base)
        build(base, base / "public")
        site.methods["vae"].body += "\nMore.\n"
        write(site, base)
        outcome = must_equal_a_clean_build(base, base / "public")
        assert (outcome.written, outcome.removed) == (2, 0)
        assert outcome.kept > 15


def test_incremental_build_of_the_project_equals_a_clean_one(tmp_path: Path) -> None:
    base = copy_example(tmp_path / "site")
    output = publish(base, tmp_path / "public")
    source, translation = base / "content/methods/lora.md", base / "content/methods/lora.uk.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    translation.unlink()
    (base / "content/comparisons/parameter-efficient-methods.md").unlink()
    for path in (base / "content/comparisons").glob("parameter-efficient-methods.*.md"):
        path.unlink()
    outcome = build(base, output)
    assert shape(output) == shape(publish(base, tmp_path / "fresh"))
    assert outcome.kept > outcome.written > 0
    assert outcome.removed == 6
