"""Everything that changes papers: the steps to 签发, numbered copies, an office's own templates, the archive set."""

from __future__ import annotations

from zhiyan.documents.actions.issuing import change, draft_paper, issue, review, send_back, sign, submit, withdraw

__all__ = ["change", "draft_paper", "issue", "review", "send_back", "sign", "submit", "withdraw"]
