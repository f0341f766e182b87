"""Where a text holds somebody's personal data (个人信息): phones, numbers, mail, accounts, names by context.

Spans `[start, end)` of the text as given, nothing removed. The importer covers them before leaders read, the
consolidation flags them, and the phone shows the same ones before anything is sealed (`box/app/pointers.js` mirrors all
kinds but names; a test holds both together). Full-width signs are read as half-width ones of the same length.
Checksums: ISO 7064 MOD 11-2 as GB 11643 uses it (identity numbers), Luhn as ISO/IEC 7812-1 has it (bank cards); a
number that fails them counts where the text calls it an identity or card number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDE = {0xFF01 + i: chr(0x21 + i) for i in range(94)} | {0x3000: " "} | dict.fromkeys(range(0x2010, 0x2016), "-")


@dataclass(frozen=True)
class Found:
    """One span `[start, end)` of personal data and its kind: phone, staff_no, email, id_card, bank, account, name."""

    start: int
    end: int
    kind: str


def is_identity_number(digits: str) -> bool:
    """Whether 18 signs end with the check sign of GB 11643."""
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    total = sum(int(d) * w for d, w in zip(digits[:17], weights, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def is_card_number(digits: str) -> bool:
    """Whether the digits pass Luhn's check and are not one digit over and over."""
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return len(set(digits)) > 2 and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


