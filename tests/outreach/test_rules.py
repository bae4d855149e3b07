"""What a line of the log may say, what is asked again, the months of a year."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from lms.core.codes import is_well_typed
from lms.outreach.months import Days, months_of
from lms.outreach.rules import (
    Doubt,
    Fault,
    Line,
    doubts,
    faults,
    first_day,
    has_name,
    has_private_number,
    page_code,
)

TEAM, TODAY = UUID(int=7), date(2026, 11, 30)
LINE = Line(date(2026, 11, 3), "Thôn Nà Pàn", "qr", 12, 2, 3)


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("gọi 0912345678", True), ("0912 345 678", True), ("+84 912.345.678", True),
        ("căn cước 020180001234", True), ("CMND 080123456", True), ("081-234-56789", True),
        ("bán được 1.500.000 đồng", False), ("ngày 24/11/2026, 12 hộ", False),
        ("tổng 1.250.000.000 đồng", False), ("", False),
    ],
)  # fmt: skip
def test_numbers_of_citizens_are_found(text: str, private: bool) -> None:
    assert has_private_number(text) is private


def test_names_are_suspected_after_a_form_of_address() -> None:
    assert has_name("Giúp bà Hoa cài VNeID")
    assert not has_name("Giúp bà con bán hàng, anh chị em trong tổ cùng làm")


def test_each_fault_stands_at_its_field() -> None:
    def found(**changes: object) -> list[tuple[str, Fault]]:
        line = replace(LINE, **changes)  # type: ignore[arg-type]
        return faults(line, TEAM, earliest=first_day(TODAY), today=TODAY)

    assert found() == []
    assert found(visited_on=date(2026, 12, 1)) == [("visited_on", Fault.FUTURE)]
    assert found(visited_on=date(2025, 12, 31)) == [("visited_on", Fault.TOO_EARLY)]
    assert found(households=0) == [("households", Fault.NO_HOUSEHOLD)]
    assert found(products=501) == [("products", Fault.TOO_MANY)]
    assert found(note="x" * 301) == [("note", Fault.TOO_LONG)]
    assert found(place="nhà 0912345678") == [("place", Fault.PRIVATE_NUMBER)]


def test_december_may_still_be_entered_in_january() -> None:
    assert first_day(date(2027, 1, 31)) == date(2026, 12, 1)
    assert first_day(date(2027, 2, 1)) == date(2027, 1, 1)


def test_the_code_of_a_page_belongs_to_one_team_and_month() -> None:
    code = page_code(TEAM, LINE.visited_on)
    assert is_well_typed(code)
    assert page_code(TEAM, date(2026, 11, 30)) == code
    others = {page_code(TEAM, date(2026, 10, 3)), page_code(UUID(int=8), LINE.visited_on)}
    assert code not in others
    for typed, wrong in ((code, []), (others.pop(), [("paper_code", Fault.OTHER_PAGE)])):
        line = replace(LINE, paper_code=typed)
        assert faults(line, TEAM, earliest=date(2026, 1, 1), today=TODAY) == wrong


def test_what_is_a_lot_is_asked_once_more() -> None:
    assert doubts(LINE, alike=False) == []
    many = replace(LINE, households=41, products=21, accounts=31, note="nhà ông Páo")
    assert doubts(many, alike=True) == list(Doubt)


def test_months_have_the_december_before_in_front_and_end_today() -> None:
    months = months_of(2026, date(2026, 3, 10))
    assert [(one.year, one.number) for one in months] == [
        (2025, 12), (2026, 1), (2026, 2), (2026, 3),
    ]  # fmt: skip
    assert [one.map_day for one in months[1:]] == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 10),
    ]  # fmt: skip
    assert Days(2026, months, months[1]).before == months[0]
    assert Days(2026, months, None).asked == months[1:]
    assert months_of(2027, date(2026, 3, 10)) == []
