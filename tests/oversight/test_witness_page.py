"""存证见证: the superior's page shows each unit's head and countersigns with one button; units see whether it is so."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import builders as b
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.ledger import actions, heads, witness
from zhiyan.ledger.actions import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_ROOT = tmp_path / "keys"


@pytest.fixture
def above():
    return b.make_unit(name="某科学院")


@pytest.fixture
def cycle(above):
    return b.make_cycle(b.make_unit(parent=above, name="某研究中心"))


def grow(unit, n=1):
    with guard.writing("test"):
        publish(unit.pk, "test.entry", {"n": n})
        heads.sign_now(unit.pk)


def read(client, above) -> str:
    return client.get(reverse("oversight:witness", args=[above.code])).content.decode()


def test_a_log_is_unwitnessed_then_witnessed_then_behind(client, above, cycle):
    client.force_login(b.make_user(above, Role.SUPERIOR_OFFICE))
    assert "还没有树头" in read(client, above)
    grow(cycle.unit)
    assert "无外部见证" in read(client, above)
    sign = reverse("oversight:countersign", args=[above.code, cycle.unit.code])
    assert "第一次见证" in client.get(sign).content.decode()
    assert client.post(sign).status_code == 302
    assert "已见证到最新" in read(client, above)
    assert witness.is_witnessed(cycle.unit)
    grow(cycle.unit, 2)
    assert "有新增" in read(client, above)


def test_the_unit_reads_whether_anybody_outside_vouches_for_its_log(client, above, cycle):
    client.force_login(b.make_user(cycle.unit, Role.ORGANISER))
    here = reverse("oversight:page", args=[cycle.unit.code, cycle.label])
    assert "无外部见证" in client.get(here).content.decode()
    grow(cycle.unit)
    actions.countersign(b.actor_for(b.make_user(above, Role.SUPERIOR_OFFICE), above), cycle.unit)
    assert "签认了存证日志" in client.get(here).content.decode()


def test_only_the_superiors_office_may_countersign_and_only_below(client, above, cycle):
    grow(cycle.unit)
    sign = reverse("oversight:countersign", args=[above.code, cycle.unit.code])
    for role in (Role.SUPERVISOR, Role.ORGANISER, Role.SECRETARY):
        client.force_login(b.make_user(above, role))
        assert client.post(sign).status_code == 403
        assert sign not in read(client, above)
    client.force_login(b.make_user(above, Role.SUPERIOR_OFFICE))
    stranger = b.make_unit()
    assert client.post(reverse("oversight:countersign", args=[above.code, stranger.code])).status_code == 404
    assert not witness.is_witnessed(cycle.unit)


def test_a_log_that_was_rewritten_is_shown_as_such_and_not_signed(client, above, cycle):
    from zhiyan.ledger.models import LedgerEntry, LedgerHead, LedgerNode, LedgerSignedHead

    client.force_login(b.make_user(above, Role.SUPERIOR_OFFICE))
    grow(cycle.unit)
    sign = reverse("oversight:countersign", args=[above.code, cycle.unit.code])
    client.post(sign)
    from django.db import connection

    from zhiyan.ledger import triggers

    triggers.remove(connection)
    with guard.writing("test"):
        for table in (LedgerEntry, LedgerNode, LedgerHead, LedgerSignedHead):
            table.objects.filter(unit_id=cycle.unit_id)._raw_delete(using="default")
    triggers.install(connection)
    for n in range(6):
        grow(cycle.unit, 100 + n)
    assert "对不上" in read(client, above)
    answer = client.post(sign)
    assert answer.status_code == 422
    assert "见证" in answer.content.decode()
