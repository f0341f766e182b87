"""A small store with a drawing under way, made in a process of its own: `python -m tests.browser.box_store FOLDER`.

Twelve electors of a unit with a superior `above`; four of them have drawn, a fifth is signed in as `staff`. k is 5,
everybody draws two tokens.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

DRAW_DAY, POST_DAY, AFTER_DAY = "2021-01-05", "2021-01-12", "2021-01-18"
PASSWORD = "只在测试里用的密码"
PEOPLE = 12


def make(folder: Path) -> None:
    """Make the store."""
    os.environ["ZHIYAN_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiyan.settings"
    from zhiyan.cli import store

    store.create(folder)
    store.describe(folder, {"today": DRAW_DAY})
    store.start_django()
    store.migrate()
    store.describe(folder, {"signins": fill()})


def fill() -> list[dict[str, str]]:
    """The cycle, its people, a drawing with four who drew; the accounts that may sign in."""
    from tests import builders
    from tests.solicitation import builders as solicitation
    from tests.solicitation import sealed
    from zhiyan.accounts.queries import actor_for
    from zhiyan.cycle.models import Elector
    from zhiyan.kernel.actor import Role
    from zhiyan.solicitation import actions

    above = builders.make_unit(code="above", name="某科学院（演示单位）")
    unit = builders.make_unit(code="center", parent=above)
    cycle = builders.make_cycle(unit)
    sealed.add_electors(cycle, PEOPLE, "科技处党支部")
    solicitation.channel(cycle, "box")
    office = builders.make_user(unit, Role.ORGANISER, label="党务工作人员")
    holder = builders.member_user(cycle, "纪委书记")
    supervisor = builders.make_user(unit, Role.SUPERVISOR, label="督导组")
    people = [one.person for one in Elector.objects.filter(cycle=cycle).select_related("person")[:5]]
    users = [builders.make_user(unit, person=person) for person in people]
    actions.open_drawing(actor_for(office, unit), cycle, k=5, s=2, **sealed.DAYS)
    for user in users[1:]:
        sealed.Writer(cycle).draw(actor_for(user, unit))
    named = {"organiser": office, "holder": holder, "supervisor": supervisor, "staff": users[0]}
    return [account(name, user) for name, user in named.items()]


def account(name: str, user: object) -> dict[str, str]:
    """Give the user this name and the one password."""
    from django.contrib.auth.hashers import make_password

    from zhiyan.accounts.models import User
    from zhiyan.kernel import guard

    with guard.writing("test"):
        User.objects.filter(pk=user.pk).update(username=name, password=make_password(PASSWORD))  # type: ignore[attr-defined]
    return {"username": name, "password": PASSWORD, "label": name}


if __name__ == "__main__":
    make(Path(sys.argv[1]))
