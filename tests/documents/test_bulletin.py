"""The bulletin says what the records hold, and names what they do not."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.documents import builders as full
from zhiyan.cycle.models import Plan
from zhiyan.disclosure import bulletin as wording
from zhiyan.disclosure.documents import bulletin, bulletin_text, missing_facts
from zhiyan.disclosure.happened import Session, gather, remembering
from zhiyan.disclosure.models import Disclosure
from zhiyan.documents.gbt9704 import render_text
from zhiyan.kernel import guard
from zhiyan.meeting.models import Attendance
from zhiyan.oversight.documents import report
from zhiyan.talks.models import GroupTalk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "said",
    [
        "1月26日下午，某研究中心（演示单位）在大会议室召开2020年度领导班子民主生活会。",
        "会议主题是：演示主题。",
        "纪检组组长和党群工作处处长到会督导。",
        "会议由书记主持。",
        "主任、副主任A、副主任B、纪委书记、党委委员参加了会议。",
        "2020年12月28日，党委会专题研究民主生活会主题和环节步骤，制定了民主生活会实施方案。",
        "2020年12月29日，全会精神集中研讨会。",
        "研读了十九届五中全会精神等材料。",
        "2021年1月2日，印发《关于开好专题民主生活会及征求意见的通知》。",
        "召开支部职工会议1场，到会21人次。",
        "召开青年职工座谈会共1场",
        "发放征求意见表40份，收回38份，有效37份。",
        "2021年1月21日上午，班子成员之间进行了3小时的集体谈心谈话。",
        "共收到意见建议3条。",
        "结合2020年班子经济责任审计整改未完问题，共梳理意见建议4条。",
        "书记对发言提纲逐一进行了审阅把关。",
        "梳理形成2个问题，从2个方面深入剖析了问题产生的原因，提出了1个方面的整改措施和努力方向。",
        "相互提出批评意见30条",
        "纪检组组长对领导班子的对照检查材料和1名班子成员的发言材料进行了逐一点评，对本次民主生活会给予肯定。",
        "逐条明确整改措施、责任人、责任部门、时间表，坚持“当下改”与“长久立”相结合。",
        "整改情况向全体党员和职工公开。",
        "（图：会议现场）",
        "供稿：党群办公室　审核：书记",
    ],
)
def test_bulletin_of_a_full_year_says(said):
    assert said in render_text(bulletin(full.full_cycle()))


def test_nothing_is_missing_in_a_full_year():
    assert missing_facts(full.full_cycle()) == []


def test_bulletin_of_a_year_without_records_says_nothing_that_did_not_happen():
    cycle = builders.make_cycle()
    text = bulletin_text(cycle)
    for word in (
        "0条",
        "0个",
        "0次",
        "0份",
        "召开青年",
        "点评",
        "批评",
        "参加了",
        "到会督导",
        "，，",
        "。。",
        "收到",
        "会后，",
    ):
        assert word not in text, word
    assert "谈心谈话" in missing_facts(cycle)
    assert "督导组点评" in missing_facts(cycle)


def test_an_absent_member_is_not_listed_as_having_attended():
    cycle = full.full_cycle()
    with guard.writing("test"):
        Attendance.objects.filter(sitting__meeting__cycle=cycle, label="副主任A").update(present=False)
    text = bulletin_text(cycle)
    assert "主任、副主任B、纪委书记、党委委员参加了会议" in text


def test_a_missing_group_talk_is_named_and_not_printed():
    cycle = full.full_cycle()
    with guard.writing("test"):
        for talk in GroupTalk.objects.filter(cycle=cycle):
            talk.attendees.clear()
            talk.delete()
    assert "集体谈心谈话" in missing_facts(cycle)
    assert "集体谈心谈话" not in bulletin_text(cycle)


def test_a_plan_that_nobody_resolved_is_not_said_to_be_made():
    cycle = full.full_cycle()
    with guard.writing("test"):
        Plan.objects.filter(cycle=cycle).update(resolution=None)
    assert "实施方案" not in bulletin_text(cycle)


def test_sittings_on_two_days_are_both_named():
    sessions = [
        Session(dt.date(2021, 1, 26), dt.time(9), "甲"),
        Session(dt.date(2021, 1, 26), dt.time(14), "甲"),
        Session(dt.date(2021, 1, 27), dt.time(9), "甲"),
    ]
    assert wording.days(sessions) == "1月26日上午、下午和1月27日上午"


def test_title_that_carries_its_marks_gets_no_second_pair():
    assert wording.titled("《甲》") == "《甲》" == wording.titled("甲")


def test_every_sentence_ends_once():
    for fact in wording.facts(gather(full.full_cycle())):
        if fact.code != "photo":
            assert fact.text.endswith("。"), fact.code
            assert "。。" not in fact.text
            assert "，。" not in fact.text


def test_report_names_recipient_figures_and_attachments():
    text = render_text(report(full.full_cycle()))
    assert text.splitlines()[3].endswith("：") or "院党的建设工作领导小组办公室：" in text
    assert "4条意见建议归并为2个条目" in text
    assert "采纳1个" in text
    assert "线索移交1条" in text
    assert "问题清单共列2个问题，领导班子1个，班子成员1个。" in text
    assert "会议记录" in text


def test_drafted_disclosure_is_not_said_to_be_open():
    cycle = full.full_cycle()
    with guard.writing("test"):
        Disclosure.objects.filter(cycle=cycle).update(issued=False)
    assert "整改公开的范围" in missing_facts(cycle)
    assert "公开" not in render_text(report(cycle)).split("整改措施和责任")[1]


def test_year_is_gathered_once_while_remembering(django_assert_num_queries):
    cycle = full.full_cycle()
    with remembering():
        first = gather(cycle)
        with django_assert_num_queries(0):
            assert gather(cycle) is first
    assert gather(cycle) is not first
