"""From the role that a text speaks to, to a person of the team: by post, and among deputies by portfolio (分管)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence

from zhiyan.consolidation.states import Target
from zhiyan.cycle.models import Cycle, TeamMember, TeamPortfolio
from zhiyan.cycle.queries import team

Portfolios = Mapping[uuid.UUID, Sequence[str]]


def portfolios(cycle: Cycle) -> Portfolios:
    """The names of the departments that each member is in charge of."""
    found: dict[uuid.UUID, list[str]] = {}
    for member, name in TeamPortfolio.objects.filter(member__cycle=cycle).values_list("member_id", "department__name"):
        found.setdefault(member, []).append(name)
    return found


def fitting(role: str | None, text: str, members: Sequence[TeamMember], charge: Portfolios) -> list[TeamMember]:
    """The members whom the role may mean in this text, in rank order; none for the team or where nobody is named."""
    if role == "secretary":
        return [member for member in members if member.is_secretary]
    if role == "director":
        return [member for member in members if member.is_director]
    if role == "discipline":
        return [member for member in members if member.is_discipline]
    if role != "deputy":
        return []
    deputies = [m for m in members if not (m.is_secretary or m.is_director or m.is_discipline)]
    named = [member for member in deputies if member.role in text]
    return named or [m for m in deputies if any(name in text for name in charge.get(m.pk, ()))] or deputies


def target_for(cycle: Cycle, said: Sequence[tuple[str | None, str]]) -> tuple[Target | None, tuple[uuid.UUID, ...]]:
    """The target of a group, from each text with the role it speaks to, and the members to choose among.

    Nothing (the team by default) unless at least half of the texts speak to one role. Where several members fit, none
    is taken: a person chooses.
    """
    counted = Counter(role for role, _text in said if role)
    if not counted:
        return None, ()
    role, n = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))[0]
    if n * 2 < len(said):
        return None, ()
    if role == "team":
        return Target(), ()
    words = "\n".join(text for one, text in said if one == role)
    found = fitting(role, words, list(team(cycle)), portfolios(cycle))
    if len(found) == 1:
        return Target.member(found[0]), ()
    return None, tuple(member.pk for member in found)
