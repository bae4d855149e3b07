"""Makes the icons of the installed app from our logo: lms/static/img/icon-*.png.

Run: `.venv/bin/python tools/vendor_app_icons.py` (needs Debian's chromium).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parents[1] / "lms" / "static" / "img"
# name → (pixels, share of the picture the logo takes): launchers cut maskable ones to any shape
ICONS = {"icon-192": (192, 0.78), "icon-512": (512, 0.78), "icon-maskable-512": (512, 0.56)}


def main() -> None:
    """Draw the logo on the paper of the site in each size."""
    logo = (IMAGES / "logo.svg").read_text()
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (size, share) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                "<style>body{margin:0;display:grid;place-items:center;height:100vh;"
                f"background:#faf8f5}}svg{{width:{share * 100}%}}</style>{logo}"
            )
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
