"""Plain text in the encodings that offices use."""

import re

from django.utils.translation import gettext as _

from .refusal import FileRefused

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def decode_text(data: bytes) -> tuple[str, str]:
    """The text without its byte order mark, and the encoding: utf-8, utf-16 or gb18030.

    Raises FileRefused `binary` where no encoding gives clean text.
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.removeprefix("\ufeff"), "utf-8" if encoding == "utf-8-sig" else encoding
    raise FileRefused(
        "binary", _("文件内容不是文字，无法读取。"), _("请用记事本或表格软件打开，另存为 UTF-8 文本后再上传。")
    )


def _candidates(data: bytes) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if data.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    head = data[:2000]
    # Without a mark, UTF-16 shows by the zero half of every ASCII letter, digit and line end.
    if head[1::2].count(0) > len(head) // 20:
        return ["utf-16-le"]
    if head[0::2].count(0) > len(head) // 20:
        return ["utf-16-be"]
    return ["utf-8", "gb18030"]
