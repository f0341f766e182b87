"""Every kind of paper can be printed, for a year without records and for a full one; what may not be said is not."""

from __future__ import annotations

import datetime as dt
import io

import docx
import openpyxl
import pytest

from tests import builders
from tests.documents import builders as full
from zhiyan.consolidation.documents import feedback_sheet, summary
from zhiyan.consolidation.models import Item
from zhiyan.cycle.queries import team
from zhiyan.documents.gbt9704 import (
    Imprint,
    Picture,
    RedHead,
    Table,
    Title,
    render_docx,
    render_html,
    render_text,
    render_xlsx,
    with_number,
)
from zhiyan.documents.registry import KINDS, compose
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.meeting.models import Attendance
from zhiyan.oversight.documents import statistic_rows
from zhiyan.rectification.documents import reply_sheet, sources
from zhiyan.rectification.models import Measure, Problem
from zhiyan.regulation.actions import decide_rule
from zhiyan.solicitation.models import BoxSettings, Opinion
from zhiyan.statements.models import ItemAnswer

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>=1+1\x07\u202e甲]]>&amp;"


def text_of(code, cycle, subject=0):
    kind = KINDS[code]
    return render_text(compose(kind, cycle, kind.subjects(cycle)[subject]))


def every_paper(cycle):
    return [(kind, compose(kind, cycle, subject)) for kind in KINDS.values() for subject in kind.subjects(cycle)]


def open_again(kind, document):
    assert docx.Document(io.BytesIO(render_docx(document))).paragraphs
    assert render_text(document).strip()
    assert render_html(document).startswith("<article")
    if kind.sheet:
        assert openpyxl.load_workbook(io.BytesIO(render_xlsx(document))).worksheets


@pytest.mark.parametrize("code", KINDS)
def test_paper_of_a_year_without_records_opens_again(code):
    cycle = builders.make_cycle()
    kind = KINDS[code]
    for subject in kind.subjects(cycle):
        open_again(kind, compose(kind, cycle, subject))


def test_papers_of_a_unit_without_team_and_notice_open_again():
    for kind, document in every_paper(builders.make_cycle(team=(), notice=False, branches=False)):
        open_again(kind, document)


def test_papers_of_a_full_year_open_again():
    found = every_paper(full.full_cycle())
    assert {kind.code for kind, _document in found} == set(KINDS)
    for kind, document in found:
        open_again(kind, document)


def test_papers_of_a_small_team_with_one_person_in_two_posts_open_again():
    for kind, document in every_paper(full.full_cycle(team=builders.SMALL_TEAM, branches=False)):
        open_again(kind, document)


def test_hostile_text_stays_text_in_every_format():
    cycle = full.full_cycle()
    with guard.writing("test"):
        Item.objects.filter(cycle=cycle).update(title=HOSTILE)
        Problem.objects.filter(cycle=cycle).update(text=HOSTILE)
        Measure.objects.filter(cycle=cycle).update(text=HOSTILE)
        ItemAnswer.objects.filter(cycle=cycle).update(text=HOSTILE)
        cycle.theme = HOSTILE
        cycle.save()
    for kind, document in every_paper(cycle):
        open_again(kind, document)
        assert "<script" not in render_html(document)


# ------------------------------------------------------------------------------------- what may not be printed


def test_masked_name_is_covered_in_every_paper():
    cycle = full.full_cycle()
    for kind, document in every_paper(cycle):
        assert "王某某" not in render_text(document), kind.code
    assert "▇▇▇" in render_text(summary(cycle))
    assert "▇▇▇" in render_text(feedback_sheet(cycle, None))


def test_personal_data_found_by_the_import_is_covered_before_anybody_laid_a_mask():
    cycle = builders.make_cycle()
    builders.make_opinion(cycle, "请回电10012345678", personal_data=[{"kind": "phone", "start": 3, "end": 14}])
    assert "10012345678" not in render_text(summary(cycle))


def test_handed_over_opinion_is_counted_and_never_printed():
    cycle = full.full_cycle()
    for kind, document in every_paper(cycle):
        assert full.ACCUSATION not in render_text(document), kind.code
    assert "移交1条" in render_text(summary(cycle))
    assert "移交1条" in render_text(reply_sheet(cycle, sources(cycle)[0]))


def test_words_of_a_talk_are_in_no_paper():
    for kind, document in every_paper(full.full_cycle()):
        assert "私下说的话" not in render_text(document), kind.code


