"""Each action: done, refused, out of order."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation.sealed import open_box
from zhiyan.cycle.models import Aspect, CycleState
from zhiyan.kernel import gates, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Conflict, Denied, GateClosed, Invalid
from zhiyan.kernel.files import FileRefused
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.kernel.storage import path_of
from zhiyan.ledger.models import LedgerEntry
from zhiyan.ledger.sequencer import flush
from zhiyan.org.models import Alias
from zhiyan.solicitation import actions, queries
from zhiyan.solicitation.actions.opinions import SPLIT_GATE
from zhiyan.solicitation.commitments import holds
from zhiyan.solicitation.making import Target
from zhiyan.solicitation.models import (
    ImportFile,
    KeptRow,
    Opinion,
    Submission,
    TargetKind,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 1, 11)


@pytest.fixture
def cycle():
    return builders.make_cycle()


@pytest.fixture
def office(cycle):
    return make.organiser(cycle)


def take_in(cycle, *rows, **fields):
    return actions.confirm_import(make.organiser(cycle), make.preview(cycle, *rows), **fields)


# ------------------------------------------------------------------------------------------------- channels


def test_channels_made_twice_stay_one_each(cycle, office):
    actions.set_up_channels(office, cycle)
    assert len(actions.set_up_channels(office, cycle)) == 7
    assert [c.code for c in queries.channels(cycle)][:2] == ["branch_meeting", "form"]


def test_a_channel_that_ends_before_it_begins_is_refused(cycle, office):
    channel = make.channel(cycle)
    with pytest.raises(Invalid) as refused:
        actions.change_channel(office, channel, opens_on=DAY, closes_on=DAY - dt.timedelta(days=1))
    assert "closes_on" in refused.value.fields


def test_the_second_editor_of_a_channel_is_shown_the_difference(cycle, office):
    channel = make.channel(cycle)
    actions.change_channel(office, channel, seen_version=1, opens_on=DAY, closes_on=DAY)
    with pytest.raises(Conflict) as refused:
        actions.change_channel(office, channel, seen_version=1, opens_on=None, closes_on=None)
    assert refused.value.theirs["opens_on"] == DAY


def test_a_closed_channel_takes_nothing_until_it_is_opened_again(cycle, office):
    channel = actions.close_channel(office, make.channel(cycle))
    with pytest.raises(Invalid):
        actions.enter_opinion(office, channel, text="食堂太远")
    with pytest.raises(Invalid):
        take_in(cycle, "食堂太远,,,领导班子", channel="branch_meeting")
    assert not Opinion.objects.exists()
    actions.reopen_channel(office, channel)
    actions.enter_opinion(office, channel, text="食堂太远")


def test_a_circular_entered_late_needs_its_reason(cycle, office):
    with pytest.raises(Invalid) as refused:
        actions.issue_circular(office, cycle, title="通知", text="正文", on=dt.date(2021, 1, 4))
    assert "late_reason" in refused.value.fields
    made = actions.issue_circular(
        office, cycle, title="通知", text="正文", on=dt.date(2021, 1, 4), late_reason="系统启用前已发"
    )
    assert made.is_late


# ------------------------------------------------------------------------------------------------- meetings


def test_a_meeting_without_opinions_is_kept_with_its_reply_code(cycle):
    meeting = make.gathering(cycle)
    assert queries.gatherings(make.organiser(cycle), cycle)[0].opinions == 0
    assert queries.by_reply_code(meeting.reply_code) == ("gathering", meeting)


def test_a_branch_secretary_cannot_record_another_branchs_meeting(cycle):
    secretary = make.branch_secretary(cycle)
    other = builders.make_branch(cycle.unit, "别的支部")
    with pytest.raises(Denied):
        actions.record_gathering(secretary, make.channel(cycle), on=DAY, name="会", present=3, branch=other)


def test_a_meeting_of_nobody_is_refused(cycle, office):
    with pytest.raises(Invalid) as refused:
        actions.record_gathering(office, make.channel(cycle), on=DAY, name="", present=0)
    assert set(refused.value.fields) == {"name", "present"}


@pytest.mark.parametrize(("sent", "returned", "valid"), [(10, 11, 5), (10, 9, 10)])
def test_forms_that_do_not_add_up_are_refused(cycle, office, sent, returned, valid):
    with pytest.raises(Invalid):
        actions.record_form_run(
            office, make.channel(cycle, "form"), on=DAY, name="表", sent=sent, returned=returned, valid=valid
        )


def test_a_paper_box_takes_exactly_the_slips_found(cycle, office):
    channel = make.channel(cycle, "paper_box")
    opening = actions.record_box_opening(
        office, channel, on=DAY, first_person="甲", second_person="乙", found=2, set_aside=1
    )
    actions.enter_opinion(office, channel, text="第一张", box_opening=opening)
    with pytest.raises(Invalid):
        actions.enter_opinion(office, channel, text="第二张", box_opening=opening)
    actions.change_box_opening(office, opening, found=3, set_aside=1)
    actions.enter_opinion(office, channel, text="第二张", box_opening=opening)
    with pytest.raises(Invalid):
        actions.change_box_opening(office, opening, found=2, set_aside=1)


def test_opening_a_box_alone_is_refused(cycle, office):
    with pytest.raises(Invalid) as refused:
        actions.record_box_opening(
            office, make.channel(cycle, "paper_box"), on=DAY, first_person="甲", second_person=" 甲 ", found=1
        )
    assert "second_person" in refused.value.fields


def test_a_paper_slip_needs_its_opening_and_the_online_box_takes_no_typing(cycle, office):
    for code in ("paper_box", "box"):
        with pytest.raises(Invalid):
            actions.enter_opinion(office, make.channel(cycle, code), text="一张纸条")


# ------------------------------------------------------------------------------------------------- opinions


def test_an_entered_opinion_is_verbatim_committed_and_has_a_receipt(cycle, office):
    member = builders.member(cycle, "主任")
    opinion = actions.enter_opinion(
        office,
        make.channel(cycle),
        text="  请主任多下基层，打我电话10000000052。\n",
        aspect=Aspect.objects.get(cycle=cycle, code="P3"),
        target=Target(TargetKind.MEMBER, member),
        on=DAY,
    )
    submission = Submission.objects.get()
    assert submission.text == "  请主任多下基层，打我电话10000000052。\n"
    assert opinion.text == "请主任多下基层，打我电话10000000052。"
    assert submission.text[opinion.start : opinion.end] == opinion.text
    assert holds(submission)
    assert submission.receipt_code
    found = opinion.personal_data[0]
    assert opinion.text[found["start"] : found["end"]] == "10000000052"


def test_an_opinion_takes_day_and_branch_of_its_meeting(cycle, office):
    branch = builders.make_branch(cycle.unit, "科技处党支部")
    meeting = make.gathering(cycle, branch=branch, on=dt.date(2021, 1, 9))
    opinion = actions.enter_opinion(office, meeting.channel, text="食堂太远", gathering=meeting)
    assert (opinion.submission.on, opinion.submission.branch) == (meeting.on, branch)


def test_an_empty_opinion_and_another_years_member_are_refused(cycle, office):
    other = builders.make_cycle(cycle.unit, label="2021", notice=False)
    with pytest.raises(Invalid):
        actions.enter_opinion(office, make.channel(cycle), text=" \n")
    with pytest.raises(Invalid):
        actions.enter_opinion(
            office, make.channel(cycle), text="x", target=Target(TargetKind.MEMBER, builders.member(other, "主任"))
        )


def test_a_target_beyond_the_team_names_its_body(cycle, office):
    with pytest.raises(Invalid) as refused:
        actions.enter_opinion(office, make.channel(cycle), text="x", target=Target(TargetKind.OTHER))
    assert "target_body" in refused.value.fields
    actions.enter_opinion(office, make.channel(cycle), text="x", target=Target(TargetKind.OTHER, body="后勤部门"))
    assert queries.figures(cycle)["by_target"] == {"后勤部门": 1}


def test_splitting_keeps_every_word_and_counts_each_part(cycle, office):
    opinion = actions.enter_opinion(office, make.channel(cycle), text="1.食堂太远 2.班车太少，打100-0000-0097")
    made = actions.split_opinion(office, opinion, spans=[(2, 6), (9, len(opinion.text))])
    assert [one.text for one in made] == ["食堂太远", "班车太少，打100-0000-0097"]
    assert [len(one.personal_data) for one in made] == [0, 1]
    assert all(one.submission.text[one.start : one.end] == one.text for one in made)
    assert queries.totals(cycle)["total"] == 2


def test_a_split_that_would_lose_words_is_refused(cycle, office):
    opinion = actions.enter_opinion(office, make.channel(cycle), text="食堂太远，而且班车太少")
    with pytest.raises(Invalid) as refused:
        actions.split_opinion(office, opinion, spans=[(0, 4), (7, 11)])
    assert refused.value.code == "split.words_lost"


def test_joining_undoes_a_split(cycle, office):
    opinion = actions.enter_opinion(office, make.channel(cycle), text="食堂太远；班车太少")
    parts = actions.split_opinion(office, opinion, spans=[(0, 4), (5, 9)])
    assert actions.join_opinions(office, parts[1]).text == "食堂太远；班车太少"
    assert queries.totals(cycle)["total"] == 1
    with pytest.raises(Invalid):
        actions.join_opinions(office, Opinion.objects.get())


def test_a_later_stage_can_keep_placed_opinions_from_being_split(cycle, office, monkeypatch):
    opinion = actions.enter_opinion(office, make.channel(cycle), text="食堂太远；班车太少")
    placed = Finding("R12", Severity.MUST, "", "意见", "已经归入条目。", "请先撤回。")
    monkeypatch.setitem(gates._checks, SPLIT_GATE, [lambda subject: [placed]])
    with pytest.raises(GateClosed):
        actions.split_opinion(office, opinion, spans=[(0, 4), (5, 9)])


def test_after_the_closing_only_what_was_open_may_be_filled(cycle, office):
    settled = builders.make_opinion(cycle, "食堂太远", target="主任")
    unknown = builders.make_opinion(cycle, "班车太少", target=None, aspect=None)
    actions.close_solicitation(office, cycle)
    aspect = Aspect.objects.get(cycle=cycle, code="P1")
    with pytest.raises(Invalid):
        actions.classify_opinion(office, settled, aspect=aspect)
    actions.classify_opinion(office, unknown, aspect=aspect, target=Target(TargetKind.TEAM))
    assert "unresolved" not in queries.figures(cycle)["by_target"]


# -------------------------------------------------------------------------------------------------- imports


def test_a_file_counts_only_once_it_is_confirmed_and_its_words_are_stored_once(cycle):
    waiting = make.preview(cycle, "食堂太远,,班子履职尽责,领导班子")
    assert queries.totals(cycle)["total"] == 0
    done = actions.confirm_import(make.organiser(cycle), waiting)
    assert queries.totals(cycle)["total"] == 1
    assert "食堂太远" not in str(ImportFile.objects.get(pk=done.pk).preview)
    assert path_of(done.sha256).exists()


def test_a_confirmed_file_cannot_be_confirmed_or_given_up_again(cycle, office):
    done = take_in(cycle, "食堂太远,,,领导班子")
    for action in (actions.confirm_import, actions.discard_import, actions.reread_import):
        with pytest.raises(Invalid):
            action(office, done)
    assert queries.totals(cycle)["total"] == 1


def test_a_discarded_file_may_come_again(cycle, office):
    actions.discard_import(office, make.preview(cycle, "食堂太远,,,领导班子"))
    again = make.preview(cycle, "食堂太远,,,领导班子")
    assert not again.already
    assert again.state == "preview"


def test_a_file_without_a_channel_is_taken_in_only_once_one_is_chosen(cycle, office):
    data = "意见内容,针对对象\n食堂太远,领导班子\n班车太少,\n".encode()
    waiting = actions.preview_import(office, cycle, name="汇总.csv", data=data)
    assert waiting.channel_code == ""
    with pytest.raises(Invalid) as refused:
        actions.confirm_import(office, waiting)
    assert "channel" in refused.value.fields
    assert not Submission.objects.exists()
    actions.confirm_import(office, waiting, channel="seminar")
    assert queries.figures(cycle)["by_channel"].keys() == {"seminar"}


def test_a_split_that_is_not_wanted_gives_one_opinion_of_the_whole_cell(cycle):
    from zhiyan.solicitation import previews

    waiting = make.preview(cycle, "1.食堂太远 2.班车太少,,班子履职尽责,领导班子")
    key = next(iter(previews.splits(waiting.preview)))
    actions.confirm_import(make.organiser(cycle), waiting, joins=[key])
    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.aspect.code, opinion.target_kind) == ("1.食堂太远 2.班车太少", "P3", "team")


def test_both_parts_of_a_wanted_split_share_their_submission(cycle):
    take_in(cycle, "1.食堂太远 2.班车太少,,班子履职尽责,领导班子")
    assert Submission.objects.get().text == "1.食堂太远 2.班车太少"
    assert list(Opinion.objects.order_by("start").values_list("text", flat=True)) == ["食堂太远", "班车太少"]


def test_explained_names_are_remembered_an_aspect_by_its_name(cycle, office):
    waiting = make.preview(cycle, "食堂太远,,干事创业,领导班子")
    waiting = actions.reread_import(office, waiting, aliases={"aspects": {"干事创业": "P3"}})
    actions.confirm_import(office, waiting)
    assert Opinion.objects.get().aspect.code == "P3"
    assert Alias.objects.get(kind="aspects").value == "班子履职尽责"
    following = builders.make_cycle(cycle.unit, label="2021", notice=False)
    with guard.writing("test"):
        Aspect.objects.filter(cycle=following, name="班子履职尽责").update(code="P9")
    again = make.preview(following, "食堂太远,,干事创业,领导班子")
    assert again.preview["opinions"][0]["aspect"] == "P9"


def test_a_refused_file_leaves_nothing(cycle, office):
    with pytest.raises(FileRefused):
        actions.preview_import(office, cycle, name="意见.xlsx", data=b"%PDF-1.4")
    assert not ImportFile.objects.exists()


def test_rows_kept_aside_say_where_and_why(cycle):
    take_in(cycle, "食堂太远,,,领导班子", "暂无,,,")
    row = KeptRow.objects.get()
    assert (row.reason, row.text) == ("no_opinion", "暂无")
    assert row.locator["record"] == 2


def test_opinions_of_a_file_find_the_meeting_that_was_entered_before(cycle):
    branch = builders.make_branch(cycle.unit, "科技处党支部")
    first = make.gathering(cycle, branch=branch)
    take_in(cycle, "食堂太远,科技处党支部,,领导班子", channel="branch_meeting")
    assert Submission.objects.get().gathering == first


def test_a_meeting_entered_after_its_file_takes_the_opinions_of_its_branch(cycle):
    branch = builders.make_branch(cycle.unit, "科技处党支部")
    take_in(cycle, "食堂太远,科技处党支部,,领导班子", channel="branch_meeting")
    meeting = make.gathering(cycle, branch=branch)
    assert Submission.objects.get().gathering == meeting


# -------------------------------------------------------------------------------------------------- closing


def test_closing_fixes_the_totals_and_closes_every_channel(cycle, office):
    actions.set_up_channels(office, cycle)
    builders.make_opinion(cycle)
    builders.make_opinion(cycle, channel="carry_audit")
    closing = actions.close_solicitation(office, cycle)
    assert (closing.total, closing.solicited) == (2, 1)
    assert all(channel.closed for channel in queries.channels(cycle))
    with pytest.raises(Invalid):
        actions.close_solicitation(office, cycle)


def test_nothing_comes_in_or_is_split_after_the_closing(cycle, office):
    opinion = builders.make_opinion(cycle, "食堂太远；班车太少")
    actions.close_solicitation(office, cycle)
    for attempt in (
        lambda: actions.split_opinion(office, opinion, spans=[(0, 4), (5, 9)]),
        lambda: actions.enter_opinion(office, opinion.channel, text="晚了"),
        lambda: make.preview(cycle, "晚了,,,领导班子"),
        lambda: actions.reopen_channel(office, opinion.channel),
        lambda: make.gathering(cycle, channel=opinion.channel),
    ):
        with pytest.raises(Invalid):
            attempt()


def test_closing_is_refused_while_the_box_holds_a_slip():
    opened = open_box()
    builders.make_opinion(opened.cycle)
    opened.fill(1)
    office = make.organiser(opened.cycle)
    opened.close()
    with pytest.raises(Invalid) as refused:
        actions.close_solicitation(office, opened.cycle)
    assert "开箱" in refused.value.remedy
    opened.open()
    assert actions.close_solicitation(office, opened.cycle).total == 2


def test_closing_is_refused_while_slips_of_a_paper_box_are_not_in(cycle, office):
    channel = make.channel(cycle, "paper_box")
    opening = actions.record_box_opening(office, channel, on=DAY, first_person="甲", second_person="乙", found=1)
    builders.make_opinion(cycle)
    with pytest.raises(Invalid):
        actions.close_solicitation(office, cycle)
    actions.enter_opinion(office, channel, text="纸条", box_opening=opening)
    assert actions.close_solicitation(office, cycle).total == 2


def test_an_archived_year_takes_nothing(cycle, office):
    with guard.writing("test"):
        cycle.state = CycleState.CLOSED
        cycle.save()
    with pytest.raises(Invalid):
        actions.set_up_channels(office, cycle)


def test_every_action_but_a_post_leaves_an_event_without_words(cycle, office):
    flush()
    before = LedgerEntry.objects.count()
    actions.enter_opinion(office, make.channel(cycle), text="食堂太远")
    flush()
    entry = LedgerEntry.objects.order_by("-index").first()
    assert LedgerEntry.objects.count() == before + 1
    assert "solicitation.opinion_entered" in entry.body
    assert "食堂" not in entry.body


def test_without_branches_and_notice_the_stage_still_runs():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False, notice=False)
    office = make.organiser(cycle)
    actions.set_up_channels(office, cycle)
    take_in(cycle, "食堂太远,,,副站长A", channel="seminar")
    assert queries.figures(cycle)["by_target"] == {"副站长A": 1}
    assert actions.close_solicitation(office, cycle).total == 1


def test_a_supervisor_enters_nothing(cycle):
    with pytest.raises(Denied):
        actions.enter_opinion(builders.actor(cycle, Role.SUPERVISOR), make.channel(cycle), text="x")


def test_after_the_closing_a_correction_keeps_the_first_text(cycle, office):
    from zhiyan.kernel.corrections import corrections_of

    meeting = make.gathering(cycle, present=12)
    run = actions.record_form_run(office, make.channel(cycle, "form"), on=DAY, name="表", sent=10, returned=9, valid=8)
    builders.make_opinion(cycle)
    actions.close_solicitation(office, cycle)
    with pytest.raises(Invalid):
        actions.change_gathering(office, meeting, name="会", present=13, place="", recorder="")
    actions.correct_record(office, meeting, field="present", after="13", reason="签到表复核")
    meeting.refresh_from_db()
    assert (meeting.present, corrections_of(meeting).get().before) == (13, "12")
    for field, after, reason in (("returned", "11", "x"), ("present", "many", "x"), ("reply_code", "x", "x")):
        with pytest.raises(Invalid):
            actions.correct_record(office, run, field=field, after=after, reason=reason)
    with pytest.raises(Invalid):
        actions.correct_record(office, run, field="valid", after="7", reason=" ")


def test_a_page_sent_twice_enters_one_opinion(cycle, office):
    import uuid

    nonce, channel = uuid.uuid4(), make.channel(cycle)
    first = actions.enter_opinion(office, channel, text="食堂太远", nonce=nonce)
    assert actions.enter_opinion(office, channel, text="食堂太远", nonce=nonce) == first
    with pytest.raises(Invalid):
        actions.enter_opinion(office, channel, text="另一条", nonce=nonce)
    assert Opinion.objects.count() == 1


def test_the_second_to_classify_is_shown_what_the_first_said(cycle, office):
    from zhiyan.solicitation.actions.opinions import classification

    opinion = builders.make_opinion(cycle, target=None)
    seen = classification(opinion)
    actions.classify_opinion(office, opinion, target=Target(TargetKind.TEAM), seen=seen)
    member = Target(TargetKind.MEMBER, builders.member(cycle, "主任"))
    with pytest.raises(Conflict) as refused:
        actions.classify_opinion(office, Opinion.objects.get(), target=member, seen=seen)
    assert (refused.value.theirs["target"], refused.value.yours["target"]) == ("领导班子", "主任")
