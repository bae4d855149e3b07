"""Believable names of people and villages of Lạng Sơn province, for the demo data."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import NamedTuple


class Community(NamedTuple):
    """One people of the province: its share of the population and how it names its members.

    Given names run from old-fashioned to modern; the first of the middles is the customary one,
    and the first quarter of the given names goes with it alone. A middle listed twice comes up
    twice as often.
    """

    name: str
    share: float
    families: tuple[tuple[str, int], ...]
    male_middles: tuple[str, ...]
    female_middles: tuple[str, ...]
    male_given: tuple[str, ...]
    female_given: tuple[str, ...]


def _listed(text: str) -> tuple[str, ...]:
    """Return the entries of a comma-separated list."""
    return tuple(entry.strip() for entry in text.split(","))


def _weighted(text: str) -> tuple[tuple[str, int], ...]:
    """Return (family, weight) of entries such as 'Hoàng 22'."""
    pairs = (entry.rsplit(" ", 1) for entry in _listed(text))
    return tuple((family, int(weight)) for family, weight in pairs)


_MALE_OLD = (
    "Hợi, Mão, Sửu, Dần, Thìn, Ngọ, Thân, Tuất, Lập, Chấn, Thụ, Bộ, Đại, Thịnh, Khoa, Lợi, Phúc, "
    "Viện"
)
_MALE = (
    "Chiến, Thắng, Hùng, Dũng, Cường, Bình, Hòa, Sơn, Hải, Hà, Nam, Long, Việt, Thành, Trung, Lực, "
    "Mạnh, Quang, Vinh, Hưng, Thuận, Tân, Quyết, Tiến, Toàn, Thanh, Hoàn, Luân, Chung, Đông, "
    "Tuấn, Kiên, Quân, Hiếu, Nghĩa, Tùng, Lâm, Giang, Thái, Dương, Tuyên, Trường, Thiện, Công, "
    "Hiệp, Duy, Đạt, Linh, Khánh, Phong, Tú, Hoàng, Anh, Đức, Minh, Huy, Bảo, Đăng, Khải"
)
_FEMALE_OLD = (
    "Mùi, Thìn, Dậu, Hợi, Tỵ, Sáu, Bảy, Út, Lành, Nhâm, Lụa, Chanh, Vui, Thơm, Đẹp, Nết, Mến, "
    "Tươi, Thắm"
)
_FEMALE = (
    "Hoa, Lan, Huệ, Hồng, Cúc, Mai, Liên, Nga, Loan, Hằng, Hạnh, Hiền, Hòa, Bình, Nhàn, Liễu, "
    "Nguyệt, Tuyết, Thoa, Oanh, Yến, Hương, Hà, Dung, Nhung, Phượng, Hậu, Thủy, Thúy, Tâm, Vân, "
    "Xuân, Xuyến, Đào, Bích, Chinh, Luyến, Lệ, Duyên, Thanh, Hường, Huyền, Thảo, Phương, Quyên, "
    "Hiên, Khuyên, Diệp, Hoài, Nhiên, Thùy, Thương, Quỳnh, Giang, Trang, Linh, Ngọc, Ngân, "
    "Anh, Trà, Ly, My, Uyên, Nhi"
)
_FEMALE_MIDDLES = (
    "Thị, Thị Thu, Thị Thanh, Thị Hồng, Thị Ngọc, Thị Minh, Thị Phương, Thị Bích, Thị Kim, Thu, "
    "Thanh, Hồng, Ngọc, Minh, Phương, Bích, Kim"
)

# Family and given name that together are another word or a place (queen, millionaire, Hà Giang).
_OTHER_WORDS = _listed(
    "Hoàng Hậu, Hoàng Anh, Hà Nam, Hà Giang, Hà Tuyên, Linh Dương, Triệu Phú, Lưu Luyến, Mã Lực, "
    "Lê Dương, Vũ Trường, Vũ Lực, Lành Mạnh, Lục Quân, Lục Bình, Đường Thủy, Đường Hoàng, "
    "Đinh Hương, Lương Thiện, Chu Toàn, Vi Sinh, Lâm Sinh, Đào Hoa, Cao Minh, Cao Anh"
)

COMMUNITIES: tuple[Community, ...] = (
    Community(
        name="Nùng",
        share=0.43,
        families=_weighted(
            "Hoàng 24, Nông 14, Lương 9, Vi 9, Lộc 4, Hứa 5, Chu 6, Lâm 4, Triệu 5, Mông 4, "
            "Linh 3, Hà 4, Lý 6, Dương 3, Lăng 2, Tô 3, Liễu 2, Mã 2, Lành 2, Đàm 2, Lục 2, "
            "Phùng 2, Lô 2, Phan 1, Vương 1, Nguyễn 3"
        ),
        male_middles=_listed("Văn, Đức, Minh, Ngọc, Xuân, Quốc, Thanh, Hữu, Đình, Anh, Trung"),
        female_middles=_listed(_FEMALE_MIDDLES),
        male_given=_listed(f"Páo, Sằn, Sính, Phóng, Khằm, {_MALE_OLD}, {_MALE}"),
        female_given=_listed(f"Nhình, Lả, Én, Sỉnh, Khìn, {_FEMALE_OLD}, {_FEMALE}"),
    ),
    Community(
        name="Tày",
        share=0.36,
        families=_weighted(
            "Hoàng 22, Nông 13, Lý 7, Đinh 4, Bế 4, Vy 6, Lã 2, Dương 9, Hà 6, Phùng 3, Lương 6, "
            "Chu 3, Hứa 4, Lộc 2, Đàm 2, Đoàn 2, Nguyễn 6, Triệu 3, Đường 2, Mạc 1, Ma 1, La 1"
        ),
        male_middles=_listed(
            "Văn, Đức, Minh, Ngọc, Xuân, Quốc, Thanh, Hữu, Đình, Công, Quang, Doãn"
        ),
        female_middles=_listed(f"{_FEMALE_MIDDLES}, Thị Thúy, Thúy"),
        male_given=_listed(f"Sinh, Páo, Phủ, {_MALE_OLD}, {_MALE}"),
        female_given=_listed(f"Nhình, Én, Lả, {_FEMALE_OLD}, {_FEMALE}"),
    ),
    Community(
        name="Kinh",
        share=0.165,
        families=_weighted(
            "Nguyễn 36, Trần 12, Lê 9, Phạm 8, Vũ 6, Đỗ 4, Bùi 4, Hoàng 4, Đặng 3, Ngô 3, "
            "Dương 2, Đinh 2, Phan 2, Trịnh 2, Giáp 1, Đào 1, Lưu 1, Mai 1, Cao 1, Tạ 1"
        ),
        male_middles=_listed(
            "Văn, Đức, Minh, Ngọc, Xuân, Quốc, Thanh, Hữu, Đình, Công, Quang, Mạnh, Tuấn, Việt, "
            "Hoàng, Anh, Trọng, Duy"
        ),
        female_middles=_listed(f"{_FEMALE_MIDDLES}, Thị Thúy, Thúy, Khánh, Hải"),
        male_given=_listed(f"{_MALE_OLD}, {_MALE}"),
        female_given=_listed(f"{_FEMALE_OLD}, {_FEMALE}"),
    ),
    Community(
        name="Dao",
        share=0.045,
        families=_weighted(
            "Triệu 30, Bàn 16, Đặng 14, Lý 10, Phùng 8, Dương 9, Chíu 4, Hoàng 4, Tằng 2, Trần 2"
        ),
        male_middles=_listed("Văn, Tài, Kim, Sinh, Chàn, Tiến, Phú, Quý, Đức, Hữu"),
        female_middles=_listed("Thị, Mùi, Mùi, Kim, Thu, Thị Kim, Thị Thu, Thị Hồng"),
        male_given=_listed(
            "Sếnh, Vảng, Phẩy, Nảy, Chòi, Lìn, Quyên, Phú, Vượng, Thọ, Hương, Tài, Kim, Phúc, "
            "Thắng, Tiến, Sinh, Minh, Cao, Lâm, Thanh, Hùng, Nguyên, Thành, Hiền, Sơn, Long, Quân, "
            "Tuấn, Hải, Nam, Đức, Duy"
        ),
        female_given=_listed(
            "Nái, Mấy, Chài, Pham, Ghến, Khé, Lai, Nhậy, Mản, Múi, Liều, Lan, Hoa, "
            "Liên, Mai, Hương, Hiền, Nga, Hồng, Yến, Vân, Thủy, Hằng, Linh, Duyên, Trang, Phương, "
            "Nguyệt, Huyền"
        ),
    ),
)

# First word and the words that follow it: Nà is a rice field, Bản a village, Khuổi a stream,
# Pò a hill, Lũng a valley, Pác a mouth, Cốc a tree, Kéo a pass, Phai a weir, Phiêng a flat.
_HILL_STEMS: tuple[tuple[str, str], ...] = (
    (
        "Nà",
        "Pàn, Lầu, Áng, Sla, Làng, Phiêng, Mười, Pất, Ca, Cạn, Bó, Mò, Hà, Tồng, Nhàng, Lốc, "
        "Noọc, Chà, Dài, Pùng, Pài, Nùng, Khau, Thà, Khoang, Van, Toản, Bắc, Mu, Tâu, Kéo, Lừa, "
        "Pheo, Chuông, Sèn, Háo, Thâm, Hin, Riềng, Lẹng, Liền, Kiết, Tềnh, Phấy, Tẻng, Mằn, "
        "Cưởm, Deng, Mạ, Đon, Tao, Cái, Tấng, Ngườm, Nhầu, Luông, Slảng, Lùng, Me, Pục, Phai, "
        "Hán, Vàng, Lìn, Cáy, Ó, Nưa, Tàu, Lặp, Quan, Chúc, Coóng, Rào, Pá, Nọi, Loỏng, Phạ",
    ),
    (
        "Bản",
        "Chắt, Mạ, Mới, Chu, Trang, Pìa, Nằm, Kéo, Lỏng, Chúc, Thí, Cáu, Nhàn, Làn, Roọc, Tích, "
        "Hoàng, Lề, Vàng, Mù, Chang, Hét, Thẳm, Téng, Cáp, Châu, Quyền, Khiếng, Hả, Dù, Giáo, "
        "Xả, Nùng, Lải, Huấn, Coóng, Tả, Tao, Chầu, Thín, Piềng, Slao, Loỏng, Viển, Khoang, "
        "Luông, Cái, Nầng, Pẻn, Giềng, Tàn, Ỏ, Cảng, Lâu, Đon",
    ),
    (
        "Khuổi",
        "Slao, Mươi, Tao, Sluồn, Lầy, Cáp, Khin, Mạ, Đeng, Nọi, Luông, Phụ, Tà, Khiếc, Pháo, "
        "Lào, Vạ, Hẩu, Rắc, Cọ, Tát, Thán, Dụi, Kheo, Hin, Sắp, Bốc, Màn, Cáy, Lòa, Trà",
    ),
    (
        "Pò",
        "Háng, Tang, Cại, Loi, Lẻn, Nhùng, Mánh, Pheo, Mục, Ngòa, Lạn, Coóc, Có, Khoang, Riềng, "
        "Chong, Luông, Kít, Bó, Hà, Mỏ, Nim, Nghiều, Khảo, Lọi, Lâu, Tấu, Phát, Vèn, Sla",
    ),
    (
        "Lũng",
        "Vài, Cù, Pa, Phầy, Mười, Luông, Nọi, Cải, Slàng, Cùng, Khoang, Pảng, Mắt, Vặm, Rì, "
        "Thẳm, Cẩu, Táng, Toòng, Xa, Vầu, Hang, Noọng, Quang, Ngọa, Đăm, Hoài, Lừa, Phúc",
    ),
    (
        "Pác",
        "Luống, Cáp, Khuông, Đông, Mòng, Lùng, Bó, Ve, Giáng, Cú, Ngườm, Khuổi, Nàng, Làng, Lạng, "
        "Mười, Pầu, Van, Ả, Deng, Sào, Giàng, Kéo",
    ),
    (
        "Cốc",
        "Lải, Nam, Mặn, Nhãn, Phường, Toòng, Cam, Slầy, Chủ, Bây, Lùng, Cọ, Pheo, Sâu, Mười, Phát, "
        "Tào, Lý, Hắt, Mạ",
    ),
    ("Tồng", "Han, Nọt, Chu, Tàn, Phai, Khoang, Luông, Pheo, Hán, Liền, Nà, Danh"),
    ("Kéo", "Kham, Cằng, Coong, Lạn, Phấy, Quân, Tào, Cấu, Ái, Liều, Phị, Càng, Sliếc, Danh"),
    ("Phai", "Deng, Luông, Lay, Phạ, Trần, Cáy, Xả, Vệ, Mòn, Rọ, Danh, Trăm"),
    ("Phiêng", "Phúc, Áng, Luông, Quăn, Bang, Lầu, Nưa, Háo, Khoang, Mạ, Cù, Sâu"),
    ("Co", "Hương, Sâu, Lượt, Cam, Măn, Riềng, Muồng, Liềng"),
    ("Còn", "Kéo, Quan, Chủ, Sù, Khoang, Pheo, Háng, Mìn, Tẩu, Luông, Slung, Cuổi, Toòng"),
    ("Thâm", "Lừa, Mò, Phai, Cáy, Luông, Bó, Kéo"),
    ("Khòn", "Lè, Cải, Chu, Sày, Pát, Tòng, Cháo, Khẻ"),
    ("Khau", "Luông, Slung, Bân, Phạ, Ra, Đêm, Bao, Tao"),
    ("Khưa", "Cả, Slí, Đa"),
    ("Tằm", "Phầy, Chả, Danh, Lậy"),
    ("Song", "Tâm, Sài, Pe, Lìn, Phượng"),
    ("Háng", "Van, Cáu, Nưa, Mới"),
    ("Lân", "Chu, Cà, Bông, Pán, Gặt, Luông, Đăm, Hoèn, Vầu"),
    ("Làng", "Ngũa, Coóc, Giềng, Chiêng, Càng, Đăng, Mỏ, Thành, Hăng, Cóc, Trung, Ngành"),
)
LOWLAND_STEMS: tuple[str, ...] = _listed(
    "Đồng Tâm, Đồng Tiến, Đồng Tân, Đồng Bụt, Đồng Lão, Đồng Mỏ, Đồng Ngầu, Đồng Chùa, "
    "Đồng Xa, Đoàn Kết, Tân Lập, Tân Tiến, Tân Hòa, Tân Hương, Tân Sơn, Tân Thành, Tân Minh, "
    "Tân Thịnh, Tân Yên, Tân Hoa, Tân Châu, Tân Mỹ, Tân Long, Tân Đoàn, Quyết Tiến, "
    "Quyết Thắng, Minh Tiến, Minh Khai, Minh Hòa, Minh Sơn, Minh Đức, Hòa Bình, Hòa Lạc, "
    "Hòa Sơn, Hòa Thắng, Hồng Phong, Hồng Tiến, Hồng Thái, Hợp Thành, Hợp Nhất, Thống Nhất, "
    "Thắng Lợi, Đại Thắng, Đại Đồng, Đại Sơn, Phú Hòa, Phú Thịnh, Phú Xá, Yên Thịnh, Yên Bình, "
    "Yên Sơn, Yên Thành, Yên Lạc, Trung Thành, Trung Sơn, Trung Tâm, Bắc Sơn, Nam Sơn, "
    "Đông Sơn, Tây Sơn, Thanh Sơn, Thanh Niên, Thanh Bình, Liên Sơn, Liên Hợp, Liên Hương, "
    "Vĩnh Yên, Vĩnh Thịnh, Vĩnh Quang, An Ninh, An Thịnh, An Dinh, Gia Hòa, Cầu Ngầm, "
    "Cầu Đền, Chợ Mới, Cửa Đông, Cửa Nam, Ba Nàng, Ba Xã, Đèo Cáo, Đèo Giang, Ao Đẫu, Ga Cũ, "
    "Hữu Nghị, Sơn Hà, Ngọc Thành, Ngọc Lâu, Quang Trung, Xuân Hòa, Xuân Lũng, Việt Thắng, "
    "Việt Hương, Tiền Phong, Tự Do, Thạch Lương, Vạn Thắng, Tràng Sơn"
)
_UPLAND_STEMS: tuple[str, ...] = tuple(
    f"{first} {rest}" for first, rests in _HILL_STEMS for rest in _listed(rests)
)

VILLAGE_STEMS: tuple[str, ...] = _UPLAND_STEMS + LOWLAND_STEMS


def _bare(text: str) -> str:
    """Return text without tone and vowel marks, to hear whether two syllables jingle."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _middle_and_given(random: Random, middles: tuple[str, ...], given: tuple[str, ...]) -> str:
    """Draw both for one year of birth: the later, the more modern."""
    youth = random.random()
    place = int((random.random() + youth) / 2 * len(given))
    customary = place < len(given) // 4 or random.random() < 0.8 - 0.5 * youth
    if customary:
        middle = middles[0]
    else:
        middle = "" if random.random() < 0.06 else random.choice(middles[1:])
    return f"{middle} {given[place]}".strip()


