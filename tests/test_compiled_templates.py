"""Compiled templates: one compilation for all languages, and a cache that only its user can fill."""

import marshal
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kaedah.digests import digest_of_bytes
from kaedah.model import Site
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.site_plan import Plan, plan_site
from kaedah.publish.swap import workspace_of
from kaedah.publish.template_cache import cached_templates, prepare_templates
from kaedah.render.compiled_templates import CompiledTemplates, compiled_templates
from kaedah.render.environment import LocaleEnvironment, environment_of
from kaedah.user_cache import user_cache_folder

from tests.conftest import MINIMAL, ROOT, must_read, write_site

LOCALES = ("en", "bg", "ko", "ms", "uk", "zh-Hans")


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small site in all the languages of the project."""
    settings = f"title: Test\nsource_locale: en\nlocales: [{', '.join(LOCALES)}]\n"
    base = write_site(tmp_path_factory.mktemp("site"), {**MINIMAL, "content/site.yaml": settings})
    shutil.copytree(ROOT / "locales", base / "locales")
    return must_read(base)


@pytest.fixture(scope="module")
def plan(multilingual: Site) -> Plan:
    return plan_site(multilingual, "test")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from here on."""
    names: list[str] = []
    compile_template = LocaleEnvironment.compile

    def noted(environment: LocaleEnvironment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return compile_template(environment, source, name, filename)

    monkeypatch.setattr(LocaleEnvironment, "compile", noted)
    return names


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_compiled: Callable[[], None]) -> Path:
    """An empty cache of a user, in a process in which nothing was compiled."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    folder = user_cache_folder()
    assert folder is not None
    return folder


def environments_of(site: Site, plan: Plan) -> Iterator[LocaleEnvironment]:
    for code, locale_site in plan.locale_sites.items():
        yield environment_of(site.theme, locale_site.layout, site.catalogues.get(code))


def load_all(site: Site, plan: Plan) -> list[LocaleEnvironment]:
    """The environments of all languages, each with all its templates."""
    found = []
    for environment in environments_of(site, plan):
        for name in site.theme.templates:
            if "/" not in name:
                environment.get_template(name)
        found.append(environment)
    return found


def test_templates_are_compiled_once_for_six_languages(
    nothing_compiled: Callable[[], None], multilingual: Site, plan: Plan, compiled: list[str]
) -> None:
    environments = load_all(multilingual, plan)
    assert len(environments) == len(LOCALES) == 6
    assert sorted(compiled) == sorted(name for name in multilingual.theme.templates if "/" not in name)


def test_each_language_has_its_own_messages(
    nothing_compiled: Callable[[], None], multilingual: Site, plan: Plan
) -> None:
    environments = [*environments_of(multilingual, plan)]
    assert len({environment.globals["frame"] for environment in environments}) == 6
    for environment in environments:
        assert environment.localizer.gettext("Skip to content") in str(environment.globals["frame"])


def test_a_book_and_a_site_have_their_own_templates(multilingual: Site) -> None:
    site, book = (compiled_templates(multilingual.theme, is_book) for is_book in (False, True))
    assert site is compiled_templates(multilingual.theme)
    assert site is not book
    assert site.key != book.key


def test_what_decides_the_code_is_in_the_key(multilingual: Site) -> None:
    theme = multilingual.theme
    name = min(theme.templates)
    others = [
        theme._replace(templates={**theme.templates, name: theme.templates[name] + " "}),
        theme._replace(files={**theme.files, name: "other/path.html"}),
    ]
    keys = [CompiledTemplates(other).key for other in (theme, *others)]
    assert len(set(keys)) == 3
    assert CompiledTemplates(theme._replace(assets={}, digest="x", name="y")).key == keys[0]


def test_a_later_process_compiles_nothing(
    cache: Path,
    nothing_compiled: Callable[[], None],
    multilingual: Site,
    plan: Plan,
    compiled: list[str],
) -> None:
    with cached_templates(multilingual.theme):
        first = [environment.globals["frame"] for environment in load_all(multilingual, plan)]
    assert compiled != []
    (file,) = cache.iterdir()
    written = file.stat().st_mtime_ns
    nothing_compiled()
    compiled.clear()
    with cached_templates(multilingual.theme):
        assert [environment.globals["frame"] for environment in load_all(multilingual, plan)] == first
    assert compiled == []
    assert file.stat().st_mtime_ns == written


def test_a_template_that_is_not_in_the_cache_is_added_to_it(
    cache: Path, nothing_compiled: Callable[[], None], multilingual: Site, plan: Plan, compiled: list[str]
) -> None:
    with cached_templates(multilingual.theme):
        next(environments_of(multilingual, plan))
    nothing_compiled()
    few = len(compiled)
    with cached_templates(multilingual.theme):
        load_all(multilingual, plan)
    assert 0 < few < len(compiled)
    assert len(compiled) == len(set(compiled))
    nothing_compiled()
    compiled.clear()
    with cached_templates(multilingual.theme):
        load_all(multilingual, plan)
    assert compiled == []


def test_templates_are_prepared_once_for_all_workers(
    cache: Path, nothing_compiled: Callable[[], None], multilingual: Site, plan: Plan, compiled: list[str]
) -> None:
    for _ in range(2):
        prepare_templates(next(iter(plan.locale_sites.values())))
        nothing_compiled()  # as in a worker
    assert sorted(compiled) == sorted(name for name in multilingual.theme.templates if "/" not in name)
    compiled.clear()
    with cached_templates(multilingual.theme):
        load_all(multilingual, plan)
    assert compiled == []


def test_a_broken_template_does_not_end_the_preparation(
    cache: Path, multilingual: Site, plan: Plan, nothing_compiled: Callable[[], None]
) -> None:
    theme = multilingual.theme
    broken = theme._replace(templates={**theme.templates, "method.html": "{% if %}"}, digest="broken")
    locale_site = next(iter(plan.locale_sites.values()))
    site = multilingual._replace(theme=broken)
    prepare_templates(LocaleSite(site, locale_site.locale, locale_site.layout, locale_site.sets))
    assert len(compiled_templates(broken)) > 0


@pytest.mark.parametrize("content", [b"", b"x", marshal.dumps([]), marshal.dumps({"a": b"x"})[:-1]])
def test_code_that_cannot_be_loaded_is_an_error(multilingual: Site, content: bytes) -> None:
    with pytest.raises((ValueError, EOFError, TypeError)):
        CompiledTemplates(multilingual.theme).load(content)


def hostile(content: bytes, marker: Path) -> bytes:
    """A cache file as a stranger would make it: every template leaves a mark when it is loaded."""
    code = marshal.dumps(compile(f"open({str(marker)!r}, 'w').close()\nraise SystemExit", "evil", "exec"))
    templates = marshal.loads(content.partition(b"\n")[2])
    changed = marshal.dumps(dict.fromkeys(templates, code))
    return digest_of_bytes(changed).encode() + b"\n" + changed


def test_code_is_loaded_from_the_users_cache_and_never_from_the_site_or_its_workspace(
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    nothing_compiled: Callable[[], None],
    multilingual: Site,
    plan: Plan,
) -> None:
    with cached_templates(multilingual.theme):
        next(environments_of(multilingual, plan))
    (file,) = cache.iterdir()
    marker = tmp_path / "executed"
    evil = hostile(file.read_bytes(), marker)

    site = tmp_path / "checkout"
    workspace = workspace_of(site / "public")
    for folder in (site, site / "content", site / ".cache", workspace, workspace / "templates", site / "public"):
        for place in (folder, folder / "kaedah"):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            (place / file.name).write_bytes(evil)
            (place / file.name).chmod(0o600)
    monkeypatch.chdir(site)
    for folder in (site, site / "content", site / ".cache", workspace, site / "public"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
        monkeypatch.setenv("LOCALAPPDATA", str(folder))
        nothing_compiled()
        with cached_templates(multilingual.theme):
            next(environments_of(multilingual, plan))
        assert not marker.exists()

    # The same file in the user's cache would have been executed: so this test can fail.
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parent))
    monkeypatch.setenv("LOCALAPPDATA", str(cache.parent))
    file.write_bytes(evil)
    nothing_compiled()
    with pytest.raises(SystemExit), cached_templates(multilingual.theme):
        next(environments_of(multilingual, plan))
    assert marker.exists()
