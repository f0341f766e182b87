"""The regulation's pack as plain data: what checks are asked with."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PACK: dict[str, dict[str, Any]] = tomllib.loads(
    (ROOT / "src/zhiyan/regulation/packs/regulation.toml").read_text(encoding="utf-8")
)["rules"]


def parameters(rule: str, **changed: Any) -> dict[str, Any]:
    """The rule's figures as shipped, but for what is changed."""
    return {**{name: figure["value"] for name, figure in PACK[rule].get("parameters", {}).items()}, **changed}
