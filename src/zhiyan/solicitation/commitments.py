"""A salted commitment to a submission's text: holds it fast and tells nothing of it."""

from __future__ import annotations

import secrets
import uuid

from zhiyan.ledger.actions import commitment
from zhiyan.solicitation.models import Submission


def commit(cycle_id: uuid.UUID, text: str) -> dict[str, str]:
    """Salt and commitment for a new submission, as its fields."""
    salt = secrets.token_bytes(16)
    return {"salt": salt.hex(), "commitment": commitment(salt, _content(cycle_id, text))}


def holds(submission: Submission) -> bool:
    """Whether the stored text is still the one that was committed to."""
    if not submission.salt:
        return False
    content = _content(submission.cycle_id, submission.text)
    return commitment(bytes.fromhex(submission.salt), content) == submission.commitment


def _content(cycle_id: uuid.UUID, text: str) -> dict[str, str]:
    return {"cycle": str(cycle_id), "text": text}
