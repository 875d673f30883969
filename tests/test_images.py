"""Images of `content/images/`: which are read, what is refused, and how bodies show them."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from kaedah.cli import main
from kaedah.contribute.live_site import LiveSite
from kaedah.model import UNKNOWN, Image
from kaedah.problems import format_problems
from kaedah.publish.image_files import ChangedImage, load_file
from kaedah.read.images import read_images as limits
from kaedah.read.images.headers import BrokenImage, ImageHeader, image_header
from kaedah.read.images.read_images import read_images
from kaedah.read.markdown import convert

from tests import pictures
from tests.conftest import MINIMAL, folders, must_read, read, tree, write_site
from tests.page_reader import read_page

UNLIKE = ", and its name does not say so\n"
ORIENTATION, GPS = 0x0112, 0x8825
WHOLE = [
    (pictures.png(640, 480), ImageHeader("png", 640, 480)),
    (pictures.jpeg(640, 480), ImageHeader("jpeg", 640, 480)),
    (pictures.jpeg(640, 480, pictures.exif("<", (ORIENTATION, 6))), ImageHeader("jpeg", 480, 640)),
    (pictures.jpeg(640, 480, pictures.exif(">", (ORIENTATION, 3), (GPS, 1))), ImageHeader("jpeg", 640, 480, True)),
    (pictures.jpeg(640, 480, b"II*\0\xff\xff\xff\xff"), ImageHeader("jpeg", 640, 480)),
    (pictures.WEBP, ImageHeader("webp", 320, 180)),
    (pictures.LOSSLESS_WEBP, ImageHeader("webp", 320, 180)),
    (pictures.EXTENDED_WEBP, ImageHeader("webp", 320, 180)),
    (pictures.AVIF, ImageHeader("avif", 333, 222)),
    (pictures.GIF, ImageHeader("gif", 33, 22)),
]
BODY = "content/methods/one.md"
PAGE = "---\nname: One\nyear: 2001\ntype: First\nrelated: [two]\n---\n\n"
FIGURE = (
    PAGE + '![A tree > a bush](images/plants/tree.svg "An *old* tree")\n\nWords ![a dot](../images/dot.png) within.\n'
)
SITE = MINIMAL | {
    BODY: FIGURE,
    "content/images/plants/tree.svg": pictures.svg(),
    "content/images/dot.png": pictures.png(),
}


def problems_of(base: Path) -> str:
    return format_problems(read(base)[1])


def build(base: Path, *more: str) -> str:
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["build", "-j1", *places, "-o", str(base / "public"), *more])
    assert result.exit_code == 0, result.output
    return result.stdout


# The first bytes of files


@pytest.mark.parametrize(("raw", "header"), WHOLE, ids=lambda value: value.form if hasattr(value, "form") else "")
def test_the_format_and_the_size_are_read_from_the_content(raw: bytes, header: ImageHeader) -> None:
    assert image_header(raw) == header


@pytest.mark.parametrize(
    "raw", [b"", b"GIF", b"%PDF-1.7", b"\0" * 100, b"RIFF\0\0\0\0WAVE", b"\0\0\0\x18ftypheic\0\0\0\0"]
)
def test_other_files_are_no_images(raw: bytes) -> None:
    assert image_header(raw) is None


@pytest.mark.parametrize("raw", [raw for raw, header in WHOLE if header.form != "gif"])
def test_an_image_without_its_end_is_damaged_or_read_and_never_more(raw: bytes) -> None:
    for length in range(12, len(raw)):
        try:
            found = image_header(raw[:length])
        except BrokenImage:
            continue
        assert found is None or (found.width > 0 and found.height > 0)


@given(st.sampled_from([raw for raw, _ in WHOLE]), st.integers(0, 400), st.binary(min_size=1, max_size=12))
@example(pictures.png(), 16, b"\0\0\0\0")
def test_no_bytes_of_a_header_raise_anything_else(raw: bytes, at: int, other: bytes) -> None:
    changed = raw[:at] + other + raw[at + len(other) :]
    try:
        found = image_header(changed)
    except BrokenImage:
        return
    assert found is None or min(found.width, found.height) > 0


def test_a_picture_with_many_boxes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrokenImage):
        image_header(b"\0\0\0\x10ftypavif\0\0\0\0" + b"\0\0\0\x08free" * 200_000)


# Files of the folder


def test_images_are_known_by_their_paths(tmp_path: Path) -> None:
    site = must_read(write_site(tmp_path, SITE))
    assert {name: image[:3] for name, image in site.images.items()} == {
        "dot.png": ("png", 4, 3),
        "plants/tree.svg": ("svg", 40, 20),
    }


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tree.png", pictures.jpeg(4, 4), f'the content of this file is JPEG{UNLIKE}  hint: name it "tree.jpg"'),
        ("tree", pictures.png(), f'the content of this file is PNG{UNLIKE}  hint: name it "tree.png"'),
        ("tree.png", b"words", "this is not an image that browsers show"),
        ("tree.png", b"", "this is not an image that browsers show"),
        ("tree.png", pictures.png()[:20], "the image is damaged"),
        ("tree.png", pictures.png(0, 3), "the image is damaged"),
        ("wide.png", pictures.png(20_000, 1), "the image has 20000 × 1 pixels"),
        ("ein baum.png", pictures.png(), '"ein baum.png" is not a name for an image'),
        ("aux.png", pictures.png(), '"aux.png" is not a name for an image'),
        ("größe.png", pictures.png(), '"größe.png" is not a name for an image'),
        ("a..png", pictures.png(), '"a..png" is not a name for an image'),
        ("large.png", pictures.png() + b"\0" * limits.MAX_BYTES, "the file is larger than 2048 KB"),
        ("large.svg", pictures.svg() + b" " * limits.MAX_SVG_BYTES, "the file is larger than 512 KB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_shown_is_an_error(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    reported = problems_of(write_site(tmp_path, MINIMAL | {f"content/images/{name}": content}))
    assert reported.startswith(f"content/images/{name}:1:1: error: {said}")
    assert reported.count("error") == 1


def test_names_that_differ_in_capitals_alone_are_an_error(tmp_path: Path) -> None:
    base = write_site(
        tmp_path, MINIMAL | {"content/images/a.png": pictures.png(), "content/images/A.png": pictures.png()}
    )
    if len([*(base / "content/images").iterdir()]) < 2:  # this disk holds but one of them
        (base / "content/images/b").mkdir()
        return
    assert 'the name differs from "A.png" in capital letters alone' in problems_of(base)


def test_there_is_a_limit_to_their_number_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"content/images/{number}.png": pictures.png() for number in range(4)}
    base = write_site(tmp_path, MINIMAL | files)
    monkeypatch.setattr(limits, "MOST_IMAGES", 3)
    assert "content/images/3.png:1:1: error: there are more than 3 files in this folder" in problems_of(base)
    monkeypatch.setattr(limits, "MOST_IMAGES", 9)
    monkeypatch.setattr(limits, "MAX_ALL_BYTES", 3 * len(pictures.png()))
    assert "content/images/3.png:1:1: error: the images have more than 0 MB" in problems_of(base)


def test_links_and_pipes_among_the_images_are_errors(tmp_path: Path) -> None:
    base = write_site(tmp_path / "site", MINIMAL | {"content/images/a.png": pictures.png()})
    (tmp_path / "secret.png").write_bytes(pictures.png())
    (base / "content/images/link.png").symlink_to(tmp_path / "secret.png")
    (base / "content/images/folder").symlink_to(tmp_path)
    found = [(problem.path, problem.text) for problem in read(base)[1] if problem.level == "error"]
    assert found == [
        ("content/images/folder", "this is a symbolic link"),
        ("content/images/link.png", "this is a symbolic link"),
    ]
    shutil.rmtree(base / "content/images")
    (base / "content/images").symlink_to(tmp_path)
    assert "content/images:1:1: error: this is a symbolic link" in problems_of(base)


def test_a_picture_that_tells_its_place_and_one_that_is_not_shown_are_told(tmp_path: Path) -> None:
    place = pictures.jpeg(4, 3, pictures.exif("<", (GPS, 1)))
    base = write_site(tmp_path, SITE | {"content/images/home.jpg": place})
    assert problems_of(base) == (
        "content/images/home.jpg:1:1: warning: no page shows this image\n"
        "  hint: show it, or remove the file\n"
        "content/images/home.jpg:1:1: warning: the image records where it was taken, and readers can see that\n"
        "  hint: remove the location from it in a program for images\n"
    )


# In bodies


def test_an_image_alone_is_a_figure_and_one_among_words_is_not(tmp_path: Path) -> None:
    base = write_site(tmp_path, SITE)
    build(base)
    page = read_page(base / "public/en/methods/one.html")
    (figure,) = page.all("figure")
    (tree,) = figure.all("img")
    assert figure.one("figcaption").text == "An *old* tree"
    said = tree.attributes
    assert (said["alt"], said["width"], said["height"], said["loading"]) == ("A tree > a bush", "40", "20", "lazy")
    assert (base / "public/en/methods" / said["src"]).resolve().read_bytes() == pictures.svg()
    dot = next(image for image in page.all("img") if image.attributes["alt"] == "a dot")
    assert dot.attributes["src"].startswith("../../assets/images/dot.")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("![](images/dot.png)", '8:5: error: the image "images/dot.png" has no alternative text'),
        ("![A](https://a.example/a.png)", '8:6: error: the image "https://a.example/a.png" is not one of content/'),
        ("![A](dot.png)", '8:6: error: the image "dot.png" is not one of content/images/'),
        ("![A](images/dott.png)", '8:6: error: there is no image "dott.png"\n  hint: did you mean "dot.png"?'),
        ("![$x$](images/dot.png)", '8:8: error: the alternative text and the caption of the image "images/dot.'),
        ('Words ![A](images/dot.png "B")', '8:12: error: the image "images/dot.png" has a caption, but is no para'),
        (f"![{'A' * 401}](images/dot.png)", '8:406: error: the alternative text or the caption of the image "images/'),
    ],
)  # fmt: skip
def test_mistakes_in_bodies_are_told_with_their_place(body: str, said: str, tmp_path: Path) -> None:
    files = {BODY: PAGE + body + "\n", "content/images/dot.png": pictures.png()}
    assert problems_of(write_site(tmp_path, MINIMAL | files)).startswith(f"{BODY}:{said}")


def test_images_in_a_row_are_a_figure_each() -> None:
    html = convert('![A](images/a.png)\n![B](images/b.png "C")\n\n- ![D](images/d.png)\n').html
    assert html.replace("</figcaption>\n", "</figcaption>") == (
        '<figure><img alt="A" src="image:a.png"></figure>\n'
        '<figure><img alt="B" src="image:b.png"><figcaption>C</figcaption></figure>\n'
        '<ul>\n<li><img alt="D" src="image:d.png"></li>\n</ul>'
    )


def test_code_that_shows_an_image_stays_code() -> None:
    body = convert('`<img src="image:a.png">` and `![A](images/a.png)`\n')
    assert body.images == ()
    assert "<img" not in body.html


def test_a_translation_has_words_and_images_of_its_own(tmp_path: Path) -> None:
    files = SITE | {
        "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en, uk]\n",
        "content/methods/one.uk.md": "---\nname: Один\n---\n\n![Дерево](images/uk.png)\n",
        "content/images/uk.png": pictures.png(7, 7),
    }
    base = write_site(tmp_path, files)
    build(base)
    page = read_page(base / "public/uk/methods/one.html")
    assert [image.attributes["alt"] for image in page.one("article").all("img")] == ["Дерево"]
    assert len([*(base / "public/assets/images").rglob("*.*")]) == 3  # no language has copies of its own


# From one build to the next


def test_pages_follow_an_image_that_is_replaced_renamed_and_removed(tmp_path: Path) -> None:
    base = write_site(tmp_path, SITE)
    build(base)
    (base / "content/images/plants/tree.svg").write_bytes(pictures.svg(more='viewBox="0 0 80 40"'))
    assert ": 1 written" in build(base)
    assert 'width="80"' in (base / "public/en/methods/one.html").read_text(encoding="utf-8")
    (base / "content/images/plants/tree.svg").rename(base / "content/images/bush.svg")
    (base / BODY).write_text(FIGURE.replace("plants/tree", "bush"), encoding="utf-8")
    build(base)
    assert not (base / "public/assets/images/plants").exists()
    (base / BODY).write_text(PAGE + "Words.\n", encoding="utf-8")
    shutil.rmtree(base / "content/images")
    build(base)
    assert not (base / "public/assets/images").exists()
    before = tree(base / "public")
    build(base, "--clean")
    assert tree(base / "public") == before


def test_an_image_that_changes_while_it_is_published_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(pictures.png())
    image = Image("png", 4, 3, "other", len(pictures.png()), str(path))
    with pytest.raises(ChangedImage, match="the image changed while the site was built"):
        load_file(image)


def test_what_is_served_follows_its_images(tmp_path: Path) -> None:
    base = write_site(tmp_path, SITE)
    live = LiveSite(folders(base))
    page = (live.page("en/methods/one.html")[0] or b"").decode()
    address = re.findall(r'src="../../(assets/images/plants/[^"]+)"', page)[0]
    assert live.page(address)[0] == pictures.svg()
    image = base / "content/images/plants/tree.svg"
    image.write_bytes(pictures.svg(more='viewBox="0 0 80 40"'))
    version = live.version
    live.read_changed({image})
    assert live.version != version
    assert b'width="80"' in (live.page("en/methods/one.html")[0] or b"")
    (base / BODY).write_text(PAGE + "Words.\n", encoding="utf-8")
    live.read_changed({base / BODY})
    assert [problem.text for problem in live.problems] == ["no page shows this image"] * 2


# Offline


def test_archives_and_books_carry_the_images(tmp_path: Path) -> None:
    drawn = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n'
    more = {"content/images/plants/tree.svg": drawn + pictures.svg(), "content/images/new.avif": pictures.AVIF}
    base = write_site(tmp_path, SITE | more | {BODY: FIGURE + "\n![As new](images/new.avif)\n"})
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    for kind in ("zip", "epub"):
        result = CliRunner().invoke(main, ["export", kind, *places, "-o", str(tmp_path / f"site.{kind}")])
        assert result.exit_code == 0, result.output
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert sum(name.startswith("assets/images/") for name in archive.namelist()) == 3
    with zipfile.ZipFile(tmp_path / "site.epub") as book:
        names = [name for name in book.namelist() if name.startswith("EPUB/assets/images/")]
        assert [name.rpartition(".")[2] for name in names] == ["png", "svg"]
        package, chapter = book.read("EPUB/package.opf").decode(), book.read("EPUB/en/methods/one.xhtml").decode()
        assert b"DOCTYPE" not in book.read(names[1])
    for name in names:
        assert f'href="{name.removeprefix("EPUB/")}"' in package
        assert f"../../{name.removeprefix('EPUB/')}" in chapter
    assert "alternativeText" in package
    assert "<span>As new</span>" in chapter  # readers of books need not know AVIF


def test_problems_are_sorted_into_the_list_of_the_site(tmp_path: Path) -> None:
    problems: list[object] = []
    base = write_site(tmp_path, {"content/images/b.png": b"", "content/images/a.png": pictures.png()})
    assert [*read_images(base / "content", problems)] == ["a.png"]  # type: ignore[arg-type]
    assert len(problems) == 1


# In fields

KIND = "- {id: picture, kind: image, label: Picture}\n"
FIELDS = MINIMAL["content/fields.yaml"] + KIND
SHOWN = MINIMAL | {
    "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en, uk]\n",
    "content/fields.yaml": FIELDS,
    BODY: PAGE.replace("name: One\n", "name: One\npicture: {file: wide.png, alt: A wide shape}\n") + "Words.\n",
    "content/methods/two.md": (
        "---\nname: Two\nyear: 2002\ntype: Second\nrelated: [one]\npicture: dot.png\n---\n\nTwo.\n"
    ),
    "content/methods/one.uk.md": "---\nname: Один\ntype: Перший\npicture: Широка фігура\n---\n\nСлова.\n",
    "content/methods/two.uk.md": "---\nname: Два\ntype: Другий\n---\n\nДва.\n",
    "content/images/wide.png": pictures.png(640, 120),
    "content/images/dot.png": pictures.png(),
}


def pictures_of(page: Path) -> list[tuple[str, str, str, str]]:
    """What the images in the cells of a page say, with their sizes and languages."""
    cells = [cell for cell in read_page(page).all("td") for image in cell.all("img")]
    found = [(cell.one("img").attributes, cell.attributes.get("lang", "")) for cell in cells]
    return [(image["alt"], image["width"], image["height"], lang) for image, lang in found]


def test_a_cell_shows_an_image_with_words_in_each_language(tmp_path: Path) -> None:
    base = write_site(tmp_path, SHOWN)
    build(base)
    public = base / "public"
    assert pictures_of(public / "en/methods/one.html") == [("A wide shape", "320", "60", "")]
    assert pictures_of(public / "uk/methods/one.html") == [("Широка фігура", "320", "60", "")]
    both = [("A wide shape", "320", "60", ""), ("Two", "4", "3", "")]
    assert pictures_of(public / "en/compare/one/two.html") == both
    assert pictures_of(public / "uk/compare/one/two.html")[1] == ("Два", "4", "3", "")
    column = (public / "uk/data/one.js").read_text(encoding="utf-8")
    assert "../../assets/images/wide." in column
    assert len([*(public / "assets/images").iterdir()]) == 2


def test_words_that_are_not_translated_keep_their_language(tmp_path: Path) -> None:
    base = write_site(tmp_path, SHOWN | {"content/methods/one.uk.md": "---\nname: Один\n---\n"})
    build(base)
    assert pictures_of(base / "public/uk/methods/one.html") == [("A wide shape", "320", "60", "en")]


def test_a_translation_may_have_words_where_the_source_has_none(tmp_path: Path) -> None:
    words = "---\nname: Два\ntype: Другий\npicture: Крапка\n---\n\nДва.\n"
    base = write_site(tmp_path, SHOWN | {"content/methods/two.uk.md": words})
    build(base)
    assert pictures_of(base / "public/uk/methods/two.html") == [("Крапка", "4", "3", "")]
    assert pictures_of(base / "public/en/methods/two.html") == [("Two", "4", "3", "")]


def test_only_the_pages_that_show_an_image_follow_it(tmp_path: Path) -> None:
    base = write_site(tmp_path, SHOWN)
    build(base)
    (base / "content/images/dot.png").write_bytes(pictures.png(8, 8))
    assert ": 8 written" in build(base)  # of two languages the entry, its comparison, its column and the home page
    before = tree(base / "public")
    build(base, "--clean")
    assert tree(base / "public") == before


def test_the_dataset_and_an_import_name_the_file(tmp_path: Path) -> None:
    base = write_site(tmp_path, SHOWN | {"table.csv": "name,year,type,picture\nThree,2003,Third,dot.png\n"})
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    result = CliRunner().invoke(main, ["import", *places, str(base / "table.csv")])
    assert result.exit_code == 0, result.output
    assert 'picture: "dot.png"' in (base / "content/methods/three.md").read_text(encoding="utf-8")
    (base / "content/methods/three.md").unlink()  # its body is not written yet
    result = CliRunner().invoke(main, ["export", "data", *places, "-o", str(base / "data.zip")])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(base / "data.zip") as archive:
        table = archive.read("methods.csv").decode()
    assert "wide.png" in table


def test_a_value_may_be_unknown(tmp_path: Path) -> None:
    site = must_read(
        write_site(tmp_path, SHOWN | {BODY: PAGE.replace("---\n\n", "picture: unknown\n---\n\n") + "Words.\n"})
    )
    assert site.methods["one"].values["picture"] is UNKNOWN


def test_a_translation_of_a_name_alone_is_told_where_the_source_has_no_words(tmp_path: Path) -> None:
    starts = must_read(write_site(tmp_path, SHOWN)).methods
    assert starts["one"].document.source.parts["picture"] == "A wide shape"
    assert "picture" not in starts["two"].document.source.parts


def test_a_folder_with_the_name_of_an_image_is_an_error(tmp_path: Path) -> None:
    site = write_site(tmp_path, MINIMAL)
    (site / "content/images/tree.png").mkdir(parents=True)
    (problem,) = read(site)[1]
    assert (problem.level, problem.path) == ("error", "content/images/tree.png")
