"""Items of ours go out as Moodle XML and QTI and come back whole, pictures and sound included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from quizzes.exchange import moodle_xml, qti_2_1, qti_3_0
from quizzes.exchange.format import Attached, Format, Loss, Outgoing, Taken
from quizzes.items import KINDS
from quizzes.wording import Use, Wording
from tests.quizzes.exchange_items import PNG, assert_whole, outgoing

FORMATS: Sequence[Format] = (moodle_xml, qti_2_1, qti_3_0)
ids = pytest.mark.parametrize("form", FORMATS, ids=["moodle", "qti21", "qti30"])
PLAIN = Wording("single_choice", "Chọn A", ["A", "B"], {"option": 0}, "Vì A đúng.")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(items=outgoing())
def test_every_kind_comes_back_whole(items: list[Outgoing]) -> None:
    for form in FORMATS:
        packed = form.write(items)
        assert packed.lost == {}
        assert packed.left_out == []
        assert_whole(items, form.read(packed.body))


@ids
def test_every_kind_is_carried_without_loss(form: Format) -> None:
    assert dict(form.CARRIES) == dict.fromkeys(KINDS, ())


@ids
def test_a_file_is_the_same_each_time(form: Format) -> None:
    item = Outgoing(1, PLAIN)
    assert form.write([item]).body == form.write([item]).body


@ids
def test_a_medium_nobody_knows_is_said_to_be_lost(form: Format) -> None:
    strange = Attached(0, Use.PICTURE, "sơ đồ", b"<svg onload='alert(1)'/>")
    packed = form.write([Outgoing(7, PLAIN, [strange])])
    assert packed.lost == {7: [Loss.PICTURE]}
    assert b"onload" not in packed.body


@ids
def test_more_right_options_than_moodle_counts_in_hundredths(form: Format) -> None:
    options = [f"Bước {n}" for n in range(26)]
    many = replace(PLAIN, kind="multiple_response", options=options,
                   key={"options": list(range(13))})  # fmt: skip
    assert_whole([Outgoing(1, many)], form.read(form.write([Outgoing(1, many)]).body))


@ids
def test_signs_that_xml_cannot_hold_do_not_break_the_file(form: Format) -> None:
    odd = replace(PLAIN, stem="Một\x00 hai\x0b\ufffe ba", explanation="\x1b[31m")
    (back,) = form.read(form.write([Outgoing(1, odd)]).body)
    assert isinstance(back, Taken)
    assert back.wording.options == ["A", "B"]


@ids
def test_a_picture_alone_can_ask(form: Format) -> None:
    asked = Attached(-1, Use.PICTURE, "Biển báo cấm lửa", PNG)
    (back,) = form.read(form.write([Outgoing(1, replace(PLAIN, stem=""), [asked])]).body)
    assert isinstance(back, Taken)
    assert list(back.attached) == [asked]
