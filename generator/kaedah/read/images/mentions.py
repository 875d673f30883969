"""Where content names images: checks across documents."""

from collections.abc import Iterable, Mapping

from kaedah.model import Image
from kaedah.problems import HintBudget, Position, Problem, Report, has_errors, join_limited, nearest
from kaedah.read.images.names import FOLDER
from kaedah.read.parsed_document import ParsedDocument

_SHOWN = 10  # images that a hint lists


def check_images(
    documents: Iterable[ParsedDocument], images: Mapping[str, Image], folder: str, problems: list[Problem]
) -> None:
    """Reports every image that content names and that there is not; `folder` is the path of the content folder as it is
    printed. Of one that was refused nothing more is said.
    """
    budget = HintBudget()
    refused = {problem.path for problem in problems if problem.path.startswith(f"{folder}/{FOLDER}/")}
    for document in [item for item in documents if not images.keys() >= {*item.summary.images}]:
        for mention in document.contents.load().images:
            if mention.key not in images and f"{folder}/{FOLDER}/{mention.key}" not in refused:
                near = nearest(mention.key, images, budget)
                hint = 'did you mean "{near}"?' if near else "put the file into content/images/; there are: {known}"
                values = {"name": mention.key, "near": near, "known": join_limited(sorted(images), _SHOWN)}
                Report(mention.path, problems).error(mention, 'there is no image "{name}"', hint, **values)


def check_unused(
    documents: Iterable[ParsedDocument], images: Mapping[str, Image], folder: str, problems: list[Problem]
) -> None:
    """Reports every image that no document shows; `folder` is the path of the content folder as it is printed."""
    if has_errors(problems):  # documents with errors may show them
        return
    used = {name for document in documents for name in document.summary.images}
    for name in images:
        if name not in used:
            report = Report(f"{folder}/{FOLDER}/{name}", problems)
            report.warning(Position(), "no page shows this image", "show it, or remove the file")
