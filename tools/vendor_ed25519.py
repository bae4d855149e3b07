"""Copies the Ed25519 of browsers without one into lms/static/vendor/noble-ed25519/ (MIT).

Run: `python tools/vendor_ed25519.py`. npm @noble/ed25519, as it is published: one file to read.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "3.2.0"
STATIC = Path(__file__).parents[1] / "lms" / "static"


def main() -> None:
    """Fetch the package, copy its file and its licence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = subprocess.run(
            ["npm", "pack", "--silent", f"@noble/ed25519@{VERSION}"],
            cwd=folder, check=True, capture_output=True, text=True,
        )  # fmt: skip
        with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as packed:
            packed.extractall(folder, filter="data")
        target = STATIC / "vendor" / "noble-ed25519"
        target.mkdir(parents=True, exist_ok=True)
        text = (folder / "package" / "index.js").read_text()
        (target / "index.js").write_text(text.partition("//# sourceMappingURL")[0])
        licence = (folder / "package" / "LICENSE").read_text()
        (STATIC / "licences" / "noble-ed25519.txt").write_text(licence)
        print(f"index.js: {len(text) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
