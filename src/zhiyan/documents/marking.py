"""树头 in the footer of every file that leaves the program: whoever keeps the paper can hold the log against it."""

from __future__ import annotations

from zhiyan.cycle.models import Cycle
from zhiyan.ledger import heads
from zhiyan.ledger.queries import latest_head
from zhiyan.ledger.statements import printed


def head_line(cycle: Cycle) -> str:
    """The newest signed head of the unit's log in one line, signing the first; empty where no key is at hand."""
    head = latest_head(cycle.unit_id) or heads.try_to_sign(cycle.unit_id)
    return printed(head) if head else ""
