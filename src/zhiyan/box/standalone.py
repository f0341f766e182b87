"""The page that checks a receipt, built into one file: styles and modules inside, nothing asked of any network."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from django.template.loader import get_template
from django.utils import translation

LANGUAGES = {"zh": "zh-hans", "en": "en"}
_PACKAGE = Path(__file__).resolve().parents[1]
_SCRIPTS = _PACKAGE / "box" / "static" / "box"
_STYLES = _PACKAGE / "web" / "static" / "web"

_IMPORT = re.compile(r"^import\s[^;]*?\sfrom\s+\"([^\"]+)\";\n?", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|function|class)\b)", re.MULTILINE)
_STYLESHEET = re.compile(r'@import url\("([^"]+)"\);')


@functools.lru_cache
def built(language: str) -> bytes:
    """The whole page, `language` zh or en: the same bytes for everybody."""
    with translation.override(LANGUAGES[language]):
        page = get_template("box/client/verify.html").render({"standalone": True})
    page = re.sub(r'<link rel="icon"[^>]*>', "", page)
    page = re.sub(r'<link rel="stylesheet"[^>]*>', "", page, count=1)
    page = re.sub(r'<link rel="stylesheet"[^>]*>', lambda _found: f"<style>{styles()}</style>", page, count=1)
    script = f'<script type="module">\n{joined(_SCRIPTS / "app" / "verify.js")}</script>'
    return re.sub(r'<script type="module"[^>]*></script>', lambda _found: script, page, count=1).encode()


def joined(start: Path) -> str:
    """A module and all that it imports as one script, each once, what is imported first.

    Top-level names are unique among the modules, so that nothing need be renamed.
    """
    parts: dict[Path, str] = {}

    def take(path: Path) -> None:
        if path in parts:
            return
        text = path.read_text(encoding="utf-8")
        for name in _IMPORT.findall(text):
            take((path.parent / name).resolve())
        parts[path] = _EXPORT.sub("", _IMPORT.sub("", text))

    take(start.resolve())
    return "".join(parts.values()).replace("</script", "<\\/script")


def styles() -> str:
    """The look, its parts put in the place of their imports."""

    def inline(path: Path) -> str:
        text = path.read_text(encoding="utf-8")
        return _STYLESHEET.sub(lambda found: inline(path.parent / found[1]), text)

    return inline(_STYLES / "zhiyan.css") + (_SCRIPTS / "box.css").read_text(encoding="utf-8")
