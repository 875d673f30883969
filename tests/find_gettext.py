"""Finds GNU gettext's tools for the tests of catalogues; with `--install` gets them where it can."""

import os
import shutil
import subprocess
import sys


def find_gettext(tool: str) -> str:
    """The path of a tool such as msgfmt. Raises FileNotFoundError with what to do."""
    found = shutil.which(tool)
    if found is None:
        raise FileNotFoundError(f"{tool} is not there: install GNU gettext (`make browser` does so on Debian as root)")
    return found


def install() -> None:
    """Installs gettext on a Debian or Ubuntu as root; elsewhere it must be there already."""
    try:
        print(f"gettext: {find_gettext('msgfmt')}")
        return
    except FileNotFoundError:
        if not shutil.which("apt-get") or os.geteuid() != 0:
            raise
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "gettext"], check=True, env=environment
    )
    print(f"gettext: {find_gettext('msgfmt')}")


if __name__ == "__main__":
    try:
        if "--install" in sys.argv:
            install()
        else:
            print(find_gettext("msgfmt"))
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {error}")
