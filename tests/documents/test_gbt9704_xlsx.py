"""Workbooks: texts stay texts, long ones go on below, header repeated in print, hostile texts, the same bytes again."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings

from tests.documents.samples import EVERY_BLOCK, document_of, hostile_texts, make_document
from zhiyan.documents.gbt9704 import Column, Landscape, Paragraph, Table, render_xlsx
from zhiyan.documents.gbt9704.safe import visible


def opened(*blocks, **others):
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(make_document(*blocks, **others))))


def values(sheet):
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_tables_when_rendered_then_each_is_a_sheet_with_title_header_rows_and_footer():
    book = opened(*EVERY_BLOCK)
    assert book.sheetnames == ["意见建议汇总表", "台账"]
    assert values(book.worksheets[0]) == [
        ("意见建议汇总表", None, None),
        ("序号", "意见原文", "条数"),
        (1, "食堂周末开放时间短。", 3),
        ("班子", None, None),
        (2, None, 0),
        (None, "合计", 3),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+86 10", "-1", "@SUM(A1)", "=cmd|'/C calc'!A0", "0012", "1e5", "2021-01-26"])
def test_text_when_it_looks_like_a_formula_or_number_then_stays_a_text(text):
    cell = opened(Table((Column("列"),), ((text,),))).worksheets[0]["A3"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_text_when_it_begins_like_a_formula_then_editing_it_does_not_make_one():
    sheet = opened(Table((Column("列"),), (("=1+1",), ("平常",)))).worksheets[0]
    assert (bool(sheet["A3"].quotePrefix), bool(sheet["A4"].quotePrefix)) == (True, False)


def test_text_when_it_holds_an_escape_of_the_format_then_is_written_as_itself():
    content = render_xlsx(make_document(Table((Column("列"),), (("_x0041_",),))))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "<t>_x005F_x0041_</t>" in archive.read("xl/worksheets/sheet1.xml").decode()


def test_text_when_longer_than_a_cell_holds_then_goes_on_in_the_rows_below():
    text = "".join(chr(0x4E00 + at % 5000) for at in range(70_000))
    sheet = opened(Table((Column("号"), Column("文")), ((1, text), (2, "短")))).worksheets[0]
    assert "".join(sheet.cell(row, 2).value for row in (3, 4, 5)) == text
    assert [sheet.cell(row, 1).value for row in (3, 4, 5, 6)] == [1, None, None, 2]


def test_number_when_too_long_for_a_workbook_then_is_kept_as_text():
    sheet = opened(Table((Column("号"),), ((110101199001011234,), (12,)))).worksheets[0]
    assert (sheet["A3"].value, sheet["A4"].value) == ("110101199001011234", 12)


def test_printing_when_rendered_then_repeats_the_header_on_a4_one_page_wide():
    book = opened(Table((Column("甲"),)), Landscape((Table((Column("乙"),)),)))
    assert [sheet.page_setup.orientation for sheet in book] == ["portrait", "landscape"]
    for sheet in book:
        assert sheet.print_title_rows == "$1:$2"
        assert (int(sheet.page_setup.paperSize), sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
        assert (sheet.oddFooter.right.text, sheet.evenFooter.left.text) == ("— &P —", "— &P —")
        assert sheet.oddFooter.center.text is None


def test_mark_when_given_then_stands_in_the_middle_of_every_footer():
    book = opened(Table((Column("甲"),)), Landscape((Table((Column("乙"),)),)), mark="存证日志 u1 · 41条")
    for sheet in book:
        assert sheet.oddFooter.center.text == sheet.evenFooter.center.text == "存证日志 u1 · 41条"
        assert sheet.oddFooter.right.text == "— &P —"


def test_columns_when_relative_then_widths_are_in_proportion():
    dimensions = opened(Table((Column("甲", 1), Column("乙", 3)))).worksheets[0].column_dimensions
    assert dimensions["B"].width == pytest.approx(3 * dimensions["A"].width)


def test_sheet_names_when_alike_long_or_forbidden_then_are_made_fit():
    captions = ("甲/乙:丙", "甲/乙:丙", "很长的名称" * 10, "很长的名称" * 10, "😀" * 30, "History")
    names = opened(*(Table((Column("列"),), caption=each) for each in captions)).sheetnames
    assert names[:2] == ["甲_乙_丙", "甲_乙_丙 2"]
    assert len({name.casefold() for name in names}) == 6
    assert all(len(name.encode("utf-16-le")) <= 62 for name in names)
    assert "History" not in names


def test_document_when_it_has_no_table_then_no_workbook_is_made():
    with pytest.raises(ValueError, match="without a table"):
        render_xlsx(make_document(Paragraph("正文。")))


def test_bytes_when_rendered_on_another_day_then_are_the_same(monkeypatch):
    first = render_xlsx(make_document(*EVERY_BLOCK))

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2030, 1, 1, tzinfo=tz)

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    assert render_xlsx(make_document(*EVERY_BLOCK)) == first


@settings(max_examples=30, deadline=None)
@given(hostile_texts)
def test_hostile_text_when_in_every_cell_then_the_workbook_opens_and_shows_all_of_it(text):
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(document_of(text))))
    column = book.worksheets[0]["B"][2:]
    shown = "".join(cell.value or "" for cell in column if isinstance(cell.value, str))
    # Excel reads `_x005F_` as `_`; the library that opens the file here does not.
    assert shown.replace("_x005F_", "_") == visible(text)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
