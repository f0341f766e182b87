"""Texts of a cycle are compared by the worker; pages get what is kept, and nobody reads a draft."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult

from tests import builders
from tests.meeting import builders as meetings
from tests.rectification import builders as mending
from tests.statements import builders as statements
from zhiyan.consolidation import comparing
from zhiyan.consolidation.comparing import Sides
from zhiyan.cycle.models import Cycle
from zhiyan.meeting import formalism_facts as of_meeting
from zhiyan.rectification import formalism_facts as of_rectification
from zhiyan.regulation.checking import check_cycle
from zhiyan.statements import actions
from zhiyan.statements import formalism_facts as of_statements
from zhiyan.statements.models import SectionKind

pytestmark = pytest.mark.django_db
COPIED = "分管采购两年，有三份合同没有比价就签了字，审计指出以后我也没有逐份补办。"


@pytest.fixture
def cycle(settings, tmp_path) -> Cycle:
    cache.clear()
    settings.DATA_DIR, settings.ENCODER = tmp_path, "words"
    return builders.make_cycle()


def write(cycle: Cycle, role: str, text: str, *, submit: bool = True) -> None:
    found = statements.write(cycle, role)
    actions.add_problem(statements.author(cycle, role), found, aspect=statements.aspect(cycle), text=text, case=text)
    if submit:
        actions.submit(statements.author(cycle, role), found)


def test_a_comparison_that_was_never_made_is_asked_of_the_worker_once(cycle, django_capture_on_commit_callbacks):
    sides = Sides({"a": COPIED, "b": COPIED})
    with django_capture_on_commit_callbacks(execute=True), comparing.noting() as waiting:
        for _time in range(2):
            assert comparing.compared(cycle, of_meeting.REPEATED, sides) == []
    assert len(waiting) == 2
    assert DBTaskResult.objects.count() == 1


def test_who_asks_can_be_told_what_is_still_to_be_compared(cycle):
    with comparing.noting() as waiting:
        comparing.compared(cycle, of_meeting.REPEATED, Sides({"a": COPIED, "b": COPIED}))
    comparing.compared(cycle, of_meeting.EARLIER, Sides({"a": COPIED}, {"b": COPIED}))
    assert waiting == [of_meeting.REPEATED]


def test_a_command_that_waits_compares_at_once_and_what_it_found_is_kept(cycle):
    sides = Sides({"a": COPIED, "b": COPIED})
    with comparing.at_once():
        found = comparing.compared(cycle, of_meeting.REPEATED, sides)
    assert [(pair.first, pair.second) for pair in found] == [("a", "b")]
    assert comparing.compared(cycle, of_meeting.REPEATED, sides) == found
    assert comparing.stamp(cycle.unit_id) == 1


@pytest.mark.parametrize("sides", [Sides({}), Sides({"a": COPIED}), Sides({"a": COPIED}, {})])
def test_where_there_is_nothing_to_compare_nobody_waits(cycle, sides: Sides):
    with comparing.noting() as waiting:
        comparing.compared(cycle, of_meeting.REPEATED, sides)
    assert waiting == []


def test_a_statement_copied_from_another_member_is_found_once_the_worker_has_looked(cycle):
    statements.begun(cycle)
    for role in ("书记", "主任"):
        write(cycle, role, COPIED)
    assert check_cycle(cycle, {"R29"}).findings == []
    comparing.compare_texts.func(of_statements.ALIKE, str(cycle.pk))
    cycle = Cycle.objects.get(pk=cycle.pk)
    found = check_cycle(cycle, {"R29"}).findings
    assert [one.subject for one in found] == ["书记发言提纲", "主任发言提纲"]
    assert {str(one.severity) for one in found} == {"建议"}
    assert any(COPIED in place.text[place.start : place.end] + "。" for place in found[0].passages)


def test_a_draft_is_not_read(cycle):
    statements.begun(cycle)
    write(cycle, "书记", COPIED)
    write(cycle, "主任", COPIED, submit=False)
    assert [one["label"] for one in of_statements.handed_in(cycle)] == ["书记发言提纲"]


def test_achievements_in_a_section_are_read_with_the_problems(cycle):
    statements.begun(cycle)
    found = statements.write(cycle, "主任")
    won = "全年获得先进称号，收入增长18%，创历史新高。" * 3
    writer = statements.author(cycle, "主任")
    actions.save_section(writer, statements.section(cycle, "主任", SectionKind.PREFACE), text=won)
    actions.submit(writer, found)
    assert [one.subject for one in check_cycle(cycle, {"R31"}).findings] == ["主任发言提纲"]


def test_criticisms_of_one_critic_to_one_member_have_names_of_their_own(cycle):
    meeting = mending.make_meeting(cycle)
    for text in ("希望多休息", "建议进一步加强学习"):
        mending.make_criticism(meeting, text=text)
    found = check_cycle(cycle, {"R39"}).findings
    assert [one.subject for one in found] == ["主任对副主任A的批评意见", "主任对副主任A的批评意见（第 2 条）"]
    assert len({one.key for one in found}) == 2


def test_the_same_criticism_of_two_members_is_found_at_both(cycle):
    meeting = mending.make_meeting(cycle)
    for to in ("副主任A", "副主任B"):
        mending.make_criticism(meeting, to=to, text="开会爱拖，一小时的会开了三个半小时")
    with comparing.at_once():
        found = check_cycle(cycle, {"R40"}).findings
    assert [one.subject for one in found] == ["主任对副主任A的批评意见", "主任对副主任B的批评意见"]


def test_a_vague_measure_is_found_under_its_number(cycle):
    mending.make_measure(mending.make_problem(cycle), text="进一步提高认识，加强管理")
    (found,) = check_cycle(cycle, {"R48"}).findings
    assert found.links[0].kind == "measure"
    assert found.passages[0].text == "进一步提高认识，加强管理"


def test_a_problem_of_the_year_before_comes_back(cycle):
    earlier = builders.make_cycle(cycle.unit, label="2019")
    mending.make_problem(earlier, text="食堂的饭菜价格偏高")
    cycle.previous = earlier
    mending.make_problem(cycle, text="食堂饭菜价格偏高")
    sides = of_rectification.with_earlier_years(cycle)
    assert [len(sides.texts), len(sides.against or {})] == [1, 1]
    with comparing.at_once():
        (found,) = check_cycle(cycle, {"R53"}).findings
    assert "2019年度" in found.message


def test_all_rules_are_asked_of_an_empty_year_and_of_one_without_meeting(cycle):
    rules = {"R29", "R30", "R31", "R39", "R40", "R48", "R53", "F01", "F02", "F03", "F04", "F05"}
    result = check_cycle(cycle, rules)
    assert {rule.id for rule in result.rules} == rules
    assert result.findings == []
    meetings.planned(cycle)
    assert check_cycle(cycle, rules).findings == []
