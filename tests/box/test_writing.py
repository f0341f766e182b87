"""Writing at the box: nothing kept tells who wrote, nothing typed is lost, a retry does no harm."""

from __future__ import annotations

import pytest

from tests import builders
from tests.solicitation import builders as make
from zhiyan.kernel.actor import Role
from zhiyan.ledger.models import LedgerEntry
from zhiyan.solicitation import actions
from zhiyan.solicitation.models import BoxCode, BoxSlip, Opinion, Submission

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}


@pytest.fixture
def cycle():
    cycle = builders.make_cycle()
    make.channel(cycle, "box")
    return cycle


@pytest.fixture
def codes(cycle):
    return actions.make_box_codes(make.organiser(cycle), cycle, count=3)


def address(cycle, more="", prefix="/"):
    return f"{prefix}{cycle.unit.code}/{cycle.label}/{more}"


def send(client, cycle, code, words, step="seal", **more):
    return client.post(address(cycle), {"text": words, "code": code, "step": step, **more}, **HOST)


def text(response):
    return response.content.decode()


def test_the_page_says_what_a_writer_must_know_and_sets_no_cookie(client, cycle):
    response = client.get(address(cycle), **HOST)
    page = text(response)
    for told in ("不用登录", "自己的手机", "两个人在场", "没有另外加密", "不要给人看", "封好"):
        assert told in page
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"


def test_a_slip_is_looked_at_before_it_is_sealed(client, cycle, codes):
    page = text(send(client, cycle, codes[0], "我们组的张老师说，打我电话10000000052", step="look"))
    assert '<mark class="pointing">我们组</mark>' in page
    assert '<s class="covered" title="给领导看之前遮盖">10000000052</s>' in page
    assert BoxSlip.objects.count() == 0


def test_going_back_to_edit_keeps_every_word(client, cycle, codes):
    page = text(send(client, cycle, codes[0], "食堂太远\n班车太少", step="edit", target="主任"))
    assert "食堂太远\n班车太少" in page
    assert 'value="主任" selected' in page
    assert codes[0] in page


def test_sealing_spends_the_code_shows_a_receipt_and_writes_no_event(client, cycle, codes):
    before = LedgerEntry.objects.count()
    response = send(client, cycle, codes[0], "食堂太远", aspect="P3", target="主任")
    slip = BoxSlip.objects.get()
    assert slip.receipt_code in text(response)
    assert (slip.text, slip.aspect_code, slip.target_role) == ("食堂太远", "P3", "主任")
    assert BoxCode.objects.count() == 2
    assert LedgerEntry.objects.count() == before
    assert not response.cookies


def test_the_same_slip_again_gets_the_same_receipt(client, cycle, codes):
    first = send(client, cycle, codes[0], "食堂太远")
    again = send(client, cycle, f" {codes[0].lower().replace('-', ' ')} ", "食堂太远")
    receipt = BoxSlip.objects.get().receipt_code
    assert receipt in text(first)
    assert receipt in text(again)


def test_other_words_with_a_spent_code_are_refused_and_kept(client, cycle, codes):
    send(client, cycle, codes[0], "食堂太远")
    response = send(client, cycle, codes[0], "另一条意见")
    assert response.status_code == 422
    assert "已经用过" in text(response)
    assert "另一条意见" in text(response)
    assert BoxSlip.objects.get().text == "食堂太远"


@pytest.mark.parametrize("step", ["look", "seal"])
def test_an_unknown_code_is_refused_beside_the_field_and_the_words_stay(client, cycle, step):
    response = send(client, cycle, "ABCDEF-GHJKMN-PQRSTV", "食堂太远", step=step)
    assert response.status_code == 422
    assert "没有这个填写码" in text(response)
    assert "食堂太远" in text(response)


def test_two_thousand_signs_pass_and_one_more_is_refused(client, cycle, codes):
    assert send(client, cycle, codes[0], "长" * 2001).status_code == 422
    assert "超出 1 字" in text(send(client, cycle, codes[0], "长" * 2001))
    assert send(client, cycle, codes[0], "长" * 2000).status_code == 200


