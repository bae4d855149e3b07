"""Makes lms/static/icons.svg: one small sprite of the Tabler icons we use (MIT, npm @tabler/icons).

Run: `python tools/vendor_icons.py`. Add a name to ICONS, run it again.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "3.51.0"
STATIC = Path(__file__).parents[1] / "lms" / "static"
ICONS = """
alert-triangle archive arrow-down arrow-left arrow-right arrow-up bold book books bulb calendar
certificate chart-bar check chevron-right circle circle-check circle-dashed clipboard-check clock
cloud-off cloud-upload copy device-mobile download eye file-spreadsheet file-text flag heading
heart history home info-circle italic language link list list-numbers lock login logout mail
map-pin message-circle microphone moon paperclip pencil photo player-play player-stop plus
presentation printer qrcode quote refresh school search selector shield-check sort-ascending
sort-descending speakerphone star trash user users video volume x
"""
LOOK = (
    'fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"'
)


def symbol(name: str, source: Path) -> str:
    """One icon as a symbol of the sprite."""
    text = (source / "icons" / "outline" / f"{name}.svg").read_text()
    body = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    body = re.sub(r"^.*?<svg[^>]*>|</svg>", "", body, flags=re.S)
    body = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", body)
    body = re.sub(r"\s*\n\s*", "", body).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24" {LOOK}>{body}</symbol>'


def own_mark() -> str:
    """Our logo as a symbol too: one request less on every page."""
    text = (STATIC / "img" / "logo.svg").read_text()
    body = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", text, flags=re.S)
    return f'<symbol id="logo" viewBox="0 0 64 64" fill="none">{body}</symbol>'


def main() -> None:
    """Fetch the package, write the sprite and its licence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = subprocess.run(
            ["npm", "pack", "--silent", f"@tabler/icons@{VERSION}"],
            cwd=folder, check=True, capture_output=True, text=True,
        )  # fmt: skip
        with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as packed:
            packed.extractall(folder, filter="data")
        source = folder / "package"
        symbols = "".join(symbol(icon, source) for icon in ICONS.split())
        (STATIC / "licences").mkdir(exist_ok=True)
        (STATIC / "licences" / "tabler-icons.txt").write_text((source / "LICENSE").read_text())
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}{own_mark()}</svg>\n'
    (STATIC / "icons.svg").write_text(sprite)
    print(f"icons.svg: {len(sprite) / 1024:.1f} KB, {len(ICONS.split())} icons")


if __name__ == "__main__":
    main()
