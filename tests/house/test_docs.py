"""The documents cannot drift from the code."""

from dataclasses import fields
from pathlib import Path

from lms.settings import Settings, variable
from lms.wiring import LISTENERS, PANELS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def test_the_readme_names_every_setting_with_its_sentence() -> None:
    for field in fields(Settings):
        row = f"| `{variable(field)}` | {_shown(field.default)} | {field.metadata['sentence']} |"
        assert row in README, row


def _shown(default: object) -> str:
    if default == "":
        return "(empty)"
    return f"`{int(default) if isinstance(default, bool) else default}`"


def test_the_readme_names_every_command_of_the_makefile() -> None:
    for line in (ROOT / "Makefile").read_text().splitlines():
        if ":" in line and "## " in line and line[0].isalpha():
            assert f"make {line.split(':')[0]}" in README, line


def test_the_readme_shows_pictures_that_exist() -> None:
    for piece in README.split("](")[1:]:
        target = piece.split(")")[0]
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_the_architecture_names_every_fact_and_panel() -> None:
    for fact in LISTENERS:
        assert f"`{fact.__name__}`" in ARCHITECTURE
    for place in PANELS:
        assert f"`{place}`" in ARCHITECTURE


def test_the_architecture_names_every_package() -> None:
    for file in ROOT.glob("lms/*/__init__.py"):
        assert f"`lms/{file.parent.name}`" in ARCHITECTURE, file


def test_every_library_has_its_reason() -> None:
    decisions = (ROOT / "DECISIONS.md").read_text()
    for name in ("base.in", "dev.in"):
        for line in (ROOT / "requirements" / name).read_text().splitlines():
            library = line.split("[")[0].strip()
            if library and not library.startswith(("#", "-")):
                assert f"`{library}`" in decisions, library
