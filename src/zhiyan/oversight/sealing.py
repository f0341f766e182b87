"""Sealing what passes between units: canonical JSON with its SHA-256, checked whenever it is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from zhiyan.ledger.actions import canonical


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as plain JSON values: days as text, keys as text."""
    found: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False))
    return found


def seal(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(b"zhiyan/report/v1" + canonical(dict(content))).hexdigest()


def is_intact(content: Mapping[str, Any], sha256: str) -> bool:
    """Whether the content is the one that was sealed."""
    return seal(content) == sha256
