"""The demonstration's texts are complete, consistent with the case, and no two of them are alike."""

import json
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest

from zhiyan.demo import texts

CASE = Path(__file__).parents[1] / "case" / "expected.json"
ROSTER = Path(texts.__file__).parent / "case" / "roster.xlsx"
ASPECTS = ["P1", "P2", "P3", "P4", "P5"]
MEETING_DAY = date(2021, 1, 26)


@pytest.fixture(scope="module")
def case():
    return json.loads(CASE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def roster():
    """Staff number -> (department, branch, party) of the office's roster, first row of a number kept."""
    aliases = {"时频传递室": "时频传递研究室"}
    people = {}
    for row in openpyxl.load_workbook(ROSTER)["人员花名册"].iter_rows(min_row=4, values_only=True):
        if row[1] is not None:
            number = str(row[1]).zfill(4)
            people.setdefault(number, (aliases.get(row[3], row[3]), (row[4] or "").strip(), row[5]))
    return people


@pytest.fixture(scope="module")
def heads(case):
    return case["roster"]["department_heads"]


def assert_all_different(written):
    twice = [text for text, times in Counter(written).items() if times > 1]
    assert twice == []


def shared(first, second, size=8):
    """Share of the shorter text's runs of `size` characters that stand in the other, too."""
    runs = [{t[i : i + size] for i in range(max(1, len(t) - size + 1))} for t in (first, second)]
    return len(runs[0] & runs[1]) / min(map(len, runs))


# ---------------------------------------------------------------- items


def test_opinion_refs_name_every_opinion_of_the_case_with_its_place_and_issue(case):
    expected = {
        opinion["id"]: (Path(file).name, opinion["locator"], opinion["issue"])
        for file, content in case["files"].items()
        for opinion in content["opinions"]
    }
    found = {key: (ref.file, ref.locator, ref.issue) for key, ref in texts.opinion_refs().items()}
    assert len(found) == 143
    assert found == expected


def test_items_are_the_gold_issues_but_the_praise(case):
    issues = {ref.issue for ref in texts.opinion_refs().values()}
    aside = {entry.opinion for entry in texts.set_aside()}
    assert len(issues) == 105
    assert {item.key for item in texts.items()} == issues - aside
    praised = {o["id"] for content in case["files"].values() for o in content["opinions"] if o["praise"]}
    assert aside == praised


def test_every_opinion_stands_in_exactly_one_item_or_is_set_aside():
    placed = [o for item in texts.items() for o in item.opinions] + [s.opinion for s in texts.set_aside()]
    assert sorted(placed) == sorted(texts.opinion_refs())


def test_item_titles_are_short_and_different():
    titles = [item.title for item in texts.items()]
    assert_all_different(titles)
    assert [t for t in titles if len(t) > 24] == []


def test_items_keep_the_aspect_and_target_of_one_of_their_opinions(case):
    said = {o["id"]: o for content in case["files"].values() for o in content["opinions"]}
    for item in texts.items():
        aspects = {said[o]["aspect"] for o in item.opinions}
        targets = {said[o]["target"] for o in item.opinions}
        assert item.aspect in aspects or aspects == {None}, item.key
        assert item.target in targets or targets == {None}, item.key
        assert item.aspect in ASPECTS
        assert item.target in (texts.TEAM, *texts.ROLES)


def test_every_item_has_a_problem_or_an_answer_and_never_both():
    for item in texts.items():
        outcome = item.outcome
        if outcome.kind == "problem":
            assert outcome.problem in texts.problems(), item.key
            assert outcome.text == ""
        else:
            assert outcome.problem is None, item.key
            assert len(outcome.text) >= 25, item.key
            assert outcome.by in texts.ROLES


def test_answers_of_a_member_are_given_by_that_member():
    wrong = [i.key for i in texts.items() if i.outcome.kind != "problem" and i.target not in (texts.TEAM, i.outcome.by)]
    assert wrong == []


def test_items_use_all_kinds_of_outcome_and_loud_ones_become_problems():
    kinds = Counter(item.outcome.kind for item in texts.items())
    assert set(kinds) == {"problem", "adopted", "explained", "declined", "referred"}
    assert 45 <= kinds["problem"] <= 60
    assert [i.key for i in texts.items() if len(i.opinions) > 1 and i.outcome.kind != "problem"] == []


def test_answers_never_share_their_wording():
    answers = [i.outcome.text for i in texts.items() if i.outcome.text]
    answers += [r.text for s in texts.statements() for r in s.replies]
    answers += [i.outcome.reply for i in texts.items() if i.outcome.reply]
    assert_all_different(answers)
    assert [(a, b) for a, b in combinations(answers, 2) if shared(a, b) > 0.3] == []


def test_adopted_answers_say_when_and_referred_ones_say_to_whom_and_what_came_back(roster):
    departments = {department for department, _branch, _party in roster.values()}
    for item in texts.items():
        outcome = item.outcome
        if outcome.kind == "adopted":
            assert outcome.on is not None, item.key
            assert date(2021, 1, 15) <= outcome.on <= date(2021, 2, 22), item.key
        if outcome.kind == "referred":
            assert outcome.receiver in departments, item.key
            assert outcome.due is not None
            assert outcome.reply
            assert outcome.replied_on is not None
            assert date(2021, 2, 22) < outcome.replied_on <= outcome.due, item.key


def test_each_member_replies_to_every_item_aimed_at_them_and_to_no_other():
    for role in texts.ROLES:
        assert set(texts.replies_by(role)) == {i.key for i in texts.items() if i.target == role}


# ---------------------------------------------------------------- statements


def test_team_states_fourteen_problems_over_all_aspects_four_causes_five_directions():
    team = texts.statement(texts.TEAM)
    assert [p.key for p in team.problems] == [f"T{n:02d}" for n in range(1, 15)]
    assert {p.aspect for p in team.problems} == set(ASPECTS)
    assert len({c.dimension for c in team.causes}) == len(team.causes) == 4
    assert [d.no for d in team.directions] == [1, 2, 3, 4, 5]
    assert all(len(d.measures) >= 3 for d in team.directions)
    assert team.case_analysis


def test_every_team_problem_answers_items():
    assert [p.key for p in texts.statement(texts.TEAM).problems if not p.sources] == []


@pytest.mark.parametrize("role", texts.ROLES)
def test_member_statement_covers_every_aspect_with_a_case_and_stays_within_its_length(role):
    statement = texts.statement(role)
    assert {p.aspect for p in statement.problems} == set(ASPECTS)
    assert all(any(c.isdigit() or c in "一二三四五六七八九十" for c in p.case) for p in statement.problems)
    assert statement.report
    assert statement.last_year
    assert [d.no for d in statement.directions] == [1, 2, 3, 4, 5]
    parts = [statement.preface, statement.last_year, statement.report]
    parts += [p.text + p.case for p in statement.problems] + [c.text for c in statement.causes]
    parts += [m for d in statement.directions for m in d.measures]
    assert 500 <= sum(map(len, parts)) <= 900
    assert "我" in "".join(parts)


def test_statements_are_different_from_one_another():
    whole = []
    for s in texts.statements():
        whole.append(s.preface + s.last_year + "".join(p.text + p.case for p in s.problems) + s.report)
    assert [(a[:9], b[:9]) for a, b in combinations(whole, 2) if shared(a, b) > 0.05] == []


def test_statements_are_final_before_the_meeting_and_nobody_reviews_their_own():
    for statement in texts.statements():
        assert statement.reviews[-1].conclusion == "通过"
        assert all(statement.submitted_on <= r.on < MEETING_DAY for r in statement.reviews)
        assert statement.owner not in {r.by for r in statement.reviews}


def test_statement_returned_for_revision_keeps_its_first_words():
    returned = [
        s.owner for s in texts.statements() if s.owner != texts.TEAM and any(r.conclusion == "修改" for r in s.reviews)
    ]
    assert returned == [s.owner for s in texts.statements() if s.first_draft_last_year]


# ---------------------------------------------------------------- meeting


def test_each_member_criticises_each_other_once():
    wanted = [(by, to) for to in texts.ROLES for by in texts.ROLES if by != to]
    assert [(c.by, c.to) for c in texts.criticisms()] == wanted
    assert len(wanted) == 30


def test_criticisms_give_no_advice_and_no_two_are_alike():
    said = [c.text for c in texts.criticisms()]
    assert_all_different(said)
    assert [(a[:9], b[:9]) for a, b in combinations(said, 2) if shared(a, b) > 0.1] == []
    assert [s for s in said if any(word in s for word in ("建议", "希望", "进一步", "加强", "肯定", "值得"))] == []
    assert {c.aspect for c in texts.criticisms()} == set(ASPECTS)


def test_every_criticism_and_comment_is_taken_up_or_left_out_with_a_reason():
    own = {c.key for c in texts.criticisms() if not c.merged_into}
    for criticism in texts.criticisms():
        problem = criticism.merged_into
        assert not problem or problem.startswith(f"{criticism.to}-")
        assert not problem or problem in texts.problems()
    for comment in texts.comments():
        assert bool(comment.merged_into) != bool(comment.left_out)
        assert not comment.merged_into or comment.merged_into in own | set(texts.problems())


def test_everybody_criticises_themselves_and_responds():
    assert [s.by for s in texts.meeting().self_criticisms] == list(texts.ROLES)
    assert [r.by for r in texts.responses()] == list(texts.ROLES)


def test_supervisor_comments_on_every_text_and_overall():
    comments = texts.comments()
    assert {c.on for c in comments} == {texts.TEAM, *texts.ROLES, "整体"}
    assert {c.kind for c in comments} == {"肯定", "问题", "要求"}
    assert all(any(c.on == on and c.kind != "肯定" for c in comments) for on in (texts.TEAM, *texts.ROLES))
    assert_all_different([c.text for c in comments])


def test_agenda_is_numbered_in_order_and_fits_the_afternoon():
    meeting = texts.meeting()
    assert meeting.on == MEETING_DAY
    assert meeting.place == "科研楼二楼大会议室"
    assert [a.no for a in meeting.agenda] == list(range(1, 12))
    minutes = (meeting.end.hour - meeting.start.hour) * 60
    assert sum(a.minutes for a in meeting.agenda) <= minutes


# ---------------------------------------------------------------- preparation and talks


def test_gatherings_are_one_for_each_branch_and_two_seminars_within_the_window(case, roster):
    gatherings = texts.preparation().gatherings
    sizes = case["roster"]["branch_sizes"]
    branches = [g.branch for g in gatherings if g.kind == "branch_meeting"]
    assert sorted(branches) == sorted(sizes)
    assert Counter(g.kind for g in gatherings) == {"branch_meeting": 14, "seminar_youth": 1, "seminar_backbone": 1}
    for g in gatherings:
        assert date(2021, 1, 4) <= g.on <= date(2021, 1, 15)
        assert g.recorder in roster
        if g.branch:
            assert g.present <= sizes[g.branch]
            assert roster[g.recorder][1] == g.branch


def test_gatherings_stand_on_the_days_of_their_opinions(case):
    days = {}
    for content in case["files"].values():
        for o in content["opinions"]:
            if o["channel"] == "branch_meeting":
                days.setdefault(o["branch"], set()).add(o["date"])
    held = {g.branch: {g.on.isoformat()} for g in texts.preparation().gatherings if g.branch}
    assert held == days


def test_forms_and_slips_add_up():
    prep = texts.preparation()
    assert all(run.sent >= run.returned >= run.valid for run in prep.form_runs)
    assert all(box.found == box.entered + box.set_aside for box in prep.box_openings)
    assert all(box.openers[0] != box.openers[1] for box in prep.box_openings)


def test_every_member_studies_together_and_alone():
    prep = texts.preparation()
    assert [s.by for s in prep.self_study] == list(texts.ROLES)
    assert [s.on for s in prep.study_sessions] == [date(2020, 12, 29), date(2021, 1, 11), date(2021, 1, 21)]
    assert all(s.present == texts.ROLES for s in prep.study_sessions)
    named = [m for s in prep.study_sessions for m in s.materials] + [s.material for s in prep.self_study]
    assert set(named) == set(prep.study_materials)


def test_talks_are_all_pairs_within_their_days(case, roster, heads):
    talks = texts.talks()
    between = [(t.a, t.b) for t in talks if t.kind == "member_member"]
    assert between == list(combinations(texts.ROLES, 2))
    team = case["roster"]["team"]
    own_head = {m["staff_no"] for m in team}
    wanted = [(m["role"], heads[d]) for m in team for d in m["portfolio"] if heads[d] not in own_head]
    assert [(t.a, t.b) for t in talks if t.kind == "member_department_head"] == wanted
    branches = [(t.a, t.branch) for t in talks if t.kind == "member_branch_representative"]
    assert branches == [(m["role"], m["branch"]) for m in team]
    assert all(date(2021, 1, 15) <= t.on <= date(2021, 1, 22) for t in talks)
    for t in talks:
        if t.branch:
            assert roster[t.b][1:] == (t.branch, "是")


def test_talks_name_problems_on_both_sides_in_words_of_their_own():
    words = [text for t in texts.talks() for text in (t.a_text, t.b_text)]
    assert len(words) == 68
    assert_all_different(words)
    assert all(2 <= text.count("。") + text.count("？") <= 3 for text in words)
    assert all(t.a_named >= 1 and t.b_named >= 1 for t in texts.talks())


# ---------------------------------------------------------------- the others


def test_next_cycle_has_its_notice_and_first_opinions_within_the_window():
    cycle = texts.next_cycle()
    notice = cycle.notice
    assert (notice.on, notice.year) == (date(2021, 12, 20), 2021)
    assert [a.code for a in notice.aspects] == ASPECTS
    assert len(notice.deadlines) == 9
    assert len({o.branch for o in cycle.opinions}) == len(cycle.form_runs) == 2
    assert all(notice.solicitation_start <= o.on <= cycle.demonstration_date for o in cycle.opinions)
    assert all(o.aspect in ASPECTS and o.target in (texts.TEAM, *texts.ROLES) for o in cycle.opinions)


def test_the_waiting_slips_fill_a_batch_and_their_days_lie_in_order_within_the_window():
    cycle = texts.next_cycle()
    box = cycle.box
    assert box.draw_from <= box.draw_to < box.opens_on <= cycle.demonstration_date <= box.closes_on <= box.by_on
    assert box.closes_on == cycle.notice.solicitation_end
    assert len(box.slips) >= 30
    assert_all_different([slip.text for slip in box.slips])
    assert all(slip.aspect in (*ASPECTS, "") and slip.target in (texts.TEAM, *texts.ROLES) for slip in box.slips)


def test_other_units_include_one_where_a_person_holds_two_posts_and_no_branches():
    units = texts.other_units()
    assert [u.name for u in units] == ["某光学中心（演示单位）", "某台站（演示单位）"]
    small = units[1]
    assert len(small.members) == 3
    assert small.branches == ()
    assert any(len(m.posts) > 1 for m in small.members)


def test_no_text_names_a_phone_a_staff_number_or_a_placeholder():
    for path in texts.FOLDER.rglob("*.toml"):
        content = path.read_text(encoding="utf-8")
        assert "100000000" not in content, path.name
        assert not [word for word in ("TODO", "XX", "某某") if word in content], path.name
