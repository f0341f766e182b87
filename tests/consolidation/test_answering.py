"""Whether two opinions are the same matter: asked, answered, kept to, undone, and never answered over one another."""

from __future__ import annotations

import pytest

from tests import builders
from tests.consolidation.builders import Bench, last_batch
from zhiyan.consolidation import actions
from zhiyan.consolidation.models import PairAnswer, PairVerdict, PlacementChange
from zhiyan.consolidation.proposals import answers_of, look
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.ledger.models import Outbox

pytestmark = pytest.mark.django_db

TEXTS = ("食堂晚餐品种少，值班吃不上热饭", "食堂晚餐品种少，夜班人员吃不上热饭", "职称评审重论文、轻工程")


def opened() -> Bench:
    bench = Bench(0)
    bench.found = [bench.add(text) for text in TEXTS]
    return bench


def answer(bench: Bench, a: int, b: int, verdict: str, actor=None, **seen) -> PairAnswer:
    first, second = bench.found[a], bench.found[b]
    return actions.answer_pair(
        actor or bench.organiser, bench.cycle, first=first, second=second, verdict=verdict, **seen
    )


def together(bench: Bench, a: int, b: int) -> bool:
    groups = actions.propose(bench.organiser, bench.cycle)
    return any({bench.found[a].pk, bench.found[b].pk} <= set(group.points) for group in groups)


def test_an_answer_is_kept_with_who_and_when_and_stands_in_the_ledger():
    bench = opened()
    pair = answer(bench, 0, 1, "same")
    assert (pair.verdict, pair.by_id) == (PairVerdict.SAME, bench.organiser.user_id)
    assert pair.first_id < pair.second_id
    assert Outbox.objects.filter(body__contains="consolidation.pair.answer").exists()


def test_two_called_the_same_are_proposed_together_whatever_their_words():
    bench = opened()
    assert not together(bench, 0, 2)
    answer(bench, 0, 2, "same")
    assert together(bench, 0, 2)


def test_two_called_different_are_never_proposed_together():
    bench = opened()
    assert together(bench, 0, 1)
    answer(bench, 0, 1, "different")
    assert not together(bench, 0, 1)


def test_a_skipped_pair_changes_no_proposal_and_is_not_asked_again():
    bench = opened()
    before = look(bench.organiser, bench.cycle)
    answer(bench, 0, 1, "skipped")
    after = look(bench.organiser, bench.cycle)
    pair = {bench.found[0].pk, bench.found[1].pk}
    assert before.proposals == after.proposals
    assert pair in [{q.first, q.second} for q in before.questions]
    assert pair not in [{q.first, q.second} for q in after.questions]


def test_a_pair_is_one_whatever_the_order():
    bench = opened()
    answer(bench, 0, 1, "same")
    answer(bench, 1, 0, "different", seen="same")
    assert PairAnswer.objects.get().verdict == PairVerdict.DIFFERENT


def test_the_second_of_two_organisers_sees_the_firsts_answer_and_overwrites_nothing():
    bench = opened()
    answer(bench, 0, 1, "same")
    with pytest.raises(Conflict) as refused:
        answer(bench, 0, 1, "different", actor=bench.colleague)
    assert refused.value.theirs == {"verdict": "是同一件事"}
    assert PairAnswer.objects.get().verdict == PairVerdict.SAME


def test_an_answer_is_undone_by_the_other_organiser_and_the_question_is_open_again():
    bench = opened()
    answer(bench, 0, 2, "same")
    actions.undo(bench.colleague, bench.cycle, batch=last_batch(bench.cycle))
    assert PairAnswer.objects.get().verdict == PairVerdict.OPEN
    assert not answers_of(bench.cycle).same
    answer(bench, 0, 2, "different", actor=bench.colleague)
    assert PairAnswer.objects.get().verdict == PairVerdict.DIFFERENT


def test_an_answer_given_anew_is_not_lost_by_undoing_the_first():
    bench = opened()
    answer(bench, 0, 1, "same")
    first = last_batch(bench.cycle)
    answer(bench, 0, 1, "different", seen="same")
    with pytest.raises(Invalid):
        actions.undo(bench.organiser, bench.cycle, batch=first)


def test_only_who_places_the_opinions_answers():
    bench = opened()
    with pytest.raises(Denied):
        answer(bench, 0, 1, "same", actor=builders.member_actor(bench.cycle, "书记"))
    bench.found[1] = bench.add("党务部门通知太晚", about_office=True)
    with pytest.raises(Denied):
        answer(bench, 0, 1, "same")
    assert not PlacementChange.objects.exists()


@pytest.mark.parametrize(("a", "b", "verdict"), [(0, 0, "same"), (0, 1, "open"), (0, 1, "perhaps")])
def test_one_opinion_twice_or_an_unknown_answer_is_refused(a: int, b: int, verdict: str):
    bench = opened()
    with pytest.raises(Invalid):
        answer(bench, a, b, verdict)
    assert not PairAnswer.objects.exists()
