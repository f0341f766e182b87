"""Word files: geometry, fonts, numbering, tables that fit, hostile texts, the same bytes again."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from lxml import etree

from tests.documents.samples import CREATED, EVERY_BLOCK, document_of, hostile_texts, make_document
from zhiyan.documents.gbt9704 import (
    Attachments,
    Column,
    Heading,
    Landscape,
    Note,
    Paragraph,
    SignOff,
    Table,
    Title,
    render_docx,
)
from zhiyan.documents.gbt9704.safe import visible

TWIPS_PER_MM = 1440 / 25.4


def opened(*blocks, **others):
    return docx.Document(io.BytesIO(render_docx(make_document(*blocks, **others))))


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def paragraph_with(file, text):
    return next(each for each in file.paragraphs if text in each.text)


def fonts_of(run):
    fonts = run._r.rPr.find(qn("w:rFonts"))
    return {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")}


def attribute(element, path, name):
    return element.find("/".join(qn(step) for step in path.split("/"))).get(qn(name))


def mm(length):
    return round(length.mm, 1)


def test_page_when_rendered_then_is_a4_with_the_margins_of_the_standard():
    section = opened(Paragraph("正文。")).sections[0]
    assert (mm(section.page_width), mm(section.page_height)) == (210.0, 297.0)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert tuple(map(mm, margins)) == (37.0, 35.0, 28.0, 26.0)


def test_body_when_rendered_then_has_22_lines_of_28_characters_in_fangsong():
    paragraph = paragraph_with(opened(Paragraph("正文abc 123。")), "正文")
    assert attribute(paragraph._p, "w:pPr/w:spacing", "w:line") == "579"
    assert attribute(paragraph._p, "w:pPr/w:spacing", "w:lineRule") == "exact"
    assert attribute(paragraph._p, "w:pPr/w:ind", "w:firstLineChars") == "200"
    assert attribute(paragraph.runs[0]._r, "w:rPr/w:spacing", "w:val") == "-5"
    assert paragraph.runs[0].font.size.pt == 16
    assert fonts_of(paragraph.runs[0]) == {"仿宋_GB2312"}


def test_body_when_26_characters_are_asked_for_then_letters_stand_wider():
    paragraph = paragraph_with(opened(Paragraph("正文。"), characters_per_line=26), "正文")
    assert attribute(paragraph._p, "w:pPr/w:ind", "w:firstLine") == "680"
    assert attribute(paragraph.runs[0]._r, "w:rPr/w:spacing", "w:val") == "20"


def test_title_when_rendered_then_is_centred_in_xiaobiaosong_of_22_points_line_by_line():
    file = opened(Title("关于征求意见\n的通知"))
    first, second = file.paragraphs[:2]
    assert (first.text, second.text) == ("关于征求意见", "的通知")
    assert first.runs[0].font.size.pt == 22
    assert fonts_of(first.runs[0]) == {"方正小标宋简体"}
    assert attribute(first._p, "w:pPr/w:jc", "w:val") == "center"


def test_headings_when_levels_follow_then_each_has_its_number_and_font():
    file = opened(*(block for block in EVERY_BLOCK if isinstance(block, Heading)))
    assert [each.text for each in file.paragraphs] == [
        "一、征求意见的方式",
        "（一）支部会议",
        "1.会前",
        "（1）准备",
        "（2）准备",
        "（二）座谈会",
        "二、工作要求",
    ]
    expected = ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312", "仿宋_GB2312", "楷体_GB2312", "黑体"]
    assert [fonts_of(each.runs[0]) for each in file.paragraphs] == [{font} for font in expected]
    assert attribute(file.paragraphs[1]._p, "w:pPr/w:outlineLvl", "w:val") == "1"


def test_heading_when_unnumbered_then_carries_no_number_and_starts_the_levels_below_anew():
    file = opened(Heading("前言", numbered=False), Heading("甲", 2), Heading("后记", numbered=False), Heading("乙", 2))
    assert [each.text for each in file.paragraphs] == ["前言", "（一）甲", "后记", "（一）乙"]


def test_page_numbers_when_rendered_then_stand_outside_right_on_odd_and_left_on_even_pages():
    file = opened(Paragraph("正文。"))
    assert file.settings.odd_and_even_pages_header_footer is True
    for footer, side in ((file.sections[0].footer, "right"), (file.sections[0].even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert "PAGE" in "".join(each.text for each in paragraph._p.iter(qn("w:instrText")))
        assert attribute(paragraph._p, "w:pPr/w:jc", "w:val") == side
        assert attribute(paragraph._p, "w:pPr/w:ind", f"w:{side}Chars") == "100"
        assert paragraph.runs[0].font.size.pt == 14
        assert fonts_of(paragraph.runs[0]) == {"宋体"}


def test_page_numbers_when_not_wanted_then_are_absent():
    content = render_docx(make_document(Paragraph("正文。"), page_numbers=False))
    assert not any(name.startswith("word/footer") for name in parts(content))


def test_mark_when_given_then_stands_below_the_page_number_which_keeps_its_place():
    plain, file = opened(Paragraph("正文。")), opened(Paragraph("正文。"), mark="存证日志 u1 · 41条")
    for footer in (file.sections[0].footer, file.sections[0].even_page_footer):
        assert [each.text for each in footer.paragraphs] == ["— 1 —", "存证日志 u1 · 41条"]
    assert plain.sections[0].footer_distance - file.sections[0].footer_distance == Pt(10)


def test_table_when_long_then_repeats_its_header_and_keeps_rows_whole():
    columns = (Column("序号"), Column("意见", 8))
    file = opened(Table(columns, tuple((at, "意见") for at in range(100)), ((("合计"), 100),)))
    rows = file.tables[0]._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * 101
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [cell.text for cell in file.tables[0].rows[-1].cells] == ["合计", "100"]


def test_table_when_a_row_is_longer_than_a_page_then_may_be_divided():
    file = opened(Table((Column("意见"),), (("字" * 2000,),)))
    assert file.tables[0]._tbl.tr_lst[1].trPr.find(qn("w:cantSplit")) is None


@pytest.mark.parametrize(("landscape", "room"), [(False, 156), (True, 225)])
@pytest.mark.parametrize("weights", [(1,), (1, 6, 1), (0.3, 0.7, 11), tuple(range(1, 16))])
def test_table_when_widths_are_relative_then_columns_fill_the_type_area_exactly(landscape, room, weights):
    table = Table(tuple(Column("列", weight) for weight in weights), (("",) * len(weights),))
    made = opened(Landscape((table,)) if landscape else table).tables[0]._tbl
    widths = [int(each.get(qn("w:w"))) for each in made.tblGrid.gridCol_lst]
    assert sum(widths) == round(room * TWIPS_PER_MM)
    assert all(
        abs(each - sum(widths) * weight / sum(weights)) <= 1 for each, weight in zip(widths, weights, strict=True)
    )
    assert attribute(made, "w:tblPr/w:tblLayout", "w:type") == "fixed"


def test_table_when_a_row_has_one_cell_then_it_spans_all_columns():
    made = opened(Table((Column("甲"), Column("乙"), Column("丙")), (("对班子",), (1, 2, 3)))).tables[0]
    assert attribute(made._tbl.tr_lst[1].tc_lst[0], "w:tcPr/w:gridSpan", "w:val") == "3"
    assert len(made._tbl.tr_lst[1].tc_lst) == 1


def test_table_when_it_follows_another_then_stays_apart():
    table = Table((Column("甲"),), (("一",),))
    assert len(opened(table, table).tables) == 2


def test_table_when_a_row_does_not_fit_the_columns_then_is_refused():
    with pytest.raises(ValueError, match="2 cells"):
        Table((Column("甲"), Column("乙"), Column("丙")), (("一", "二"),))


def test_landscape_when_between_portrait_pages_then_turns_alone_and_numbers_go_on():
    file = opened(Paragraph("前。"), Landscape((Table((Column("甲"),)),)), Paragraph("后。"))
    sizes = [(mm(section.page_width), mm(section.page_height)) for section in file.sections]
    assert sizes == [(210.0, 297.0), (297.0, 210.0), (210.0, 297.0)]
    assert [section.footer.is_linked_to_previous for section in file.sections] == [False, True, True]
    assert [mm(section.left_margin) for section in file.sections] == [28.0, 35.0, 28.0]


def test_landscape_when_first_or_twice_then_makes_no_empty_section():
    wide = Landscape((Table((Column("甲"),)),))
    assert len(opened(wide).sections) == 1
    assert len(opened(wide, wide).sections) == 2


@pytest.mark.parametrize(
    ("unit", "sealed", "indents"),
    [
        ("研究所党委", True, ("325", "400")),
        ("中共某某研究所委员会", True, ("75", "400")),
        ("研究所党委", False, ("200", "150")),
        ("党委", False, ("550", "200")),
    ],
)
def test_sign_off_when_sealed_or_not_then_stands_where_the_standard_says(unit, sealed, indents):
    file = opened(SignOff(unit, "1月26日", sealed))
    found = tuple(attribute(paragraph_with(file, text)._p, "w:pPr/w:ind", "w:rightChars") for text in (unit, "1月26日"))
    assert found == indents


def test_attachments_when_several_then_are_numbered_and_when_one_then_not():
    assert [each.text for each in opened(Attachments(("甲表", "乙表"))).paragraphs] == ["", "附件：1.甲表", "2.乙表"]
    assert opened(Attachments(("甲表",))).paragraphs[1].text == "附件：甲表"


def test_note_when_copy_is_numbered_then_number_stands_at_the_other_side():
    paragraph = opened(Note("内部资料", "003")).paragraphs[0]
    assert paragraph.text == "内部资料\t份号：003"
    assert attribute(paragraph._p, "w:pPr/w:tabs/w:tab", "w:pos") == "8844"


def test_properties_when_rendered_then_come_from_the_document_alone():
    properties = opened(Paragraph("正文。")).core_properties
    assert (properties.title, properties.author, properties.comments) == ("意见建议汇总", "党群办公室", "")
    assert properties.created.date() == properties.modified.date() == CREATED


def test_bytes_when_rendered_twice_then_are_the_same():
    document = make_document(*EVERY_BLOCK)
    assert render_docx(document) == render_docx(document)


def test_archive_when_rendered_then_tells_no_time_and_holds_no_foreign_picture():
    with zipfile.ZipFile(io.BytesIO(render_docx(make_document(*EVERY_BLOCK)))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_every_run_when_rendered_then_names_its_fonts():
    document = etree.fromstring(parts(render_docx(make_document(*EVERY_BLOCK)))["word/document.xml"])
    runs = [run for run in document.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
    assert len(runs) > 50
    for run in runs:
        fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} != {None}


@settings(max_examples=25, deadline=None)
@given(hostile_texts)
def test_hostile_text_when_in_every_place_then_the_file_opens_and_shows_all_of_it(text):
    content = render_docx(document_of(text))
    for name, data in parts(content).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)
    file = docx.Document(io.BytesIO(content))
    assert len(file.tables) == 3
    assert file.tables[1].rows[1].cells[0].text == visible(text)


def test_long_word_when_wider_than_a_column_then_may_be_broken_inside():
    file = opened(Paragraph("W" * 200), Paragraph("plain words of ordinary length"))
    assert file.paragraphs[0]._p.pPr.find(qn("w:wordWrap")).get(qn("w:val")) == "0"
    assert file.paragraphs[1]._p.pPr.find(qn("w:wordWrap")) is None
