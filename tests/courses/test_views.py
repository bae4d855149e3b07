from collections.abc import Callable

from courses.queries import lessons_of, newest_version
from tests.cast import Cast
from tests.conftest import Visitor


def test_learning_from_the_first_lesson_to_the_quiz(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = signed_in("lan")
    lan.get(f"/courses/modules/{cast.modules['m0']}")
    page = lan.press("Bắt đầu học")
    assert "Tổ là ai" in page.title
    while "sang bài sau" in page.words:
        page = lan.press("sang bài sau")
    page = lan.press("đến bài kiểm tra")
    assert "Còn bài kiểm tra" in page.words
    assert "Câu 1 trong 10 câu" in lan.press("Làm bài kiểm tra").title


def test_going_on_exactly_where_one_stopped(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = signed_in("lan")
    lan.get(f"/courses/modules/{cast.modules['m0']}")
    lan.press("Bắt đầu học")
    third = lan.press("sang bài sau") and lan.press("sang bài sau").title
    phone_2 = signed_in("lan")
    phone_2.get("/")
    assert phone_2.press("Học tiếp").title == third


def test_a_lesson_of_a_draft_is_not_there_and_says_what_to_do(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    version = newest_version("M1")
    assert version is not None
    lesson = lessons_of(version.id)[0]
    page = signed_in("lan").get(f"/courses/lessons/{lesson.id}", 404)
    assert "Bài này chưa được phát hành" in page.words


def test_reading_does_not_change_by_looking(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = signed_in("lan")
    lan.get(f"/courses/modules/{cast.modules['m0']}")
    lan.press("Bắt đầu học")
    for _ in range(3):
        page = lan.get(f"/courses/modules/{cast.modules['m0']}")
    assert "0/8" in page.words


def test_the_catalogue_searches_without_marks(signed_in: Callable[[str], Visitor]) -> None:
    lan = signed_in("lan")
    assert "Thanh toán" in lan.get("/courses/?q=tien+mat").words
    assert "Không tìm thấy" in lan.get("/courses/?q=zzz").words


def test_staff_see_drafts_with_their_points(signed_in: Callable[[str], Visitor]) -> None:
    minh = signed_in("minh")
    page = minh.get("/courses/manuscripts")
    assert "Bản nháp Học viên chưa có bản nào" in page.words
    page = minh.get(page.link("M1. "))
    assert "Chưa đủ thì bản này chưa phát hành được" in page.words
    assert "Tên nhà phát hành và địa chỉ tải chính thức" in page.words
    assert "✓" in page.words


def test_officers_see_drafts_without_keys(signed_in: Callable[[str], Visitor]) -> None:
    tung = signed_in("tung")
    page = tung.get(tung.get("/courses/manuscripts").link("M0. "))
    assert "✓" not in page.words


def test_the_pocket_card(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    page = signed_in("lan").get(f"/courses/modules/{cast.modules['m0']}/pocket-card")
    assert "Ba điều nhớ" in page.words
