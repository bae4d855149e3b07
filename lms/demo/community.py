"""Questions, answers and good practice in the demo, as members of one commune write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from courses.models import Enrolment, Lesson, ModuleVersion
from courses.queries import lessons_of
from lms.community import moderating, operations, sharing
from lms.community.models import Posting
from lms.community.operations import Text
from lms.community.rules import PostingState
from lms.community.sharing import Particulars, Photo
from lms.core.access import Actor
from lms.core.db import db, new_id
from lms.core.pictures import made_small
from lms.demo import scenes
from lms.demo.community_texts import DEEDS, TALKS, Deed, Talk
from lms.demo.roster import DemoCommune
from lms.people.models import Person

SCENES = {"stall": scenes.stall, "house": scenes.house}


def show_community(
    main: DemoCommune,
    first: Sequence[Person],
    modules: Sequence[ModuleVersion],
    trainer: Actor,
    at: datetime,
    today: date,
) -> None:
    """Let members ask, answer and share; `first` speak before the others of the commune."""
    people = [*first, *(one.person for team in main.teams for one in team.members)]
    for talk in TALKS:
        module = next(one for one in modules if one.module.code == talk.code)
        learners = _learners(people, module, today.year)
        if len(learners) > talk.asker:
            _talk(talk, module, learners, trainer, at - timedelta(days=talk.days_ago))
    for number, deed in enumerate(DEEDS):
        readers = [one for one in people if one.id != people[number].id]
        _share(deed, people[number], readers, trainer, at, today)


def _learners(people: Sequence[Person], module: ModuleVersion, year: int) -> list[Person]:
    """Who of them began a module this year, in their order."""
    began = set(
        db.session.scalars(
            select(Enrolment.person_id).where(
                Enrolment.module_id == module.module_id, Enrolment.year == year
            )
        )
    )
    return list(dict.fromkeys(person for person in people if person.id in began))


def _talk(
    talk: Talk, module: ModuleVersion, learners: Sequence[Person], trainer: Actor, at: datetime
) -> None:
    lesson = _lesson(module, talk.lesson)
    by = _acting(learners[talk.asker])
    question_id = operations.ask(module, lesson, _text(talk.words), talk.line, by=by, at=at)
    db.session.flush()
    question = db.session.get_one(Posting, question_id)
    for number, answer in enumerate(talk.answers):
        if answer.by is not None and len(learners) <= answer.by:
            continue
        teller = trainer if answer.by is None else _acting(learners[answer.by])
        then = at + timedelta(hours=5 + 8 * number)
        reply_id = operations.answer(question, _text(answer.words), by=teller, at=then)
        db.session.flush()
        if number == 0:
            reply = db.session.get_one(Posting, reply_id)
            operations.choose_best(question, reply, by=trainer, at=then)


def _share(
    deed: Deed,
    person: Person,
    readers: Sequence[Person],
    trainer: Actor,
    at: datetime,
    today: date,
) -> None:
    by, then = _acting(person), at - timedelta(days=2)
    photos = []
    if deed.photo:
        picture = made_small(SCENES[deed.photo]())
        kept = sharing.keep_picture(picture, by=by, at=then)
        photos.append(Photo(kept.id, deed.photo_words))
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    about = Particulars(deed.topic, month, deed.households)
    posting_id = sharing.share(_text(deed.words, deed.title), about, photos, by=by, at=then)
    db.session.flush()
    if not deed.is_shown:
        return
    posting = db.session.get_one(Posting, posting_id)
    moderating.judge(posting, PostingState.SHOWN, "", by=trainer, at=then + timedelta(hours=3))
    for reader in readers[: deed.households // 6]:
        moderating.find_useful(posting, by=_acting(reader), at=at)


def _lesson(module: ModuleVersion, position: int) -> Lesson:
    return next(one for one in lessons_of(module.id) if one.position == position)


def _text(words: str, title: str = "") -> Text:
    return Text(words, new_id().hex, title)


def _acting(person: Person) -> Actor:
    return Actor(person.id, person.full_name)
