"""Texts made safe: shown, never dropped; what is ordinary is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.documents.samples import hostile_texts
from zhiyan.documents.gbt9704.safe import has_long_word, lines, one_line, visible, width


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("正常文字，full-width。", "正常文字，full-width。"),
        ("响铃\x07", "响铃␇"),
        ("空\x00", "空␀"),
        ("删\x7f", "删␡"),
        ("半个\ud83d", "半个\ufffd"),
        ("非字\uffff\U0001ffff", "非字\ufffd\ufffd"),
        ("倒\u202e写", "倒〔U+202E〕写"),
        ("行\r\n行\r行\u2028行", "行\n行\n行\n行"),
        ("表\t格", "表\t格"),
        ("家👩‍👩‍👧 العربية 𠮷", "家👩‍👩‍👧 العربية 𠮷"),
    ],
)
def test_visible_when_given_then_shows_what_no_file_may_hold(given_text, shown):
    assert visible(given_text) == shown


@given(hostile_texts)
def test_visible_when_any_text_then_xml_takes_it_and_a_second_time_changes_nothing(text):
    element = etree.Element("t")
    element.text = visible(text)
    assert etree.fromstring(etree.tostring(element)).text == (visible(text) or None)
    assert visible(visible(text)) == visible(text)


@given(st.text(alphabet="中文字abc，。 👍é"))
def test_visible_when_text_is_ordinary_then_is_unchanged(text):
    assert visible(text) == text


@given(hostile_texts)
def test_lines_when_joined_then_are_the_visible_text(text):
    assert "\n".join(lines(text)) == visible(text)
    assert "\n" not in one_line(text)


def test_width_when_ascii_then_counts_half():
    assert width("2021年1月") == 2 + 0.5 + 1 + 1 + 0.0 + 0.0


@pytest.mark.parametrize(
    ("text", "long"), [("a" * 21, True), ("a " * 40, False), ("字" * 100, False), ("http://" + "x" * 30, True)]
)
def test_long_word_when_unbroken_then_is_noticed(text, long):
    assert has_long_word(text) is long
