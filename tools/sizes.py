"""Prints the ten longest files and functions: a look every week, not a gate."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("lms", "courses", "quizzes", "certificates")


def main() -> None:
    """Measure and print."""
    files, functions = [], []
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        text = file.read_text()
        name = file.relative_to(ROOT).as_posix()
        files.append((len(text.splitlines()), name))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                functions.append((node.end_lineno - node.lineno + 1, f"{name}:{node.name}"))
    for title, rows in (("files", files), ("functions", functions)):
        lengths = sorted(length for length, _ in rows)
        middle, high = lengths[len(lengths) // 2], lengths[len(lengths) * 9 // 10]
        print(f"{title}: {len(rows)}, median {middle}, p90 {high}")
        for length, where in sorted(rows, reverse=True)[:10]:
            print(f"  {length:4} {where}")


if __name__ == "__main__":
    main()
