"""佐证材料 as it comes in: told apart by content, never larger than 20 MB, never a program or an unknown archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from django.utils.translation import gettext as _

from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.files import FileRefused, check_size, sniff
from zhiyan.kernel.files.archive import NO_ZIP

# What an office hands in beside sheets and texts: scans and photographs, by their first bytes.
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
}
_PICTURES = (".png", ".jpg", ".jpeg")
_OFFICE = (".docx", ".xlsx", ".csv", ".txt")
ACCEPTED = (*_SIGNATURES, ".ofd", *_OFFICE)


def check(name: str, data: bytes, *, field: str = "file", pictures_only: bool = False) -> None:
    """Raise Invalid, beside the field, for a file that is too large, empty, not what its name says or of no kind
    that evidence comes in."""
    try:
        check_size(len(data))
        _check_content(PurePath(name.strip().lower()).suffix, name, data, _PICTURES if pictures_only else ACCEPTED)
    except FileRefused as refused:
        raise Invalid(
            f"file.{refused.code}", refused.sentence, fields={field: f"{refused.sentence}{refused.remedy}"}
        ) from refused


def _check_content(suffix: str, name: str, data: bytes, accepted: tuple[str, ...]) -> None:
    if suffix not in accepted:
        kinds = "、".join(accepted)
        raise FileRefused(
            "unsupported",
            _("不能上传“%(suffix)s”文件。") % {"suffix": suffix or name},
            _("请改用 %(kinds)s。") % {"kinds": kinds},
        )
    if suffix in _SIGNATURES:
        if not data.startswith(_SIGNATURES[suffix]):
            raise _not_as_named(suffix)
    elif suffix == ".ofd":
        if not _is_ofd(data):
            raise _not_as_named(suffix)
    else:
        sniff(data, name)


def _is_ofd(data: bytes) -> bool:
    """GB/T 33190 版式文件: a zip archive with OFD.xml at its root; only its table of contents is read."""
    try:
        return "OFD.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except NO_ZIP:
        return False


def _not_as_named(suffix: str) -> FileRefused:
    return FileRefused(
        "not_as_named",
        _("文件内容与后缀“%(suffix)s”不符。") % {"suffix": suffix},
        _("请用原来的软件另存后再上传，不要只改后缀。"),
    )
