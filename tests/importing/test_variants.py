"""Files like the case's but laid out otherwise: columns elsewhere, other words, other units."""

import random
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from tests.importing.case import ALIASES, CASE, FILES, context, form, part_of, records, rezipped, saved, xlsx
from zhiyan.kernel.files import FileRefused
from zhiyan.solicitation.importing import parse_opinions

HEAD = ["序号", "支部", "意见建议内容", "所属方面", "针对对象", "提出时间"]
BRANCH = "科技处党支部"


def read(data, name="x.xlsx", **told):
    return parse_opinions(data, name, context(**told))


def texts(parsed):
    return [opinion.text for opinion in parsed.opinions]


def codes(parsed):
    return [warning.code for warning in parsed.warnings]


def permuted(path, seed):
    """The workbook with its columns in another order; where each column went, by letter."""
    book = load_workbook(CASE / path)
    made = Workbook()
    made.remove(made.active)
    moved = {}
    for sheet in book:
        order = list(range(1, sheet.max_column + 1))
        random.Random(seed).shuffle(order)
        copy = made.create_sheet(sheet.title)
        merged = [area for area in sheet.merged_cells.ranges if area.min_col != area.max_col]
        for area in merged:
            sheet.unmerge_cells(area.coord)
        for to, column in enumerate(order, 1):
            moved[sheet.title, get_column_letter(column)] = get_column_letter(to)
            for row in range(1, sheet.max_row + 1):
                copy.cell(row, to, sheet.cell(row, column).value)
        for area in sheet.merged_cells.ranges:
            to = order.index(area.min_col) + 1
            copy.merge_cells(start_row=area.min_row, end_row=area.max_row, start_column=to, end_column=to)
        for row, size in sheet.row_dimensions.items():
            copy.row_dimensions[row].hidden = size.hidden
    return saved(made), moved


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith("xlsx")])
@pytest.mark.parametrize("seed", range(4))
def test_case_workbook_with_columns_in_any_order_gives_the_same(path, seed):
    data, moved = permuted(path, seed)
    parsed = read(data, channel=FILES[path]["channel"], aliases=ALIASES if seed % 2 else {})

    def placed(locator):
        if "cell" not in locator:
            return locator
        letter = locator["cell"].rstrip("0123456789")
        return {**locator, "cell": moved[locator["sheet"], letter] + locator["cell"][len(letter) :]}

    wanted = [(x["text"], x["aspect"], x["target"], x["branch"], x["date"]) for x in FILES[path]["opinions"]]
    got = [(o.text, o.aspect, o.target, o.branch, o.date and o.date.isoformat()) for o in parsed.opinions]
    # Cells of one row are read from the left, so only their order may differ.
    assert sorted(got, key=str) == sorted(wanted, key=str)
    assert [(r.locator, r.reason) for r in parsed.rejected] == [
        (placed(r["locator"]), r["reason"]) for r in FILES[path]["rejected"]
    ]
    assert sorted(codes(parsed)) == sorted(w["code"] for w in FILES[path]["warnings"])


def test_other_words_in_the_header_are_understood():
    data = xlsx(
        ["各支部征求到的意见"],
        ["收集时间", "反映的问题", "归类", "涉及领导", "所在党支部", "备注"],
        ["1月8日", "食堂晚餐品种少。", "履职尽责", "党委书记", "科技支部", "急"],
    )
    [opinion] = read(data).opinions
    assert (opinion.text, opinion.aspect, opinion.target, opinion.branch, opinion.date) == (
        "食堂晚餐品种少。",
        "P3",
        "书记",
        BRANCH,
        date(2021, 1, 8),
    )


def test_table_without_a_header_is_told_by_what_stands_in_it():
    data = xlsx(
        [1, "科技处党支部", "食堂晚餐品种少，值班人员吃不上热饭。", "班子履职尽责"],
        [2, "授时运行部党支部", "台站设备老化严重，希望安排大修。", "改革创新"],
    )
    assert [(o.branch, o.aspect) for o in read(data).opinions] == [(BRANCH, "P3"), ("授时运行部党支部", "P4")]


def test_header_over_two_rows_is_read_as_one():
    book = Workbook()
    sheet = book.active
    for row in (
        ["支部", "方面", "意见建议", None],
        [None, None, "对领导班子", "对班子成员"],
        ["科技处党支部", "从严治党", "采购慢；报销慢", "主任：会议多"],
    ):
        sheet.append(row)
    for area in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(area)
    parsed = read(saved(book))
    assert [(o.text, o.target, o.locator["cell"]) for o in parsed.opinions] == [
        ("采购慢", "班子", "C3"),
        ("报销慢", "班子", "C3"),
        ("主任：会议多", "主任", "D3"),
    ]


