"""Every text has its Vietnamese; nothing stays in English by accident."""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "lms" / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
CLASSES = re.compile(r"{% block \w+_class %}.*?{% endblock %}")
JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
# Words that are the same in both languages.
SAME = {"DigComp", "PDF"}


def test_vietnamese_is_complete(tmp_path: Path) -> None:
    out = tmp_path / "all.pot"
    extract = ["extract", "-F", "babel.cfg", "-k", "lazy_gettext", "-o", str(out), "."]
    command = [sys.executable, "-m", "babel.messages.frontend", *extract]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with out.open("rb") as template, CATALOGUE.open("rb") as translated:
        wanted = {m.id for m in read_po(template) if m.id}
        found = {m.id: m for m in read_po(translated) if m.id}
    assert wanted == set(found)
    assert [m.id for m in found.values() if m.fuzzy or not _is_said(m.string)] == []


def _is_said(text: object) -> bool:
    """Whether there is something in it, in every plural form."""
    forms = [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]
    return bool(forms) and all(forms)


def test_placeholders_are_the_same_in_both_languages() -> None:
    with CATALOGUE.open("rb") as translated:
        for message in read_po(translated):
            english = (
                message.id
                if isinstance(message.id, str)
                else message.id[-1:][0]
                if message.id
                else ""
            )
            vietnamese = message.string if isinstance(message.string, str) else message.string[0]
            assert _names(english) == _names(vietnamese), message.id


def _last(text: object) -> str:
    """The text, or the last of its plural forms."""
    return text if isinstance(text, str) else list(text)[-1]  # type: ignore[call-overload]


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_templates_hold_no_bare_words() -> None:
    """Text between tags goes through gettext, but for names, digits and signs."""
    for file in (ROOT / "templates").rglob("*.html"):
        if "documents" in file.parts or file.name == "styleguide.html":
            continue  # the certificate is in Vietnamese by law; the style guide is for developers
        text = CLASSES.sub(" ", file.read_text())
        text = JINJA.sub(" ", text)
        bare = re.findall(r">([^<>]*[A-Za-zÀ-ỹ]{3,}[^<>]*)<", text)
        words = {word.strip() for word in bare}
        names = {"Học Số", "Excel", "CSV", "CSS", "HTML", "PAdES", "DigComp", "– Học Số"}
        assert words <= names | SAME, file.name
