"""Accounts and roles: who somebody is in a unit, and what the administrator cannot be."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests import builders
from zhiyan.accounts import actions, queries
from zhiyan.accounts.models import RoleGrant, User
from zhiyan.accounts.permissions import may_administer, may_view_grant, visible_grants
from zhiyan.accounts.queries import CONTENT_ROLES, actor_for, exceptions, units_of
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger.models import LedgerEntry
from zhiyan.ledger.sequencer import flush
from zhiyan.org.models import Post, PostKind, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return builders.make_unit()


def administrator(unit: Unit) -> Actor:
    return Actor(unit_id=unit.pk, roles=frozenset({Role.ADMINISTRATOR}), label="系统管理员")


def hold(unit: Unit, person: object, kind: PostKind, **fields: object) -> Post:
    with guard.writing("test"):
        return Post.objects.create(
            **{"unit": unit, "person": person, "kind": kind, "title": kind.label, "from_on": builders.SINCE, **fields}
        )


def test_an_account_opens_with_a_password_that_only_its_hash_keeps(unit):
    user = actions.open_account(administrator(unit), unit, username="zhang", label="职工", password="长长的初始密码")
    assert user.check_password("长长的初始密码")
    assert "长长" not in User.objects.get(pk=user.pk).password
    flush()
    assert "长长" not in LedgerEntry.objects.get().body


def test_the_ledger_holds_no_commitment_to_a_password(unit):
    from zhiyan.ledger.actions import commitment

    actions.open_account(administrator(unit), unit, username="zhang", label="职工", password="password1")
    flush()
    entry = LedgerEntry.objects.get()
    told = {"args": [], "username": "zhang", "label": "职工"}
    assert json.loads(entry.body)["commitment"] == commitment(bytes(entry.salt), told)


def test_a_taken_name_is_refused_beside_the_field(unit):
    user = builders.make_user(unit)
    with pytest.raises(Invalid) as refused:
        actions.open_account(administrator(unit), unit, username=user.username, label="x", password="password1")
    assert "username" in refused.value.fields


def test_an_account_for_another_units_person_is_refused(unit):
    stranger = builders.make_person(builders.make_unit())
    with pytest.raises(Invalid) as refused:
        actions.open_account(administrator(unit), unit, username="x", label="x", password="password1", person=stranger)
    assert refused.value.code == "account.person"


def test_a_second_account_for_the_same_person_is_refused(unit):
    person = builders.make_person(unit)
    builders.make_user(unit, person=person)
    with pytest.raises(Invalid) as refused:
        actions.open_account(administrator(unit), unit, username="x", label="x", password="password1", person=person)
    assert refused.value.code == "account.again"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_the_administrator_opens_accounts_and_grants_roles(unit, role):
    actor = Actor(unit_id=unit.pk, roles=frozenset({role}))
    user = builders.make_user(unit)
    with pytest.raises(Denied):
        actions.open_account(actor, unit, username="x", label="x", password="password1")
    with pytest.raises(Denied):
        actions.grant_role(actor, unit, user=user, role=Role.STAFF)


def test_an_administrator_of_another_unit_grants_nothing_here(unit):
    with pytest.raises(Denied):
        actions.grant_role(administrator(builders.make_unit()), unit, user=builders.make_user(unit), role=Role.STAFF)
    assert not RoleGrant.objects.filter(role=Role.STAFF).exists()


def test_a_granted_role_counts_in_its_unit_alone(unit):
    other = builders.make_unit()
    user = builders.make_user(unit)
    actions.grant_role(administrator(unit), unit, user=user, role=Role.SUPERVISOR)
    assert actor_for(user, unit).roles == {Role.SUPERVISOR}
    assert actor_for(user, other).roles == frozenset()
    assert list(units_of(user)) == [unit]


def test_granting_twice_is_granting_once(unit):
    user = builders.make_user(unit)
    first = actions.grant_role(administrator(unit), unit, user=user, role=Role.HANDLER)
    with clock.at(clock.today() + dt.timedelta(days=40)):
        assert actions.grant_role(administrator(unit), unit, user=user, role=Role.HANDLER) == first


def test_a_withdrawn_role_is_gone_at_once_and_the_grant_is_kept(unit):
    user = builders.make_user(unit, Role.SUPERVISOR)
    grant = RoleGrant.objects.get(user=user)
    actions.withdraw_role(administrator(unit), grant)
    assert actor_for(user, unit).roles == frozenset()
    assert RoleGrant.objects.filter(pk=grant.pk).exists()


def test_a_role_granted_and_withdrawn_by_mistake_can_be_granted_again_the_same_day(unit):
    user = builders.make_user(unit)
    grant = actions.grant_role(administrator(unit), unit, user=user, role=Role.HANDLER)
    actions.withdraw_role(administrator(unit), grant)
    assert Role.HANDLER not in actor_for(user, unit).roles
    actions.grant_role(administrator(unit), unit, user=user, role=Role.HANDLER)
    assert Role.HANDLER in actor_for(user, unit).roles


def test_a_role_counts_only_between_its_days(unit):
    user = builders.make_user(unit)
    today = clock.today()
    with guard.writing("test"):
        RoleGrant.objects.create(
            unit=unit, user=user, role=Role.OBSERVER, from_on=today, to_on=today + dt.timedelta(days=1)
        )
    for ahead, held in ((-1, False), (0, True), (1, True), (2, False)):
        with clock.at(today + dt.timedelta(days=ahead)):
            assert (Role.OBSERVER in actor_for(user, unit).roles) is held


@pytest.mark.parametrize("content", sorted(CONTENT_ROLES))
@pytest.mark.parametrize("administrator_first", [True, False])
def test_the_administrators_role_never_meets_a_content_role_without_a_recorded_reason(
    unit, content, administrator_first
):
    user = builders.make_user(unit)
    first, second = (Role.ADMINISTRATOR, content) if administrator_first else (content, Role.ADMINISTRATOR)
    actions.grant_role(administrator(unit), unit, user=user, role=first)
    with pytest.raises(Invalid) as refused:
        actions.grant_role(administrator(unit), unit, user=user, role=second)
    assert refused.value.code == "role.administrator"
    assert "reason" in refused.value.fields
    assert actor_for(user, unit).roles == {first}


@pytest.mark.parametrize("administrator_first", [True, False])
def test_a_recorded_exception_is_shown_whichever_role_came_first(unit, administrator_first):
    user = builders.make_user(unit)
    roles = [Role.ADMINISTRATOR, Role.ORGANISER] if administrator_first else [Role.ORGANISER, Role.ADMINISTRATOR]
    actions.grant_role(administrator(unit), unit, user=user, role=roles[0])
    actions.grant_role(administrator(unit), unit, user=user, role=roles[1], reason="单位只有一名工作人员")
    assert actor_for(user, unit).roles == set(roles)
    assert [grant.reason for grant in exceptions(unit)] == ["单位只有一名工作人员"]


def test_somebody_with_a_leaders_post_cannot_be_made_administrator(unit):
    person = builders.make_person(unit)
    hold(unit, person, PostKind.SECRETARY)
    user = builders.make_user(unit, person=person)
    with pytest.raises(Invalid):
        actions.grant_role(administrator(unit), unit, user=user, role=Role.ADMINISTRATOR)


def test_an_administrator_who_comes_to_a_leaders_post_is_administrator_no_longer(unit):
    person = builders.make_person(unit)
    user = builders.make_user(unit, Role.ADMINISTRATOR, person=person)
    hold(unit, person, PostKind.DEPUTY_DIRECTOR)
    assert actor_for(user, unit).roles == {Role.MEMBER, Role.STAFF}


def test_somebody_who_was_organiser_once_can_become_administrator(unit):
    user = builders.make_user(unit, Role.ORGANISER)
    actions.withdraw_role(administrator(unit), RoleGrant.objects.get(user=user))
    actions.grant_role(administrator(unit), unit, user=user, role=Role.ADMINISTRATOR)
    assert actor_for(user, unit).roles == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("kind", PostKind)
def test_a_post_gives_its_roles_while_it_is_held(unit, kind):
    person = builders.make_person(unit)
    user = builders.make_user(unit, person=person)
    post = hold(unit, person, kind)
    assert actor_for(user, unit).roles == {Role.STAFF, *queries.ROLES_OF_POST[kind]}
    with guard.writing("test"):
        post.to_on = clock.today() - dt.timedelta(days=1)
        post.save()
    assert actor_for(user, unit).roles == {Role.STAFF}


def test_heads_and_branch_secretaries_know_what_they_lead(unit):
    person = builders.make_person(unit)
    branch, department = builders.make_branch(unit, "机关党支部"), builders.make_department(unit, "科技处")
    hold(unit, person, PostKind.BRANCH_SECRETARY, branch=branch)
    hold(unit, person, PostKind.DEPARTMENT_HEAD, department=department)
    actor = actor_for(builders.make_user(unit, person=person), unit)
    assert actor.branch_ids == {branch.pk}
    assert actor.department_ids == {department.pk}


def test_somebody_who_left_the_unit_has_no_roles(unit):
    person = builders.make_person(unit, left_on=clock.today())
    hold(unit, person, PostKind.SECRETARY)
    assert actor_for(builders.make_user(unit, person=person), unit).roles == frozenset()


@pytest.mark.parametrize("role", [None, *Role])
def test_grants_that_may_be_viewed_are_those_that_are_visible(role):
    own, other = builders.make_unit(), builders.make_unit()
    users = [builders.make_user(own, Role.HANDLER), builders.make_user(own, Role.STAFF)]
    builders.make_user(other, Role.HANDLER)
    actor = Actor(unit_id=own.pk, roles=frozenset({role} if role else ()), user_id=users[0].pk)
    assert set(visible_grants(actor)) == {g for g in RoleGrant.objects.all() if may_view_grant(actor, g)}
    assert may_administer(actor, own) is (role is Role.ADMINISTRATOR)
    assert not may_administer(actor, other)
