"""Reads a module's folder of plain text files (courses/catalogue/<code>) into a manuscript.

module.toml says what the module is, lessons/NN-*.md are its screens in order, pocket-card.md
its card, quiz.md its items (courses/item_manuscript says how they are written). Optional in
module.toml: limits of the quiz (courses/manuscript_policy.py names them), and a `blueprint` that
says how many items of a tag and a level are drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from courses import item_manuscript
from courses.manuscript_policy import read_policy
from courses.models import Order, Topic
from courses.operations import Manuscript, Text
from lms.core.errors import Refused
from lms.core.names import tidy
from quizzes.rules.drawing import Line
from quizzes.rules.policy import Policy
from quizzes.wording import Wording

CATALOGUE = Path(__file__).parent / "catalogue"


@dataclass(frozen=True)
class Folder:
    """Everything one module folder says."""

    script: Manuscript
    items: list[Wording]
    draw: int
    pass_mark: int
    publish: bool
    policy: Policy
    blueprint: Sequence[Line] = ()


def folders(root: Path = CATALOGUE) -> Iterator[Path]:
    """The module folders below a folder, in the order of their names."""
    return (path.parent for path in sorted(root.glob("*/module.toml")))


def read_folder(path: Path) -> Folder:
    """Read one module. Raises Refused that names the file and what is wrong in it."""
    facts = _read_facts(path / "module.toml")
    try:
        return Folder(
            script=_script(path, facts),
            items=read_items(path / "quiz.md"),
            draw=facts["draw"],
            pass_mark=facts["pass_mark"],
            publish=facts["publish"],
            policy=read_policy(path / "module.toml", facts),
            blueprint=_blueprint(path, facts),
        )
    except KeyError as missing:
        raise Refused(f"{path / 'module.toml'}: {missing} is missing") from None


def _read_facts(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{path}: {error}") from None


def _script(path: Path, facts: dict[str, Any]) -> Manuscript:
    return Manuscript(
        code=facts["code"],
        topic=_topic(path, facts["topic"]),
        compulsory=facts["compulsory"],
        language=facts.get("language", "vi"),
        title=tidy(facts["title"]),
        summary=tidy(facts["summary"]),
        minutes=facts["minutes"],
        competences=facts["competences"],
        objectives=facts["objectives"],
        exercise=facts["exercise"],
        points_to_confirm=facts.get("points_to_confirm", []),
        points_to_review=facts.get("points_to_review", []),
        sequence=_sequence(path, facts.get("sequence", Order.FREE)),
        pocket_card=_text(path / "pocket-card.md"),
        review_months=facts["review_months"],
        lessons=[_lesson(file) for file in sorted(path.glob("lessons/*.md"))],
        source_hash=_hash(path),
    )


def _topic(path: Path, word: str) -> Topic:
    if word not in set(Topic):
        raise Refused(f"{path / 'module.toml'}: topic {word!r} is none of {', '.join(Topic)}")
    return Topic(word)


def _sequence(path: Path, word: str) -> Order:
    if word not in set(Order):
        raise Refused(f"{path / 'module.toml'}: sequence {word!r} is none of {', '.join(Order)}")
    return Order(word)


def _lesson(file: Path) -> Text:
    first, _, body = _text(file).partition("\n")
    if not first.startswith("# "):
        raise Refused(f"{file}: the first line must be the title, `# …`")
    return Text(title=tidy(first[2:]), body=body.strip() + "\n")


def read_items(file: Path) -> list[Wording]:
    """The items of a quiz.md. Raises Refused that names the line."""
    return item_manuscript.read_items(file, _text(file))


def _blueprint(path: Path, facts: dict[str, Any]) -> list[Line]:
    """`[[blueprint]]` tables with `count` and maybe `tag` and `level` (dễ, vừa, khó)."""
    found = []
    for row in facts.get("blueprint", ()):
        level = row.get("level")
        known = set(row) <= {"count", "tag", "level"} and isinstance(row.get("count"), int)
        if not known or (level and level not in item_manuscript.LEVELS):
            raise Refused(f"{path / 'module.toml'}: a line of the blueprint is not understood")
        found.append(
            Line(row["count"], row.get("tag", ""), item_manuscript.LEVELS[level] if level else None)
        )
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        raise Refused(f"{file}: {reason}") from None


def _hash(path: Path) -> str:
    """One figure for everything the folder says, to see whether anything changed."""
    total = sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        total.update(file.relative_to(path).as_posix().encode())
        total.update(file.read_bytes())
    return total.hexdigest()
