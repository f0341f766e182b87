"""Opening the box: sorted by commitment, published, settled; keys destroyed; branches that hide their people."""

from __future__ import annotations

import json

import pytest

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation import sealed
from tests.solicitation.sealed import POST, drawn, electors, open_box, staffed_cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.canonical import unb64
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger import queries
from zhiyan.solicitation import acceptance, actions, box_queries, issuing
from zhiyan.solicitation.acceptance import PostRefused
from zhiyan.solicitation.commitments import holds
from zhiyan.solicitation.models import (
    BatchCommitment,
    Opinion,
    SealedSlip,
    SpentToken,
    Submission,
)
from zhiyan.solicitation.opening import public_point, root_of
from zhiyan.solicitation.receipts import follow_index, reply_mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return staffed_cycle()


@pytest.fixture
def office(cycle):
    return make.organiser(cycle)


def facts(cycle, event):
    queries.latest_head(cycle.unit)
    return [body["facts"] for _index, body in queries.entries(cycle.unit_id, event=event)]


def test_a_batch_opens_sorted_by_commitment_on_its_day_with_aspect_target_and_branch():
    cycle = staffed_cycle(0)
    sealed.add_electors(cycle, 8, "科技处党支部")
    opened = open_box(cycle)
    branch = box_queries.branch_choices(cycle)[0][0]
    opened.fill(15, target="m2", aspect="P3", branch=branch)
    batch = opened.open()
    assert (batch.state, batch.slips, batch.opinions, batch.unreadable, batch.blanked) == ("purged", 15, 15, 0, False)
    stored = [s.commitment for s in Submission.objects.raw("SELECT * FROM solicitation_submission ORDER BY rowid")]
    assert stored == sorted(stored)
    assert {s.on for s in Submission.objects.all()} == {clock.today()}
    assert {s.branch.name for s in Submission.objects.all()} == {"科技处党支部"}
    assert {(o.target_member.role, o.aspect.code) for o in Opinion.objects.all()} == {("主任", "P3")}
    assert all(holds(one) for one in Submission.objects.all())
    assert not SealedSlip.objects.exists()


def test_a_small_batch_waits_and_the_last_is_blanked_unless_the_keyholder_agrees():
    for agrees in (False, True):
        cycle = staffed_cycle(0)
        sealed.add_electors(cycle, 8, "科技处党支部")
        opened = open_box(cycle)
        opened.fill(3, target="m2", branch=box_queries.branch_choices(cycle)[0][0])
        with pytest.raises(Invalid, match=r"batch\.few"):
            opened.open()
        opened.close()
        batch = opened.open(keep_details=agrees)
        assert batch.blanked is not agrees
        assert facts(cycle, "box.batch")[0]["blanked"] is not agrees
        kept = Submission.objects.filter(cycle=cycle)
        assert {bool(one.branch) for one in kept} == {agrees}
        assert {one.target_kind for one in Opinion.objects.filter(cycle=cycle)} == {"member" if agrees else None}


def test_published_commitments_and_spent_tokens_agree_with_the_roots_in_the_ledger():
    opened = open_box()
    receipts = [json.loads(one) for one in opened.fill(15)]
    batch = opened.open()
    document = box_queries.batch_document(batch)
    assert document["commitments"] == [b["c"] for b in sorted(receipts, key=lambda r: unb64(r["c"]))]
    [told] = facts(opened.cycle, "box.batch")
    assert told["commitments"] == root_of(unb64(c) for c in document["commitments"])
    assert told["spent"] == root_of(unb64(s["token"]) + unb64(s["proof"]) for s in document["spent"])
    for one in document["spent"]:
        proof = unb64(one["proof"])
        issuing.check_token(opened.cycle, "writing", unb64(one["token"]), proof[:32], proof[32:])
    index, body = next(queries.entries(opened.cycle.unit_id, event="box.batch"))
    assert (document["entry"], body["facts"]["slips"]) == (index, 15)


def test_what_was_opened_is_still_answered_with_its_receipt_and_other_words_are_refused():
    opened = open_box()
    writer = opened.writers[0]
    first = writer.post("食堂太远", salt=bytes(32))
    body = writer.body("食堂太远", salt=bytes(32))
    for n, one in enumerate(opened.writers):
        one.post(f"意见{n}", 1)
    for n, one in enumerate(opened.writers[1:]):
        one.post(f"另外{n}", 0)
    other = writer.body("另一条意见")
    opened.open()
    accept = acceptance.accept
    assert accept(opened.cycle.unit.code, opened.cycle.label, body) == first
    with pytest.raises(PostRefused, match=r"post\.spent"):
        accept(opened.cycle.unit.code, opened.cycle.label, other)


