"""Drawing and posting: only electors write, nothing kept tells who, every receipt is honoured."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation import sealed
from tests.solicitation.sealed import POST, K, S, Writer, anybody, drawing, electors, open_box, staffed_cycle
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.canonical import unb64
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger import keys, queries
from zhiyan.solicitation import acceptance, actions, box_queries, issuing
from zhiyan.solicitation.acceptance import PostRefused
from zhiyan.solicitation.models import (
    BoxSettings,
    Draw,
    SealedSlip,
)
from zhiyan.solicitation.receipts import verify_receipt

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
