"""A salted commitment to a submission's text (承诺值): holds it fast and tells nothing of it."""

from __future__ import annotations

import secrets

from zhiyan.cycle.models import Cycle
from zhiyan.solicitation.models import Submission
from zhiyan.solicitation.receipts import follow_code
from zhiyan.solicitation.sealing import SALT_BYTES, commitment


def commit(cycle: Cycle, text: str, salt: bytes | None = None) -> dict[str, str]:
    """Salt, commitment and the code for following up of a submission, as its fields; the salt by lot unless given."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    made = commitment(cycle.label, salt, text)
    return {"salt": salt.hex(), "commitment": made.hex(), "receipt_code": follow_code(salt, made)}


def holds(submission: Submission) -> bool:
    """Whether the stored text is still the one that was committed to. Needs the submission's cycle."""
    return bool(submission.salt) and matches(
        submission.cycle.label, submission.salt, submission.text, submission.commitment
    )


def matches(label: str, salt: str, text: str, committed: str) -> bool:
    """Whether the text is the one committed to with this salt, both in hex, in the year of this label."""
    return commitment(label, bytes.fromhex(salt), text).hex() == committed
