"""Letters to unknown writers: the office writes, the keyholder lets pass, nobody learns who reads."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import builders as b
from zhiyan.consolidation import actions, permissions
from zhiyan.consolidation.models import Letter, LetterState
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.solicitation.models import Opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return b.make_cycle()


@pytest.fixture
def office(cycle):
    return b.actor(cycle, Role.ORGANISER)


@pytest.fixture
def keyholder(cycle):
    return b.member_actor(cycle, "纪委书记")


@pytest.fixture
def letter(cycle, office):
    return actions.write_letter(office, b.make_opinion(cycle), text="请问是哪一天的晚餐？")


def test_a_letter_waits_for_the_keyholder_and_then_goes_out(letter, keyholder):
    assert letter.state == LetterState.WAITING
    passed = actions.pass_letter(keyholder, letter)
    assert (passed.state, passed.seen_by_id) == (LetterState.SENT, keyholder.user_id)


def test_a_letter_given_back_needs_a_reason_and_is_seen_once(letter, keyholder):
    with pytest.raises(Invalid) as refused:
        actions.return_letter(keyholder, letter, reason=" ")
    assert "reason" in refused.value.fields
    actions.return_letter(keyholder, letter, reason="不能问对方是谁")
    with pytest.raises(Invalid):
        actions.pass_letter(keyholder, letter)


@pytest.mark.parametrize("words", ["看这里 https://a.b", "发到 x@y", "去 some-page.com 填", "请扫码填写", "www.某处"])
def test_a_letter_that_leads_elsewhere_is_refused(cycle, office, words):
    with pytest.raises(Invalid) as refused:
        actions.write_letter(office, b.make_opinion(cycle), text=words)
    assert refused.value.code == "letter.link"


def test_a_letter_is_neither_empty_nor_long(cycle, office):
    opinion = b.make_opinion(cycle)
    for words in ("  ", "字" * 501):
        with pytest.raises(Invalid):
            actions.write_letter(office, opinion, text=words)
    assert actions.write_letter(office, opinion, text="字" * 500).pk


def test_nobody_who_writes_lets_pass(cycle, office, letter):
    with pytest.raises(Denied):
        actions.pass_letter(office, letter)
    keyholder = b.member_actor(cycle, "纪委书记")
    about_office = b.make_opinion(cycle, about_office=True)
    own = actions.write_letter(keyholder, about_office, text="请问是哪件事？")
    with pytest.raises(Denied):
        actions.pass_letter(keyholder, own)
    assert actions.pass_letter(b.actor(cycle, Role.SUPERVISOR), own).state == LetterState.SENT


def test_no_letter_goes_to_the_writer_of_an_accusation(cycle, office):
    opinion = b.make_opinion(cycle)
    with guard.writing("test"):
        Opinion.objects.filter(pk=opinion.pk).update(withheld=True)
    opinion.refresh_from_db()
    with pytest.raises(Denied):
        actions.write_letter(office, opinion, text="请问是谁？")


def test_who_may_read_a_letter_sees_it_in_the_list_and_nobody_else(cycle, letter):
    elsewhere = b.actor(b.make_cycle(), Role.ORGANISER)
    for role in Role:
        reader = b.actor(cycle, role)
        assert permissions.may_read_letter(reader, letter) == permissions.visible_letters(reader).exists()
        assert permissions.may_read_letter(reader, letter) == (
            role in (Role.ORGANISER, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
        )
    assert not permissions.may_read_letter(elsewhere, letter)


def test_a_letter_goes_its_way_through_the_pages(client, cycle):
    opinion = b.make_opinion(cycle, "食堂的事")
    args = [cycle.unit.code, cycle.label]
    client.force_login(b.user_of(b.actor(cycle, Role.ORGANISER)))
    page = client.post(reverse("consolidation:write_letter", args=[*args, opinion.pk]), {"text": "见 http://x.cn"})
    assert page.status_code == 422
    assert "http://x.cn" in page.content.decode()
    client.post(reverse("consolidation:write_letter", args=[*args, opinion.pk]), {"text": "是哪一天？"})
    listed = client.get(reverse("consolidation:letters", args=args)).content.decode()
    assert "是哪一天？" in listed
    letter = Letter.objects.get()
    assert reverse("consolidation:pass_letter", args=[*args, letter.pk]) not in listed
    client.force_login(b.member_user(cycle, "纪委书记"))
    listed = client.get(reverse("consolidation:letters", args=args)).content.decode()
    assert reverse("consolidation:pass_letter", args=[*args, letter.pk]) in listed
    client.post(reverse("consolidation:pass_letter", args=[*args, letter.pk]))
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_a_writers_answer_comes_as_a_sealed_slip_and_stands_beside_the_opinion_without_counting(client):
    import datetime as dt

    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    from tests.solicitation import sealed
    from zhiyan.kernel import clock
    from zhiyan.solicitation import actions as solicitation
    from zhiyan.solicitation.models import Submission
    from zhiyan.solicitation.opening import public_point
    from zhiyan.solicitation.receipts import reply_mark

    box = sealed.open_box()
    cycle = box.cycle
    with clock.at(sealed.POST[0]):
        box.fill(15)
        box.open()
    asked = Opinion.objects.filter(cycle=cycle).first()
    code = Submission.objects.get(pk=asked.submission_id).receipt_code
    box.key = generate_private_key(SECP256R1())
    with clock.at(sealed.POST[1]):
        solicitation.register_batch_key(box.keyholder, cycle, public_key=public_point(box.key))
        box.writers[7].post("是周三的晚餐，电话10000000052", 1, reply_to=reply_mark(code))
    with clock.at(dt.date(2021, 1, 18)):
        box.close()
        box.open()
    assert Opinion.objects.filter(cycle=cycle).count() == 15
    where = reverse("consolidation:opinion", args=[cycle.unit.code, cycle.label, asked.pk])
    client.force_login(b.user_of(b.actor(cycle, Role.ORGANISER)))
    assert "是周三的晚餐，电话10000000052" in client.get(where).content.decode()
    client.force_login(b.user_of(b.actor(cycle, Role.SUPERVISOR)))
    masked = client.get(where).content.decode()
    assert "是周三的晚餐" in masked
    assert "10000000052" not in masked
