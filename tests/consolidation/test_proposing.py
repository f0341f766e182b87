"""Proposals in the background, the page of proposals, the page of questions, and the record of steps."""

from __future__ import annotations

import re

import pytest

from tests import builders
from tests.consolidation.builders import Bench, enter, made_by_worker, url, where
from zhiyan.consolidation import actions
from zhiyan.consolidation.models import Item, PairAnswer, PlacementChange, ProposalSheet
from zhiyan.consolidation.proposals import answers_of, look
from zhiyan.consolidation.proposed import Proposal, Question
from zhiyan.consolidation.states import Target
from zhiyan.consolidation.whom import target_for
from zhiyan.desk.consolidation.why import pieces
from zhiyan.kernel import guard, jobs
from zhiyan.kernel.models import Job, JobState

pytestmark = pytest.mark.django_db

CANTEEN = ("食堂晚餐品种少，值班吃不上热饭", "食堂晚餐品种少，夜班人员吃不上热饭", "食堂晚餐品种少，周末不开")
TITLES = ("职称评审重论文、轻工程", "职称评审名额少")


def opened(*texts: str) -> Bench:
    bench = Bench(0)
    bench.found = [bench.add(text) for text in texts or (*CANTEEN, *TITLES)]
    return bench


def text_of(client, bench: Bench, name: str, **query: str) -> str:
    return client.get(url(bench, name), query).content.decode()


# ------------------------------------------------------------------------------------------------- background


def test_the_worker_keeps_proposals_and_questions_and_moves_nothing(client):
    bench = opened()
    job = made_by_worker(enter(client, bench.organiser), bench)
    sheet = ProposalSheet.objects.get(cycle=bench.cycle)
    proposed = [pk for group in sheet.groups for pk in group["points"]]
    assert job.state == JobState.DONE
    assert sorted(proposed) == sorted(str(point.pk) for point in bench.found)
    assert not Item.objects.exists()
    assert not PlacementChange.objects.exists()