_ID = _pattern(
    r"(?<![\dA-Za-z])([1-9]\d{5}[- ]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[- ]?\d{3}[\dXx])(?![\dA-Za-z])"
)
_CARD = _pattern(r"(?<![\d.])(\d(?:[ -]?\d){15,18})(?![\d.]?\d)")
_CALLED_ID = _pattern(r"身份证(?:件|号码?|编号)*[是为:( ]*$")
_CALLED_CARD = _pattern(r"(?:银行|工资|储蓄|借记|信用)?(?:卡号?|账号|账户)[是为:( ]*$")
_PHONE = _pattern(
    r"(?<![\dA-Za-z._/-])(?:\+?86[- ]?)?(1\d{2}[- ]?\d{4}[- ]?\d{4}|1\d{3}[- ]\d{3}[- ]\d{4}|1\d{2}[- ]\d{3}[- ]\d{5})"
    r"(?![\dA-Za-z]|[.-]\d)"
)
_LANDLINE = _pattern(r"(?<![\dA-Za-z.-])(\(?0\d{2,3}\)?[- ]?\d{7,8}(?:-\d{1,5})?)(?![\dA-Za-z]|\.\d)")
_SPELLED = _pattern(
    r"(?<![〇零一二三四五六七八九幺两])([一幺][〇零一二三四五六七八九幺两]{10})(?![〇零一二三四五六七八九幺两十百千万])"
)
# A number that measures, names a project or a thing is not a phone, whatever its length.
_THING = _pattern(
    r"(?:编号|型号|序列号|项目|课题|合同|文号|设备号?|资产号?|订单|单号|发票号?码?|流水号?|批号|频率|读数|计数|版本)[^，。；,;]{0,6}$"
)
_EXTENSION = _pattern(
    r"(?:电话|手机|分机|短号|座机|致电|打)[号码]{0,2}[是为:\s]*"
    r"(?!(?:11[0249]|120|122|12\d{3}|95\d{3}|100(?:00|10|86))(?!\d))(\d{3,8}(?:-\d{3,8})?)"
    r"(?![\d分次元个遍人天年月日号小多余块热万条折通页张份%])"
)
_STAFF = _pattern(
    r"(?:(?:职工|员工|工作人员|人员|个人|本人)(?:编号|代码|卡号|号)|工号|工牌号?|工卡号?|胸牌号?|胸卡号?|工作证号?)[^\d，。；A-Za-z]{0,4}"
    r"([A-Za-z]{0,3}-?\d{3,10})(?![\dA-Za-z])"
)
_OWN = _pattern(
    r"(?:我是|本人|我叫)[^。；;\d]{0,14}(?:编号|号码|代号)[是为:\s]*([A-Za-z]{0,3}-?\d{3,10})(?![\dA-Za-z])"
)
_MAIL = _pattern(r"(?<![\w.+-])([A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+)")
_CHAT = r"(?:微信|[Ww][Xx]|[Vv][Xx]|[Vv]信|[Qq][Qq]|钉钉)"
_ACCOUNT = _pattern(
    rf"{_CHAT}(?:(?:号码?|账号|[Ii][Dd])[是为]?[:\s]*([A-Za-z0-9][\w-]{{4,19}})"
    r"|[是为]?[:\s]*((?=[A-Za-z_-]*\d)[A-Za-z0-9][\w-]{4,19}))(?![\w-])"
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_CALLED = r"(?:同志|老师|医生|大夫|护士|师傅|主任|科长|处长|工|总|书记|院长|所长|局长|教授|研究员)"
_NAMED = r"(?:我叫|我是|本人|姓名[:是为]?|联系人[:是为]?|署名[:是为]?|署[:是为]|反映人[:是为]?|提出人[:是为]?|找|问)"
_AFTER = (
    r"(?=同志|师傅|老师|医生|[，。,；;：:、！？!?）)\s]|$|在|说|也|的|和|都|来|去|让|叫|给|没|不|就|反映|那|这|跟|把|被|一|每|对|负责|管|帮|家|两|昨"
    r"|今|上|下|值|经常|总|还|又|从|到|因|提|建议|觉得|认为|他|她|你|请|要|有|已|才)"
)
_NAMES = (
    re.compile(rf"([{_SURNAMES}](?:[某×xX*＊○]{{1,2}}))"),
    re.compile(
        rf"(?:^|[^老小大中最从])((?:小|老)(?!金库|白|石|江|孔|叶|范围|程序|方|史|路|万|田|时|贺|牌|马|高层|顾|汤|龙|钱|毛|段|雷|夏|安|向|黄牛|王庄|李庄|张庄|林庄)[{_SURNAMES}])(?!金并)"
        + _AFTER
    ),
    re.compile(rf"(?:的|找|问|请|跟|给|由)([{_SURNAMES}](?:工|总|老师|大夫))(?=[，。,；;：:、\s]|$|说|让|不|就|签)"),
    re.compile(rf"{_NAMED}((?:[{_SURNAMES}])[一-鿿]{{1,2}})(?=[，。,；;：:\s(（、]|$|同志|老师|，)"),
    re.compile(rf"(?:^|[，。,；;：:、\s（(])([{_SURNAMES}][一-鿿]{{1,2}})(?={_CALLED})"),
)
_NO_NAME = re.compile(
    r"高年|高龄|张三|李四|王五|赵六|某某|全体|有关|相关|高级|高工|主任|金融|方向|万元|白班|江|钱款|程序|石油|于是|向往|方面|任何|任务|许多|高度|严格|严重|严肃|白天|金额|段时|时间|向书记|向主任|向院|何"
)


def personal_data(text: str) -> tuple[Found, ...]:
    """Spans of personal data in order; they never overlap, the surer kind wins."""
    plain = text.translate(_WIDE)
    found = _numbers(plain)
    for pattern in _NAMES:
        for match in pattern.finditer(plain):
            if not _NO_NAME.search(match[1]):
                _add(found, "name", match.span(1))
    return tuple(sorted(found, key=lambda one: one.start))


def _numbers(plain: str) -> list[Found]:
    """All kinds but names."""
    found: list[Found] = []
    for match in _ID.finditer(plain):
        if is_identity_number(re.sub(r"[- ]", "", match[1])) or _CALLED_ID.search(plain[: match.start(1)]):
            _add(found, "id_card", match.span(1))
    for match in _CARD.finditer(plain):
        if is_card_number(re.sub(r"[- ]", "", match[1])) or _CALLED_CARD.search(plain[: match.start(1)]):
            _add(found, "bank", match.span(1))
    for kind, pattern in (("staff_no", _STAFF), ("staff_no", _OWN)):
        for match in pattern.finditer(plain):
            _add(found, kind, match.span(1))
    for pattern in (_PHONE, _LANDLINE):
        for match in pattern.finditer(plain):
            if not _THING.search(plain[: match.start(1)]):
                _add(found, "phone", match.span(1))
    for kind, pattern in (("phone", _SPELLED), ("phone", _EXTENSION), ("email", _MAIL), ("account", _ACCOUNT)):
        for match in pattern.finditer(plain):
            _add(found, kind, match.span(match.lastindex or 1))
    return found


def _add(found: list[Found], kind: str, span: tuple[int, int]) -> None:
    if all(span[1] <= other.start or other.end <= span[0] for other in found):
        found.append(Found(*span, kind))
