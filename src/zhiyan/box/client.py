"""The box client (意见箱网页程序): fixed pages and scripts, the same bytes for everybody, so that all can compare."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

from django.template.loader import get_template
from django.utils import translation

PAGES = ("write", "draw", "follow", "rating", "verify")
"""Pages that a writer's browser runs: templates box/client/<name>.html, rendered with no context but the language."""
LANGUAGES = {"zh": "zh-hans", "en": "en"}

_PACKAGE = Path(__file__).resolve().parents[1]
_STATIC = (
    (_PACKAGE / "box" / "static", "box/**/*"),
    (_PACKAGE / "web" / "static", "web/zhiyan.css"),
    (_PACKAGE / "web" / "static", "web/css/*.css"),
    (_PACKAGE / "web" / "static", "web/mark.svg"),
)


@functools.lru_cache
def page(name: str, language: str) -> bytes:
    """A page of the client, `language` zh or en: the same for every unit, year and reader."""
    with translation.override(LANGUAGES[language]):
        return get_template(f"box/client/{name}.html").render({}).encode()


@functools.lru_cache
def manifest() -> dict[str, str]:
    """SHA-256 (hex) of every page (`pages/zh/write`) and file (`static/box/app/write.js`) that makes up the client."""
    found = {f"pages/{short}/{name}": _hash(page(name, short)) for short in LANGUAGES for name in PAGES}
    for root, pattern in _STATIC:
        for path in root.glob(pattern):
            if path.is_file():
                found[f"static/{path.relative_to(root).as_posix()}"] = _hash(path.read_bytes())
    return dict(sorted(found.items()))


@functools.lru_cache
def client_hash() -> str:
    """One number for the whole client: SHA-256 (hex) of the manifest as canonical JSON."""
    text = json.dumps(manifest(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return _hash(text.encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
