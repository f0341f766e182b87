"""Everything that changes papers: the steps to 签发, numbered copies, an office's own templates, the archive set."""

from __future__ import annotations

from zhiyan.documents.actions.copies import hand_out, take_back
from zhiyan.documents.actions.issuing import change, draft_paper, issue, review, send_back, sign, submit, withdraw
from zhiyan.documents.actions.templates import approve_template, retire_template, upload_template

__all__ = [
    "approve_template",
    "change",
    "draft_paper",
    "hand_out",
    "issue",
    "retire_template",
    "review",
    "send_back",
    "sign",
    "submit",
    "take_back",
    "upload_template",
    "withdraw",
]
