"""Writes the list of libraries (SBOM, CycloneDX) that a build is made of: `python requirements/sbom.py OUTPUT`.

It is made from `requirements/site.txt` by cyclonedx-bom, and the same file gives the same bytes. For that cyclonedx-bom
leaves out the serial number, which the attestation needs; here it is a digest of the list.
"""

import json
import subprocess
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(output: Path) -> None:
    """Writes the list to a file, whose folder is made where it is missing."""
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", "--pyproject", "pyproject.toml"]
    command += ["--output-reproducible", "--output-format", "JSON", "--output-file", "-", "requirements/site.txt"]
    made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    found = json.loads(made)
    found["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_OID, made.decode()).urn
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
