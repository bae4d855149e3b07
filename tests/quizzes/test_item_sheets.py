"""Our Excel template: what authors may write in it, and what is said when they slip."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pytest
import xlsxwriter

from quizzes.exchange import xlsx
from quizzes.exchange import xlsx_layout as layout
from quizzes.exchange.format import Declined, Loss, Outgoing, Reason, Taken, Unreadable
from quizzes.exchange.xlsx_sheet import EXAMPLE_ROWS
from quizzes.items import KINDS
from quizzes.wording import Wording


def book(rows: Sequence[Mapping[str, object]], above: int = 0) -> bytes:
    """A workbook with these rows below their headings."""
    out = io.BytesIO()
    headings = list(dict.fromkeys(name for row in rows for name in row))
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Trang 1")
        for column, heading in enumerate(headings):
            sheet.write(above, column, heading)
            for number, row in enumerate(rows, above + 1):
                sheet.write(number, column, row.get(heading, ""))
    return out.getvalue()


def item(**cells: object) -> Taken | Declined:
    """What becomes of one row."""
    names = {"kind": layout.KIND, "stem": layout.STEM, "key": layout.KEY}
    row = {names.get(name, name.replace("_", " ")): value for name, value in cells.items()}
    (found,) = xlsx.read(book([row]))
    return found


def wording(**cells: object) -> Wording:
    found = item(**cells)
    assert isinstance(found, Taken), found
    return found.wording


def test_every_kind_has_an_example_that_can_be_used() -> None:
    found = xlsx.read(book([dict(row) for row in EXAMPLE_ROWS], above=2))
    items = [one.wording for one in found if isinstance(one, Taken)]
    assert len(items) == len(EXAMPLE_ROWS)
    assert {one.kind for one in items} == set(KINDS) - {"picture_choice"}
    assert [KINDS[one.kind].problems(one) for one in items] == [[]] * len(items)


def test_the_empty_template_has_no_items_but_opens() -> None:
    with pytest.raises(Unreadable, match="no_items"):
        xlsx.read(xlsx.template())


def test_numbers_as_excel_keeps_them() -> None:
    assert wording(kind="Điền số", stem="Mấy?", key=12.5).key == {"value": "12.5", "tolerance": "0"}
    assert wording(kind="Điền số", stem="Mấy?", key="1.646").key["value"] == "1646"
    assert wording(kind="Điền số", stem="Mấy?", key=1.646).key["value"] == "1.646"
    assert wording(kind="Trả lời ngắn", stem="Mấy?", key=113).key == {"accepted": ["113"]}


def test_steps_in_another_order_and_columns_left_empty() -> None:
    found = wording(kind="sap xep cac buoc", stem="Xếp?", A="ba", B="một", D="hai", key="B D A")
    assert found.options == ["một", "hai", "ba"]
    found = wording(kind="Chọn một đáp án", stem="Gì?", A="một", C="hai", key="c")
    assert (found.options, found.key) == (["một", "hai"], {"option": 1})


def test_pairs_without_a_key_stand_beside_each_other() -> None:
    found = wording(kind="Ghép đôi", stem="Ghép?", A="a", B="b", Từ_1="x", Từ_2="y", Từ_3="z")
    assert (found.choices, found.key) == (["x", "y", "z"], {"choices": [0, 1]})


@pytest.mark.parametrize(
    ("cells", "detail"),
    [
        ({"kind": "Tự luận", "stem": "Viết?"}, "Loại câu hỏi: Tự luận"),
        ({"kind": "", "stem": "Viết?"}, "Loại câu hỏi: –"),
        ({"kind": "Chọn một đáp án", "stem": "Gì?", "A": "a", "key": "B"}, "Đáp án: B"),
        ({"kind": "Chọn một đáp án", "stem": "Gì?", "A": "a", "B": "b", "key": "AB"}, "Đáp án: AB"),
        ({"kind": "Chọn nhiều đáp án", "stem": "Gì?", "A": "a", "key": "1"}, "Đáp án: 1"),
        ({"kind": "Đúng hay sai", "stem": "Gì?", "key": "có lẽ"}, "Đáp án: có lẽ"),
        ({"kind": "Sắp xếp các bước", "stem": "Gì?", "A": "a", "B": "b", "key": "A"}, "Đáp án: A"),
        ({"kind": "Ghép đôi", "stem": "Gì?", "A": "a", "Từ_1": "x", "key": "2"}, "Đáp án: 2"),
        ({"kind": "Điền số", "stem": "Gì?", "key": "ba"}, "Đáp án: ba"),
        ({"kind": "Điền số", "stem": "Gì?", "key": "3", "Sai_số": "ít"}, "Sai số: ít"),
        ({"kind": "Đúng hay sai", "stem": "Gì?", "key": "Sai", "Mức_độ": "x"}, "Mức độ: x"),
    ],
)
def test_a_cell_that_says_nothing_is_named(cells: dict[str, object], detail: str) -> None:
    found = item(**cells)
    assert isinstance(found, Declined)
    assert (found.reason, found.detail) == (Reason.BROKEN, detail)


def test_a_row_without_a_question() -> None:
    found = item(kind="Đúng hay sai", stem="", key="Sai")
    assert isinstance(found, Declined)
    assert found.reason == Reason.EMPTY


def test_what_does_not_fit_into_cells_is_said() -> None:
    many = Wording("short_answer", "Gì?", [], {"accepted": [str(n) for n in range(30)]}, "")
    tagged = Wording("true_false", "Gì?", [], {"true": True}, "", tags=["a, b", "c"])
    packed = xlsx.write([Outgoing(1, many), Outgoing(2, tagged)])
    assert packed.lost == {1: [Loss.SHORTENED], 2: [Loss.TAGS]}
    first, second = xlsx.read(packed.body)
    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    assert len(first.wording.key["accepted"]) == 26
    assert list(second.wording.tags) == ["c"]


def test_formulas_and_foreign_tables_are_refused() -> None:
    formula = book([{layout.KIND: "Đúng hay sai", layout.STEM: "=1+1", layout.KEY: "Sai"}])
    for body, fault in ((formula, "formulas"), (book([{"Họ tên": "An"}]), "headings")):
        with pytest.raises(Unreadable) as caught:
            xlsx.read(body)
        assert caught.value.detail == fault


def test_texts_that_look_like_formulas_stay_texts() -> None:
    items = [Outgoing(1, Wording("true_false", "=cmd|' /C calc'!A0", [], {"true": True}, ""))]
    (found,) = xlsx.read(xlsx.write(items).body)
    assert isinstance(found, Taken)
    assert found.wording.stem.startswith("=cmd")
