"""PDF measured with a ruler: page, lines, characters, fonts, page numbers, tables, as GB/T 9704-2012 wants them.

Typst lays out on any machine; where LibreOffice is installed, what it makes of the Word files is measured too.
"""

from __future__ import annotations

from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings

from tests.documents import builders as full
from tests.documents.measured import MM, faults, fonts, pages
from tests.documents.samples import COLUMNS, EVERY_BLOCK, HALF_BLACK, document_of, hostile_texts, make_document
from zhiyan.documents import pdf
from zhiyan.documents.gbt9704 import (
    Column,
    Heading,
    Imprint,
    Landscape,
    Paragraph,
    Picture,
    RedHead,
    SignOff,
    Table,
    Title,
    render_docx,
)
from zhiyan.documents.registry import KINDS, compose

HANZI = "学习贯彻落实会议精神认真查摆问题逐条整改到位"


def by_office(document):
    made = pdf.by_office(pdf.office(), [render_docx(document)])
    return made[0]


ENGINES = [pdf.by_typst, *([by_office] if pdf.office() else [])]
each_engine = pytest.mark.parametrize("made", ENGINES, ids=lambda engine: engine.__name__)


@each_engine
def test_full_page_of_text_has_22_lines_of_28_characters_between_the_margins(made):
    page = pages(made(make_document(Paragraph(HANZI * 60, indent=False))))[0]
    lines = page.lines()
    assert [len(line) for line in lines[:-1]] == [28] * 22
    for line in lines[:-1]:
        assert line[0].left == pytest.approx(28, abs=0.8)
        assert line[-1].right == pytest.approx(184, abs=1)
    feet = [line[0].bottom for line in lines[:-1]]
    assert all(lower - upper == pytest.approx(28.95 / MM, abs=0.05) for upper, lower in pairwise(feet))
    assert lines[0][0].top >= 36.5
    assert feet[-1] <= 262.5


@each_engine
def test_26_characters_a_line_where_a_place_prints_so(made):
    page = pages(made(make_document(Paragraph(HANZI * 30, indent=False), characters_per_line=26)))[0]
    assert {len(line) for line in page.lines()[:22]} == {26}


@each_engine
def test_page_numbers_stand_outside_right_and_left_seven_millimetres_below(made):
    content = made(make_document(Paragraph(HANZI * 90)))
    assert faults(content) == []
    for page in pages(content):
        dash = next(each for each in page.letters if each.text == "—")
        assert 262 + 6 < (dash.top + dash.bottom) / 2 < 262 + 13
        assert dash.size == pytest.approx(14, abs=0.1)


@each_engine
def test_every_block_keeps_to_the_type_area_and_carries_its_fonts(made):
    content = made(make_document(*EVERY_BLOCK))
    assert faults(content) == []
    assert len(fonts(content)) >= 3
    assert all(fonts(content).values())


@each_engine
def test_title_and_headings_have_their_sizes_and_fonts(made):
    content = made(make_document(Title("关于开好会议的通知"), Heading("会前"), Heading("会上", 2), Paragraph("正文。")))
    found = {letter.text: letter for letter in pages(content)[0].letters}
    assert found["关"].size == pytest.approx(22, abs=0.1)
    assert found["前"].size == found["正"].size == pytest.approx(16, abs=0.1)
    assert found["前"].font != found["正"].font != found["关"].font
    assert (found["关"].left + found["知"].right) / 2 == pytest.approx(28 + 78, abs=1)
    assert found["正"].left == pytest.approx(28 + 2 * 15.75 / MM, abs=0.8)


@each_engine
def test_long_table_repeats_its_header_on_every_page(made):
    rows = tuple((at, "意见" * 20, at) for at in range(60))
    found = pages(made(make_document(Table(COLUMNS, rows))))
    assert len(found) > 2
    assert all(page.text.startswith("序号意见原文条数") for page in found)


@each_engine
@pytest.mark.parametrize("turned", [False, True])
def test_wide_table_with_long_words_stays_inside_the_margins(made, turned):
    columns = tuple(Column(f"列{at}", 1 + at % 3) for at in range(14))
    row = ("W" * 30, "字" * 40, *("20210126",) * 12)
    table = Table(columns, (row,) * 3)
    assert faults(made(make_document(Landscape((table,)) if turned else table))) == []


