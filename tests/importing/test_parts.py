"""Splitting: nothing is lost, nothing is rewritten."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyan.solicitation.importing.parts import says_nothing, split_cell, split_numbered

letters = st.text(
    alphabet=st.sampled_from("食堂班车意见建议一二三要是，。；;：“”（）()①②③④1234567890.、． \n　A书记主任"),
    max_size=60,
)
sentence = st.text(alphabet=st.sampled_from("食堂班车报销采购，。"), min_size=1, max_size=12)


@given(letters)
def test_every_part_of_any_text_is_a_span_of_it_in_order(source):
    for split in (split_cell, split_numbered):
        last = 0
        for part in split(source):
            assert source[part.start : part.end] == part.text
            assert part.start >= last
            last = part.end


@given(letters)
def test_what_is_in_no_part_is_only_marks_semicolons_and_white_space(source):
    parts = split_cell(source)
    between, last = [], 0
    for part in parts:
        between.append(source[last : part.start])
        last = part.end
    between.append(source[last:])
    for gap in between:
        assert re.fullmatch(r"(?:[\s；;]|[（(]?[\d一二三四五六七八九十]{1,3}[）).、．]|[①-⑳])*", gap), gap


@given(st.lists(sentence, min_size=2, max_size=6), st.sampled_from(["{}.", "{}、", "（{}）", "{}．", "{}）"]))
def test_numbered_sentences_when_joined_and_split_come_back(sentences, style):
    source = " ".join(style.format(n) + text for n, text in enumerate(sentences, 1))
    assert [part.text for part in split_cell(source)] == sentences


@given(st.lists(sentence, min_size=2, max_size=6))
def test_sentences_joined_by_semicolons_come_back(sentences):
    assert [part.text for part in split_cell("；".join(sentences))] == sentences


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("要抓紧落地：一要明确牵头；二要明确经费；三要明确节点。", None),
        ("规划要抓紧：（1）明确牵头；（2）明确经费。", None),
        ("“重科研；轻管理”的做法要改。", None),
        ("1.5倍薪酬被挖走，留不住人。", None),
        ("一、二线人员待遇相差太大。", None),
        ("食堂差；但价格还可以", None),
        ("1.甲方案（1）细化；（2）公开 2.乙方案", ["甲方案（1）细化；（2）公开", "乙方案"]),
        ("①甲②乙", ["甲②乙"]),
        ("①甲。②乙", ["甲。", "乙"]),
        ("一、甲事；\n二、乙事。", ["甲事", "乙事。"]),
        ("3.只有一条", ["只有一条"]),
        ("10、甲\n11、乙", ["甲", "乙"]),
    ],
)
def test_cell_is_split_where_opinions_part_and_nowhere_else(source, texts):
    assert [part.text for part in split_cell(source)] == (texts or [source])


def test_roles_that_begin_sentences_part_the_opinions():
    def names_target(text):
        return text.startswith(("书记：", "主任："))

    parts = split_cell("书记：多到基层。主任：少开会。建议：改善食堂。", names_target)
    assert [part.text for part in parts] == ["书记：多到基层。", "主任：少开会。建议：改善食堂。"]


@pytest.mark.parametrize(
    "text", ["无", " 无。", "暂无", "无意见", "没有意见和建议", "暂时没有其他意见", "/", "—", "N/A"]
)
def test_answer_without_an_opinion_is_recognised(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["无人机项目进展慢", "没有人管食堂", "无意见箱，建议设置", "没有问题台账"])
def test_opinion_that_begins_with_none_is_an_opinion(text):
    assert not says_nothing(text)