def test_words_of_criticisms_are_in_minutes_and_summary_alone():
    cycle = full.full_cycle()
    holders = {kind.code for kind, document in every_paper(cycle) if full.CRITICISM in render_text(document)}
    assert holders == {"minutes", "criticisms"}


@pytest.mark.parametrize(
    "code", ["bulletin", "meeting_report", "rectification", "team_problems", "team_register", "report"]
)
def test_member_problem_is_not_in_what_many_read(code):
    text = text_of(code, full.full_cycle())
    assert full.MEMBER_PROBLEM not in text
    assert full.COMMENT not in text


def test_opinions_words_are_not_in_what_many_read():
    cycle = full.full_cycle()
    for code in ("bulletin", "meeting_report", "rectification", "report", "statistics"):
        assert "值班室冬天没有暖气" not in text_of(code, cycle)


def test_reply_sheet_says_nothing_of_a_members_problem():
    cycle = full.full_cycle()
    problem = Problem.objects.get(cycle=cycle, member__isnull=False)
    with guard.writing("test"):
        problem.items.add(Item.objects.get(cycle=cycle, title="值班室取暖"))
    text = render_text(reply_sheet(cycle, sources(cycle)[0]))
    assert "由本人整改" in text
    assert full.MEMBER_PROBLEM not in text


def test_secret_text_is_not_printed():
    cycle = full.full_cycle()
    opinion = Opinion.objects.get(cycle=cycle, text=full.OPINION)
    with guard.writing("test"):
        point = builders.make_point(opinion)
        point.placement.delete()
        type(point.placement).objects.create(unit=cycle.unit, cycle=cycle, point=point, reason="secret")
    assert "值班室" not in render_text(summary(cycle)).replace("值班室取暖", "")


# ------------------------------------------------------------------------------------------ figures, order


def test_summary_has_a_row_for_each_opinion_that_may_be_printed():
    cycle = full.full_cycle()
    table = next(block for block in summary(cycle).blocks[-1].blocks if isinstance(block, Table))
    assert len(table.rows) == Opinion.objects.filter(cycle=cycle, withheld=False).count()
    assert f"合计{Opinion.objects.filter(cycle=cycle).count()}条" in table.footer[0][0]


def test_statistics_equal_the_records():
    cycle = full.full_cycle()
    found = {name: number for name, number, _unit in statistic_rows(cycle)}
    assert found["意见总数"] == Opinion.objects.filter(cycle=cycle).count()
    assert found["整改措施"] == Measure.objects.filter(cycle=cycle).count()
    assert found["相互批评意见"] == 6 * 5
    assert found["应到"] == found["实到"] == 6
    assert found["班子对照检查问题"] == 2
    assert found["原因剖析方面"] == 2


def test_a_new_opinion_changes_the_papers_figures():
    cycle = full.full_cycle()
    before = {name: number for name, number, _unit in statistic_rows(cycle)}["意见总数"]
    builders.make_opinion(cycle)
    assert {name: number for name, number, _unit in statistic_rows(cycle)}["意见总数"] == before + 1


def test_people_stand_in_rank_order_in_the_feedback_list():
    cycle = full.full_cycle()
    labels = [subject.label for subject in KINDS["feedback"].subjects(cycle)]
    assert labels == ["班子", *(role for role, *_rest in builders.TEAM)]


def test_paper_is_in_chinese_whatever_language_the_page_is_in():
    from django.utils import translation

    cycle = full.full_cycle()
    with translation.override("en"):
        assert "班子成员之间" in text_of("talks", cycle)


def test_same_data_give_the_same_bytes():
    cycle = full.full_cycle()
    kind = KINDS["summary"]
    assert render_docx(compose(kind, cycle)) == render_docx(compose(kind, cycle))


def test_wide_table_stands_on_the_page_of_its_title():
    blocks = summary(full.full_cycle()).blocks
    assert len(blocks) == 1
    assert any(isinstance(block, Title) for block in blocks[0].blocks)


def test_meeting_without_opinions_gets_no_reply_sheet():
    cycle = full.full_cycle()
    assert [source.name for source in sources(cycle)] == ["第一支部职工会议"]


def test_causes_of_one_dimension_stand_under_one_heading():
    assert text_of("statement", full.full_cycle()).count("宗旨意识") == 1


# --------------------------------------------------------------------------------- groups, script, attachments


def spanning(cycle, code):
    document = compose(KINDS[code], cycle)
    table = next(block for block in document.blocks[-1].blocks if isinstance(block, Table))
    return [row[0] for row in table.rows if len(row) == 1]


