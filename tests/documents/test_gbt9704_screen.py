"""Documents on the screen: HTML that is escaped and semantic, plain text line by line."""

import html
import re
from html.parser import HTMLParser

from hypothesis import given, settings

from tests.documents.samples import EVERY_BLOCK, document_of, hostile_texts, make_document
from zhiyan.documents.gbt9704 import Heading, Paragraph, SignOff, Table, Title, render_html, render_text
from zhiyan.documents.gbt9704.safe import one_line

ALLOWED_TAGS = {
    *("article", "section", "header", "footer", "h1", "h2", "h3", "h4", "h5", "p", "strong", "br", "hr", "u", "span"),
    *("div", "dl", "dt", "dd", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {"class", "lang", "aria-label", "scope", "colspan", "dir"}


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open, self.attributes, self.texts = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _value in attrs]
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read(document):
    reader = Reader()
    reader.feed(render_html(document))
    reader.close()
    assert reader.open == []
    return reader


def test_html_when_every_block_is_there_then_is_well_formed_without_styles_or_scripts():
    reader = read(make_document(*EVERY_BLOCK))
    assert set(reader.tags) <= ALLOWED_TAGS
    assert set(reader.attributes) <= ALLOWED_ATTRIBUTES


def test_html_when_headings_are_numbered_then_stand_one_level_below_the_title():
    shown = render_html(make_document(Title("标题"), Heading("甲"), Heading("乙", 2)))
    assert "<h1>标题</h1>" in shown
    assert "<h2>一、甲</h2>" in shown
    assert "<h3>（一）乙</h3>" in shown


def test_html_when_a_text_holds_markup_then_shows_it_as_text():
    shown = render_html(make_document(Paragraph("<script>alert(\"1\")</script> & 'x'"), title='"><img src=x>'))
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#x27;x&#x27;" in shown


@settings(max_examples=60, deadline=None)
@given(hostile_texts)
def test_html_when_texts_are_hostile_then_keeps_its_structure(text):
    reader = read(document_of(text))
    assert set(reader.tags) <= ALLOWED_TAGS
    assert set(reader.attributes) <= ALLOWED_ATTRIBUTES
    assert [tag for tag in reader.tags if tag in ("table", "tr", "h1", "h2", "section")] == (
        ["h1", "h2", "table", *["tr"] * 4, "section", "table", "tr", "tr"]
    )


def test_text_when_every_block_is_there_then_reads_line_by_line():
    shown = render_text(make_document(*EVERY_BLOCK)).splitlines()
    assert shown[:4] == ["内部资料　会后收回　份号：003", "关于征求对领导班子", "意见建议的通知", "（征求意见稿）"]
    assert "　　一、征求意见的方式" in shown
    assert "　　书记：同意。" in shown
    assert "1 ｜ 食堂周末开放时间短。 ｜ 3" in shown
    assert "　　附件：1.征求意见表" in shown
    assert "　　　　　2.日程安排表" in shown


def test_text_when_signed_off_then_ends_with_unit_and_date():
    assert render_text(make_document(SignOff("研究所党委", "2021年1月26日"))).endswith("研究所党委\n2021年1月26日\n")


@settings(max_examples=60, deadline=None)
@given(hostile_texts)
def test_text_when_texts_are_hostile_then_a_row_stays_one_line_with_all_of_it(text):
    shown = render_text(make_document(Table((document_of(text).blocks[6].columns), ((text, "尾"),))))
    row = f"{one_line(text)} ｜ 尾".rstrip()
    assert shown.split("\n")[1] == row
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", shown)


def test_html_when_unescaped_then_says_what_the_text_says():
    said = html.unescape(re.sub(r"<[^>]+>", "", render_html(make_document(Paragraph("甲 < 乙 & 丙")))))
    assert said == "甲 < 乙 & 丙"
