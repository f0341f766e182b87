"""The desk's pages of the anonymous box: who is led where, what is shown, what is never shown."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation import sealed
from zhiyan.accounts.models import User
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.canonical import b64
from zhiyan.ledger import queries as ledger
from zhiyan.solicitation import actions
from zhiyan.solicitation.actions.second import second_key
from zhiyan.solicitation.models import BatchKey, BoxState, Card, Draw, Submission
from zhiyan.solicitation.opening import public_point
from zhiyan.solicitation.sealing import key_digits

pytestmark = pytest.mark.django_db
DRAW, POST = sealed.DRAW[0], sealed.POST[0]


@pytest.fixture
def cycle():
    return sealed.staffed_cycle()


def user(actor) -> User:
    return User.objects.get(pk=actor.user_id)


def get(client, who, cycle, more, day=DRAW):
    client.force_login(who)
    with clock.at(day):
        return client.get(f"/{cycle.unit.code}/{cycle.label}/solicitation/{more}")


def post(client, who, cycle, more, data=None, day=DRAW):
    client.force_login(who)
    with clock.at(day):
        return client.post(f"/{cycle.unit.code}/{cycle.label}/solicitation/{more}", data or {})


def text(response):
    return response.content.decode()


def somebody(cycle):
    return user(sealed.electors(cycle)[0])


# ------------------------------------------------------------------------------------------------------ drawing


def test_the_drawing_comes_first_after_signing_in_until_somebody_drew_or_put_it_off(client, cycle):
    sealed.drawing(cycle)
    people = sealed.electors(cycle)
    page = f"/{cycle.unit.code}/{cycle.label}/solicitation/draw/"
    client.force_login(user(people[0]))
    with clock.at(DRAW):
        assert client.get("/")["Location"] == page
        client.post(f"{page}later/")
        assert client.get("/")["Location"] != page
        sealed.Writer(cycle).draw(people[1])
        client.force_login(user(people[1]))
        assert client.get("/")["Location"] != page


def test_whoever_is_no_elector_is_not_sent_to_the_drawing(client, cycle):
    sealed.drawing(cycle)
    client.force_login(user(make.organiser(cycle)))
    with clock.at(DRAW):
        assert "draw" not in client.get("/")["Location"]


def test_before_and_after_the_days_of_drawing_nobody_is_sent_there(client, cycle):
    sealed.drawing(cycle)
    client.force_login(somebody(cycle))
    for day in (DRAW - dt.timedelta(days=1), sealed.DRAW[1] + dt.timedelta(days=1)):
        with clock.at(day):
            assert "draw" not in client.get("/")["Location"]


def test_everybody_sees_whether_they_count_as_drawn_and_the_digits_of_the_key(client, cycle):
    sealed.drawing(cycle)
    drew, other = sealed.electors(cycle)[:2]
    sha256 = sealed.issuing.BlindKey.objects.get(cycle=cycle).sha256
    with clock.at(DRAW):
        sealed.Writer(cycle).draw(drew)
    assert "您已计入“领取了”" in text(get(client, user(drew), cycle, "draw/"))
    page = text(get(client, user(other), cycle, "draw/"))
    assert "您已计入“领取了”" not in page
    assert key_digits(bytes.fromhex(sha256)) in page


def test_the_way_to_the_box_tells_nothing_of_the_person_and_no_key_that_paper_should_tell(client, cycle):
    sealed.drawing(cycle)
    one, other = sealed.electors(cycle)[:2]
    ways = [re.search(r'data-box="([^"]+)"', text(get(client, user(who), cycle, "draw/")))[1] for who in (one, other)]
    assert ways[0] == ways[1]
    assert ways[0].endswith(f"/{cycle.unit.code}/{cycle.label}/draw/")


def test_the_supervisor_sees_people_by_lot_and_nobody_sees_who_drew_last(client, cycle):
    sealed.drawn(cycle)
    page = text(get(client, user(builders.actor(cycle, Role.SUPERVISOR)), cycle, "box/sample/"))
    assert page.count("已领取</span>") == 8
    assert get(client, user(make.organiser(cycle)), cycle, "box/sample/").status_code == 403


# ------------------------------------------------------------------------------------------------------- office


def test_the_office_sets_the_box_up_and_the_notice_holds_the_keys_hash_in_the_fragment_alone(client, cycle):
    make.channel(cycle, "box")
    office = user(make.organiser(cycle))
    days = {name: day.isoformat() for name, day in sealed.DAYS.items()}
    response = post(client, office, cycle, "box/begin/", {**days, "k": 5, "s": 2, "mode": "keyholder"})
    assert response.status_code == 302
    page = text(get(client, office, cycle, "box/notice/"))
    sha256 = sealed.issuing.BlindKey.objects.get(cycle=cycle).sha256
    assert key_digits(bytes.fromhex(sha256)) in page
    assert "<svg" in page
    assert sha256 not in page


def test_days_out_of_order_are_refused_beside_the_field_and_what_was_typed_stays(client, cycle):
    make.channel(cycle, "box")
    days = {name: day.isoformat() for name, day in sealed.DAYS.items()} | {"opens_on": "2021-01-05"}
    response = post(
        client, user(make.organiser(cycle)), cycle, "box/begin/", {**days, "k": 5, "s": 2, "mode": "keyholder"}
    )
    assert response.status_code == 422
    assert "投递开始要在领取截止以后" in text(response)
    assert 'value="2021-01-05"' in text(response)


def test_only_the_office_sees_how_many_drew_before_the_number_is_final(client, cycle):
    sealed.drawing(cycle)
    with clock.at(DRAW):
        for person in sealed.electors(cycle)[:3]:
            sealed.Writer(cycle).draw(person)
    assert "3 人" in text(get(client, user(make.organiser(cycle)), cycle, "box/"))
    member = text(get(client, builders.member_user(cycle, "主任"), cycle, "box/"))
    assert "领取截止时公布" in member
    assert "3 人" not in member


def test_codes_of_cards_are_shown_once_and_kept_nowhere(client, cycle):
    sealed.drawing(cycle)
    office = user(make.organiser(cycle))
    made = {"count": 3, "first_person": "甲", "second_person": "乙"}
    page = text(post(client, office, cycle, "box/cards/", made))
    codes = re.findall(r'slip__code">([0-9A-Z-]+)<', page)
    assert len(codes) == Card.objects.count() == 3
    assert not any(code in text(get(client, office, cycle, "box/cards/")) for code in codes)
    assert not any(card.code_hash in codes for card in Card.objects.all())


def test_a_card_handed_out_counts_its_person_as_drawn(client, cycle):
    sealed.drawing(cycle)
    office, row = user(make.organiser(cycle)), Draw.objects.filter(cycle=cycle).first()
    post(client, office, cycle, "box/cards/", {"count": 1, "first_person": "甲", "second_person": "乙"})
    assert post(client, office, cycle, "box/cards/hand-out/", {"elector": row.elector_id}).status_code == 302
    row.refresh_from_db()
    assert row.drawn


# -------------------------------------------------------------------------------------------------------- keys


def test_a_key_made_in_the_browser_is_registered_and_the_supervisors_point_is_in_the_log(client, cycle):
    sealed.drawn(cycle)
    point = b64(public_point(sealed.generate_private_key(sealed.SECP256R1())))
    supervisor = user(builders.actor(cycle, Role.SUPERVISOR))
    assert post(client, supervisor, cycle, "box/second-key/", {"public_key": point}).status_code == 302
    assert b64(bytes(second_key(cycle).public_key)) == point
    holder = builders.member_user(cycle, "纪委书记")
    assert point in text(get(client, holder, cycle, "box/key/"))
    response = post(client, holder, cycle, "box/key/", {"public_key": point, "wrapped": "AAAA"})
    assert response.status_code == 302
    assert BatchKey.objects.get(cycle=cycle).wrapped == "AAAA"
    ledger.latest_head(cycle.unit)
    assert [body["facts"]["cycle"] for _n, body in ledger.entries(cycle.unit_id, event="box.second_key")] == [
        cycle.label
    ]


@pytest.mark.parametrize("wrong", ["", "AAAA", "!" * 87, b64(bytes(65))])
def test_what_is_no_key_is_refused_with_what_to_do(client, cycle, wrong):
    sealed.drawn(cycle)
    holder = builders.member_user(cycle, "纪委书记")
    response = post(client, holder, cycle, "box/key/", {"public_key": wrong})
    assert response.status_code == 422
    assert "密钥不完整" in text(response)
    assert not BatchKey.objects.exists()


def test_the_organiser_makes_no_key_and_opens_no_batch(client, cycle):
    sealed.open_box(cycle)
    office = user(make.organiser(cycle))
    for more in ("box/key/", "box/open/", "box/second-key/"):
        assert get(client, office, cycle, more, POST).status_code == 403
        assert post(client, office, cycle, more, {}, POST).status_code == 403


def test_a_key_lent_for_the_opening_is_never_drawn_into_a_page_again(client, cycle):
    opened = sealed.open_box(cycle)
    with clock.at(POST):
        opened.fill(2)
    lent = b64(opened.scalar)
    response = post(client, user(opened.keyholder), cycle, "box/open/", {"private_key": lent}, POST)
    assert response.status_code == 422
    assert "意见还不够多" in text(response)
    assert lent not in text(response)
    assert not Submission.objects.filter(cycle=cycle).exists()


def test_the_keyholder_opens_the_last_batch_and_the_page_says_what_it_held(client, cycle):
    opened = sealed.open_box(cycle)
    with clock.at(POST):
        opened.fill(2)
        opened.close()
    holder = user(opened.keyholder)
    assert post(client, holder, cycle, "box/open/", {"private_key": b64(opened.scalar)}, POST).status_code == 302
    page = text(get(client, holder, cycle, "box/", POST))
    assert BatchKey.objects.get(cycle=cycle).opinions == 2
    assert "密封件已清除" in page


def test_no_page_tells_how_full_the_box_is_before_it_is_opened(client, cycle):
    opened = sealed.open_box(cycle)
    before = {}
    people = {"office": user(make.organiser(cycle)), "holder": user(opened.keyholder)}
    for name, who in people.items():
        before[name] = get(client, who, cycle, "box/", POST)
    with clock.at(POST):
        opened.fill(7)
    for name, who in people.items():
        strip = re.compile(r'csrf\w*" value="[^"]+"|X-CSRFToken": "[^"]+')
        assert strip.sub("", text(get(client, who, cycle, "box/", POST))) == strip.sub("", text(before[name]))


def test_in_a_demonstration_opening_is_one_button_and_every_page_says_so(client, cycle):
    sealed.drawn(cycle, mode="demonstration")
    with clock.at(POST):
        actions.open_posting(make.organiser(cycle), cycle)
    holder = builders.member_user(cycle, "纪委书记")
    assert "钥匙在服务器上" in text(get(client, holder, cycle, "box/", POST))
    page = text(get(client, holder, cycle, "box/open/", POST))
    assert "按一下就开" in page
    assert 'type="file"' not in page


def test_the_steps_of_the_box_are_taken_by_the_office_in_their_order(client, cycle):
    sealed.drawing(cycle)
    office = user(make.organiser(cycle))
    with clock.at(DRAW):
        for person in sealed.electors(cycle):
            sealed.Writer(cycle).draw(person)
    assert post(client, office, cycle, "box/posting/").status_code >= 400
    assert post(client, office, cycle, "box/drawn/").status_code == 302
    with clock.at(POST):
        key = sealed.generate_private_key(sealed.SECP256R1())
        actions.register_batch_key(sealed.keyholder(cycle), cycle, public_key=public_point(key))
    assert post(client, office, cycle, "box/posting/", day=POST).status_code == 302
    assert sealed.box(cycle).state == BoxState.OPEN
    assert post(client, office, cycle, "box/close/", day=POST).status_code == 302
    assert sealed.box(cycle).state == BoxState.CLOSED