def test_summary_by_target_names_the_team_before_members_in_rank_order():
    cycle = full.full_cycle()
    assert spanning(cycle, "summary_by_target") == [
        "领导班子（小计2条）",
        "主任（小计1条）",
        "移交1条（不列原文），不分对象",
    ]


def test_summary_by_source_follows_the_order_of_the_channels():
    names = [name.partition("（小计")[0] for name in spanning(full.full_cycle(), "summary_by_source")]
    assert names[:3] == ["支部职工会议", "青年职工座谈会", "2020年班子经济责任审计整改未完问题"]


def test_feedback_prints_the_items_wording_beside_the_original():
    cycle = full.full_cycle()
    assert "值班室取暖" in render_text(feedback_sheet(cycle, None))


def test_script_follows_the_agenda_and_names_who_speaks_after_whom():
    text = text_of("script", full.full_cycle())
    assert "应到6人，实到　　人" in text
    assert "纪检组组长和党群工作处处长到会督导。" in text
    assert [text.index(f"第{no}项　") for no in "一二三四五六"] == sorted(
        text.index(f"第{no}项　") for no in "一二三四五六"
    )


def test_attendance_is_held_against_the_share_that_the_unit_decided():
    cycle = full.full_cycle()
    assert "达到三分之二" in text_of("attendance", cycle)
    decide_rule(
        builders.actor(cycle, Role.ORGANISER), cycle, rule="R32", parameters={"share": "1"}, reason="党委会决定"
    )
    with guard.writing("test"):
        Attendance.objects.filter(sitting__meeting__cycle=cycle, member__role="主任").update(present=False)
    assert "实到5人，到会率83.3%，未达到全员，应当改期" in text_of("attendance", cycle)


def test_report_with_attachments_holds_each_on_a_page_under_its_number():
    text = text_of("report_attached", full.full_cycle())
    places = [text.index(f"\n附件{no}") for no in range(1, 7)]
    assert places == sorted(places)
    assert full.CRITICISM not in text
    assert full.ACCUSATION not in text


def test_progress_tells_departments_what_is_left_to_do():
    text = text_of("progress", full.full_cycle())
    assert "科技处" in text
    assert "继续抓好未完成的2项措施" in text
    assert full.MEMBER_PROBLEM not in text


def test_review_record_prints_every_review_with_its_conclusion():
    cycle = full.full_cycle()
    text = text_of("reviews", cycle, 1)
    assert "督导组" in text
    assert "共审阅1次" in text


def test_formal_notices_have_a_red_head_and_an_imprint():
    cycle = full.full_cycle()
    for code in ("circular", "meeting_report", "rectification", "report"):
        kinds = {type(block) for block in compose(KINDS[code], cycle).blocks}
        assert {RedHead, Imprint} <= kinds, code


def test_number_and_signer_come_into_the_red_head_when_a_paper_is_issued():
    text = render_text(with_number(compose(KINDS["report"], full.full_cycle()), "某研〔2021〕3号", "主任"))
    assert "某研〔2021〕3号　签发人：主任" in text


def test_form_carries_the_address_of_the_box_as_a_picture_where_there_is_one(settings):
    settings.BOX_ADDRESS = "https://yijian.example.cn"
    cycle = full.full_cycle()
    assert not [block for block in compose(KINDS["opinion_form"], cycle).blocks if isinstance(block, Picture)]
    days = [dt.date(2021, 1, day) for day in (4, 5, 6, 14, 15)]
    with guard.writing("test"):
        BoxSettings.objects.create(
            unit=cycle.unit, cycle=cycle, draw_from=days[0], draw_to=days[1], opens_on=days[2], closes_on=days[3],
            by_on=days[4], eligible=200, roster_salt="s", roster_root="r",
        )  # fmt: skip
    pictures = [block for block in compose(KINDS["opinion_form"], cycle).blocks if isinstance(block, Picture)]
    assert [each.caption for each in pictures] == [f"https://yijian.example.cn/{cycle.unit.code}/{cycle.label}/"]


def test_form_tells_members_of_the_same_post_apart():
    cycle = full.full_cycle()
    with guard.writing("test"):
        team(cycle).filter(is_secretary=False).update(title="副主任")
    [table] = [
        each
        for each in compose(KINDS["opinion_form"], cycle).blocks
        if getattr(each, "caption", "")[:5] == "对班子成员"
    ]
    named = [row[0] for row in table.rows]
    assert named == [each.title if each.is_secretary else each.role for each in team(cycle)]
    assert len(set(named)) == len(named)


def test_paper_without_a_day_leaves_a_place_for_it():
    assert text_of("progress", full.full_cycle()).rstrip().endswith("年　　月　　日")
