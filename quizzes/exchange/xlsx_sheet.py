"""How our template looks: the sheet of questions, one of examples, one of help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quizzes.exchange import xlsx_layout as layout

LEAST_OPTIONS, LEAST_CHOICES = 6, 6
WIDE = {layout.STEM: 44, layout.EXPLANATION: 36, layout.KIND: 24}
ROWS_WITH_LISTS = 5_000
EXAMPLE_ROWS: Sequence[Mapping[str, str]] = (
    {
        layout.KIND: "Chọn một đáp án",
        layout.STEM: "Ai được biết mã OTP của bạn?",
        "A": "Không ai cả",
        "B": "Nhân viên ngân hàng",
        "C": "Công an gọi điện",
        layout.KEY: "A",
        layout.EXPLANATION: "Mã OTP là chìa khóa cuối cùng, không đưa cho ai.",
        "Vì sao B": "Ngân hàng không bao giờ hỏi mã OTP.",
        layout.LEVEL: "Dễ",
        layout.TAGS: "mã otp, an toàn",
    },
    {
        layout.KIND: "Chọn nhiều đáp án",
        layout.STEM: "Những việc nào giúp mật khẩu khó đoán?",
        "A": "Dài từ 8 ký tự trở lên",
        "B": "Có cả chữ và số",
        "C": "Dùng ngày sinh",
        layout.KEY: "A, B",
        layout.LEVEL: "Vừa",
    },
    {
        layout.KIND: "Đúng hay sai",
        layout.STEM: "Trang web có ổ khóa thì chắc chắn là trang thật.",
        layout.KEY: "Sai",
        layout.EXPLANATION: "Trang giả cũng có thể có ổ khóa.",
    },
    {
        layout.KIND: "Sắp xếp các bước",
        layout.STEM: "Sắp xếp các bước quét mã QR.",
        "A": "Mở ứng dụng",
        "B": "Đưa máy đến trước mã",
        "C": "Đọc kỹ tên người nhận",
        "D": "Bấm xác nhận",
    },
    {
        layout.KIND: "Ghép đôi",
        layout.STEM: "Ghép mỗi số với nơi nhận cuộc gọi.",
        "A": "113",
        "B": "114",
        "C": "115",
        "Từ 1": "Công an",
        "Từ 2": "Cứu hỏa",
        "Từ 3": "Cấp cứu",
        "Từ 4": "Bưu điện",
        layout.KEY: "1, 2, 3",
    },
    {
        layout.KIND: "Điền chỗ trống",
        layout.STEM: "Muốn gọi hình, bấm [[1]]; muốn tắt, bấm [[2]].",
        "Từ 1": "máy quay",
        "Từ 2": "nút đỏ",
        "Từ 3": "cái loa",
        layout.KEY: "1, 2",
    },
    {
        layout.KIND: "Điền số",
        layout.STEM: "Mã OTP thường có mấy chữ số?",
        layout.KEY: "6",
        layout.TOLERANCE: "0",
    },
    {
        layout.KIND: "Trả lời ngắn",
        layout.STEM: "Ứng dụng nào giữ căn cước trên điện thoại?",
        "A": "VNeID",
        "B": "ứng dụng VNeID",
    },
)
HELP_LINES = (
    "Mỗi dòng là một câu hỏi. Điền vào trang “Câu hỏi”; trang “Ví dụ” có mẫu của từng loại câu.",
    "Loại câu hỏi: chọn trong danh sách của ô.",
    "A, B, C …: các phương án. Cần thêm thì thêm cột G, H … đến Z.",
    "Từ 1, Từ 2 …: vế để ghép (Ghép đôi) hoặc từ để chọn (Điền chỗ trống).",
    "Đáp án, chọn một: một chữ cái, ví dụ B. Chọn nhiều: các chữ cái, ví dụ A, C.",
    "Đáp án, đúng hay sai: Đúng hoặc Sai.",
    "Đáp án, sắp xếp: để trống nếu đã viết đúng thứ tự; nếu không thì ghi C, A, B.",
    "Đáp án, ghép đôi và điền chỗ trống: số của từ, theo thứ tự A, B, C hoặc [[1]], [[2]].",
    "Đáp án, điền số: viết số như 12,5; cột Sai số là được lệch bao nhiêu.",
    "Trả lời ngắn: mỗi cách trả lời đúng ở một cột A, B, C …; dấu và chữ hoa không tính.",
    "Điền chỗ trống: trong câu hỏi viết [[1]], [[2]] … ở chỗ trống.",
    "Vì sao A, Vì sao B …: giải thích cho từng phương án (đúng hay sai: A là Đúng, B là Sai).",
    "Mức độ: Dễ, Vừa hoặc Khó. Nhãn: cách nhau bằng dấu phẩy.",
    "Giữ thứ tự: ghi “có” nếu không được xáo các phương án.",
    "Bài học: số của bài và của dòng mà câu hỏi kiểm tra, ví dụ 2:5. Ngôn ngữ: để trống là vi.",
    "Hình và ghi âm không đi theo tệp này; thêm chúng ở trang của câu hỏi.",
    "Không dùng công thức: tệp có công thức sẽ không được nhận.",
)


class Book:
    """Writes the sheets of a template into a workbook."""

    def __init__(self, workbook: Any) -> None:
        self.book = workbook
        self.text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.head = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCEBE3", "border": 1}
        )

    def items(self, rows: Sequence[Mapping[str, str]], name: str = layout.SHEET) -> None:
        """A sheet of items: as many columns as they need, lists to choose from in the cells."""
        sheet = self.book.add_worksheet(name)
        columns = layout.headings(
            max(LEAST_OPTIONS, _most(rows, layout.option)),
            max(LEAST_CHOICES, _most(rows, layout.choice)),
            max(LEAST_OPTIONS, _most(rows, layout.note)),
        )
        for place, heading in enumerate(columns):
            sheet.set_column(place, place, WIDE.get(heading, 16), self.text)
            sheet.write_string(0, place, heading, self.head)
        for number, row in enumerate(rows, 1):
            for heading, text in row.items():
                sheet.write_string(number, columns.index(heading), text, self.text)
        for heading, words in (
            (layout.KIND, [w for k, w in layout.KINDS.items() if k != "picture_choice"]),
            (layout.LEVEL, list(layout.LEVELS.values())),
            (layout.KEEP_ORDER, [layout.YES]),
        ):
            place = columns.index(heading)
            sheet.data_validation(
                1, place, ROWS_WITH_LISTS, place, {"validate": "list", "source": words}
            )
        sheet.freeze_panes(1, 2)

    def help(self) -> None:
        """The sheet that says what belongs where."""
        sheet = self.book.add_worksheet(layout.HELP)
        sheet.set_column(0, 0, 100, self.text)
        for number, line in enumerate(HELP_LINES):
            sheet.write_string(number, 0, line, self.text)


def _most(rows: Sequence[Mapping[str, str]], heading: Any) -> int:
    """The last of the columns of one sort that any row fills."""
    names = [heading(place) for place in range(layout.MOST)]
    return max((place + 1 for row in rows for place, n in enumerate(names) if n in row), default=0)
