"""Pages of the talks stage by the test client."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import builders
from tests.keeping import kept
from tests.talks import builders as talks
from zhiyan.kernel.actor import Role
from zhiyan.talks.models import Talk, TalkPair

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def cycle():
    cycle = builders.make_cycle()
    talks.generated(cycle)
    return cycle


@pytest.fixture
def pair(cycle):
    return talks.pair_of(cycle, "书记", "主任")


def url(cycle, name, *args):
    return reverse(f"talks:{name}", args=[cycle.unit.code, cycle.label, *args])


def signed_in(client, user):
    client.force_login(user)
    return client


HELD = {"on": "2021-01-11", "place": "201", "own_problems": "2", "named_problems": "1", "text": "只给对方看的话"}


def test_page_shows_the_whole_matrix_to_the_organiser(client, cycle):
    page = signed_in(client, builders.make_user(cycle.unit, Role.ORGANISER)).get(url(cycle, "page"))
    assert page.status_code == 200
    assert page.content.decode().count("matrix__self") == 6


def test_page_of_a_member_lists_only_their_own_pairs(client, cycle):
    page = signed_in(client, builders.member_user(cycle, "副主任A")).get(url(cycle, "page"))
    assert "matrix" not in page.content.decode()
    assert len(page.context["rows"]) == 5 + 1 + 1


def test_page_without_pairs_says_what_to_do_next(client):
    cycle = builders.make_cycle()
    page = signed_in(client, builders.make_user(cycle.unit, Role.ORGANISER)).get(url(cycle, "page"))
    assert "还没有必谈名单" in page.content.decode()


def test_generate_by_post_makes_the_list(client):
    cycle = builders.make_cycle()
    client = signed_in(client, builders.make_user(cycle.unit, Role.ORGANISER))
    assert client.get(url(cycle, "generate")).status_code == 200
    assert client.post(url(cycle, "generate"), {"version": ""}).status_code == 302
    assert TalkPair.objects.filter(cycle=cycle).count() == 26


def test_hold_and_confirm_through_the_pages(client, cycle, pair):
    client = signed_in(client, builders.member_user(cycle, "书记"))
    assert client.get(url(cycle, "hold", pair.pk)).status_code == 200
    assert client.post(url(cycle, "hold", pair.pk), HELD).status_code == 302
    client = signed_in(client, builders.member_user(cycle, "主任"))
    assert "只给对方看的话" in client.get(url(cycle, "pair", pair.pk)).content.decode()
    assert client.post(url(cycle, "confirm", pair.pk)).status_code == 302
    assert Talk.objects.get(pair=pair).confirmed_on is not None


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SUPERVISOR])
def test_words_never_reach_the_page_of_those_who_oversee(client, cycle, pair, role):
    talks.hold(builders.member_actor(cycle, "书记"), pair, text="只给对方看的话")
    client = signed_in(client, builders.make_user(cycle.unit, role))
    for page in (client.get(url(cycle, "page")), client.get(url(cycle, "pair", pair.pk))):
        assert page.status_code == 200
        assert "只给对方看的话" not in page.content.decode()


def test_pair_of_others_answers_404_to_a_member(client, cycle, pair):
    client = signed_in(client, builders.member_user(cycle, "副主任A"))
    for name in ("pair", "plan", "hold", "name", "write", "sheet", "correct"):
        assert client.get(url(cycle, name, pair.pk)).status_code == 404


def test_refused_entry_keeps_what_was_typed_and_says_what_to_mend(client, cycle, pair):
    client = signed_in(client, builders.member_user(cycle, "书记"))
    page = client.post(url(cycle, "hold", pair.pk), {**HELD, "on": "2021-01-02"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "请写明为什么现在才录入" in text
    assert "只给对方看的话" in text


def test_naming_page_offers_only_people_who_fit(client, cycle):
    waiting = talks.branch_pair(cycle, "书记")
    fit = builders.make_person(cycle.unit, branch=waiting.branch, name="支部党员代表")
    builders.make_person(cycle.unit, branch=waiting.branch, party="none", name="不是党员")
    client = signed_in(client, builders.make_user(cycle.unit, Role.ORGANISER))
    text = client.get(url(cycle, "name", waiting.pk)).content.decode()
    assert "支部党员代表" in text
    assert "不是党员" not in text
    assert client.post(url(cycle, "name", waiting.pk), {"person": fit.pk, "version": 1}).status_code == 302


def test_every_page_opens_for_who_may_use_it(client, cycle, pair):
    talks.hold(talks.organiser(cycle), pair, text="")
    client = signed_in(client, builders.member_user(cycle, "书记"))
    for name in ("pair", "write", "correct", "plan"):
        assert client.get(url(cycle, name, pair.pk)).status_code == 200
    for name in ("page", "mine", "generate", "group"):
        assert client.get(url(cycle, name)).status_code == 200


def test_plan_saved_over_somebody_elses_is_refused_with_the_text_kept(client, cycle, pair):
    client = signed_in(client, builders.make_user(cycle.unit, Role.ORGANISER))
    client.post(url(cycle, "plan", pair.pk), {"planned_on": "2021-01-20", "place": "甲", "version": "1"})
    page = client.post(url(cycle, "plan", pair.pk), {"planned_on": "2021-01-21", "place": "乙", "version": "1"})
    assert page.status_code == 422
    assert "别人刚刚改过" in page.content.decode()
    pair.refresh_from_db()
    assert pair.place == "甲"


def test_group_talk_is_recorded_and_shown(client, cycle):
    client = signed_in(client, builders.make_user(cycle.unit, Role.ORGANISER))
    attendees = [str(builders.member(cycle, role).pk) for role in ("书记", "主任")]
    data = {"on": "2021-01-11", "place": "会议室", "hours": "3", "attendees": attendees, "half_day": "上午"}
    assert client.post(url(cycle, "group"), data).status_code == 302
    assert "集体谈心谈话" in client.get(url(cycle, "page")).content.decode()


def test_page_takes_a_bounded_number_of_queries(client, cycle, django_assert_max_num_queries):
    for pair in TalkPair.objects.filter(other_member__isnull=False):
        talks.hold(talks.organiser(cycle), pair, text="")
    client = signed_in(client, builders.make_user(cycle.unit, Role.ORGANISER))
    with django_assert_max_num_queries(16):
        client.get(url(cycle, "page"))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE])
def test_page_is_refused_to_who_has_no_part_in_talks(client, cycle, role):
    client = signed_in(client, builders.make_user(cycle.unit, role))
    assert client.get(url(cycle, "page")).status_code == 403
