"""Checks the ZIM file of the whole site in each theme with openZIM's zimcheck.

    make audit                         # among others
    .venv/bin/python -m tests.zim      # this alone

zimwriterfs and zimcheck must be there (Debian: zim-tools).
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kaedah.build_request import program_digest
from kaedah.plan.site_plan import plan_site
from kaedah.publish.zim import WRITER, write_zim

from tests.audit import THEMES
from tests.conftest import ROOT, must_read


def main() -> int:
    for name in (WRITER, "zimcheck"):
        if not shutil.which(name):
            sys.exit(f"error: {name} was not found: see the beginning of tests/zim.py")
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        for theme in THEMES:
            site, target = must_read(ROOT, theme=theme), Path(name) / f"{theme}.zim"
            write_zim(site, plan_site(site, program_digest()), target, "A site to be checked")
            done = subprocess.run(["zimcheck", "--all", target], capture_output=True, text=True, check=False)
            reported = [line for line in done.stdout.splitlines() if line.startswith(("[ERROR]", "[WARNING]"))]
            failed += bool(done.returncode or reported)
            print("\n".join((*reported, f"zimcheck, {theme}: {'to fix' if done.returncode or reported else 'pass'}")))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
