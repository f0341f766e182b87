"""Who acts in the demonstration: units, cycle, accounts, found by role word or staff number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from zhiyan.accounts import actions as accounts
from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Branch, Department, Person, Unit
from zhiyan.rectification.models import Measure

CASE = Path(__file__).parents[1] / "case"
DISCLAIMER = "虚构演示数据，与任何真实单位和个人的意见无关。"


@dataclass
class Cast:
    """The demonstration's people and places."""

    superior: Unit
    unit: Unit
    cycle: Cycle
    users: dict[str, User] = field(default_factory=dict)
    signins: list[dict[str, str]] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    def actor(self, who: str) -> Actor:
        """The person of this role word or staff number as an actor of the unit, on the clock's day."""
        return actor_for(self.user(who), self.unit)

    def user(self, who: str) -> User:
        """The account, opened without a password where the person has none yet."""
        if who not in self.users:
            person = Person.objects.get(unit=self.unit, staff_no=who)
            found = User.objects.filter(person=person).first()
            self.users[who] = found or accounts.open_account(
                self.administrator(), self.unit, username=f"p{who}", label=person.name, password=None, person=person
            )
        return self.users[who]

    def administrator(self) -> Actor:
        """Whoever sets up accounts."""
        return Actor(unit_id=self.unit.pk, roles=frozenset({Role.ADMINISTRATOR}), label="安装")

    @property
    def office(self) -> Actor:
        """党务工作人员."""
        return self.actor("党务工作人员")

    def member(self, role: str) -> TeamMember:
        """The team member of this role."""
        return TeamMember.objects.select_related("person").get(cycle=self.cycle, role=role)

    def seat(self, role: str) -> TeamMember | None:
        """The team member of this role, or None for the team (班子)."""
        return None if role in ("班子", "整体", "") else self.member(role)

    def aspect(self, code: str) -> Aspect:
        """The year's aspect of this code."""
        return Aspect.objects.get(cycle=self.cycle, code=code)

    def branch(self, name: str) -> Branch:
        """A branch by name."""
        return Branch.objects.get(unit=self.unit, name=name)

    def department(self, name: str) -> Department:
        """A department by name."""
        return Department.objects.get(unit=self.unit, name=name)

    def person(self, staff_no: str) -> Person:
        """A person by staff number."""
        return Person.objects.get(unit=self.unit, staff_no=staff_no)


def day(year: int, month: int, number: int) -> dt.date:
    """A day."""
    return dt.date(year, month, number)


on = clock.at
