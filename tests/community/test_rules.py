import pytest

from lms.community.rules import (
    Personal,
    PostingState,
    given_name,
    judgements,
    needs_reason,
    personal_in,
    plain_text,
    shortened,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gọi tôi số 0912345678 nhé", Personal.PHONE),
        ("Gọi 0912 345 678.", Personal.PHONE),
        ("Zalo +84 (91) 2345-678", Personal.PHONE),
        ("Máy bàn 0205.3812.345", Personal.PHONE),
        ("số ０９１２３４５６７８", Personal.PHONE),
        ("Căn cước 020080001234", Personal.IDENTITY),
        ("Căn cước 020 080 001 234 của bác", Personal.IDENTITY),
        ("Gọi 113, 1022 hoặc 1900 6868", None),
        ("Giá 1.250.000 đồng, 840.000 đồng", None),
        ("Ngày 24/11/2026 lúc 08:30, Nghị định 30/2020", None),
        ("Mã hồ sơ H37.15-251124-0012", None),
    ],
)
def test_numbers_of_people_are_noticed_and_others_are_not(
    text: str, found: Personal | None
) -> None:
    assert personal_in(text) is found


def test_text_is_kept_plain() -> None:
    assert plain_text("  Một\u0000  dòng\r\n\r\n\r\n\r\nHai \u202eba ") == "Một dòng\n\nHai ba"
    assert plain_text("Ha\u0300ng") == "Hàng"


def test_short_texts_end_in_whole_words() -> None:
    assert shortened("một hai ba", 20) == "một hai ba"
    assert shortened("một hai, ba bốn", 9) == "một hai …"
    assert given_name("Hoàng Thị Lan") == "Lan"


def test_what_may_be_made_of_a_posting() -> None:
    of = PostingState
    assert judgements(of.WAITING, is_reported=False) == (of.SHOWN, of.RETURNED)
    assert judgements(of.SHOWN, is_reported=False) == (of.HIDDEN,)
    assert judgements(of.SHOWN, is_reported=True) == (of.SHOWN, of.HIDDEN)
    assert judgements(of.HIDDEN, is_reported=False) == (of.SHOWN,)
    assert judgements(of.WITHDRAWN, is_reported=True) == ()
    assert [state for state in of if needs_reason(state)] == [of.RETURNED, of.HIDDEN]