KINH = next(one for one in COMMUNITIES if one.name == "Kinh")


def person_name(random: Random, sex: str, community: Community | None = None) -> str:
    """Return a full name for a man ('m') or a woman ('f'), family name first."""
    if sex not in {"m", "f"}:
        raise ValueError(sex)
    if community is None:
        community = random.choices(COMMUNITIES, [each.share for each in COMMUNITIES])[0]
    families, weights = zip(*community.families, strict=True)
    male = sex == "m"
    middles = community.male_middles if male else community.female_middles
    given = community.male_given if male else community.female_given
    while True:
        family = random.choices(families, weights)[0]
        name = f"{family} {_middle_and_given(random, middles, given)}"
        syllables = _bare(name).split()
        if len(set(syllables)) == len(syllables) and name not in _OTHER_WORDS:
            return name


def _ward_names(random: Random, count: int) -> list[str]:
    """Return the names of a ward's blocks: numbered, named, or some of each."""
    kind = random.choice(("Khối", "Khối", "Tổ dân phố"))
    numbered = random.choice((count, count // 2, 0)) if kind == "Khối" else 0
    stems = LOWLAND_STEMS + tuple(random.sample(_UPLAND_STEMS, len(LOWLAND_STEMS) // 2))
    names = [f"{kind} {number}" for number in range(1, numbered + 1)]
    return names + [f"{kind} {stem}" for stem in random.sample(stems, count - numbered)]


def village_names(random: Random, count: int, *, ward: bool) -> list[str]:
    """Return `count` distinct village names of one commune, or block names of one ward."""
    if ward:
        return _ward_names(random, count)
    names: list[str] = []
    for stem in random.sample(VILLAGE_STEMS, count):
        upland = stem in _UPLAND_STEMS and not stem.startswith(("Bản ", "Làng "))
        name = f"{'Bản' if upland and random.random() < 0.08 else 'Thôn'} {stem}"
        if len(names) + 2 <= count and random.random() < 0.06:
            names += [f"{name} 1", f"{name} 2"]
        else:
            names.append(name)
        if len(names) == count:
            break
    return names
