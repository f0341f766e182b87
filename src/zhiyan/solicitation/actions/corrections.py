"""更正: what was observed, put right after the figures are closed; the first text stays on record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import corrections
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.models import Correction
from zhiyan.solicitation.models import Circular, FormRun, Gathering
from zhiyan.solicitation.permissions import may_solicit
from zhiyan.solicitation.standing import require_cycle_open

CORRECTABLE: dict[type, tuple[str, ...]] = {
    Gathering: ("name", "place", "present", "recorder"),
    FormRun: ("name", "sent", "returned", "valid"),
    Circular: ("number", "title", "text"),
}
COUNTS = ("present", "sent", "returned", "valid")


@action(may_solicit, "solicitation.corrected")
def correct_record(
    actor: Actor, record: Gathering | FormRun | Circular, *, field: str, after: str, reason: str
) -> Correction:
    """Change one field of a meeting, form run or circular, keeping what stood there, with the reason.

    Raises Invalid for a field that is not correctable, a count that is no number or does not add up, or no reason.
    """
    require_cycle_open(record.cycle if isinstance(record, Circular) else record.channel.cycle)
    if field not in CORRECTABLE[type(record)]:
        raise Invalid("correction.field", _("这一项不能更正。"), fields={"field": _("请选别的项目。")})
    if field in COUNTS:
        _check_count(record, field, after)
    return corrections.correct(actor, record, field, after.strip(), reason)


def _check_count(record: Gathering | FormRun | Circular, field: str, after: str) -> None:
    if not after.strip().isdigit():
        raise Invalid("correction.count", _("请填整数。"), fields={"after": _("请填整数。")})
    if isinstance(record, FormRun):
        counts = {name: getattr(record, name) for name in ("sent", "returned", "valid")} | {field: int(after)}
        if not counts["sent"] >= counts["returned"] >= counts["valid"]:
            raise Invalid(
                "form_run.counts",
                _("发放、回收、有效份数对不上。"),
                fields={"after": _("发放不少于回收，回收不少于有效。")},
            )
