"""Names say what a thing is: none of the words that hide it; every public thing has a sentence."""

import ast
import re
from pathlib import Path

from lms.admin.words import ACTIONS

ROOT = Path(__file__).parents[2]
PACKAGES = ("lms", "courses", "quizzes", "certificates")
EMPTY = {
    "util", "utils", "helper", "helpers", "common", "misc", "base", "manager", "service",
    "handler", "processor", "data", "info",
}  # fmt: skip
TASKS = ("TO" + "DO", "FIX" + "ME", "XX" + "X")


def files() -> list[Path]:
    return [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]


def test_no_file_or_class_hides_what_it_is() -> None:
    for file in files():
        assert not EMPTY & set(file.stem.split("_")), file
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                assert node.name.lower() not in EMPTY, f"{file}: {node.name}"


def test_everything_public_has_a_sentence() -> None:
    for file in files():
        tree = ast.parse(file.read_text())
        assert ast.get_docstring(tree), f"{file} has no docstring"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{file}: {node.name} has no docstring"


def test_nothing_is_left_for_later() -> None:
    for file in files():
        assert not any(task in file.read_text() for task in TASKS), file


def test_imports_stand_at_the_top() -> None:
    for file in files():
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef):
                inner = [
                    n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)
                ]
                assert not inner, f"{file}: {function.name} imports inside"


def test_every_action_of_the_audit_log_has_its_words() -> None:
    code = "".join(file.read_text() for file in files())
    recorded = set(re.findall(r'record\(\s*"([\w.]+)"', code))
    assert recorded == set(ACTIONS)
