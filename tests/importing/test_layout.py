"""What a file's columns were taken for, and what a person says of them."""

from tests.importing.case import CASE, FILES, context, form, xlsx
from zhiyan.solicitation.importing import Told, look_at_file, parse_opinions

ODD = xlsx(
    ["登记", "甲栏", "乙栏"],
    ["一", "职工食堂晚餐品种太少，值班人员吃不上热饭。", "科技处党支部"],
    ["二", "报销要跑四个部门，流程太长。", "授时运行部党支部"],
)


def looked(data, name="x.xlsx", **told):
    return look_at_file(data, name, context(**told))


def test_every_table_of_the_case_is_sure_of_its_columns():
    for path, told in FILES.items():
        parsed = looked((CASE / path).read_bytes(), told["original_name"], channel=told["channel"])
        assert [table.place for table in parsed.tables if table.unsure] == [], path


def test_sentences_under_an_unknown_header_make_the_table_unsure():
    data = xlsx(
        ["序号", "支部", "意见建议", "群众呼声"],
        [1, "科技处党支部", "食堂晚餐品种少。", "班车最后一班太早，加班的人赶不上。"],
        [2, "科技处党支部", "会议太多。", "停车位不够，来访车辆占了通道。"],
    )
    [table] = looked(data).tables
    assert table.unsure
    assert [c.column for c in table.columns if c.reads_like_opinions] == [4]


def test_column_without_a_header_that_was_told_by_its_sentences_is_unsure():
    data = xlsx(
        [1, "科技处党支部", "食堂晚餐品种少，值班人员吃不上热饭。", "班子履职尽责"],
        [2, "授时运行部党支部", "台站设备老化严重，希望安排大修。", "改革创新"],
    )
    [table] = looked(data).tables
    assert table.read
    assert table.unsure


def test_table_that_nobody_can_tell_is_shown_instead_of_refused():
    parsed = looked(ODD)
    [table] = parsed.tables
    assert (parsed.opinions, table.read, table.unsure, table.header_row) == ((), False, True, 1)
    assert [column.word for column in table.columns] == ["登记", "甲栏", "乙栏"]
    assert table.columns[1].samples[0].startswith("职工食堂")


def test_what_a_person_says_of_the_columns_decides():
    parsed = looked(ODD, told={"意见": Told(1, {2: "text", 3: "branch"})})
    assert [(o.text, o.branch) for o in parsed.opinions] == [
        ("职工食堂晚餐品种太少，值班人员吃不上热饭。", "科技处党支部"),
        ("报销要跑四个部门，流程太长。", "授时运行部党支部"),
    ]
    assert not parsed.tables[0].unsure


def test_table_without_a_header_can_be_told():
    data = xlsx(["职工食堂晚餐品种太少", "急"], ["报销要跑四个部门", "缓"])
    parsed = looked(data, told={"意见": Told(0, {1: "text"})})
    assert [o.text for o in parsed.opinions] == ["职工食堂晚餐品种太少", "报销要跑四个部门"]


def test_table_said_to_hold_no_opinions_yields_none():
    data = xlsx(["支部", "意见建议"], ["科技处党支部", "食堂晚餐品种少。"])
    parsed = looked(data, told={"意见": Told(1, {})})
    assert (parsed.opinions, parsed.tables[0].unsure) == ((), False)


def test_words_of_a_header_once_told_are_known_in_the_next_file():
    parsed = parse_opinions(ODD, "x.xlsx", context(field_names={"甲栏": "text", "乙栏": "branch"}))
    assert [o.branch for o in parsed.opinions] == ["科技处党支部", "授时运行部党支部"]


def test_lone_column_whose_word_was_told_is_read():
    data = xlsx(["大家怎么说"], ["食堂晚餐品种少。"], ["会议太多。"])
    parsed = parse_opinions(data, "x.xlsx", context(field_names={"大家怎么说": "text"}))
    assert [o.text for o in parsed.opinions] == ["食堂晚餐品种少。", "会议太多。"]


def test_table_of_a_document_and_records_of_an_export_can_be_told():
    rows = [["甲栏", "乙栏"], ["食堂晚餐品种少，不够吃。", "科技处党支部"], ["会议太多，没时间干活。", "科技处党支部"]]
    document = looked(form(["收集表"], rows), "x.docx", told={"table 1": Told(1, {1: "text", 2: "branch"})})
    export = looked(
        "\n".join(",".join(row) for row in rows).encode(), "x.csv", told={"records": Told(1, {1: "text", 2: "branch"})}
    )
    for parsed in (document, export):
        assert [(o.text, o.branch) for o in parsed.opinions] == [(text, "科技处党支部") for text, _branch in rows[1:]]


def test_what_was_said_is_the_same_after_it_was_stored():
    told = Told(2, {1: "text", 4: "aspect"})
    assert Told.from_dict(told.as_dict()) == told


def test_answer_that_says_nothing_is_no_header():
    data = xlsx(
        ["支部", "甲栏"], ["科技处", "食堂晚餐品种少，不够吃。"], ["工程中心支部", "无意见"], ["科技处", "会多"]
    )
    [table] = looked(data).tables
    assert table.header_row == 1


def test_rows_of_the_table_above_its_header_make_it_unsure():
    rows = [["科技处党支部", "食堂晚餐品种少，不够吃。", "2021-01-08"]] * 3
    [table] = looked(xlsx(*rows, ["支部", "意见建议", "日期"], *rows)).tables
    assert (table.skipped, table.unsure) == (3, True)
