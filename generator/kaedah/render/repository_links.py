"""Addresses at the repository's host: where a reader changes a file or begins a new one."""

from urllib.parse import quote

from kaedah.plan.layout import Layout
from kaedah.read.discovery import document_id

# Hosts refuse addresses of more than some 8,000 characters.
LONGEST_ADDRESS = 7_500


def edit_href(layout: Layout, path: str) -> str:
    """The host's editor with the file open."""
    return f"{_base(layout)}/edit/{quote(layout.branch)}/{quote(path)}"


def new_href(layout: Layout, path: str, text: str = "") -> str:
    """The host's "new file" page with the file's name filled in, and with its text where the host takes it."""
    form = new_file_form(layout)
    bare = f"{form['address']}?{form['name']}={quote(path, safe='')}"
    full = f"{bare}&{form['text']}={quote(text, safe='')}"
    return full if text and form["text"] and len(full) <= LONGEST_ADDRESS else bare


def new_file_form(layout: Layout) -> dict[str, str]:
    """The host's "new file" page for a script that fills it in: its address, its parameters for the file's name and for
    its text, and the host's name. GitLab takes no text: since its editor is another one it stays empty.
    """
    if not layout.repository:
        return {}
    host = layout.repository.split("/")[2]
    address = f"{_base(layout)}/new/{quote(layout.branch)}"
    if _is_gitlab(layout):
        return {"address": address, "name": "file_name", "text": "", "host": host, "most": str(LONGEST_ADDRESS)}
    return {"address": address, "name": "filename", "text": "value", "host": host, "most": str(LONGEST_ADDRESS)}


def translate_address(stem: str) -> str:
    """What follows the address of the page for contributions to begin the translation of a document."""
    below = stem.partition("/")[2]
    return f"#translate={below.partition('/')[0]}/{document_id(below)}"


def _base(layout: Layout) -> str:
    return layout.repository + "/-" if _is_gitlab(layout) else layout.repository


def _is_gitlab(layout: Layout) -> bool:
    return "gitlab" in layout.repository.split("/")[2]
