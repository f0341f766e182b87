"""What statements say at the gates."""

from __future__ import annotations

from collections.abc import Sequence

from zhiyan.kernel.findings import Finding
from zhiyan.statements import checks, queries
from zhiyan.statements.actions.writing import draft
from zhiyan.statements.models import Statement


def complete(statement: Statement) -> Sequence[Finding]:
    """What the draft lacks before it may be handed in (R23)."""
    return checks.incomplete(queries.statement_facts(statement, draft(statement)))
