"""Checks pages and a book whose bodies are the examples of the specifications, with the Nu HTML checker and EPUBCheck.

    make audit                                  # among others
    .venv/bin/python -m tests.valid_bodies      # this alone, after `make .venv-specification/packages`

Each example that `check` lets pass is the body of an entry; so are bodies with everything that Kaedah adds.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kaedah.build_request import program_digest
from kaedah.publish.epub import write_epub
from kaedah.read.markdown import convert

from tests.audit import check_html, install
from tests.conftest import MINIMAL, must_read, publish, write_site
from tests.epub import command, faults_of
from tests.specification import all_examples

FORMULA = r"\mathcal{L}(\theta)=-\sum_{i=1}^{n}\log p_\theta(y_i\mid x_i)+\lambda\lVert\theta\rVert_2^2"
ADDED = (
    "A[^my note], again[^my note] and[^Ж/ж].\n\n[^my note]: One.\n\n    - a list\n\n[^Ж/ж]: $x$[^2]\n\n[^2]: Two.\n",
    "- [ ] open\n- [x] done\n  1) one\n\n     ~~two~~\n\nTerm\nOther\n: Meaning\n\n    > quoted\n: More\n",
    f"## A ${FORMULA}$ {{#a}}\n\n- [${FORMULA}$](https://e.org 'T & \"t\"')\n\n$$\n{FORMULA}\n$$\n",
    f"| ${FORMULA}$ |\n|--:|\n| **${FORMULA}$** |\n\nA[^1].\n\n[^1]: ${FORMULA}$\n",
    "https://e.org/?a=1&b=2 www.e.org x@e.org [see https://e.org](https://e.org/b) [<https://e.org/c>](https://e.org/d)\n",
    '<div>\n\n<!-- c -->\n\n<script>x</script> &nbsp;&lt;&#1114112;\n\n~~~a"b<c> d\n<x>\n~~~\n',
    "> - > 1. a\n>   > b\n\n***\n\n# One\n\nTwo\n===\n\n###### Six\n\n**a *b `c` ~~d~~* e**\\\nf  \ng\n",
)


def bodies() -> list[str]:
    """The bodies that `check` lets pass; addresses within a site that examples have lead elsewhere."""
    examples = [re.sub(r"(?<![\w./:])/(?=\w)", "https://example.org/", item.source) for item in all_examples()]
    found = [*ADDED, *examples]
    return [body for body in found if not any(item.level == "error" for item in convert(body).findings)]


def main() -> int:
    checker = command()
    if checker is None or not shutil.which("java"):
        sys.exit("error: epubcheck or java was not found: see the beginning of tests/epub.py")
    install()
    found = bodies()
    files = {
        **MINIMAL,
        "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en]\ncompare: {pairs: none}\n",
        **{
            f"content/methods/m{number}.md": f"---\nname: Example {number}\nyear: 2001\n---\n\n{body}"
            for number, body in enumerate(found)
        },
    }
    with tempfile.TemporaryDirectory() as name:
        base = write_site(Path(name) / "site", files)
        faults = check_html(publish(base, Path(name) / "public"))
        site = must_read(base)
        book, report = Path(name) / "book.epub", Path(name) / "report.json"
        write_epub(site, site.settings.locales[0], book, program_digest())
        subprocess.run([*checker, book, "--quiet", "--json", report], capture_output=True, check=False)
        faults += [f"book: {fault}" for fault in faults_of(report.read_text(encoding="utf-8"))]
    print("\n".join((*faults, f"Nu and EPUBCheck: {len(found)} bodies, {len(faults)} to fix")))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
