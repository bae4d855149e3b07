"""Questions, answers and good practice in the demo, as members of one commune write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from courses.models import Enrolment, Lesson, ModuleVersion, Topic
from courses.queries import lessons_of
from lms.community import operations, sharing
from lms.community.models import Posting
from lms.community.operations import Text
from lms.community.rules import PostingState
from lms.community.sharing import Particulars, Photo
from lms.core.access import Actor
from lms.core.db import db, new_id
from lms.core.pictures import made_small
from lms.demo import scenes
from lms.demo.roster import DemoCommune
from lms.people.models import Person

SCENES = {"stall": scenes.stall, "house": scenes.house}


@dataclass(frozen=True)
class Answer:
    """An answer: of the trainer, or of the n-th person who learns the module."""

    words: str
    by: int | None = None


@dataclass(frozen=True)
class Talk:
    """A question about a line of a lesson with its answers; the first one is the best."""

    code: str
    lesson: int
    line: int | None
    asker: int
    days_ago: int
    words: str
    answers: tuple[Answer, ...] = ()


TALKS = (
    Talk(
        "M0", 6, 4, 0, 6,
        "Bà con nhờ tôi nhập giúp mã OTP vì mắt kém, không nhìn rõ. Tôi nhập hộ một lần có được "
        "không?",
        (
            Answer(
                "Không nhập hộ. Anh chị phóng to chữ trên máy, đọc chậm từng số để bà con tự bấm. "
                "Nếu bà con vẫn không bấm được thì hẹn con cháu trong nhà cùng làm, hoặc đưa ra "
                "Trung tâm Phục vụ hành chính công của xã."
            ),
            Answer("Tổ tôi in chữ to các bước ra giấy, bà con làm theo được mà không cần nhờ.", 1),
        ),
    ),
    Talk(
        "M0", 2, None, 1, 3,
        "Có nhà nhờ tổ viết đơn xin cấp lại sổ đỏ giúp. Việc này tổ có làm không, hay chỉ nên "
        "hướng dẫn ra xã?",
    ),
    Talk(
        "M8", 5, 3, 0, 9,
        "Bác tôi đổi số điện thoại, giờ không vào được VNeID. Phải ra công an xã hay làm trên máy?",
        (
            Answer(
                "Bác mang thẻ căn cước ra công an xã để đổi số điện thoại của tài khoản định danh. "
                "Đổi xong, bác đăng nhập lại trên máy bằng số mới. Không nhờ người khác nhận mã "
                "thay."
            ),
        ),
    ),
    Talk(
        "M8", 4, None, 1, 1,
        "Khi khám bệnh bằng VNeID mà ở bệnh viện không có mạng thì đưa gì cho họ xem?",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """A good practice of the demo."""

    title: str
    topic: Topic
    words: str
    households: int
    photo: str = ""
    photo_words: str = ""
    is_shown: bool = True


DEEDS = (
    Deed(
        "Phiên chợ không dùng tiền mặt sáng chủ nhật",
        Topic.QR,
        "Tổ chúng tôi chọn sáng chủ nhật, lúc chợ đông nhất. Hai người đứng ở cổng chợ, hai người "
        "đi từng sạp.\n\nSạp nào đồng ý thì giúp chủ sạp tự làm mã QR trên ứng dụng ngân hàng của "
        "mình, in ra giấy, ép nhựa. Chúng tôi dặn kỹ: nhận tiền xong phải xem báo có, không tin "
        "ảnh chụp màn hình.\n\nSau ba phiên chợ có 18 sạp dùng mã QR. Bà con mua rau cũng quét mã.",
        18,
        "stall",
        "Sạp trái cây ở chợ có treo bảng mã QR để khách quét trả tiền.",
    ),
    Deed(
        "Tối thứ bảy học VNeID ở nhà văn hóa thôn",
        Topic.IDENTITY,
        "Mỗi tối thứ bảy tổ mở nhà văn hóa từ 7 giờ, ai chưa có VNeID thì mang điện thoại và thẻ "
        "căn cước đến. Chúng tôi phát sóng mạng của nhà văn hóa vì nhiều nhà sóng yếu.\n\nNgười "
        "làm xong giúp người bên cạnh, nên mỗi tối giúp được gần chục nhà mà tổ chỉ cần ba người.",
        32,
        "house",
        "Nhà văn hóa thôn mái đỏ, bà con đứng trước cửa chờ vào học.",
    ),
    Deed(
        "Tờ giấy chữ to dán cạnh điện thoại",
        Topic.SAFETY,
        "Các cụ hay quên nên tổ in một tờ giấy chữ to: không đọc mã OTP cho ai, không bấm đường "
        "dẫn lạ, nghi ngờ thì gọi con cháu hoặc tổ trưởng. Dán cạnh chỗ cụ hay để điện thoại.",
        25,
        is_shown=False,
    ),
)


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
    operations.judge(posting, PostingState.SHOWN, "", by=trainer, at=then + timedelta(hours=3))
    for reader in readers[: deed.households // 6]:
        operations.find_useful(posting, by=_acting(reader), at=at)


def _lesson(module: ModuleVersion, position: int) -> Lesson:
    return next(one for one in lessons_of(module.id) if one.position == position)


def _text(words: str, title: str = "") -> Text:
    return Text(words, new_id().hex, title)


def _acting(person: Person) -> Actor:
    return Actor(person.id, person.full_name)