def test_a_slip_that_does_not_open_is_set_aside_with_its_mark_and_never_stops_the_batch():
    opened = open_box()
    opened.fill(14)
    body = opened.writers[-1].body("坏的", 1)
    broken = body[:-10] + bytes(10)
    acceptance.accept(opened.cycle.unit.code, opened.cycle.label, broken)
    batch = opened.open()
    assert (batch.slips, batch.opinions, batch.unreadable) == (15, 14, 1)
    assert (batch.opening.found, batch.opening.set_aside) == (15, 1)
    assert SpentToken.objects.exclude(mac=b"").count() == 1
    assert acceptance.accept(opened.cycle.unit.code, opened.cycle.label, broken)


def test_one_slip_sent_with_two_tokens_counts_once_and_in_a_later_batch_again_not():
    opened = open_box()
    opened.fill(13)
    opened.writers[5].post("同一份", 1, salt=bytes(32))
    opened.writers[6].post("同一份", 1, salt=bytes(32))
    batch = opened.open()
    assert (batch.slips, batch.opinions, batch.repeated) == (15, 14, 1)
    assert BatchCommitment.objects.count() == 14


def test_another_key_opens_nothing_and_only_the_keyholder_may_try():
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    opened = open_box()
    opened.fill(15)
    scalar = generate_private_key(SECP256R1()).private_numbers().private_value.to_bytes(32, "big")
    for bad in (scalar, b"short", None):
        with pytest.raises(Invalid, match=r"batch\.(other_key|key_needed)"):
            actions.open_batch(opened.keyholder, opened.cycle, private_key=bad)
    for roles in ((Role.ORGANISER,), (Role.SECRETARY,), (Role.ADMINISTRATOR,), (Role.SUPERVISOR, Role.ORGANISER)):
        with pytest.raises(Denied):
            actions.open_batch(builders.actor(opened.cycle, *roles), opened.cycle, private_key=opened.scalar)
    assert SealedSlip.objects.count() == 15


def test_a_second_batch_needs_a_new_key_and_a_week_between():
    opened = open_box(people=16)
    opened.fill(15)
    body = opened.writers[0].body("给上一批的", 1)
    opened.open()
    with pytest.raises(PostRefused, match=r"post\.batch"):
        acceptance.accept(opened.cycle.unit.code, opened.cycle.label, body)
    actions.register_batch_key(opened.keyholder, opened.cycle, public_key=public_point(opened.key))
    for n, writer in enumerate(opened.writers[:15]):
        writer.post(f"第二批{n}", 1)
    with pytest.raises(Invalid, match=r"batch\.week"):
        opened.open()
    opened.close()
    assert opened.open().no == 2
    assert Opinion.objects.count() == 30


def test_a_batch_whose_key_is_lost_gives_its_tokens_back_and_the_log_says_how_many_slips_were_lost():
    opened = open_box()
    cycle, writer = opened.cycle, opened.writers[0]
    writer.post("食堂太远")
    with pytest.raises(Denied):
        actions.give_up_batch(make.organiser(cycle), cycle)
    assert actions.give_up_batch(opened.keyholder, cycle).state == "lost"
    assert not SealedSlip.objects.exists()
    assert facts(cycle, "box.batch_lost") == [{"cycle": cycle.label, "batch": 1, "slips": 1}]
    with pytest.raises(Invalid, match=r"batch\.none"):
        actions.give_up_batch(opened.keyholder, cycle)
    actions.register_batch_key(opened.keyholder, cycle, public_key=public_point(opened.key))
    assert json.loads(writer.post("食堂太远，再说一次"))["batch"] == 2


