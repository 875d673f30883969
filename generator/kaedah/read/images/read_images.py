"""`content/images/` → Images: regular files of a limited size, known by their content."""

from pathlib import Path, PurePosixPath

from kaedah.digests import digest_of_bytes
from kaedah.model import Image
from kaedah.problems import Position, Problem, Report
from kaedah.read.files import read_bytes
from kaedah.read.images.headers import BrokenImage, ImageHeader, image_header
from kaedah.read.images.names import FOLDER, MAX_NAME, is_image_name
from kaedah.read.images.svg import check_svg, is_svg
from kaedah.read.walk import is_device, shown_path, walk_files
from kaedah.text_forms import same_word

MAX_BYTES, MAX_SVG_BYTES = 2 * 1024 * 1024, 512 * 1024  # of a file
MOST_IMAGES, MAX_ALL_BYTES = 2_000, 256 * 1024 * 1024
MAX_SIDE, MAX_PIXELS = 16_384, 50_000_000
# By format the endings that a file may have, the usual one first.
ENDINGS = {
    "png": ("png",),
    "jpeg": ("jpg", "jpeg"),
    "gif": ("gif",),
    "webp": ("webp",),
    "avif": ("avif",),
    "svg": ("svg",),
}


def read_images(content: Path, problems: list[Problem]) -> dict[str, Image]:
    """The images by their paths below the folder; what is wrong goes to `problems`."""
    base, folder = content.parent, content / FOLDER
    found: dict[str, Image] = {}
    folded: dict[str, str] = {}
    total = 0
    for number, path in enumerate(walk_files(folder, base, problems)):
        report = Report(shown_path(path, base), problems)
        if number == MOST_IMAGES:
            hint = "publish large collections beside the site, and link to them"
            report.error(Position(), "there are more than {limit} files in this folder", hint, limit=MOST_IMAGES)
            break
        name = path.relative_to(folder).as_posix() if path != folder else ""
        raw = read_bytes(path, report, MAX_BYTES)
        if raw is None or not _is_name(name, report):
            continue
        total += len(raw)
        if total > MAX_ALL_BYTES:
            limit = MAX_ALL_BYTES >> 20
            report.error(Position(), "the images have more than {limit} MB", "make them smaller", limit=limit)
            break
        other = folded.setdefault(same_word(name), name)
        if other != name:
            message = 'the name differs from "{other}" in capital letters alone'
            report.error(Position(), message, "choose another name", other=other)
            continue
        header = _header(raw, report)
        if header is not None and _is_usable(header, name, report):
            digest = digest_of_bytes(raw)
            found[name] = Image(header.form, header.width, header.height, digest, len(raw), str(path))
    return found


def _is_name(name: str, report: Report) -> bool:
    if not is_image_name(name) or any(map(is_device, name.split("/"))):
        hint = "write at most {limit} characters of a-z, A-Z, 0-9, hyphens, underscores and single dots"
        report.error(Position(), '"{name}" is not a name for an image', hint, name=name, limit=MAX_NAME)
        return False
    return True


def _header(raw: bytes, report: Report) -> ImageHeader | None:
    if is_svg(raw):
        if len(raw) > MAX_SVG_BYTES:
            hint = "simplify it, or save it as PNG"
            report.error(Position(), "the file is larger than {limit} KB", hint, limit=MAX_SVG_BYTES // 1024)
            return None
        size = check_svg(raw, report)
        return ImageHeader("svg", *size) if size else None
    try:
        header = image_header(raw)
    except BrokenImage:
        report.error(Position(), "the image is damaged", "save it again in a program for images")
        return None
    if header is None:
        hint = "save it as PNG, JPEG, WebP, GIF, AVIF or SVG, or move it elsewhere"
        report.error(Position(), "this is not an image that browsers show", hint)
    return header


def _is_usable(header: ImageHeader, name: str, report: Report) -> bool:
    endings = ENDINGS[header.form]
    stem, dot, ending = name.rpartition(".")
    if not dot or ending not in endings:
        better = f"{PurePosixPath(stem or name).name}.{endings[0]}"
        message = "the content of this file is {format}, and its name does not say so"
        report.error(Position(), message, 'name it "{better}"', format=header.form.upper(), better=better)
        return False
    if max(header.width, header.height) > MAX_SIDE or header.width * header.height > MAX_PIXELS:
        message = "the image has {width} × {height} pixels"
        hint = "make it smaller: at most {side} on a side, and {limit} million in all"
        values = {"width": header.width, "height": header.height, "side": MAX_SIDE, "limit": MAX_PIXELS // 1_000_000}
        report.error(Position(), message, hint, **values)
        return False
    if header.located:
        message = "the image records where it was taken, and readers can see that"
        report.warning(Position(), message, "remove the location from it in a program for images")
    return True
