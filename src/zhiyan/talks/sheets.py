"""Signed sheets (签字件): what a member signs on paper, scanned and kept by its hash."""

from __future__ import annotations

import uuid
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import storage
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.files import MAX_FILE
from zhiyan.kernel.models import StoredFile

# What the bytes of each kind begin with: the name alone is not believed.
BEGINNINGS = {"pdf": (b"%PDF",), "png": (b"\x89PNG",), "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",)}


def keep_signed(unit_id: uuid.UUID, name: str, data: bytes, *, field: str = "file") -> StoredFile:
    """Keep a scan of a signed sheet. Call inside an action.

    Raises Invalid beside the field for an empty or too large file, an unknown kind, or content that is not as named.
    """
    suffix = PurePath(name.strip().lower()).suffix.lstrip(".")
    if not data:
        raise refused("sheet.empty", _("文件是空的，请确认选对了文件。"), field)
    if len(data) > MAX_FILE:
        raise refused("sheet.too_large", _("文件超过 20 MB，请降低扫描分辨率后再上传。"), field)
    if suffix not in BEGINNINGS:
        raise refused("sheet.kind", _("签字件请上传 .pdf、.jpg 或 .png 扫描件。"), field)
    if not data.startswith(BEGINNINGS[suffix]):
        sentence = _("文件内容与后缀不符，请重新扫描或另存后上传，不要只改后缀。")
        raise refused("sheet.not_as_named", sentence, field)
    return storage.store(unit_id, name, data)


def refused(code: str, sentence: object, field: str) -> Invalid:
    """A refusal shown beside the field."""
    return Invalid(code, sentence, fields={field: sentence})
