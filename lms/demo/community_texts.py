"""What members of the demo ask, answer and share."""

from __future__ import annotations

from dataclasses import dataclass

from courses.models import Topic


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
