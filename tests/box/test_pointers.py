"""Words that may point to the writer are marked in the phone, all others stay as they are (app/pointers.js)."""

from __future__ import annotations

import json

import pytest

from tests.box.scripts import run


def pieces(words: str, names: tuple[str, ...] = ()) -> list[dict[str, str]]:
    return run("app/pointers.js", f"pieces({json.dumps(words)}, {json.dumps(names)})")


def marked(words: str, kind: str, names: tuple[str, ...] = ()) -> list[str]:
    return [piece["text"] for piece in pieces(words, names) if piece["kind"] == kind]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("我们组三个人共用一台仪器", "我们组"),
        ("3月5日的会上说过", "3月5日"),
        ("小张老师可以作证", "小张老师"),
        ("频率标准研究室的钟房", "频率标准研究室"),
    ],
)
def test_words_that_few_people_would_write_are_marked(words, found):
    assert marked(words, "pointing", ("频率标准研究室",)) == [found]


@pytest.mark.parametrize("words", ["职工食堂太远", "工作安排太密", "领导班子要多下基层", "王工程太大"])
def test_ordinary_words_are_not_marked(words):
    assert pieces(words) == [{"text": words, "kind": ""}]


def test_pieces_joined_are_the_text():
    words = "我们组打电话100-0000-0097，本人工号0253。😀"
    assert "".join(piece["text"] for piece in pieces(words)) == words
    assert marked(words, "covered") == ["100-0000-0097", "0253"]


@pytest.mark.parametrize(
    "words",
    [
        "打１００－００００－００９７", "身份证11010519491231002X",
        "单号9100000000097不是电话", "写信到 a.b-c@mail.example.cn 吧",
        "微信号：abcde_12", "电话010-12345678转", "工号（0253）和编号是 00112233445", "没有号码",
    ],
)  # fmt: skip
def test_what_is_covered_is_what_the_office_covers_before_leaders_read(words):
    from zhiyan.solicitation.importing.personal import personal_data

    assert marked(words, "covered") == [found["value"] for found in personal_data(words)]
