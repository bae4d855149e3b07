"""Lists page by key: an offset reads everything before it (lms/core/keyset)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# OFFSET 0 only keeps PostgreSQL from writing a subquery out again.
OFFSET = re.compile(r"\.offset\((?!0\))|\bOFFSET [:%{]")


def test_no_query_pages_by_offset() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for package in ("lms", "courses", "quizzes", "certificates")
        for path in (ROOT / package).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if OFFSET.search(line)
    ]
    assert wrong == []


def test_the_rule_would_find_one() -> None:
    assert OFFSET.search("query.limit(50).offset((page - 1) * 50)")
    assert not OFFSET.search("everybody.offset(0)")
