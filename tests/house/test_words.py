"""Names say what a thing is: none of the words that hide it; every public thing has a sentence."""

import ast
import re
from pathlib import Path

import pytest

from lms.admin.words import ACTIONS

ROOT = Path(__file__).parents[2]
PACKAGES = ("lms", "courses", "quizzes", "certificates")
EMPTY = {
    "util", "utils", "helper", "helpers", "common", "misc", "base", "manager", "service",
    "handler", "processor", "data", "info",
}  # fmt: skip
TASKS = ("TO" + "DO", "FIX" + "ME", "XX" + "X")


@pytest.fixture(scope="module")
def files() -> dict[Path, str]:
    """Every file of the product and its text."""
    found = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return {file: file.read_text() for file in found}


@pytest.fixture(scope="module")
def trees(files: dict[Path, str]) -> dict[Path, ast.Module]:
    """Every file parsed: once for this module, and not kept longer, it is a million objects."""
    return {file: ast.parse(text) for file, text in files.items()}


def test_no_file_or_class_hides_what_it_is(trees: dict[Path, ast.Module]) -> None:
    for file, tree in trees.items():
        assert not EMPTY & set(file.stem.split("_")), file
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                assert node.name.lower() not in EMPTY, f"{file}: {node.name}"


def test_everything_public_has_a_sentence(trees: dict[Path, ast.Module]) -> None:
    for file, tree in trees.items():
        assert ast.get_docstring(tree), f"{file} has no docstring"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{file}: {node.name} has no docstring"


def test_nothing_is_left_for_later(files: dict[Path, str]) -> None:
    for file, text in files.items():
        assert not any(task in text for task in TASKS), file


def test_imports_stand_at_the_top(trees: dict[Path, ast.Module]) -> None:
    for file, tree in trees.items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                inner = [
                    n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)
                ]
                assert not inner, f"{file}: {function.name} imports inside"


def test_every_action_of_the_audit_log_has_its_words(files: dict[Path, str]) -> None:
    code = "".join(files.values())
    recorded = set(re.findall(r'record\(\s*"([\w.]+)"', code))
    assert recorded == set(ACTIONS)
