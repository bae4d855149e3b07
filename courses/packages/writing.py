"""Writes what a module says as the files of a package: the same module, the same bytes. Pure."""

from __future__ import annotations

import re

from courses.item_manuscript import medium_id
from courses.manuscript import CARD, FACTS, FORMAT, LESSONS, QUIZ, SCORM, Folder
from courses.models import Order
from courses.operations import Text
from courses.packages import item_writing, toml_text
from courses.packages.item_writing import LEVEL_WORDS
from lms.core.markup_blocks import MEDIA
from lms.core.names import fold
from quizzes.rules.policy import WAIT_HOURS, Policy

LONGEST_SLUG = 40


def files_of(folder: Folder) -> dict[str, bytes]:
    """The files by their names, the one that says what the module is first."""
    names = {medium_id(name): name for name in folder.media}
    title = f"{folder.script.code}. {folder.script.title}"
    texts = {
        FACTS: _facts(folder),
        CARD: folder.script.pocket_card,
        QUIZ: item_writing.written(title, folder.items, folder.fixed, names),
        **_lessons(folder),
    }
    media = {MEDIA + name: body for name, body in sorted(folder.media.items())}
    activities = {SCORM + name: body for name, body in sorted(folder.activities.items())}
    return {name: text.encode() for name, text in texts.items()} | media | activities


def _facts(folder: Folder) -> str:
    script = folder.script
    table = {
        "format": FORMAT,
        "code": script.code,
        "title": script.title,
        "summary": script.summary,
        "topic": str(script.topic),
        "language": script.language,
        "minutes": script.minutes,
        "competences": list(script.competences),
        "objectives": list(script.objectives),
        "compulsory": script.compulsory,
        "publish": folder.publish,
        "review_months": script.review_months,
        "sequence": None if script.sequence is Order.FREE else str(script.sequence),
        "draw": folder.draw,
        "pass_mark": folder.pass_mark,
        **_limits(folder.policy),
        "exercise": script.exercise,
        "points_to_confirm": list(script.points_to_confirm),
        "points_to_review": list(script.points_to_review),
    }
    rows = [
        {"count": line.count}
        | ({"tag": line.tag} if line.tag else {})
        | ({"level": LEVEL_WORDS[line.level]} if line.level else {})
        for line in folder.blueprint
    ]
    return toml_text.written(table, {"blueprint": rows})


def _limits(policy: Policy) -> dict[str, object]:
    seconds = policy.seconds_allowed
    in_minutes = seconds is not None and seconds % 60 == 0
    return {
        "minutes_allowed": seconds // 60 if seconds is not None and in_minutes else None,
        "seconds_allowed": None if in_minutes else seconds,
        "hard_limit": policy.hard_limit or None,
        "opens": policy.opens_at,
        "closes": policy.closes_at,
        "tries_before_wait": policy.tries_before_wait,
        "wait_hours": policy.wait_hours if policy.wait_hours != WAIT_HOURS else None,
        "most_tries": policy.most_tries,
    }


def _lessons(folder: Folder) -> dict[str, str]:
    texts = folder.script.lessons
    digits = max(2, len(str(len(texts))))
    return {
        f"{LESSONS}{place + 1:0{digits}}-{_slug(text.title)}.md": _lesson(
            text, folder.played.get(place)
        )
        for place, text in enumerate(texts)
    }


def _lesson(text: Text, activity: str | None) -> str:
    plays = f"scorm: {SCORM}{activity}\n" if activity else ""
    return f"# {text.title}\n{plays}\n{text.body}"


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(title))[:LONGEST_SLUG].strip("-") or "bai"