def test_demonstration_mode_keeps_the_key_on_the_server_and_opens_in_one_call():
    from zhiyan.solicitation.actions.batches import demonstration_path

    cycle = staffed_cycle()
    writers = drawn(cycle, mode="demonstration")
    with clock.at(POST[0]):
        actions.open_posting(make.organiser(cycle), cycle)
    path = demonstration_path(box_queries.current_batch(cycle))
    assert path.stat().st_mode & 0o777 == 0o600
    for n, writer in enumerate(writers):
        writer.post(f"甲{n}", 0)
        writer.post(f"乙{n}", 1)
    assert box_queries.box_document(cycle)["mode"] == "demonstration"
    assert actions.open_batch(sealed.keyholder(cycle), cycle).opinions == 16
    assert not path.exists()
    assert demonstration_path(box_queries.current_batch(cycle)).exists()


def test_closing_destroys_the_key_that_signs_and_says_so(django_capture_on_commit_callbacks):
    opened = open_box()
    record = issuing.BlindKey.objects.get(cycle=opened.cycle)
    assert issuing.path_of(record).stat().st_mode & 0o777 == 0o600
    with django_capture_on_commit_callbacks(execute=True):
        opened.close()
    assert not issuing.path_of(record).exists()
    assert facts(opened.cycle, "box.closed")[0]["keys_destroyed"] == [record.sha256]
    with pytest.raises(Invalid, match=r"token\.key_destroyed"):
        actions.draw(electors(opened.cycle)[0], opened.cycle, blinded=opened.writers[0].blinded())


def test_a_key_that_a_crash_left_behind_is_taken_away_at_the_next_start():
    opened = open_box()
    record = issuing.BlindKey.objects.get(cycle=opened.cycle)
    opened.close()  # the transaction of this test never ends: the file stays, as after a crash
    assert issuing.path_of(record).exists()
    issuing.shred_destroyed()
    assert not issuing.path_of(record).exists()


def test_the_box_must_be_closed_and_opened_before_the_figures_close():
    opened = open_box()
    opened.fill(3)
    office = make.organiser(opened.cycle)
    with pytest.raises(Invalid, match="还没有截止"):
        actions.close_solicitation(office, opened.cycle)
    opened.close()
    with pytest.raises(Invalid, match="还没有开箱"):
        actions.close_solicitation(office, opened.cycle)
    opened.open()
    assert actions.close_solicitation(office, opened.cycle).total == 3


def test_a_reply_is_kept_with_what_it_answers_and_counts_as_no_opinion():
    opened = open_box()
    cycle = opened.cycle
    first = make.gathering(cycle)
    asked = actions.enter_opinion(make.organiser(cycle), first.channel, text="会上提的意见", gathering=first).submission
    opened.fill(14)
    opened.writers[-1].post("补充说明", 1, reply_to=reply_mark(asked.receipt_code))
    opened.writers[-2].post("冒名的补充", 1, reply_to=follow_index(asked.receipt_code))
    batch = opened.open()
    assert (batch.opinions, batch.replies) == (15, 1)  # who knows the public index alone has written an opinion
    from zhiyan.solicitation.models import SlipReply

    assert SlipReply.objects.get().submission == asked
    assert BatchCommitment.objects.count() == 16


# ------------------------------------------------------------------------------------------------------ branches


def sizes(cycle, *branches):
    for name, people in branches:
        sealed.add_electors(cycle, people, name)
    drawn(cycle)
    return [name for _value, name in box_queries.branch_choices(cycle)]


def test_small_branches_are_one_choice_and_a_single_one_draws_the_next_smallest_in():
    assert sizes(staffed_cycle(0), ("甲", 5), ("乙", 6), ("丙", 2), ("丁", 3)) == ["甲", "乙", "其他支部"]
    assert sizes(staffed_cycle(0), ("甲", 5), ("乙", 6), ("丙", 2)) == ["乙", "其他支部"]
    assert sizes(staffed_cycle(0), ("甲", 5), ("乙", 6), ("丙", 1), ("丁", 1)) == ["乙", "其他支部"]
    assert sizes(staffed_cycle(0), ("甲", 5), ("丙", 1), ("丁", 1)) == []


def test_a_branch_that_was_not_offered_is_dropped_from_the_slip():
    cycle = staffed_cycle(0)
    for name, people in (("甲", 8), ("丙", 3), ("丁", 3)):
        sealed.add_electors(cycle, people, name)
    opened = open_box(cycle)
    small = str(builders.make_branch(cycle.unit, "丙").pk)
    opened.fill(15, branch=small)
    opened.open()
    assert {one.branch for one in Submission.objects.all()} == {None}
