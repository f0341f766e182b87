"""A small store after its box was opened, with a rating under way: `python -m tests.browser.after_store FOLDER`.

A superior `above` with a unit `center` below. One batch of sixteen slips is open; the office wrote to one writer. Of a
second receipt, signed by the office, the slip is nowhere. Eight of nine may rate and have drawn, `staff` has not.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from tests.browser.box_store import account

LETTER = "请问是哪一天的晚餐？我们好去查。"
POSTED, TODAY, LATER = "2021-01-11", "2021-03-01", "2021-03-12"


def make(folder: Path) -> None:
    """Make the store."""
    os.environ["ZHIYAN_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiyan.settings"
    from zhiyan.cli import store

    store.create(folder)
    store.describe(folder, {"today": POSTED})  # slips are taken by another thread, which no held clock reaches
    store.start_django()
    store.migrate()
    store.describe(folder, {**fill(), "today": TODAY})


def fill() -> dict[str, Any]:
    """The superior, its unit, the year; what the tests need to know of it."""
    from tests import builders
    from tests.solicitation import sealed
    from zhiyan.accounts.queries import actor_for
    from zhiyan.consolidation import actions as consolidation
    from zhiyan.kernel import clock
    from zhiyan.kernel.actor import Role
    from zhiyan.ledger import actions as ledger
    from zhiyan.solicitation.models import Opinion, Submission

    above = builders.make_unit(code="above", name="某科学院（演示单位）")
    cycle = builders.make_cycle(builders.make_unit(code="center", parent=above))
    sealed.add_electors(cycle, 9)
    superior = builders.make_user(above, Role.SUPERIOR_OFFICE, label="上级党委办公室")
    opened = sealed.open_box(cycle)
    receipts = [json.loads(receipt) for receipt in opened.fill(16)]
    with clock.at(dt.date(2021, 1, 18)):
        opened.close()
        opened.open()
    submission = Submission.objects.filter(cycle=cycle).order_by("commitment").first()
    assert submission is not None
    office = builders.make_user(cycle.unit, Role.ORGANISER, label="党务工作人员")
    opinion = Opinion.objects.get(submission=submission)
    with clock.at(dt.date.fromisoformat(TODAY)):
        letter = consolidation.write_letter(actor_for(office, cycle.unit), opinion, text=LETTER)
        consolidation.pass_letter(builders.member_actor(cycle, "纪委书记"), letter)
        staff = rating(cycle, office)
        ledger.countersign(actor_for(superior, above), cycle.unit)
    holder = builders.member_user(cycle, "纪委书记")
    named = {"organiser": office, "holder": holder, "staff": staff, "superior": superior}
    return {
        "signins": [account(name, user) for name, user in named.items()],
        "code": submission.receipt_code,
        "receipt": receipts[0],
        "dropped": dropped(cycle),
    }


def dropped(cycle: Any) -> dict[str, Any]:
    """A receipt that the office signed for a slip that it threw away."""
    from tests.solicitation import sealed
    from zhiyan.ledger import keys
    from zhiyan.solicitation.models import BatchKey
    from zhiyan.solicitation.receipts import sign_receipt

    batch = BatchKey.objects.get(cycle=cycle)
    return sign_receipt(
        keys.signer(cycle.unit, "receipts"), unit="center", cycle=cycle.label, purpose="writing", batch=1,
        c=secrets.token_bytes(32), by=sealed.POST[1] + dt.timedelta(7), head=batch.head,
    )  # fmt: skip


def rating(cycle: Any, office: Any) -> Any:
    """A rating of two measures: everybody but one has drawn; the user of that one."""
    from tests import builders
    from tests.disclosure import builders as disclosure
    from tests.disclosure.tokens import draw_rating
    from tests.rectification import builders as rectification
    from zhiyan.accounts.models import User
    from zhiyan.accounts.queries import actor_for
    from zhiyan.cycle.models import Elector
    from zhiyan.disclosure import actions
    from zhiyan.kernel import clock

    rectification.make_meeting(cycle)
    for text in ("建成备件库房", "班子成员每月到现场两次，现场研究解决问题"):
        rectification.make_measure(rectification.make_problem(cycle), text=text)
    with clock.at(disclosure.SHOWN_ON):
        shown = disclosure.issue(disclosure.draft(cycle))
    with clock.at(dt.date.fromisoformat(TODAY)):
        actions.open_rating(
            actor_for(office, cycle.unit), shown, draw_to=dt.date.fromisoformat(TODAY),
            closes_on=dt.date(2021, 3, 10), k=5, demonstration=True,
        )  # fmt: skip
        people = [one.person for one in Elector.objects.filter(cycle=cycle).select_related("person")]
        users = [
            User.objects.filter(person=person).first() or builders.make_user(cycle.unit, person=person)
            for person in people
        ]
        for user in users[1:]:
            draw_rating(cycle, actor_for(user, cycle.unit))
    return users[0]


if __name__ == "__main__":
    make(Path(sys.argv[1]))
