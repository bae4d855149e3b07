from collections.abc import Callable

from sqlalchemy import select

from lms.core.db import db
from lms.training.models import TrainingClass
from tests.cast import Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import a_class


def test_classes_show_attendances_beside_people(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan", "khach")
    a_class(cast, "lan")
    db.session.commit()
    minh = signed_in("minh")
    page = minh.get("/training/classes?year=2026")
    assert "2 lớp 3 lượt dự 2 người khác nhau" in page.words
    page = minh.get(page.link("Lớp</a>"))
    assert "Hoàng Thị Lan" in page.words


def test_classes_of_others_are_not_there(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    a_class(cast, "khach")
    db.session.commit()
    held = db.session.scalars(select(TrainingClass)).one()
    hoa = signed_in("hoa")
    assert "Năm này chưa có lớp nào" in hoa.get("/training/classes?year=2026").words
    hoa.get(f"/training/classes/{held.id}", 404)


def test_nonsense_years_mean_this_year(signed_in: Callable[[str], Visitor]) -> None:
    for year in ("99999999", "x", "-1"):
        signed_in("minh").get(f"/training/classes?year={year}")
