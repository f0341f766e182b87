"""Drawing, posting, opening: only electors write, nothing kept tells who, every receipt is honoured."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation import sealed
from tests.solicitation.sealed import POST, K, S, Writer, anybody, drawing, drawn, electors, open_box, staffed_cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.canonical import unb64
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger import keys, queries
from zhiyan.solicitation import acceptance, actions, box_queries, issuing
from zhiyan.solicitation.acceptance import PostRefused
from zhiyan.solicitation.commitments import holds
from zhiyan.solicitation.models import (
    BatchCommitment,
    BoxSettings,
    Draw,
    Opinion,
    SealedSlip,
    SpentToken,
    Submission,
)
from zhiyan.solicitation.opening import public_point, root_of
from zhiyan.solicitation.receipts import follow_index, reply_mark, verify_receipt

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


# ------------------------------------------------------------------------------------------------------ drawing


def test_before_a_token_is_issued_the_ledger_holds_how_many_may_draw_and_a_root_of_the_roster(cycle):
    box = drawing(cycle)
    [told] = facts(cycle, "box.drawing_opened")
    assert told["eligible"] == Draw.objects.filter(cycle=cycle, drawn=False).count() == 8
    assert told["roster_root"] == box.roster_root
    assert told["keys"]["writing"] == issuing.BlindKey.objects.get(cycle=cycle).sha256


def test_an_elector_draws_once_and_the_same_request_is_signed_again(cycle):
    drawing(cycle)
    person, writer = electors(cycle)[0], Writer(cycle)
    with clock.at(sealed.DRAW[0]):
        first = actions.draw(person, cycle, blinded=writer.blinded())
        assert actions.draw(person, cycle, blinded=writer.blinded()) == first
        with pytest.raises(Invalid, match=r"draw\.again"):
            actions.draw(person, cycle, blinded=Writer(cycle).blinded())
    with clock.at(POST[0]):
        assert actions.draw(person, cycle, blinded=writer.blinded()) == first


def test_a_draw_leaves_no_event_and_no_time(cycle):
    drawing(cycle)
    person = electors(cycle)[0]
    before = len(list(queries.entries(cycle.unit_id)))
    with clock.at(sealed.DRAW[0]):
        Writer(cycle).draw(person)
    assert len(list(queries.entries(cycle.unit_id))) == before
    names = {field.name for field in Draw._meta.get_fields()}
    assert names == {"id", "unit", "cycle", "elector", "order", "drawn", "request"}


def test_somebody_off_the_roster_and_somebody_without_a_person_draw_nothing(cycle):
    drawing(cycle)
    outsider = builders.make_user(cycle.unit, person=builders.make_person(cycle.unit))
    with clock.at(sealed.DRAW[0]):
        with pytest.raises(Invalid, match=r"draw\.no_elector"):
            actions.draw(sealed.actor_for(outsider, cycle.unit), cycle, blinded=Writer(cycle).blinded())
        for role in (Role.ORGANISER, Role.ADMINISTRATOR, Role.SUPERVISOR):
            with pytest.raises(Denied):
                actions.draw(builders.actor(cycle, role), cycle, blinded=Writer(cycle).blinded())


@pytest.mark.parametrize("spoil", [lambda b: b[:1], lambda b: [b[0], b[0]], lambda b: [b[0], bytes(384)], lambda b: []])
def test_a_set_of_another_size_or_shape_is_refused_and_nothing_is_noted(cycle, spoil):
    drawing(cycle)
    person, writer = electors(cycle)[0], Writer(cycle)
    with clock.at(sealed.DRAW[0]), pytest.raises(Invalid, match=r"token\.request"):
        actions.draw(person, cycle, blinded=spoil(writer.blinded()))
    assert not Draw.objects.filter(drawn=True).exists()


def test_drawing_closes_only_once_k_persons_drew_and_d_is_in_the_ledger(cycle, office):
    drawing(cycle)
    people = electors(cycle)
    with clock.at(sealed.DRAW[0]):
        for person in people[: K - 1]:
            Writer(cycle).draw(person)
        with pytest.raises(Invalid, match=r"draw\.few"):
            actions.close_drawing(office, cycle)
        Writer(cycle).draw(people[K])
        actions.close_drawing(office, cycle)
        with pytest.raises(Invalid, match=r"box\.is_drawn"):
            Writer(cycle).draw(people[K + 1])
    assert facts(cycle, "box.drawing_closed")[0]["drawn"] == K


def test_windows_out_of_order_and_too_few_people_are_refused(cycle, office):
    for days in ({"draw_to": dt.date(2021, 1, 1)}, {"opens_on": sealed.DRAW[1]}, {"closes_on": sealed.DRAW[0]}):
        with pytest.raises(Invalid, match=r"box\.days"):
            actions.open_drawing(office, cycle, **{**sealed.DAYS, **days}, k=K)
    with pytest.raises(Invalid, match=r"box\.few_electors"):
        actions.open_drawing(office, cycle, **sealed.DAYS, k=9)
    with pytest.raises(Invalid, match=r"box\.k"):
        actions.open_drawing(office, cycle, **sealed.DAYS, k=4)


def test_drawing_outside_its_days_is_refused_and_the_office_may_extend_them(cycle, office):
    drawing(cycle)
    person = electors(cycle)[0]
    with clock.at(dt.date(2021, 1, 9)):
        with pytest.raises(Invalid, match=r"draw\.late"):
            Writer(cycle).draw(person)
        actions.change_box(office, cycle, draw_to=dt.date(2021, 1, 10))
        Writer(cycle).draw(person)


# -------------------------------------------------------------------------------------------------------- cards


def handed(cycle, office, count=2):
    with clock.at(sealed.DRAW[0]):
        codes = actions.make_cards(office, cycle, count=count, first_person="甲", second_person="乙")
        for row in list(box_queries.undrawn(cycle)[: count - 1]):
            actions.hand_out_card(office, cycle, elector=row.elector)
    return codes


def test_a_card_counts_its_holder_as_drawn_and_gives_ordinary_tokens(cycle, office):
    drawing(cycle)
    codes = handed(cycle, office)
    assert box_queries.draw_figures(cycle) == {"eligible": 8, "drawn": 1}
    writer = Writer(cycle)
    writer.redeem(codes[0].lower().replace("-", " "))
    assert len(writer.tokens) == S
    with pytest.raises(Invalid, match=r"card\.used"):
        Writer(cycle).redeem(codes[0])
    writer.redeem(codes[0])


def test_no_more_cards_are_redeemed_than_were_handed_out(cycle, office):
    drawing(cycle)
    codes = handed(cycle, office, count=3)
    Writer(cycle).redeem(codes[0])
    Writer(cycle).redeem(codes[1])
    with pytest.raises(Invalid, match=r"card\.too_many"):
        Writer(cycle).redeem(codes[2])


def test_cards_are_all_accounted_for_before_the_drawing_closes(cycle, office):
    drawing(cycle)
    handed(cycle, office)
    with clock.at(sealed.DRAW[0]):
        for person in electors(cycle)[1:]:
            Writer(cycle).draw(person)
        with pytest.raises(Invalid, match=r"cards\.left"):
            actions.close_drawing(office, cycle)
        actions.destroy_cards(office, cycle, count=1, first_person="甲", second_person="乙")
        actions.close_drawing(office, cycle)
    assert facts(cycle, "box.drawing_closed")[0]["cards"] == {"printed": 2, "handed_out": 1, "destroyed": 1}


def test_who_has_a_card_draws_no_second_set_and_who_drew_gets_no_card(cycle, office):
    drawing(cycle)
    handed(cycle, office)
    with_card = Draw.objects.get(drawn=True).elector
    person = next(one for one in electors(cycle) if one.person_id == with_card.person_id)
    with clock.at(sealed.DRAW[0]):
        with pytest.raises(Invalid, match=r"draw\.card"):
            Writer(cycle).draw(person)
        with pytest.raises(Invalid, match=r"draw\.done"):
            actions.hand_out_card(office, cycle, elector=with_card)


def test_a_card_of_one_year_and_an_unknown_code_are_refused(cycle, office):
    drawing(cycle)
    codes = handed(cycle, office)
    other = staffed_cycle()
    drawing(other)
    for where, code in ((other, codes[0]), (cycle, "ABCD"), (cycle, "2222-2222-2222-2222-2222")):
        with pytest.raises(Invalid, match=r"card\.unknown"):
            actions.redeem_card(anybody(where), where, code=code, blinded=Writer(where).blinded())


# ------------------------------------------------------------------------------------------------------ posting


def test_a_post_is_one_row_without_time_or_commitment_and_its_receipt_verifies():
    opened = open_box()
    cycle = opened.cycle
    before = len(list(queries.entries(cycle.unit_id)))
    receipt = json.loads(opened.writers[0].post("食堂太远", aspect="P3", target="m2"))
    told = verify_receipt(receipt, keys.public_key(cycle.unit, "receipts"))
    assert (told["unit"], told["cycle"], told["batch"]) == (cycle.unit.code, cycle.label, 1)
    assert told["by"] == BoxSettings.objects.get().by_on.isoformat()
    assert told["head"]["kind"] == "head"
    names = {field.name for field in SealedSlip._meta.get_fields()}
    assert names == {"token", "unit_id", "batch", "purpose", "mac", "proof", "sealed"}
    row = SealedSlip.objects.get()
    kept = bytes(row.token) + bytes(row.mac) + bytes(row.proof) + bytes(row.sealed)
    assert opened.writers[0].tokens[0].t not in kept
    assert unb64(told["c"]) not in kept
    assert len(list(queries.entries(cycle.unit_id))) == before


def test_the_same_bytes_again_get_the_same_receipt_and_a_fresh_sealing_of_the_same_words_too():
    opened = open_box()
    writer, salt = opened.writers[0], bytes(range(32))
    first = writer.post("食堂太远", salt=salt)
    assert writer.post("食堂太远", salt=salt) == first
    assert SealedSlip.objects.count() == 1


def test_other_words_with_a_spent_token_are_refused_with_signed_evidence():
    from zhiyan.solicitation.receipts import verify_spent
    from zhiyan.solicitation.sealing import commitment, spent_mark

    opened = open_box()
    writer, salt = opened.writers[0], bytes(range(32))
    writer.post("食堂太远", salt=salt)
    with pytest.raises(PostRefused, match=r"post\.spent") as refused:
        writer.post("另一条意见")
    evidence = refused.value.document["evidence"]
    told = verify_spent(evidence, keys.public_key(opened.cycle.unit, "receipts"))
    c = commitment(opened.cycle.label, salt, "食堂太远")
    assert unb64(told["spent"]) == spent_mark(writer.tokens[0].t, c)
    assert SealedSlip.objects.count() == 1


def test_a_token_of_another_year_another_purpose_or_with_a_flipped_bit_is_refused_before_the_database(
    django_assert_num_queries,
):
    opened = open_box()
    other = open_box(staffed_cycle())
    body = opened.writers[0].body("食堂太远")
    opened.writers[1].post("先来")
    other.writers[0].post("先来")
    with django_assert_num_queries(0):
        for at in (10, 50, 100, 300):
            bad = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            with pytest.raises(PostRefused, match=r"post\.token"):
                acceptance.accept(opened.cycle.unit.code, opened.cycle.label, bad)
        with pytest.raises(PostRefused, match=r"post\.token"):
            acceptance.accept(other.cycle.unit.code, other.cycle.label, body)
        for bad in (body[:-1], body + b"0", b"", b"ZYP2" + body[4:], body[:4] + b"\x02" + body[5:]):
            with pytest.raises(PostRefused, match=r"post\.malformed"):
                acceptance.accept(opened.cycle.unit.code, opened.cycle.label, bad)


def test_a_box_takes_nothing_before_its_day_after_it_and_once_closed_but_still_answers_receipts():
    opened = open_box()
    writer = opened.writers[0]
    first = writer.post("食堂太远", salt=bytes(32))
    with clock.at(POST[1] + dt.timedelta(days=1)):
        with pytest.raises(PostRefused, match=r"box\.late"):
            opened.writers[1].post("晚了")
        assert writer.post("食堂太远", salt=bytes(32)) == first
    opened.close()
    with pytest.raises(PostRefused, match=r"box\.late"):
        opened.writers[1].post("晚了")
    assert writer.post("食堂太远", salt=bytes(32)) == first
    early = open_box(staffed_cycle())
    with clock.at(POST[0] - dt.timedelta(days=1)), pytest.raises(PostRefused, match=r"box\.early"):
        early.writers[0].post("早了")


def test_closing_the_channel_or_solicitation_stops_the_box():
    opened = open_box()
    actions.close_channel(make.organiser(opened.cycle), make.channel(opened.cycle, "box"))
    with pytest.raises(PostRefused, match=r"box\.late"):
        opened.writers[0].post("食堂太远")


def test_no_such_box_is_said():
    with pytest.raises(PostRefused, match=r"box\.none"):
        acceptance.accept("nobody", "2020", open_box().writers[0].body("食堂太远"))


def test_the_budget_counts_good_requests_alone(monkeypatch):
    opened = open_box()
    monkeypatch.setattr(acceptance, "_budget", acceptance.Budget(0.0, 2.0))
    body = opened.writers[0].body("食堂太远")
    bad = body[:100] + bytes([body[100] ^ 1]) + body[101:]
    for _n in range(5):
        with pytest.raises(PostRefused, match=r"post\.token"):
            acceptance.accept(opened.cycle.unit.code, opened.cycle.label, bad)
    opened.writers[0].post("食堂太远")
    opened.writers[1].post("食堂太远")
    with pytest.raises(PostRefused, match=r"post\.busy"):
        opened.writers[2].post("食堂太远")


def test_tables_of_slips_tokens_and_cards_keep_no_hidden_order():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE name IN ('solicitation_sealedslip', 'solicitation_card', "
            "'solicitation_batchcommitment', 'solicitation_spenttoken')"
        )
        found = dict(cursor.fetchall())
    assert len(found) == 4
    assert all("WITHOUT ROWID" in sql for sql in found.values())


# ------------------------------------------------------------------------------------------------------ opening


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
