"""What tests share: fixture sites as folders, built sites, and the project's own content built once."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.check.site import read_checked_site
from generator.model import Site
from generator.plan.pages import plan_site
from generator.problems import Problem, show
from generator.publish.folder import publish_folder
from generator.read.site import Folders

ROOT = Path(__file__).parent.parent
SITES = Path(__file__).parent / "sites"


def folders(base: Path, **changes: object) -> Folders:
    """The folders of a site that lies below `base`; themes are the project's own where the site has none."""
    themes = base / "themes"
    return Folders(base / "content", base / "locales", themes if themes.exists() else ROOT / "themes", **changes)  # type: ignore[arg-type]


def write_site(base: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files (path to text) below `base`, and gives `base`."""
    for name, content in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return base


MINIMAL: dict[str, str] = {
    "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en]\n",
    "content/fields.yaml": (
        "- {id: year, kind: year, label: Year, required: true}\n"
        "- {id: type, kind: text, label: Type}\n"
        "- {id: aliases, kind: names, label: Aliases, compare: set}\n"
        "- {id: related, kind: links, label: Related, compare: count}\n"
    ),
    "content/methods/one.md": "---\nname: One\nyear: 2001\ntype: First\nrelated: [two]\n---\n\n## Meaning\n\nOne.\n",
    "content/methods/two.md": "---\nname: Two\nyear: 2002\ntype: Second\nrelated: [one]\n---\n\n## Meaning\n\nTwo.\n",
}


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    """A site of two methods in one language, in a folder of its own."""
    return write_site(tmp_path / "site", MINIMAL)


def read(base: Path, **changes: object) -> tuple[Site | None, list[Problem]]:
    return read_checked_site(folders(base, **changes))


def must_read(base: Path, **changes: object) -> Site:
    site, problems = read(base, **changes)
    assert site is not None, show(problems)
    return site


def publish(base: Path, output: Path, **options: object) -> Path:
    """Builds the site below `base` into `output`, and gives `output`."""
    site = must_read(base)
    publish_folder(site, plan_site(site, "test"), output, **options)  # type: ignore[arg-type]
    return output


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below the folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own content, built once; tests must not change it."""
    return publish(ROOT, tmp_path_factory.mktemp("built") / "public")


def copy_project(target: Path) -> Path:
    """The project's content, locales and themes in a folder that a test may change."""
    for name in ("content", "locales", "themes"):
        shutil.copytree(ROOT / name, target / name)
    return target
