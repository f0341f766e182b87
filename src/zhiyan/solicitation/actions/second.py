"""The second keyholder (督导组) gives a public key, so that a lost file of the first is not a lost batch."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger.actions import publish
from zhiyan.solicitation.models.second import SecondKey
from zhiyan.solicitation.permissions import may_hold_second_key
from zhiyan.solicitation.standing import require_running


@action(may_hold_second_key, "solicitation.second_key_registered")
def register_second_key(actor: Actor, cycle: Cycle, *, public_key: bytes) -> SecondKey:
    """Take the public half of the key that the supervisor's browser made; later batch keys are copied to it.

    Raises Invalid for what is no point of P-256. A newer one replaces an older for the batches to come.
    """
    require_running(cycle)
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public_key)
        good = len(public_key) == 65
    except ValueError:
        good = False
    if not good:
        raise Invalid("second.key", _("密钥不完整，没有登记。"), remedy=_("请重新打开密钥页面再试。"))
    last = second_key(cycle)
    made = SecondKey.objects.create(
        unit_id=cycle.unit_id, cycle=cycle, no=last.no + 1 if last else 1, public_key=public_key
    )
    publish(
        cycle.unit_id, "box.second_key", {"cycle": cycle.label, "public_key": public_key.hex()}, subject=str(made.pk)
    )
    return made


def second_key(cycle: Cycle) -> SecondKey | None:
    """The key that the next batch key is copied to."""
    return SecondKey.objects.filter(cycle=cycle).order_by("-no").first()
