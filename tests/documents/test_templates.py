"""Templates: fields come from the paper, what is wrong is pointed to, what is filled says what the paper says."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest

from tests.documents.packages import FIELDS, VALUES, saved, table, text_of, words
from zhiyan.documents.gbt9704 import Column, Document, Heading, KeyValues, Paragraph, SignOff, Table, Title
from zhiyan.documents.templates import catalogue, check, fill, starter, values

PAPER = Document(
    "通报",
    (
        Title("关于整改\n情况的通报"),
        Heading("总体情况"),
        Paragraph("共3条。\n完成2条。"),
        Paragraph("其余按期。"),
        Heading("逐项情况"),
        Table((Column("序号"), Column("姓名/职务")), ((1, "书记"), (2, "主任")), footer=(("合计", "2人"),)),
        KeyValues((("时间", "1月26日"), ("地点", "大会议室"))),
        SignOff("某研究中心", "2021年2月1日"),
    ),
    dt.date(2021, 2, 1),
)


def wheres(data):
    return [(p.where, p.what, p.remedy) for p in check(data, "a.docx", FIELDS).problems]


# ------------------------------------------------------------------------------------------------- fields


def test_fields_are_read_off_the_blocks_of_the_paper():
    found = values(PAPER, {"年度": "2020"})
    assert found["标题"] == "关于整改情况的通报"
    assert found["总体情况"] == ["共3条。", "完成2条。", "其余按期。"]
    assert found["逐项情况表"] == [{"序号": 1, "姓名职务": "书记"}, {"序号": 2, "姓名职务": "主任"}]
    assert found["逐项情况合计"] == [{"序号": "合计", "姓名职务": "2人"}]
    assert (found["年度"], found["时间"], found["成文日期"]) == ("2020", "1月26日", "2021年2月1日")


def test_catalogue_says_of_each_field_what_it_is():
    kinds = {field.name: field.kind for field in catalogue(values(PAPER, {}))}
    assert (kinds["标题"], kinds["总体情况"], kinds["逐项情况表"]) == ("文字", "列表", "表")
    columns = next(f for f in catalogue(values(PAPER, {})) if f.name == "逐项情况表").columns
    assert [(c.name, c.kind) for c in columns] == [("序号", "数字"), ("姓名职务", "文字")]


def test_two_tables_of_one_name_are_told_apart():
    twice = Document("x", (Table((Column("甲"),), (("1",),)), Table((Column("甲"),), (("2",),))), dt.date(2021, 1, 1))
    assert values(twice, {})["表2"] == [{"甲": "2"}]


def test_starter_template_of_a_paper_is_sound_and_says_what_the_paper_says():
    given = values(PAPER, {"年度": "2020"})
    data = starter(catalogue(given), dt.date(2021, 2, 1))
    checked = check(data, "a.docx", catalogue(given))
    assert (checked.problems, set(checked.names)) == ([], set(given))
    text = text_of(fill(data, given))
    for said in ("关于整改情况的通报", "共3条。", "其余按期。", "书记", "主任", "2人", "大会议室", "2021年2月1日"):
        assert said in text
    assert "{" not in text


# ------------------------------------------------------------------------------------------------ filling


def test_text_from_data_is_escaped_and_never_read_as_a_tag():
    said = "<w:p/> & \"甲\" '乙' {{ 条数 }} {% for %} 』]]>"
    text = text_of(fill(words("{{ 标题 }}"), {**VALUES, "标题": said}))
    assert said in text


def test_rows_and_paragraphs_are_repeated():
    rows = table(["{%tr for 行 in 问题表 %}", ""], ["{{ 行.序号 }}", "{{ 行.问题 }}"], ["{%tr endfor %}", ""])
    filled = docx.Document(io.BytesIO(fill(rows, VALUES)))
    assert [[c.text for c in row.cells] for row in filled.tables[0].rows] == [["1", "调研少"], ["2", "议而不决"]]
    text = text_of(fill(words("{%p for 段 in 经过 %}", "{{ loop.index }}.{{ 段 }}", "{%p endfor %}"), VALUES))
    assert "1.先学习。\n2.再开会。" in text


def test_choice_and_lists_within_a_line():
    line = "{% if 条数 > 2 %}多{% else %}少{% endif %}：{% for 行 in 问题表 %}{{ 行.问题 }}；{% endfor %}"
    line += "{{ 经过|join('、') }}"
    assert check(words(line), "a.docx", FIELDS).problems == []
    assert "多：调研少；议而不决；先学习。、再开会。" in text_of(fill(words(line), VALUES))


def test_tag_in_header_and_footer_is_filled():
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "{{ 标题 }}"
    file.sections[0].footer.paragraphs[0].text = "{{ 条数 }}条"
    text = text_of(fill(saved(file), VALUES))
    assert "关于整改的通报" in text
    assert "3条" in text


def test_field_that_this_years_paper_lacks_is_left_empty():
    data = words(
        "甲{{ 标题 }}乙", "{%p for 行 in 问题表 %}", "{{ 行.问题 }}", "{%p endfor %}", "{% if 条数 > 2 %}多{% endif %}"
    )
    assert "甲乙" in text_of(fill(data, {}))


def test_line_breaks_of_data_become_lines():
    assert "一\n二" in text_of(fill(words("{{ 标题 }}"), {"标题": "一\n二"}))


def test_same_template_and_values_give_the_same_bytes():
    data = words("{{ 标题 }}")
    assert fill(data, VALUES, modified="2021-02-01") == fill(data, VALUES, modified="2021-02-01")


# --------------------------------------------------------------------------------- what is wrong, and where


def test_unknown_field_is_pointed_to_with_the_nearest_one():
    assert wheres(words("第一段", "关于{{ 标提 }}的事")) == [("正文第2段", "没有“标提”这个字段。", "是不是“标题”？")]
    around = check(words("第一段", "关于{{ 标提 }}的事"), "a.docx", FIELDS).problems[0].around
    assert around == "关于{{ 标提 }}的事"


def test_unknown_column_is_pointed_to_in_its_cell():
    rows = table(
        ["序号", "问题"], ["{%tr for 行 in 问题表 %}", ""], ["{{ 行.序号 }}", "{{ 行.问提 }}"], ["{%tr endfor %}", ""]
    )
    assert wheres(rows) == [("正文表1第3行第2格", "没有“行.问提”这个字段。", "是不是“行.问题”？")]


def test_loop_that_is_not_closed_is_pointed_to_where_it_begins():
    [(where, what, remedy)] = wheres(words("甲", "{%p for 行 in 问题表 %}", "{{ 行.问题 }}"))
    assert (where, what) == ("正文第2段", "循环没有结束。")
    assert "endfor" in remedy


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ 标题", "标签只有一半：“{{”没有配对。"),
        ("标题 }}", "标签只有一半：“}}”没有配对。"),
        ("{% endfor %}", "这里结束了，前面却没有对应的开始。"),
        ("{% else %}", "“else”前面没有对应的“如果”。"),
        ("{{ 标题 条数 }}", "标签写得不对。"),
        ("{{ 问题表 }}", "“问题表”是一张表，不能直接填写。"),
        ("{% for 字 in 标题 %}{% endfor %}", "“标题”不是表，不能循环。"),
        ("{{ 标题.长度 }}", "“标题”后面不能再加“.”。"),
        ("{% set 甲 = 1 %}", "不认识“set”。"),
        ("甲{%p if 条数 %}乙{%p endif %}", "这个标签要独占一段、一格或一行，同一处的其他文字会丢失。"),
        ("{{p 标题 }}", "这种写法不支持。"),
        ("{%- if 条数 -%}", "这种写法不支持。"),
    ],
)
def test_broken_tag_is_named_with_its_place(text, what):
    found = wheres(words("甲", text))
    assert ("正文第2段", what) in [each[:2] for each in found]


def test_loop_over_two_cells_that_would_break_the_table_is_refused():
    found = wheres(table(["{% for 行 in 问题表 %}{{ 行.问题 }}", "{% endfor %}"]))
    assert found[0][0] == "正文表1第1行第2格"
    assert "不在同一段、同一格或同一张表里" in found[0][1]


def test_tag_split_over_formats_is_an_advice_and_still_filled():
    file = docx.Document()
    paragraph = file.add_paragraph()
    for at, piece in enumerate(("{", "{ 标", "题 }", "}")):
        paragraph.add_run(piece).bold = bool(at % 2)
    checked = check(saved(file), "a.docx", FIELDS)
    assert checked.usable
    assert [p.what for p in checked.problems] == ["标签被拆成了2段不同的格式。"]
    assert "关于整改的通报" in text_of(fill(saved(file), VALUES))


def test_tag_broken_by_a_line_break_is_refused():
    file = docx.Document()
    run = file.add_paragraph().add_run("{{ 标")
    run.add_break()
    run.add_text("题 }}")
    assert wheres(saved(file))[0][1] == "标签中间夹着换行、图片、域或修订。"


def test_tag_in_a_header_is_pointed_to_there():
    file = docx.Document()
    file.add_paragraph("{{ 标题 }}")
    file.sections[0].header.paragraphs[0].text = "{{ 没有 }}"
    assert wheres(saved(file))[0][0] == "页眉第1段"


def test_full_width_braces_are_an_advice():
    checked = check(words("{{ 标题 }}", "｛｛ 条数 ｝｝"), "a.docx", FIELDS)
    assert checked.usable
    assert checked.problems[0].what == "用了全角的花括号。"


def test_file_without_any_field_is_told_how_one_is_written():
    assert wheres(words("只有文字"))[0][1] == "没有找到任何字段。"
