"""Every template is used; every icon and drawing a template names is there."""

import re
from pathlib import Path

from flask import Flask

from certificates.designs import GALLERY

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    file.relative_to(ROOT / "templates").as_posix(): file
    for file in (ROOT / "templates").rglob("*.html")
}


def test_every_template_is_used() -> None:
    code = "".join(
        file.read_text()
        for folder in ("lms", "courses", "quizzes", "certificates", "templates")
        for file in (ROOT / folder).rglob("*.*")
        if file.suffix in {".py", ".html"}
    )
    designs = {f"documents/certificates/{design.name}.html" for design in GALLERY}
    assert [name for name in TEMPLATES if f'"{name}"' not in code and name not in designs] == []


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (ROOT / "lms" / "static" / "icons.svg").read_text()
    for name, file in TEMPLATES.items():
        for icon in re.findall(r'icon\("([\w-]+)"', file.read_text()):
            assert f'id="{icon}"' in sprite, (name, icon)


def test_every_static_file_a_template_names_is_there(app: Flask) -> None:
    names = app.extensions["assets"].names
    for name, file in TEMPLATES.items():
        for asset in re.findall(r'static_url\("([\w./-]+)"\)', file.read_text()):
            assert asset in names, (name, asset)


def test_dark_by_choice_is_dark_by_preference() -> None:
    css = (ROOT / "lms" / "static" / "css" / "tokens.css").read_text()
    preferred, chosen = re.findall(r"(?:--paper: #1[^}]+?)(?=\s+})", css)
    assert preferred.split() == chosen.split()


def test_every_vendored_file_is_listed() -> None:
    static = ROOT / "lms" / "static"
    listed = (static / "VENDORED.md").read_text()
    for file in [
        *(static / "fonts").iterdir(), *(static / "vendor").rglob("*.js"), static / "icons.svg",
    ]:  # fmt: skip
        assert file.name in listed, file.name


def test_the_style_guide_has_no_faults(app: Flask) -> None:
    from tests.page import Page

    assert Page(app.test_client().get("/styleguide").text).faults() == []