def test_a_code_of_one_year_is_worth_nothing_in_another(client, cycle, codes):
    other = builders.make_cycle(cycle.unit, label="2021", notice=False)
    make.channel(other, "box")
    assert send(client, other, codes[0], "食堂太远").status_code == 422


def test_a_closed_box_says_so_and_still_answers_receipts(client, cycle, codes):
    actions.close_channel(make.organiser(cycle), make.channel(cycle, "box"))
    page = text(client.get(address(cycle), **HOST))
    assert "渠道已经关闭" in page
    assert "凭回执码查办理情况" in page


def test_english_is_chosen_by_path_and_the_desk_is_not_served(client, cycle):
    assert client.get(address(cycle, prefix="/en/"), **HOST).status_code == 200
    assert client.get("/signin/", **HOST).status_code == 404
    assert client.get("/nobody/2020/", **HOST).status_code == 404


def test_the_front_leads_to_the_only_open_box(client, cycle):
    assert client.get("/", **HOST)["Location"] == address(cycle)


def test_a_signed_in_person_is_a_stranger_at_the_box(client, cycle, codes):
    client.force_login(builders.member_user(cycle, "主任"))
    response = send(client, cycle, codes[0], "食堂太远")
    assert response.status_code == 200
    assert "主任" not in text(response)


def test_opening_moves_slips_in_the_order_of_commitments_with_the_days_date(cycle, codes):
    for n, code in enumerate(codes):
        actions.post_slip(builders.actor(cycle), cycle, code=code, text=f"意见之{n}", target_role="主任")
    opening = actions.open_box(make.organiser(cycle), cycle, first_person="党务工作人员", second_person="纪检委员")
    assert (opening.found, opening.entered) == (3, 3)
    stored = [s.commitment for s in Submission.objects.raw("SELECT * FROM solicitation_submission ORDER BY rowid")]
    assert stored == sorted(stored)
    assert {s.on for s in Submission.objects.all()} == {opening.on}
    assert {o.target_member.role for o in Opinion.objects.all()} == {"主任"}
    assert not BoxSlip.objects.exists()


def test_few_slips_lose_the_branch_that_their_writers_chose(cycle, codes):
    branch = builders.make_branch(cycle.unit, "科技处党支部")
    actions.post_slip(builders.actor(cycle), cycle, code=codes[0], text="食堂太远", branch_id=branch.pk)
    actions.open_box(make.organiser(cycle), cycle, first_person="甲", second_person="乙")
    assert Submission.objects.get().branch is None


def test_a_small_branch_is_not_offered(client, cycle):
    from zhiyan.cycle.models import Elector
    from zhiyan.kernel import guard

    small, big = (builders.make_branch(cycle.unit, name) for name in ("小支部", "大支部"))
    with guard.writing("test"):
        for branch, size in ((small, 9), (big, 10)):
            for _n in range(size):
                person = builders.make_person(cycle.unit, branch=branch)
                Elector.objects.create(
                    unit=cycle.unit, cycle=cycle, person=person, branch=branch, party="full", frozen_on=builders.SINCE
                )
    page = text(client.get(address(cycle), **HOST))
    assert "大支部" in page
    assert "小支部" not in page


def test_the_table_of_slips_keeps_no_hidden_order():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name IN ('solicitation_boxslip', 'solicitation_boxcode')")
        assert all("WITHOUT ROWID" in sql for (sql,) in cursor.fetchall())


def test_nobody_makes_codes_or_opens_the_box_but_the_organiser(cycle):
    from zhiyan.kernel.errors import Denied

    for role in (Role.SECRETARY, Role.ADMINISTRATOR, Role.STAFF):
        with pytest.raises(Denied):
            actions.make_box_codes(builders.actor(cycle, role), cycle, count=1)


def test_a_refusal_at_the_box_leaves_no_line_in_the_log(client, cycle, caplog):
    assert send(client, cycle, "ABCDEF-GHJKMN-PQRSTV", "食堂太远").status_code == 422
    assert not caplog.records
