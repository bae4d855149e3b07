"""Copies the SCORM runtimes we ship into lms/static/vendor/scorm-again/ (MIT, npm scorm-again).

Run: `python tools/vendor_scorm.py`. The ES modules: half as large, for the browsers we support.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "3.4.3"
STATIC = Path(__file__).parents[1] / "lms" / "static"
FILES = ("scorm12.min.js", "scorm2004.min.js")


def main() -> None:
    """Fetch the package, copy the two files without their source map comment, and the licence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = subprocess.run(
            ["npm", "pack", "--silent", f"scorm-again@{VERSION}"],
            cwd=folder, check=True, capture_output=True, text=True,
        )  # fmt: skip
        with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as packed:
            packed.extractall(folder, filter="data")
        target = STATIC / "vendor" / "scorm-again"
        target.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            text = (folder / "package" / "dist" / "esm" / file).read_text()
            (target / file).write_text(text.partition("//# sourceMappingURL")[0])
            print(f"{file}: {len(text) / 1024:.0f} KB")
        licence = (folder / "package" / "LICENSE").read_text()
        (STATIC / "licences" / "scorm-again.txt").write_text(licence)


if __name__ == "__main__":
    main()