def test_columns_named_by_whom_they_concern_below_any_word_hold_opinions():
    data = xlsx(
        ["序号", "征求意见情况", "", "", "备注"],
        ["", "对领导班子", "对班子成员", "对书记", ""],
        [1, "会议多，建议压减", "主任：推诿多", "到基层少", ""],
    )
    parsed = read(data)
    assert [o.text[:3] for o in parsed.opinions] == ["会议多", "主任：", "到基层"]
    assert [o.target for o in parsed.opinions] == ["班子", "主任", "书记"]
    assert "target_unresolved" not in codes(parsed)


def test_columns_for_each_member_give_the_target():
    data = xlsx(["支部", "对书记的意见", "对纪委书记的意见建议"], ["科技处", "多到基层走走", "早提醒；早打招呼"])
    assert [(o.text, o.target, o.target_source) for o in read(data).opinions] == [
        ("多到基层走走", "书记", "column"),
        ("早提醒", "纪委书记", "column"),
        ("早打招呼", "纪委书记", "column"),
    ]


def test_plain_list_keeps_a_cell_with_semicolons_whole_and_splits_a_numbered_one():
    data = xlsx(HEAD, [1, BRANCH, "食堂差；班车少", "党建"], [2, BRANCH, "1.食堂差；2.班车少", "党建"])
    parsed = read(data)
    assert texts(parsed) == ["食堂差；班车少", "食堂差", "班车少"]
    assert parsed.opinions[1].source_text == "1.食堂差；2.班车少"
    assert codes(parsed) == ["cell_split"]


def test_two_people_writing_the_same_are_two_opinions_and_the_same_row_twice_is_one():
    same = "会议太多，没有时间干活。"
    data = xlsx(
        HEAD,
        [1, BRANCH, same, "党建"],
        [2, BRANCH, same, "党建"],
        [2, "授时运行部党支部", same, "党建"],
        [2, "科技支部", f" {same}", "党建"],
    )
    parsed = read(data)
    assert len(parsed.opinions) == 3
    assert [(r.reason, r.locator["cell"], r.first) for r in parsed.rejected] == [("duplicate_row", "C5", "C3")]


def test_ditto_marks_carry_down_in_any_column():
    data = xlsx(
        HEAD, [1, BRANCH, "甲事要办好", "党建", "主任", "1月6日"], [2, "同上", "乙事要办好", "〃", "〃", "同上"]
    )
    last = read(data).opinions[1]
    assert (last.branch, last.aspect, last.target, last.date) == (BRANCH, "P2", "主任", date(2021, 1, 6))
    assert last.branch_raw == "同上"


def test_row_begun_without_an_opinion_is_kept_aside_and_a_blank_one_is_not():
    data = xlsx(HEAD, [1, BRANCH, None, "党建", None, "1月6日"], [], [2, None, None], [3, BRANCH, "班车少", "党建"])
    parsed = read(data)
    assert texts(parsed) == ["班车少"]
    assert [(r.reason, r.locator["cell"]) for r in parsed.rejected] == [("no_opinion", "C2")]


def test_names_that_fit_several_or_none_stay_open_with_a_warning():
    data = xlsx(
        HEAD, [1, "时频传递支部", "甲事要办好", "作风", "副主任"], [2, "宣传支部", "乙事要办好", "党", "支部书记"]
    )
    parsed = read(data)
    assert [(o.branch, o.aspect, o.target) for o in parsed.opinions] == [(None, None, None)] * 2
    assert codes(parsed) == ["aspect_unresolved", "target_unresolved", "branch_unresolved"] * 2


def test_branches_before_any_roster_is_known_are_taken_as_written():
    parsed = read(xlsx(HEAD, [1, "综合办支部", "甲事要办好", "党建"]), branches=())
    assert parsed.opinions[0].branch == "综合办支部"
    assert codes(parsed) == []


def test_day_outside_the_window_or_unreadable_is_kept_and_reported():
    data = xlsx(
        HEAD,
        [1, BRANCH, "甲事要办好", "党建", None, "2020/1/8"],
        [2, BRANCH, "乙事要办好", "党建", None, "上周"],
        [3, BRANCH, "丙事要办好", "党建", None, datetime(2021, 1, 9, 14, 30)],
    )
    parsed = read(data)
    assert [o.date for o in parsed.opinions] == [date(2020, 1, 8), None, date(2021, 1, 9)]
    assert [(w.code, w.value) for w in parsed.warnings] == [
        ("date_outside_window", "2020/1/8"),
        ("date_unresolved", "上周"),
    ]


