"""The pages that the office lives in, by the test client."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation.sealed import open_box
from zhiyan.kernel.actor import Role
from zhiyan.solicitation import actions
from zhiyan.solicitation.models import (
    BoxOpening,
    Channel,
    Circular,
    FormRun,
    Gathering,
    ImportFile,
    Opinion,
    SolicitationClosing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return builders.make_cycle()


@pytest.fixture
def office(cycle, client):
    client.force_login(builders.user_of(make.organiser(cycle)))
    return client


def at(cycle, name, *args):
    return reverse(f"solicitation:{name}", args=[cycle.unit.code, cycle.label, *args])


def text(response):
    return response.content.decode()


def test_an_empty_stage_says_what_to_do_first(office, cycle):
    page = text(office.get(at(cycle, "page")))
    assert "发征求意见通知" in page
    assert "开设常用渠道" in page
    assert "还没有导入文件" in page


def test_one_click_sets_up_the_usual_channels_with_the_notices_days(office, cycle):
    response = office.post(at(cycle, "set_up"))
    assert response.status_code == 302
    assert Channel.objects.filter(cycle=cycle).count() == 7
    assert "2021年1月4日至15日" in text(office.get(at(cycle, "page")))


def test_uploading_a_file_shows_what_each_row_becomes_before_anything_counts(office, cycle):
    data = make.listed(
        "食堂晚餐品种少,,班子履职尽责,领导班子", "1.报销太慢 2.会议太多,,改革创新,分管副主任", "无意见,,,"
    )
    upload = SimpleUploadedFile("支部意见汇总.csv", data)
    response = office.post(at(cycle, "upload"), {"file": upload}, follow=True)
    page = text(response)
    assert "食堂晚餐品种少" in page
    assert "合回一条" in page
    assert "分管副主任" in page
    assert "退回的行" in page
    assert Opinion.objects.count() == 0


def test_confirming_takes_everything_in_and_honours_an_unsplit_cell(office, cycle):
    found = make.preview(cycle, "1.报销太慢 2.会议太多,,班子履职尽责,领导班子", "食堂晚餐品种少,,班子履职尽责,领导班子")
    key = re.search(r'name="join" value="([^"]+)"', text(office.get(at(cycle, "preview", found.pk))))[1]
    response = office.post(at(cycle, "preview", found.pk), {"channel": "branch_meeting", "join": [key]}, follow=True)
    assert "已导入 2 条意见" in text(response)
    assert set(Opinion.objects.values_list("text", flat=True)) == {"1.报销太慢 2.会议太多", "食堂晚餐品种少"}


def test_explaining_a_name_reads_the_file_again_and_is_remembered(office, cycle):
    found = make.preview(cycle, "食堂晚餐品种少,,班子履职尽责,分管副主任")
    office.post(at(cycle, "explain", found.pk), {"targets-0": "副主任B"})
    office.post(at(cycle, "preview", found.pk), {"channel": "branch_meeting"})
    assert Opinion.objects.get().target_member.role == "副主任B"
    again = make.preview(cycle, "班车时间对不上,,班子履职尽责,分管副主任", name="第二个.csv")
    assert again.preview["opinions"][0]["target"] == "副主任B"


def test_a_file_that_is_not_what_it_says_is_refused_beside_the_field(office, cycle):
    response = office.post(at(cycle, "upload"), {"file": SimpleUploadedFile("意见.xlsx", b"%PDF-1.7 nothing")})
    assert response.status_code == 422
    assert "内容却是 PDF" in text(response)
    assert ImportFile.objects.count() == 0


def test_the_same_file_again_says_that_it_was_taken_in(office, cycle):
    found = make.preview(cycle, "食堂晚餐品种少,,班子履职尽责,领导班子")
    actions.confirm_import(make.organiser(cycle), found)
    upload = SimpleUploadedFile("另一个名字.csv", make.listed("食堂晚餐品种少,,班子履职尽责,领导班子"))
    assert "已经导入过" in text(office.post(at(cycle, "upload"), {"file": upload}, follow=True))
    assert Opinion.objects.count() == 1


def test_giving_a_file_up_leaves_nothing(office, cycle):
    found = make.preview(cycle, "食堂晚餐品种少,,班子履职尽责,领导班子")
    office.post(at(cycle, "discard", found.pk))
    assert "已放弃" in text(office.get(at(cycle, "preview", found.pk)))
    assert Opinion.objects.count() == 0


def test_entering_keeps_the_source_for_the_next_one_and_gives_a_receipt_code(office, cycle):
    meeting = make.gathering(cycle, branch=builders.make_branch(cycle.unit, "科技处党支部"))
    data = {"source": f"gathering:{meeting.pk}", "text": "班车时间\r\n对不上", "target": "主任"}
    response = office.post(at(cycle, "enter"), data, follow=True)
    opinion = Opinion.objects.select_related("submission").get()
    assert opinion.text == "班车时间\n对不上"
    assert opinion.submission.receipt_code in text(response)
    assert f'value="gathering:{meeting.pk}" selected' in text(response)


def test_a_refused_entry_keeps_what_was_typed(office, cycle):
    response = office.post(at(cycle, "enter"), {"text": "班车时间对不上", "target": "班子"})
    assert response.status_code == 422
    assert "班车时间对不上" in text(response)
    assert "请选择渠道" in text(response)


def test_meetings_forms_and_boxes_are_recorded_from_their_pages(office, cycle):
    channel = make.channel(cycle)
    day = {"on": "2021-01-11"}
    office.post(at(cycle, "gathering"), {**day, "channel": channel.pk, "name": "科技处党支部职工会议", "present": 8})
    office.post(at(cycle, "form_run"), {**day, "name": "导航支部征求意见表", "sent": 50, "returned": 40, "valid": 38})
    box = {**day, "first_person": "党务工作人员", "second_person": "纪检委员", "found": 3, "set_aside": 1}
    office.post(at(cycle, "paper_box"), box)
    office.post(at(cycle, "circular"), {**day, "title": "征求意见通知", "text": "请各支部组织。"})
    assert (Gathering.objects.count(), FormRun.objects.count(), Circular.objects.count()) == (1, 1, 1)
    assert BoxOpening.objects.get().entered == 2
    page = text(office.get(at(cycle, "page")))
    assert "40（80%）" in page
    assert "还差 2 张" in page


def test_forms_that_do_not_add_up_are_refused_beside_the_field(office, cycle):
    data = {"on": "2021-01-11", "name": "征求意见表", "sent": 10, "returned": 12, "valid": 9}
    response = office.post(at(cycle, "form_run"), data)
    assert response.status_code == 422
    assert "回收不能多于发放的 10 份" in text(response)


def test_a_second_editor_sees_both_versions_of_a_meeting(office, cycle):
    meeting = make.gathering(cycle)
    actions.change_gathering(
        make.organiser(cycle), meeting, seen_version=1, name="甲", present=9, place="", recorder=""
    )
    data = {"version": "1", "name": "乙", "present": 12, "place": "", "recorder": ""}
    response = office.post(at(cycle, "change_gathering", meeting.pk), data)
    assert response.status_code == 422
    assert "别人刚刚改过" in text(response)
    assert Gathering.objects.get().name == "甲"


def test_every_number_of_the_stage_leads_to_its_opinions(office, cycle):
    builders.make_opinion(cycle, "食堂晚餐品种少", target="主任")
    builders.make_opinion(cycle, "时间不明", target=None, aspect=None)
    page = text(office.get(at(cycle, "page")))
    for address in set(re.findall(r'href="(/[^"]*/opinions/\?[^"]+)"', page)):
        listed = text(office.get(address.replace("&amp;", "&")))
        assert "共 1 条" in listed or "共 2 条" in listed, address


def test_the_list_filters_and_shows_fifty_a_page(office, cycle):
    for n in range(55):
        builders.make_opinion(cycle, f"意见之{n}", target="主任" if n == 7 else "班子")
    first = text(office.get(at(cycle, "opinions")))
    assert "共 55 条" in first
    assert "下一页" in first
    only = text(office.get(at(cycle, "opinions"), {"target": "主任"}))
    assert "意见之7" in only
    assert "意见之8" not in only


def test_the_writers_data_is_marked_for_the_office_and_covered_for_the_secretary(office, cycle, client):
    opinion = builders.make_opinion(
        cycle, "打我电话10000000052", personal_data=[{"kind": "phone", "value": "10000000052", "start": 4, "end": 15}]
    )
    page = text(office.get(at(cycle, "opinion", opinion.pk)))
    assert '<mark title="提出人的个人信息，反馈前遮盖">10000000052</mark>' in page
    client.force_login(builders.member_user(cycle, "书记"))
    assert "10000000052" not in text(client.get(at(cycle, "opinion", opinion.pk)))
    assert "10000000052" not in text(client.get(at(cycle, "opinions")))


def test_splitting_by_the_page_changes_no_word(office, cycle):
    opinion = builders.make_opinion(cycle, "1.食堂太远 2.班车太少")
    shown = text(office.get(at(cycle, "split", opinion.pk)))
    assert "//" in shown
    office.post(at(cycle, "split", opinion.pk), {"text": "1.食堂太远\r\n//\r\n2.班车太少"})
    assert list(Opinion.objects.order_by("start").values_list("text", flat=True)) == ["食堂太远", "班车太少"]
    office.post(at(cycle, "join", opinion.pk))
    assert Opinion.objects.get().text == "1.食堂太远 2.班车太少"


def test_rewriting_while_splitting_is_refused(office, cycle):
    opinion = builders.make_opinion(cycle, "食堂太远；班车太少")
    response = office.post(at(cycle, "split", opinion.pk), {"text": "食堂不远\n//\n班车太少"})
    assert response.status_code == 422
    assert "与原文不一致" in text(response)


def test_an_opened_batch_has_its_sheet_with_the_words_and_names_the_keyholder_alone(client):
    opened = open_box()
    opened.fill(15, "网上的意见")
    batch = opened.open()
    client.force_login(builders.user_of(make.organiser(opened.cycle)))
    sheet = text(client.get(at(opened.cycle, "reply", "box_opening", batch.opening.pk)))
    assert "网上的意见之0" in sheet
    listed = text(client.get(at(opened.cycle, "page")))
    assert opened.keyholder.label in listed
    assert f"{opened.keyholder.label}、" not in listed


def test_closing_says_what_is_open_and_then_stands(office, cycle):
    make.preview(cycle, "食堂晚餐品种少,,班子履职尽责,领导班子")
    response = office.post(at(cycle, "close"), {"on": "2021-01-11"})
    assert response.status_code == 422
    assert "还没有确认导入" in text(response)
    actions.confirm_import(make.organiser(cycle), ImportFile.objects.get())
    office.post(at(cycle, "close"), {"on": "2021-01-11"})
    assert SolicitationClosing.objects.get().total == 1
    assert "录入意见" not in text(office.get(at(cycle, "page")))


def test_a_branch_secretary_records_the_own_meeting_and_sees_its_opinions_only(cycle, client):
    secretary = make.branch_secretary(cycle)
    branch = builders.make_branch(cycle.unit, "科技处党支部")
    client.force_login(builders.user_of(secretary))
    data = {
        "on": "2021-01-11",
        "channel": make.channel(cycle).pk,
        "branch": branch.pk,
        "name": "职工会议",
        "present": 8,
    }
    client.post(at(cycle, "gathering"), data)
    meeting = Gathering.objects.get()
    client.post(at(cycle, "enter"), {"source": f"gathering:{meeting.pk}", "text": "本支部的意见", "target": "班子"})
    builders.make_opinion(cycle, "别的支部的意见", branch=builders.make_branch(cycle.unit, "别的支部"))
    page = text(client.get(at(cycle, "opinions")))
    assert "本支部的意见" in page
    assert "别的支部的意见" not in page
    assert "意见共 1 条" in text(client.get(at(cycle, "page")))
    assert client.get(at(cycle, "upload")).status_code == 403


def test_members_see_counts_without_links_to_words(cycle, client):
    builders.make_opinion(cycle, "食堂晚餐品种少")
    client.force_login(builders.member_user(cycle, "主任"))
    page = text(client.get(at(cycle, "page")))
    assert "意见总数" in page
    assert "/opinions/" not in page
    assert client.get(at(cycle, "opinions")).status_code == 403


def test_a_reply_sheet_lists_the_opinions_of_its_source(office, cycle):
    meeting = make.gathering(cycle)
    for words in ("第一条", "第二条"):
        actions.enter_opinion(make.organiser(cycle), meeting.channel, text=words, gathering=meeting)
    assert meeting.reply_code in text(office.get(at(cycle, "replies")))
    sheet = text(office.get(at(cycle, "reply", "gathering", meeting.pk)))
    assert "共收到意见 2 条" in sheet
    assert "第二条" in sheet


def test_the_main_page_and_the_list_ask_the_database_a_bounded_number_of_times(
    office, cycle, django_assert_max_num_queries
):
    office.post(at(cycle, "set_up"))
    for n in range(12):
        builders.make_opinion(cycle, f"意见之{n}")
        make.gathering(cycle, name=f"会议{n}", on=dt.date(2021, 1, 11))
    with django_assert_max_num_queries(45):
        office.get(at(cycle, "page"))
    with django_assert_max_num_queries(30):
        office.get(at(cycle, "opinions"))


def test_pages_of_another_unit_do_not_exist_and_staff_have_no_right(cycle, client):
    other = builders.make_cycle()
    client.force_login(builders.user_of(make.organiser(cycle)))
    assert client.get(at(other, "page")).status_code == 404
    foreign = builders.make_opinion(other, "别的单位")
    assert client.get(at(cycle, "opinion", foreign.pk)).status_code == 404
    client.force_login(builders.user_of(builders.actor(cycle, Role.ADMINISTRATOR)))
    assert client.get(at(cycle, "page")).status_code == 403


def test_a_reply_sheet_leaves_the_office_without_the_writers_data(office, cycle):
    meeting = make.gathering(cycle)
    actions.enter_opinion(make.organiser(cycle), meeting.channel, text="打我电话10000000052", gathering=meeting)
    sheet = text(office.get(at(cycle, "reply", "gathering", meeting.pk)))
    assert "打我电话▇▇▇" in sheet
    assert "10000000052" not in sheet


def test_after_the_closing_the_meetings_page_corrects_instead_of_changing(office, cycle):
    meeting = make.gathering(cycle, present=12)
    builders.make_opinion(cycle)
    actions.close_solicitation(make.organiser(cycle), cycle)
    address = at(cycle, "correct", "gathering", meeting.pk)
    assert address in text(office.get(at(cycle, "page")))
    office.post(address, {"field": "present", "after": "13", "reason": "签到表复核"})
    assert Gathering.objects.get().present == 13


def test_the_discipline_secretary_finds_the_opinions_about_the_office_only(cycle, client):
    builders.make_opinion(cycle, "食堂太远")
    builders.make_opinion(cycle, "党群办公室回复太慢", about_office=True)
    client.force_login(builders.member_user(cycle, "纪委书记"))
    page = text(client.get(at(cycle, "page")))
    assert "可以查看的意见共 1 条" in page
    listed = text(client.get(at(cycle, "opinions")))
    assert "党群办公室回复太慢" in listed
    assert "食堂太远" not in listed


def test_a_file_over_the_limit_is_refused_before_it_is_read(office, cycle):
    huge = SimpleUploadedFile("意见.csv", b"x" * (20 * 1024 * 1024 + 1))
    response = office.post(at(cycle, "upload"), {"file": huge})
    assert response.status_code == 422
    assert "超过 20 MB" in text(response)
