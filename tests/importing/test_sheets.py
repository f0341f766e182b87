"""Workbooks as spreadsheet programs write them, beyond what the case's files hold."""

import io
import zipfile
from datetime import date, datetime

import pytest

from zhiyan.kernel.files.days import parse_day, parse_month
from zhiyan.kernel.files.names import match_name
from zhiyan.kernel.files.sheets import cell_name, read_workbook

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRINGS = (
    "<si><t>甲</t></si>"
    "<si><r><rPr><b/></rPr><t>乙</t></r><r><t xml:space='preserve'> 丙</t></r><rPh sb='0' eb='1'><t>yi</t></rPh></si>"
    "<si><t>一行_x000D_\n二行</t></si>"
)
STYLES = (
    '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="177" formatCode="0&quot;day&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="176"/><xf numFmtId="177"/></cellXfs>'
)
CELLS = (
    '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>'
    '<c r="D1" s="1"><v>44204</v></c><c r="E1" s="2"><v>44204.5</v></c><c r="F1" s="3"><v>7</v></c>'
    '<c r="G1" t="str"><f>A1</f><v>算得</v></c><c r="H1"><f>SUM(A1)</f></c><c r="I1" t="b"><v>1</v></c>'
    '<c r="J1"><v>10000000052</v></c><c r="K1"><v>1.5</v></c><c r="L1" t="s"><v>99</v></c>'
)


def workbook(namespace=TRANSITIONAL, absolute=False, date1904=False):
    target = "/xl/worksheets/one.xml" if absolute else "worksheets/one.xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{relation}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{relation}">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets><sheet name="一" sheetId="1" r:id="rId1"/>'
        '<sheet name="图" sheetId="2" r:id="rId2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="rId1" Type="{relation}/worksheet" '
        f'Target="{target}"/><Relationship Id="rId2" Type="{relation}/chartsheet" Target="c.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{STRINGS}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}">{STYLES}</styleSheet>',
        "xl/worksheets/one.xml": f'<worksheet xmlns="{namespace}"><dimension ref="A1:XFD1048576"/>'
        f'<sheetData><row r="1">{CELLS}</row><row><c><v>1</v></c></row></sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize("namespace", [TRANSITIONAL, STRICT], ids=["transitional", "strict"])
@pytest.mark.parametrize("absolute", [False, True])
def test_cells_of_every_kind_are_read_as_their_values(namespace, absolute):
    [sheet] = read_workbook(workbook(namespace, absolute))
    assert [sheet.cells.get((1, column)) for column in range(1, 13)] == [
        "甲",
        "乙 丙",
        "一行\n二行",
        datetime(2021, 1, 8),
        datetime(2021, 1, 8, 12),
        7,
        "算得",
        "=SUM(A1)",
        True,
        10000000052,
        1.5,
        None,
    ]
    assert sheet.cells[2, 1] == 1


def test_dates_of_a_workbook_that_counts_from_1904_are_right():
    [sheet] = read_workbook(workbook(date1904=True))
    assert sheet.cells[1, 4] == datetime(2025, 1, 9)


def test_cells_are_named_as_spreadsheets_name_them():
    assert [cell_name(1, 1), cell_name(11, 3), cell_name(2, 28)] == ["A1", "C11", "AB2"]


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2021.1.6", date(2021, 1, 6)),
        ("2021/1/14 14:41", date(2021, 1, 14)),
        ("2021年1月13日下午", date(2021, 1, 13)),
        ("1月7日", date(2021, 1, 7)),
        ("1.12", date(2021, 1, 12)),
        ("１月７日", date(2021, 1, 7)),
        ("20210108", date(2021, 1, 8)),
        (44204, date(2021, 1, 8)),
        ("二〇二一年一月十五日", date(2021, 1, 15)),
        (datetime(2021, 1, 9, 8), date(2021, 1, 9)),
        ("2021-02-30", None),
        ("上周", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_day_written_in_any_office_way_is_understood(raw, day):
    assert parse_day(raw, (date(2021, 1, 4), date(2021, 1, 15))) == day


def test_day_without_a_year_takes_the_year_that_brings_it_into_the_window():
    window = (date(2020, 12, 20), date(2021, 1, 15))
    assert parse_day("12月25日", window) == date(2020, 12, 25)
    assert parse_day("1月7日", window) == date(2021, 1, 7)
    assert parse_day("1月7日") is None


@pytest.mark.parametrize("raw", ["2003.05", "2003年5月", "2003/5", "2003-05-01", datetime(2003, 5, 1)])
def test_month_alone_is_its_first_day(raw):
    assert parse_month(raw) == date(2003, 5, 1)


BRANCHES = [
    "综合办公室党支部",
    "时频传递研究室第一党支部",
    "时频传递研究室第二党支部",
    "科技处党支部",
    "工程技术中心党支部",
]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("综合办支部", "综合办公室党支部"),
        ("时频传递一支部", "时频传递研究室第一党支部"),
        ("时频传递研究室第2党支部", "时频传递研究室第二党支部"),
        (" 科技处 党支部　", "科技处党支部"),
        ("工程中心支部", "工程技术中心党支部"),
        ("科技处党支部（8人）", "科技处党支部"),
        ("时频传递支部", None),
        ("支部", None),
        ("宣传部", None),
        ("科", None),
        ("", None),
    ],
)
def test_short_name_means_the_only_name_that_it_can(raw, name):
    assert match_name(raw, BRANCHES) == name


def test_alias_wins_over_every_likeness():
    assert match_name("科技处", BRANCHES, {"科技处": "综合办公室党支部"}) == "综合办公室党支部"