def test_role_mark_counts_only_where_the_column_says_nothing():
    data = xlsx(HEAD, [1, BRANCH, "主任：会议太多", "党建", "书记"], [2, BRANCH, "（致分管领导）报修没人管", "党建"])
    parsed = read(data)
    assert [(o.target, o.target_source) for o in parsed.opinions] == [("书记", "column"), (None, None)]
    assert [(w.code, w.value) for w in parsed.warnings] == [("target_unresolved", "分管领导")]


def test_hidden_sheet_is_read_and_reported():
    book = Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("旧表")
    sheet.append(HEAD)
    sheet.append([1, BRANCH, "甲事要办好", "党建"])
    sheet.sheet_state = "hidden"
    assert codes(read(saved(book))) == ["hidden_sheet"]


def test_header_repeated_after_a_page_break_is_no_opinion():
    data = xlsx(HEAD, [1, BRANCH, "甲事要办好", "党建"], HEAD, [2, BRANCH, "乙事要办好", "党建"])
    assert texts(read(data)) == ["甲事要办好", "乙事要办好"]


def test_carried_sources_of_another_year_and_kind_are_named_by_the_file():
    head = ["编号", "问题来源", "所属方面", "问题表述"]
    data = xlsx(
        head,
        ["Y1", "2023年学习贯彻主题教育检视问题", "党建", "甲事没有办完"],
        ["Y2", "主题教育", "党建", "乙事没有办完"],
        ["Y3", "省委巡视反馈", "党建", "丙事没有办完"],
        ["Y4", "考核反馈", "党建", "丁事没有办完"],
        ["Y5", "谈话函询", "党建", "戊事需要说明"],
    )
    parsed = read(data, channel=None)
    name = "2023年学习贯彻主题教育检视问题"
    assert [(o.channel, o.source) for o in parsed.opinions] == [
        ("carry_theme_education_2023", name),
        ("carry_theme_education_2023", name),
        ("carry_inspection", "省委巡视反馈"),
        (None, None),
        ("carry_inquiry", "谈话函询"),
    ]
    assert codes(parsed) == ["source_unresolved"]


def test_export_with_title_tabs_and_utf16_is_read():
    text = "科研骨干会导出\n编号\t意见内容\t类别\nG1\t设备老化，请更新\t党建\n"
    parsed = parse_opinions(text.encode("utf-16"), "x.csv", context("seminar_backbone"))
    assert [(o.text, o.locator, o.aspect) for o in parsed.opinions] == [
        ("设备老化，请更新", {"record": 1, "part": 1}, "P2")
    ]


def test_record_with_an_unquoted_comma_is_kept_aside_not_cut():
    data = b"\xef\xbb\xbf" + "编号,类别,意见内容\n1,党建,甲事,要办好\n2,党建,乙事要办好\n".encode()
    parsed = read(data, "x.csv")
    assert texts(parsed) == ["乙事要办好"]
    assert [(r.reason, r.locator) for r in parsed.rejected] == [("extra_columns", {"record": 1})]


def test_export_with_an_open_quotation_mark_is_refused_whole():
    with pytest.raises(FileRefused) as caught:
        read('编号,类别,意见内容\n1,党建,"甲事要办好\n2,党建,乙事要办好\n'.encode(), "x.csv")
    assert caught.value.code == "csv_broken"


def test_records_come_back_as_they_were_written():
    wanted = ["甲，乙", '他说"好"', "两行\n文字", "10⁻¹⁸量级"]
    data = records(
        ["编号", "意见内容", "类别"], *([f"G{n}", text, "党建"] for n, text in enumerate(wanted)), encoding="gb18030"
    )
    assert texts(read(data, "x.csv")) == wanted


def test_form_reads_several_paragraphs_numbers_and_continuations():
    data = form(
        ["征求意见表", "党支部：科技支部", "日期：1月9日"],
        [
            ["意见和建议", "对照检查方面"],
            [["1.第一条", "接着写", "2.第二条"], "党建"],
            [["第三条", "", "第四条"], "改革创新"],
            ["暂无", "从严治党"],
        ],
        ["注：1.不署名；2.可附页。"],
    )
    parsed = read(data, "x.docx", channel="form")
    assert texts(parsed) == ["第一条\n接着写", "第二条", "第三条", "第四条"]
    assert {(o.branch, o.date) for o in parsed.opinions} == {(BRANCH, date(2021, 1, 9))}
    assert [r.locator for r in parsed.rejected] == [{"table": 1, "row": 4, "col": 1}]


