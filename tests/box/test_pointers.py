"""Words that may point to the writer are marked, all others stay as they are."""

from __future__ import annotations

import pytest

from zhiyan.box.pointers import pieces, pointing


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("我们组三个人共用一台仪器", "我们组"),
        ("3月5日的会上说过", "3月5日"),
        ("小张老师可以作证", "小张老师"),
        ("频率标准研究室的钟房", "频率标准研究室"),
    ],
)
def test_words_that_few_people_would_write_are_marked(words, marked):
    spans = pointing(words, ["频率标准研究室"])
    assert [words[start:end] for start, end in spans] == [marked]


@pytest.mark.parametrize("words", ["职工食堂太远", "工作安排太密", "领导班子要多下基层", "王工程太大"])
def test_ordinary_words_are_not_marked(words):
    assert pointing(words) == []


def test_pieces_joined_are_the_text():
    words = "我们组打电话100-0000-0097，本人工号0253。"
    cut = pieces(words)
    assert "".join(piece["text"] for piece in cut) == words
    assert [piece["text"] for piece in cut if piece.get("covered")] == ["100-0000-0097", "0253"]
