"""Good practices from all over the country, through the operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from courses.models import Topic
from lms.community import moderating, sharing
from lms.community.models import Posting
from lms.community.operations import Text
from lms.community.rules import PostingState
from lms.community.sharing import Particulars
from lms.core.access import Actor
from lms.core.db import db, new_id
from lms.demo.nation.provinces import Province
from lms.people.models import Account, Person

DEEDS: tuple[tuple[Topic, str, str], ...] = (
    (Topic.PUBLIC_SERVICES, "Nộp hồ sơ khai sinh tại nhà văn hóa",
     "Nhà có trẻ mới sinh thì báo tổ. Tổ mang máy tính bảng đến nhà văn hóa, hướng dẫn bố mẹ tự "
     "nộp hồ sơ liên thông khai sinh, bảo hiểm y tế. Trong tháng có {count} nhà làm xong mà không "
     "phải đi lại."),
    (Topic.E_PAYMENT, "Đóng tiền điện qua điện thoại cho cả xóm",
     "Tổ in giấy hướng dẫn từng bước, đến từng nhà làm mẫu một lần rồi để bà con tự bấm. Sau hai "
     "kỳ hóa đơn, {count} nhà tự đóng tiền điện, tiền nước trên điện thoại."),
    (Topic.SAFETY, "Loa thôn đọc một mẹo lừa đảo mỗi sáng thứ hai",
     "Mỗi tuần tổ chọn một chiêu lừa đảo đang có thật trong vùng, viết bốn câu cho dễ nhớ, đọc "
     "trên loa. Đã có {count} nhà gọi hỏi tổ trước khi chuyển tiền."),
    (Topic.DIGITAL_SHOP, "Đưa mật ong và măng khô lên sàn",
     "Tổ chụp ảnh, viết lời giới thiệu cùng {count} nhà rồi mở gian hàng chung. Đơn đầu tiên ai "
     "cũng hồi hộp, nay tuần nào cũng có người đặt."),
    (Topic.IDENTITY, "Đi cùng công an xã làm định danh cho người già",
     "Các cụ khó đi xa nên tổ xin lịch của công an xã, gom {count} nhà ở hai thôn làm trong một "
     "buổi. Con cháu ở xa gọi điện về cảm ơn."),
    (Topic.QR, "Mã QR ở bến đò và quán nước",
     "Tổ giúp chủ đò và {count} quán nước in mã QR của chính họ, ép nhựa, dặn nghe báo có rồi mới "
     "trả hàng. Khách không còn lo thiếu tiền lẻ."),
    (Topic.CITIZEN_APP, "Phản ánh ổ gà trên ứng dụng, hai ngày có người sửa",
     "Tổ chỉ bà con chụp ảnh, ghi chỗ, gửi trên ứng dụng. {count} nhà đã tự gửi phản ánh và xem "
     "được trả lời."),
)  # fmt: skip


def is_there() -> bool:
    """Whether these were entered."""
    titles = [title for _topic, title, _words in DEEDS]
    query = select(Posting.id).where(Posting.title.in_(titles)).limit(1)
    return db.session.scalar(query) is not None


def show(provinces: list[Province], at: datetime, chance: Random) -> None:
    """One good practice from most provinces, let through and found useful."""
    for number, facts in enumerate(provinces):
        people, officers = _people(f"tv{facts.code}"), _people(f"canboso.{facts.code}")
        if len(people) < 3 or not officers or number % 5 == 4:
            continue
        topic, title, words = DEEDS[number % len(DEEDS)]
        count = chance.randint(9, 46)
        then = at - timedelta(days=3 + 2 * number)
        month = (then.date().replace(day=1) - timedelta(days=1)).replace(day=1)
        text = Text(words.format(count=count), new_id().hex, title)
        about = Particulars(topic, month, count)
        posting_id = sharing.share(text, about, [], by=_acting(people[0]), at=then)
        db.session.flush()
        posting = db.session.get_one(Posting, posting_id)
        officer, later = _acting(officers[0]), then + timedelta(hours=5)
        moderating.judge(posting, PostingState.SHOWN, "", by=officer, at=later)
        for reader in people[1 : 1 + count // 5]:
            moderating.find_useful(posting, by=_acting(reader), at=then + timedelta(days=1))


def _people(begins: str) -> list[Person]:
    """Some people whose usernames begin so: members of a province, its officer."""
    query = (
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(Account.username.between(begins, f"{begins}~"))
        .order_by(Account.username)
        .limit(12)
    )
    return list(db.session.scalars(query))


def _acting(person: Person) -> Actor:
    return Actor(person.id, person.full_name)