@each_engine
def test_landscape_pages_turn_the_margins_and_count_on(made):
    landscape = Landscape((Table(COLUMNS, ((1, "意见", 2),)),))
    content = made(make_document(Paragraph("前。"), landscape, Paragraph("后。")))
    assert [round(page.width) for page in pages(content)] == [210, 297, 210]
    assert faults(content) == []


@each_engine
def test_red_head_stands_35_millimetres_down_above_its_line(made):
    head = RedHead("某研究中心文件", "某研〔2021〕1号", "书记")
    content = made(make_document(head, Title("情况的报告"), Paragraph("正文。")))
    page = pages(content)[0]
    issuer = next(each for each in page.letters if each.text == "某")
    number = next(each for each in page.letters if each.text == "〔")
    title = next(each for each in page.letters if each.text == "情")
    assert 37 + 33 < issuer.top < 37 + 42
    line = max((rule for rule in page.rules if rule[2] - rule[0] > 150), key=lambda rule: rule[2] - rule[0])
    assert number.bottom < line[1] + 1 < title.top
    assert line[0] == pytest.approx(28, abs=1)
    assert line[2] == pytest.approx(184, abs=1)
    assert "签发人：书记" in page.text


@each_engine
def test_imprint_stands_at_the_foot_of_the_last_page(made):
    document = make_document(
        Paragraph("正文。"), SignOff("某中心", "2021年1月26日"), Imprint("某中心", "2021年1月26日", "院党组")
    )
    page = pages(made(document))[-1]
    body = [each for each in page.letters if each.bottom < 263]
    assert max(each.bottom for each in body) > 250
    assert "抄送：院党组。" in page.text


@each_engine
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_picture_keeps_its_measures_when_turned_and_stands_above_its_caption(made, degrees):
    page = pages(made(make_document(Picture(HALF_BLACK, "会场", 80, "会场全景", degrees))))[0]
    [(left, top, right, bottom)] = page.pictures
    across, down = (40, 80) if degrees % 180 else (80, 40)
    assert (right - left, bottom - top) == pytest.approx((across, down), abs=0.5)
    assert (left + right) / 2 == pytest.approx(28 + 78, abs=1)
    assert bottom < next(each for each in page.letters if each.text == "全").top + 2


def test_picture_is_turned_clockwise():
    upright, turned = (
        pypdfium2.PdfDocument(pdf.by_typst(make_document(Picture(HALF_BLACK, "会场", 80, rotation=degrees))))[0]
        for degrees in (0, 90)
    )
    # Black is the left half of the picture: turned clockwise, it is the upper half.
    assert [_shade(upright, 28 + 78 + across, 37 + 20) < 128 for across in (-20, 20)] == [True, False]
    assert [_shade(turned, 28 + 78, 37 + down) < 128 for down in (20, 60)] == [True, False]


def _shade(page, across, down):
    """How light the page is at a place in millimetres, black 0 and white 255."""
    scale = 2
    shown = page.render(scale=scale).to_numpy()
    return int(shown[round(down * MM * scale), round(across * MM * scale)].min())


def test_same_document_gives_the_same_pdf():
    document = make_document(*EVERY_BLOCK)
    assert pdf.by_typst(document) == pdf.by_typst(document)


@settings(max_examples=6, deadline=None)
@given(hostile_texts)
def test_hostile_text_is_laid_out_as_the_text_it_is(text):
    content = pdf.by_typst(document_of(text))
    assert [each for each in faults(content) if "line from" in each or "font" in each] == []


def test_typst_markup_in_a_text_is_printed_and_does_nothing():
    said = '#read("/etc/passwd") $x$ *b* #import "x.typ": *'
    page = pages(pdf.by_typst(make_document(Paragraph(said))))[0]
    assert said.replace(" ", "") in page.text


def test_office_that_hangs_is_given_up_and_typst_lays_out(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("ZHIYAN_SOFFICE", str(program))
    monkeypatch.setattr(pdf, "START_SECONDS", 1)
    monkeypatch.setattr(pdf, "SECONDS_EACH", 0)
    document = make_document(Paragraph("正文。"))
    [made] = pdf.render_all([document], [render_docx(document)])
    assert made.startswith(b"%PDF-")


@pytest.mark.django_db
@pytest.mark.parametrize("code", KINDS)
def test_paper_of_a_full_year_keeps_to_the_type_area(code):
    cycle = full.full_cycle()
    kind = KINDS[code]
    document = compose(kind, cycle, kind.subjects(cycle)[0])
    assert faults(pdf.by_typst(document), numbered=document.page_numbers) == []
