"""Personal data is found with its span, whichever way it is written; numbers that are something else are left."""

from __future__ import annotations

import json
import random
from itertools import pairwise

import pytest

from tests.box.scripts import run
from zhiyan.kernel.personal import is_card_number, is_identity_number, personal_data

HELD = [
    ("请打10012345678找我", "phone", "10012345678"),
    ("电话100-1234-5678。", "phone", "100-1234-5678"),
    ("电话100 1234 5678,白班都在", "phone", "100 1234 5678"),
    ("手机1001-234-5678.", "phone", "1001-234-5678"),
    ("手机＋８６－１００１２３４５６７８", "phone", "１００１２３４５６７８"),
    ("电话一〇〇一二三四五六七八", "phone", "一〇〇一二三四五六七八"),
    ("座机(0512)80001234-12", "phone", "(0512)80001234-12"),
    ("办公室010-12345678转", "phone", "010-12345678"),
    ("分机8821找我", "phone", "8821"),
    ("本人工号0253，可以配合", "staff_no", "0253"),
    ("工号（０２５３）", "staff_no", "０２５３"),
    ("我是协管员，编号X0417，干满九年", "staff_no", "X0417"),
    ("邮箱nurse.b7@hospital.example.invalid。", "email", "nurse.b7@hospital.example.invalid"),
    ("身份证999999198704120030）", "id_card", "999999198704120030"),
    ("999999 19870412 0030 是我的证件", "id_card", "999999 19870412 0030"),
    ("身份证号码：999999198704120031", "id_card", "999999198704120031"),
    ("正确的是6200 0001 2345 4100 215，请核对", "bank", "6200 0001 2345 4100 215"),
    ("银行卡号6200000012345000174", "bank", "6200000012345000174"),
    ("加微信abc_12345", "account", "abc_12345"),
    ("微信号：abcdefg", "account", "abcdefg"),
    ("QQ 123456789", "account", "123456789"),
    ("养护科陈××被骂哭", "name", "陈××"),
    ("综合办小林那里", "name", "小林"),
    ("我叫张小明，住三号楼", "name", "张小明"),
]
NOT_HELD = [
    "",
    "设备编号10012345678",
    "合同编号：10098765432",
    "项目金额12345678901234元",
    "999999198704120031这串数字对不上",
    "6200000012345000174",
    "0000000000000000",
    "比上年多100-200万元，增长0.12345678",
    "2020-12-31 10:30前报送",
    "打100分也不过分，打了三次",
    "请打12345热线，或者打110",
    "微信Android版打不开，微信群里没人理",
    "编号20190815003的仪器坏了",
    "一九九八年到二〇二〇年",
    "食堂的饭菜太贵了，建议降价。",
    "高级工程师张三李四王五都一样",
    "小金库、老程序、小范围、老白干",
]


@pytest.mark.parametrize(("text", "kind", "value"), HELD, ids=[f"{kind} {value}" for _text, kind, value in HELD])
def test_personal_data_is_found_with_its_kind_and_span(text: str, kind: str, value: str):
    assert [(one.kind, text[one.start : one.end]) for one in personal_data(text)] == [(kind, value)]


@pytest.mark.parametrize("text", NOT_HELD)
def test_what_is_nobodys_data_is_left(text: str):
    assert personal_data(text) == ()


def test_several_kinds_in_one_text_are_found_in_order_without_overlap():
    text = "我叫张小明，工号0253，电话100-1234-5678，邮箱a@b.example.invalid"
    found = personal_data(text)
    assert [one.kind for one in found] == ["name", "staff_no", "phone", "email"]
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_check_signs_tell_true_numbers_from_mistyped_ones():
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")
    assert is_card_number("6200000012345000173")
    assert not is_card_number("6200000012345000174")


WORDS = ["工号", "电话", "微信", "QQ", "身份证", "卡号", "本人", "编号", "1987", "0412", "100", "x_1", "@b.cn"]
PIECES = [*"0123456789" * 3, *"１２x-－ ()（）._:：，。年", *WORDS]


def in_the_phone(texts: list[str]) -> list[list[str]]:
    """What the box's script covers in each text."""
    return run(
        "app/pointers.js",
        f"{json.dumps(texts)}.map((text) => personal(text).map(([start, end]) => text.slice(start, end)))",
    )


def covered(text: str) -> list[str]:
    """What the office covers, names left out, spans that touch taken as one."""
    spans: list[list[int]] = []
    for one in personal_data(text):
        if one.kind == "name":
            continue
        if spans and one.start <= spans[-1][1]:
            spans[-1][1] = one.end
        else:
            spans.append([one.start, one.end])
    return [text[start:end] for start, end in spans]


def test_the_phone_covers_what_the_office_covers():
    texts = [text for text, _kind, _value in HELD] + NOT_HELD
    assert in_the_phone(texts) == [covered(text) for text in texts]


def test_the_phone_covers_what_the_office_covers_whatever_is_written():
    drawn = random.Random(11643)
    texts = ["".join(drawn.choices(PIECES, k=drawn.randrange(60))) for _n in range(1_000)]
    assert in_the_phone(texts) == [covered(text) for text in texts]
    assert sum(bool(covered(text)) for text in texts) > 100
