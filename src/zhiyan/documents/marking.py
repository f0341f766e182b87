"""树头 in the footer of every file that leaves the program: whoever keeps the paper can hold the log against it."""

from __future__ import annotations

from dataclasses import replace

from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import Document
from zhiyan.ledger import heads
from zhiyan.ledger.queries import latest_head
from zhiyan.ledger.statements import printed


def head_line(cycle: Cycle) -> str:
    """The newest signed head of the unit's log in one line, signing the first; empty where no key is at hand."""
    head = latest_head(cycle.unit_id) or heads.try_to_sign(cycle.unit_id)
    return printed(head) if head else ""


def marked(document: Document, cycle: Cycle) -> Document:
    """The document with the head in its footer. On the screen and in the kept text nothing changes."""
    return replace(document, mark=head_line(cycle))
