"""The shipped content, and what the repository says of it: schemas, catalogues, guides, owners and forms."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.contribute.json_schema import GLOSSARY_PATH, PATH, glossary_schema, method_schema
from kaedah.model import Site
from kaedah.problems import format_problems

from tests.conftest import MINIMAL, ROOT, must_read, read, write_site
from tests.test_docs import CURRENT, blocks_of, check_output, missing_paths, name_of

COUNTS = {"61": 61, "six": 6}


@pytest.fixture(scope="module")
def site() -> Site:
    return must_read(ROOT)


def copy_sources(target: Path) -> Path:
    for name in ("content", "locales", "themes"):
        shutil.copytree(ROOT / name, target / name)
    return target


def test_the_content_breaks_no_rule() -> None:
    assert format_problems(read(ROOT)[1]) == ""


def test_the_schema_files_are_up_to_date(site: Site) -> None:
    assert (ROOT / "content" / PATH).read_text(encoding="utf-8") == method_schema(site.fields)
    assert (ROOT / "content" / GLOSSARY_PATH).read_text(encoding="utf-8") == glossary_schema(site)


def test_the_catalogues_have_every_message_of_the_site_and_no_other(tmp_path: Path) -> None:
    base = copy_sources(tmp_path)
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["translations", "update", *places], prog_name="build.py")
    assert result.exit_code == 0, result.output
    for path in (ROOT / "locales").rglob("messages.po*"):
        assert (base / path.relative_to(ROOT)).read_bytes() == path.read_bytes(), path
        assert b"\n#~ " not in path.read_bytes(), path


def test_downloads_are_offered(site: Site) -> None:
    """The workflows make them for every site that is published; see tests/test_downloads.py."""
    assert site.settings.downloads


def test_the_mistakes_of_the_original_articles_are_fixed(site: Site) -> None:
    qlora = (ROOT / "content/methods/qlora.md").read_text(encoding="utf-8")
    assert "Zettlemoyer" in qlora
    assert "Contrastive" not in qlora
    years = {"lora": 2021, "bert-fine-tuning": 2018, "vision-transformer": 2020, "variational-autoencoder": 2013}
    assert {slug: site.methods[slug].values["year"] for slug in years} == years


# What is said of the site elsewhere


@pytest.mark.parametrize("page", CURRENT, ids=name_of)
def test_every_path_of_content_in_the_documentation_exists(page: Path) -> None:
    # A site with data files has a schema for them; this one has none.
    assert set(missing_paths(page)) <= {"content/data.schema.json"}


def test_the_readme_counts_its_methods_and_languages(site: Site) -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    (found,) = re.findall(r"a reference of (\w+) machine-learning methods in (\w+) languages", readme)
    assert [COUNTS[word] for word in found] == [len(site.methods), len(site.settings.locales)]


def test_the_template_of_the_contribution_guide_is_a_valid_method(tmp_path: Path) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert guide.index("```markdown") < 100
    base = copy_sources(tmp_path)
    write_site(base, {"content/methods/my-method.md": blocks_of(ROOT / "CONTRIBUTING.md", "markdown")[0]})
    site, problems = read(base)
    assert site is not None, format_problems(problems)
    assert {problem.rule for problem in problems} == {"one-way-relation"}
    method = site.methods["my-method"]
    assert {field.id for field in site.fields if field.required} <= set(method.values)
    assert "<math" in method.document.html("en").text


def test_the_error_of_the_contribution_guide_is_the_one_that_check_prints(tmp_path: Path) -> None:
    (expected,) = (block for block in blocks_of(ROOT / "CONTRIBUTING.md", "") if "error:" in block)
    changes = {
        "content/fields.yaml": (ROOT / "content/fields.yaml").read_text(encoding="utf-8"),
        "content/methods/my-method.md": "---\nname: My method\nfield: deep-lerning\n---\n",
    }
    assert expected.strip().removesuffix("…") in check_output(write_site(tmp_path, MINIMAL | changes))


def test_every_language_has_its_owners(site: Site) -> None:
    lines = [
        line.split()
        for line in (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    owners = {pattern: names for pattern, *names in lines}
    assert all(names and all(name.startswith("@") for name in names) for names in owners.values())
    for locale in site.settings.locales:
        if locale != site.settings.source:
            assert f"/content/**/*.{locale.code}.md" in owners
            assert f"/locales/{locale.babel}/" in owners
    for pattern in owners:
        folder = pattern.strip("/").split("*")[0].rstrip("/")
        assert (ROOT / folder).exists(), pattern


def test_the_form_for_translations_offers_every_language(site: Site) -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/translation.yml").read_text(encoding="utf-8"))
    (options,) = [item["attributes"]["options"] for item in form["body"] if item["type"] == "dropdown"]
    assert set(options) == {locale.name for locale in site.settings.locales}
