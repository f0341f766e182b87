"""The superior's notice: the case's, and notices written otherwise."""

from datetime import date

import pytest

from tests.importing.case import CASE, EXPECTED, form
from zhiyan.cycle.importing import When, parse_notice, parse_when, step_code
from zhiyan.kernel.files import FileRefused

ISSUED = date(2020, 12, 21)


@pytest.fixture(scope="module")
def notice():
    return parse_notice((CASE / "notice.docx").read_bytes(), "通知.docx")


def test_heading_of_the_case_notice_is_read(notice):
    assert notice.issuer == "院党的建设工作领导小组办公室"
    assert notice.number == "院党建办函〔2020〕样例1号"
    assert notice.title == "关于开好2020年度院属单位领导班子民主生活会的通知"
    assert (notice.on, notice.year) == (ISSUED, 2020)


def test_theme_of_the_case_notice_ends_with_its_sentence(notice):
    assert notice.theme.startswith("认真学习贯彻")
    assert notice.theme.endswith("新征程")


def test_aspects_of_the_case_notice_have_codes_names_and_focus(notice):
    assert {aspect.code: aspect.name for aspect in notice.aspects} == EXPECTED["aspects"]
    assert notice.aspects[4].focus == "重点看责任传导、重点岗位监督和经常性教育。"


def test_deadlines_of_the_case_notice_are_nine_with_codes_and_days(notice):
    assert [(d.code, d.when) for d in notice.deadlines] == [
        ("plan", When(by=date(2021, 1, 8))),
        ("solicit", When(start=date(2021, 1, 4), by=date(2021, 1, 15))),
        ("study", When(by=date(2021, 1, 20))),
        ("talks", When(by=date(2021, 1, 22))),
        ("statements", When(by=date(2021, 1, 22))),
        ("meeting", When(start=date(2021, 1, 18), by=date(2021, 1, 31))),
        ("report", When(after_meeting_days=15)),
        ("rectify", When(after_meeting_days=20)),
        ("disclose", When(after_meeting_days=30)),
    ]
    assert notice.deadlines[0].when_text == "2021年1月8日前"
    assert notice.deadlines[2].requirement == "班子集中学习研讨不少于两次，个人自学有记录"


def test_windows_of_the_case_notice_are_those_of_its_steps(notice):
    assert notice.solicitation_window == (date(2021, 1, 4), date(2021, 1, 15))
    assert notice.meeting_window == (date(2021, 1, 18), date(2021, 1, 31))
    assert notice.missing == ()


def test_deadlines_after_the_meeting_are_counted_from_the_next_day(notice):
    due = {d.code: d.when.due(date(2021, 1, 26)) for d in notice.deadlines if d.after_meeting_days}
    assert due == {"report": date(2021, 2, 10), "rectify": date(2021, 2, 15), "disclose": date(2021, 2, 25)}


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("1月4日至15日", When(start=date(2021, 1, 4), by=date(2021, 1, 15))),
        ("12月28日至1月8日", When(start=date(2020, 12, 28), by=date(2021, 1, 8))),
        ("2021年1月底前", When(by=date(2021, 1, 31))),
        ("会后15个工作日内", When(after_meeting_days=15, working_days=True)),
        ("2021年1月26日", When(start=date(2021, 1, 26), by=date(2021, 1, 26))),
        ("自1月4日起", When(start=date(2021, 1, 4))),
        ("尽快", When()),
    ],
)
def test_time_limit_written_otherwise_is_understood(text, when):
    assert parse_when(text, ISSUED) == when


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("研究制定实施方案", "plan"),
        ("广泛听取意见", "solicit"),
        ("开展谈心谈话", "talks"),
        ("起草对照检查材料", "statements"),
        ("制定整改方案", "rectify"),
        ("上报会议情况", "report"),
        ("召开民主生活会", "meeting"),
        ("会议通报", "disclose"),
        ("其他", None),
    ],
)
def test_step_named_otherwise_gets_its_code(name, code):
    assert step_code(name) == code


def test_notice_of_three_aspects_with_other_steps_is_read():
    data = form(
        [
            "关于召开2022年度民主生活会的通知",
            "会议主题为“全面贯彻党的二十大精神”。",
            "一、对照检查",
            "1.理论学习。看学得深不深。",
            "2.担当作为：看干得实不实。",
            "3.廉洁自律",
            "二、有关事项",
            "1.按时报送材料。",
        ],
        [["要求", "时间", "步骤"], ["研究方案", "1月8日前", "制定方案"], ["到会指导", "另行通知", "督导检查"]],
        ["某上级党委", "二〇二二年十二月二十日"],
    )
    parsed = parse_notice(data, "n.docx")
    assert [(a.code, a.name, a.focus) for a in parsed.aspects] == [
        ("P1", "理论学习", "看学得深不深。"),
        ("P2", "担当作为", "看干得实不实。"),
        ("P3", "廉洁自律", ""),
    ]
    assert (parsed.theme, parsed.year, parsed.issuer) == ("全面贯彻党的二十大精神", 2022, "某上级党委")
    assert [(d.code, d.step, d.when) for d in parsed.deadlines] == [
        ("plan", "制定方案", When(by=date(2023, 1, 8))),
        ("step_2", "督导检查", When()),
    ]
    assert parsed.missing == ("solicitation_window", "meeting_window")


def test_document_that_is_no_notice_is_refused():
    with pytest.raises(FileRefused) as caught:
        parse_notice("关于放假的通知\n元旦放假三天。".encode(), "n.txt")
    assert caught.value.code == "no_notice_found"