def test_a_look_that_was_stopped_keeps_the_proposals_before_and_goes_on_when_resumed(client):
    bench = opened()
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    before = ProposalSheet.objects.get().at
    client.post(url(bench, "propose"))
    job = Job.objects.filter(state=JobState.WAITING).get()
    with guard.writing("test"):
        jobs.stop(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
    assert ProposalSheet.objects.get().at == before
    assert "已停止" in text_of(client, bench, "proposals")
    with guard.writing("test"):
        jobs.resume(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_asking_twice_queues_one_look(client):
    bench = opened()
    client = enter(client, bench.organiser)
    client.post(url(bench, "propose"))
    client.post(url(bench, "propose"))
    assert Job.objects.filter(unit_id=bench.cycle.unit_id).count() == 1
    assert "停止" in text_of(client, bench, "proposals")


def test_the_bar_asks_for_the_page_anew_once_the_look_is_over(client):
    bench = opened()
    client = enter(client, bench.organiser)
    client.post(url(bench, "propose"))
    assert "HX-Refresh" not in client.get(url(bench, "proposing"))
    jobs.run(Job.objects.get(unit_id=bench.cycle.unit_id).pk)
    assert client.get(url(bench, "proposing"))["HX-Refresh"] == "true"


# ------------------------------------------------------------------------------------------------------- pages


def test_proposals_come_by_size_or_by_doubt(client):
    bench = opened()
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    largest = re.findall(r'name="group" value="([^"]+)"', text_of(client, bench, "proposals"))
    doubtful = re.findall(r'name="group" value="([^"]+)"', text_of(client, bench, "proposals", sort="doubt"))
    sheet = {data["points"][0]: data for data in ProposalSheet.objects.get().groups}
    sizes = [len(sheet[key]["points"]) for key in largest]
    grouped = [sheet[key]["sure"] for key in doubtful if len(sheet[key]["points"]) > 1]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 1
    assert grouped == sorted(grouped)


def test_a_proposal_says_why_and_marks_the_shared_words(client):
    bench = opened(*CANTEEN)
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    text = text_of(client, bench, "proposals")
    assert "为什么放在一起" in text
    assert '<mark class="shared">晚餐</mark>' in text
    assert "最相近的两条之一" in text


def test_an_opinion_that_stands_alone_is_near_an_issue_and_together_with_nothing(client):
    bench = opened(TITLES[1])
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    with guard.writing("test"):
        sheet = ProposalSheet.objects.get()
        sheet.groups = [{**group, "usual": "职称名额不足"} for group in sheet.groups]
        sheet.save()
    text = text_of(client, bench, "proposals")
    assert "近于常见问题“职称名额不足”" in text
    assert "为什么放在一起" not in text


def test_a_title_changed_and_a_member_left_out_are_taken_so(client):
    bench = opened(*CANTEEN)
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    (group,) = ProposalSheet.objects.get().groups
    key, last = group["points"][0], group["points"][-1]
    client.post(url(bench, "proposals"), {"group": [key], f"title-{key}": "食堂晚餐要改进", "without": [last]})
    assert Item.objects.get().title == "食堂晚餐要改进"
    assert [where(point) is None for point in bench.found if str(point.pk) == last] == [True]


def test_what_was_placed_since_is_no_more_proposed(client):
    bench = opened()
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    bench.make(*bench.found, actor=bench.colleague)
    assert 'name="group"' not in text_of(client, bench, "proposals")


def test_a_question_is_shown_answered_by_one_button_and_the_next_comes(client):
    bench = opened()
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    text = text_of(client, bench, "questions")
    sent = dict(re.findall(r'name="(first|second)" value="([^"]+)"', text))
    assert [key in text for key in ('data-key="y"', 'data-key="n"', 'data-key="s"')] == [True] * 3
    assert client.post(url(bench, "answer"), {**sent, "verdict": "same"}).status_code == 302
    assert {str(p) for p in PairAnswer.objects.values_list("first", "second")[0]} == set(sent.values())
    following = dict(re.findall(r'name="(first|second)" value="([^"]+)"', text_of(client, bench, "questions")))
    assert set(following.values()) != set(sent.values())


def test_a_question_answered_by_a_colleague_meanwhile_is_refused_in_words(client):
    bench = opened()
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    sent = dict(re.findall(r'name="(first|second)" value="([^"]+)"', text_of(client, bench, "questions")))
    first, second = (next(p for p in bench.found if str(p.pk) == sent[name]) for name in ("first", "second"))
    actions.answer_pair(bench.colleague, bench.cycle, first=first, second=second, verdict="same")
    page = client.post(url(bench, "answer"), {**sent, "verdict": "different"})
    assert page.status_code == 422
    assert "刚刚由" in page.content.decode()


def test_after_ten_answers_new_proposals_are_asked_for(client):
    bench = opened(*(f"食堂晚餐第{n}个窗口品种少，排队久" for n in "一二三四五六"))
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    pairs = [(a, b) for n, a in enumerate(bench.found) for b in bench.found[n + 1 :]]
    for a, b in pairs[:10]:
        client.post(url(bench, "answer"), {"first": a.pk, "second": b.pk, "verdict": "same"})
    assert Job.objects.filter(unit_id=bench.cycle.unit_id, state=JobState.WAITING).count() == 1


def test_any_step_of_anybody_is_undone_from_the_record(client):
    bench = opened()
    bench.make(*bench.found, actor=bench.colleague)
    client = enter(client, bench.organiser)
    text = text_of(client, bench, "steps")
    assert bench.colleague.label in text
    (batch,) = re.findall(r'name="batch" value="([^"]+)"', text)
    answer = client.post(url(bench, "undo"), {"batch": batch, "then": "steps"})
    assert answer.url == url(bench, "steps")
    assert {where(point) for point in bench.found} == {None}
    assert "已撤销" in text_of(client, bench, "steps")


def test_the_record_of_steps_shows_no_words_of_opinions(client):
    bench = opened()
    actions.hand_over(bench.organiser, bench.found[0].opinion)
    bench.make(bench.found[1], title="条目一")
    text = text_of(enter(client, builders.member_actor(bench.cycle, "书记")), bench, "steps")
    assert "条目一" in text
    assert not [one for one in (*CANTEEN, *TITLES) if one in text]
    assert "撤销这一步" not in text


def test_the_workbench_counts_what_still_keeps_it_from_closing(client):
    bench = opened()
    bench.make(*bench.found[:2])
    bench.aside(bench.found[2])
    text = text_of(enter(client, bench.organiser), bench, "page")
    assert "2 / 5" in text
    assert "还有 2 条没有归置、1 条另存等第二个人复核" in text


def test_members_of_an_open_item_are_moved_and_put_back_from_the_workbench(client):
    bench = opened()
    one, two = bench.make(*bench.found[:2]), bench.make(*bench.found[3:])
    client = enter(client, bench.organiser)
    text = text_of(client, bench, "page", item=str(one.pk))
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', text))
    first, second = bench.found[:2]
    client.post(url(bench, "place"), {**seen, "point": [first.pk], "item": two.pk})
    client.post(url(bench, "put_back"), {**seen, "point": [second.pk]})
    assert (where(first), where(second)) == (two, None)


# ------------------------------------------------------------------------------------------------- parts of it


def test_pieces_of_a_text_are_the_text():
    text = "食堂（晚餐）品种少，食堂排队"
    found = pieces(text, ["食堂", "晚餐"])
    assert "".join(piece["text"] for piece in found) == text
    assert [piece["text"] for piece in found if piece["shared"]] == ["食堂", "晚餐", "食堂"]


def test_a_proposal_and_a_question_survive_being_kept():
    bench = opened()
    a, b = bench.found[0].pk, bench.found[1].pk
    member = builders.member(bench.cycle, "主任")
    proposal = Proposal(
        (a, b), "题", None, Target.member(member), None, False, 0.7, ("食堂",), (a, b), "食堂", (a,), (b,)
    )
    assert Proposal.read(proposal.data()) == proposal
    assert Question.read(Question(a, b, 0.4, ("食堂",), "x").data()) == Question(a, b, 0.4, ("食堂",), "x")


def test_a_title_holds_nothing_that_is_masked():
    bench = opened("王某某在食堂办事拖拉")
    actions.mask_words(bench.organiser, bench.found[0].opinion, words="王某某", kind="third")
    (group,) = actions.propose(bench.organiser, bench.cycle)
    assert "王某某" not in group.title


@pytest.mark.parametrize(("role", "who"), [("secretary", "书记"), ("director", "主任"), ("discipline", "纪委书记")])
def test_a_post_that_one_person_holds_is_that_person(role: str, who: str):
    bench = Bench(0)
    target, asked = target_for(bench.cycle, [(role, "希望多到现场"), (None, "希望多到现场")])
    assert target is not None
    assert (target.member_id, asked) == (builders.member(bench.cycle, who).pk, ())


def test_several_deputies_are_asked_about_and_one_named_is_taken():
    bench = Bench(0)
    target, asked = target_for(bench.cycle, [("deputy", "希望分管领导多到现场")])
    assert target is None
    assert len(asked) > 1
    named, _asked = target_for(bench.cycle, [("deputy", "希望副主任A多到现场")])
    assert named == Target.member(builders.member(bench.cycle, "副主任A"))


def test_nobody_named_is_the_team_by_default():
    bench = opened(CANTEEN[0])
    bench.found[0].opinion.target_kind = None
    assert target_for(bench.cycle, [(None, CANTEEN[0])]) == (None, ())
    item = actions.accept_proposals(bench.organiser, bench.cycle, groups=[Proposal((bench.found[0].pk,), "食堂晚餐")])[
        0
    ]
    assert (item.target_kind, item.target_source) == ("team", "default")


def test_the_engine_proposes_every_point_once_and_keeps_to_answers(settings, tmp_path):
    """The one test here with a real encoder."""
    settings.ENCODER, settings.DATA_DIR = "fine", tmp_path
    bench = opened()
    bench.make(bench.found[3], title="职称评审")
    told = []
    found = look(bench.organiser, bench.cycle, told=lambda *step: told.append(step))
    proposed = [pk for group in found.proposals for pk in group.points]
    assert sorted(proposed) == sorted(point.pk for n, point in enumerate(bench.found) if n != 3)
    assert told
    assert [path.name for path in (tmp_path / "cache" / "vectors").iterdir()] == [f"{bench.cycle.unit_id}-0.sqlite3"]
    a, b = bench.found[0], bench.found[4]
    actions.answer_pair(bench.organiser, bench.cycle, first=a, second=b, verdict="same")
    again = look(bench.organiser, bench.cycle)
    assert any({a.pk, b.pk} <= set(group.points) for group in again.proposals)
    assert answers_of(bench.cycle).same