def test_form_with_aspects_in_the_first_column_and_no_header_is_read():
    data = form(["征求意见表（科技处党支部）"], [["把握正确政治方向", "甲事要办好"], ["班子履职尽责", "乙事要办好"]])
    assert [(o.text, o.aspect, o.branch) for o in read(data, "x.docx").opinions] == [
        ("甲事要办好", "P1", BRANCH),
        ("乙事要办好", "P3", BRANCH),
    ]


def test_text_inserted_under_tracked_changes_counts_and_deleted_text_does_not():
    data = form(["征求意见表"], [["方面", "意见"], ["党建", "甲XX乙"]])
    body = part_of(data, "word/document.xml").decode()
    changed = body.replace(
        "<w:r><w:t>甲XX乙</w:t></w:r>",
        "<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:r><w:t>乙</w:t></w:r>",
    )
    assert changed != body
    assert texts(read(rezipped(data, {"word/document.xml": changed.encode()}), "x.docx")) == ["甲新乙"]


MINUTES = """座谈会纪要
时间：2021年1月13日下午
会议议程：
1. 介绍情况；
2. 大家发言。
与会同志的主要意见建议如下：
（一）把握正确政治方向
1、学习材料多，
讨论少。
2、无
（二）后勤保障
3）食堂差
会议要求
1. 三日内梳理；
"""


def test_minutes_with_other_marks_yield_only_the_points():
    parsed = read(MINUTES.encode("gb18030"), "x.txt", channel="seminar")
    assert [(o.text, o.aspect, o.locator["line"]) for o in parsed.opinions] == [
        ("学习材料多，讨论少。", "P1", 8),
        ("食堂差", None, 12),
    ]
    assert [(w.code, w.value) for w in parsed.warnings] == [("aspect_unresolved", "后勤保障")]
    assert [r.reason for r in parsed.rejected] == ["no_opinion"]


def test_minutes_in_a_word_file_are_read_like_text():
    parsed = read(form(MINUTES.splitlines(), [["签到", "姓名"]]), "青年座谈会.docx", channel=None)
    assert texts(parsed) == ["学习材料多，讨论少。", "食堂差"]
    assert parsed.channel == "seminar_youth"
    assert parsed.opinions[0].locator == {"paragraph": 8, "part": 1}


def test_line_without_a_number_between_points_is_kept_aside():
    text = "意见建议如下：\n1. 甲事要办好\n\n大家还谈了别的事\n\n2. 乙事要办好\n"
    parsed = read(text.encode(), "x.txt")
    assert texts(parsed) == ["甲事要办好", "乙事要办好"]
    assert [(r.reason, r.text, r.locator) for r in parsed.rejected] == [
        ("not_a_point", "大家还谈了别的事", {"line": 4})
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.xlsx", xlsx(["填写说明"], ["1. 每条意见单独一行，不署名。"])),
        ("x.docx", form(["没有表"], [["姓名", "电话"]])),
        ("x.csv", "姓名,电话\n职工0001,1\n".encode()),
        ("x.txt", "今天天气很好。".encode()),
    ],
)
def test_file_without_opinions_is_refused_with_a_remedy(name, data):
    with pytest.raises(FileRefused) as caught:
        read(data, name)
    assert caught.value.code == "no_opinions_found"
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["感谢领导关心，对班子工作很满意。", "班子作风扎实，值得肯定，希望继续保持。"])
def test_pure_thanks_is_flagged_as_praise(text):
    assert read(xlsx(HEAD, [1, BRANCH, text, "党建"])).opinions[0].praise


@pytest.mark.parametrize("text", ["感谢领导关心，但食堂太差。", "对班子很满意，建议多下基层。", "报销慢。"])
def test_thanks_with_a_wish_or_complaint_is_no_praise(text):
    assert not read(xlsx(HEAD, [1, BRANCH, text, "党建"])).opinions[0].praise


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话１００００００００５２联系", [("phone", "１００００００００５２")]),
        ("工号为0253的职工，邮箱s1@example.invalid", [("staff_no", "0253"), ("email", "s1@example.invalid")]),
        ("身份证11010119900101123X", [("id_card", "11010119900101123X")]),
        ("微信号abc_12345", [("account", "abc_12345")]),
        ("2021年1月投入100000万元，编号GB12345", []),
    ],
)
def test_personal_data_of_other_shapes_is_found(text, found):
    data = xlsx(HEAD, [1, BRANCH, text, "党建"])
    assert [(item["kind"], item["value"]) for item in read(data).opinions[0].personal_data] == found
