"""Files at the desk: measured before they are read, and given back as attachments that no browser runs."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from zhiyan.kernel import storage
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.files import FileRefused, check_size
from zhiyan.kernel.models import StoredFile
from zhiyan.web.surfaces import missing


def contents(upload: UploadedFile) -> tuple[str, bytes]:
    """The upload's name and bytes. Raises Invalid beside the field for a large one, before a byte of it is read."""
    try:
        check_size(upload.size or 0)
    except FileRefused as refused:
        raise Invalid(
            f"file.{refused.code}", refused.sentence, fields={"file": f"{refused.sentence}{refused.remedy}"}
        ) from refused
    return upload.name or "", upload.read()


def attachment(file: StoredFile) -> FileResponse:
    """The stored bytes for saving; 404 where the store has lost them."""
    try:
        opened: Any = storage.path_of(file.sha256).open("rb")
    except FileNotFoundError:
        raise missing() from None
    return FileResponse(opened, as_attachment=True, filename=file.name, content_type="application/octet-stream")
