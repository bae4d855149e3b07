"""Makes the media of a package fit to be kept here, and its texts name them as they are then."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from courses.authoring.media import fitted, name_of
from courses.authoring.models import Use
from courses.item_manuscript import medium_id
from courses.manuscript import FACTS, SCORM, Folder
from courses.manuscript_faults import Broken
from courses.operations import Manuscript, Text
from courses.scorm.manifest import read_package
from courses.scorm.packing import BadPackage, Packed
from courses.scorm.words import FAULTS
from lms.core.errors import Refused
from lms.core.markup import named_blocks, pictures_in
from lms.core.markup_blocks import MEDIA
from quizzes.operations.bank import tidied
from quizzes.operations.media import ending_of
from quizzes.rules.drawing import Card, shortfalls
from quizzes.wording import Medium, Wording
from quizzes.wording import Use as ItemUse


@dataclass(frozen=True)
class Prepared:
    """A module whose media can be kept as they are.

    `uses` says what the files of its texts are; `made_anew` names those that were changed, `unused`
    those nothing shows, which stay behind.
    """

    folder: Folder
    uses: Mapping[str, Use]
    made_anew: Sequence[str] = field(default=())
    unused: Sequence[str] = field(default=())


def prepared(folder: Folder) -> Prepared:
    """Check the plan, check and fit every file that is shown. Raises Broken that names the file."""
    _check_plan(folder)
    kept: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    uses: dict[str, Use] = {}
    anew: list[str] = []
    for name, use in _uses(folder).items():
        body, new = _for_text(folder, name, use)
        kept[new], renamed[name], uses[new] = body, new, use
        if body != folder.media[name]:
            anew.append(name)
    items, of_items = _with_items(folder)
    kept |= of_items
    activities = _activities(folder)
    unused = folder.media.keys() - {*renamed, *_names_of_items(folder).values()}
    unused |= folder.activities.keys() - activities.keys()
    return Prepared(
        replace(
            folder,
            script=_renamed(folder.script, renamed),
            items=items,
            media=kept,
            activities={new: folder.activities[name] for name, new in activities.items()},
            played={place: activities[name] for place, name in folder.played.items()},
        ),
        uses,
        anew,
        sorted(unused),
    )


def _check_plan(folder: Folder) -> None:
    """There must be items for every line of the blueprint."""
    cards = [
        Card(id_, id_, 0, frozenset(one.tags), one.level, place in folder.fixed)
        for place, one in enumerate(map(tidied, folder.items))
        for id_ in [medium_id(f"item {place}")]
    ]
    if cards and shortfalls(cards, folder.draw, folder.blueprint):
        words = _("The bank does not have enough items for a line of the plan.")
        raise Broken(FACTS, words)


def _activities(folder: Folder) -> dict[str, str]:
    """The activities that are played, each with the name it gets; they stay as they are sent."""
    names = {}
    for name in sorted(set(folder.played.values())):
        body = folder.activities[name]
        try:
            packed = Packed(io.BytesIO(body))
            packed.examine()
            read_package(packed)
        except BadPackage as bad:
            words = str(FAULTS[bad.fault]) % {"where": bad.where}
            raise Broken(SCORM + name, words) from None
        names[name] = name_of(name, body, "zip")
    return names


def _uses(folder: Folder) -> dict[str, Use]:
    """What each file of the texts is, by how they show it."""
    found: dict[str, Use] = {}
    for text in (*(one.body for one in folder.script.lessons), folder.script.pocket_card):
        if MEDIA not in text:
            continue
        found |= {name: Use.PICTURE for name, _words in pictures_in(text)}
        blocks = [block.opening for block in named_blocks(text) if block.opening.file]
        found |= {one.file: Use(one.name) for one in blocks if one.name in set(Use)}
    return {name: use for name, use in found.items() if name in folder.media}


def _for_text(folder: Folder, name: str, use: Use) -> tuple[bytes, str]:
    try:
        fit = fitted(use, folder.media[name], name)
    except Refused as refused:
        raise Broken(MEDIA + name, refused.message) from None
    return fit.body, fit.name


def _names_of_items(folder: Folder) -> dict[object, str]:
    """The files the items show, by what stands for them in the wordings."""
    shown = {medium.file_id for item in folder.items for medium in item.media}
    return {medium_id(name): name for name in folder.media if medium_id(name) in shown}


def _with_items(folder: Folder) -> tuple[list[Wording], dict[str, bytes]]:
    """The items with the names their files get, and those files: they stay as they are sent."""
    names, kept = _names_of_items(folder), {}

    def fit(medium: Medium) -> Medium:
        name = names[medium.file_id]
        body = folder.media[name]
        try:
            new = item_name(medium.use, body)
        except Refused as refused:
            raise Broken(MEDIA + name, refused.message) from None
        kept[new] = body
        return replace(medium, file_id=medium_id(new))

    items = [replace(one, media=[fit(medium) for medium in one.media]) for one in folder.items]
    return [tidied(one) for one in items], kept


def item_name(use: ItemUse, body: bytes) -> str:
    """The name of a file of an item in every package: told from what it is alone."""
    stem = "anh" if use is ItemUse.PICTURE else "loi"
    return name_of(stem, body, ending_of(body, use))


def _renamed(script: Manuscript, names: Mapping[str, str]) -> Manuscript:
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return script
    longest_first = sorted(map(re.escape, changed), key=len, reverse=True)
    sign = re.compile(rf"{MEDIA}({'|'.join(longest_first)})(?![A-Za-z0-9._-])")

    def put(text: str) -> str:
        return sign.sub(lambda found: MEDIA + changed[found[1]], text)

    return replace(
        script,
        pocket_card=put(script.pocket_card),
        lessons=[Text(one.title, put(one.body)) for one in script.lessons],
    )
