"""Bytes of uploaded files, kept by hash; the same bytes twice take the place of one."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path

from django.conf import settings

from zhiyan.kernel.models import StoredFile


def store(unit_id: uuid.UUID, name: str, data: bytes) -> StoredFile:
    """Keep the bytes durably, then the record. Call inside an action."""
    digest = hashlib.sha256(data).hexdigest()
    target = path_of(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
        with open(partial, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    record, _created = StoredFile.objects.get_or_create(
        unit_id=unit_id, sha256=digest, name=Path(name).name[:255], defaults={"size": len(data)}
    )
    return record


def read(record: StoredFile) -> bytes:
    """The bytes. Raises FileNotFoundError where the store has lost them."""
    return path_of(record.sha256).read_bytes()


def path_of(digest: str) -> Path:
    """Where bytes of this hash are kept."""
    return Path(settings.FILES_ROOT) / digest[:2] / digest
