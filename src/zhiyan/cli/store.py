"""The store: one folder with database, files, keys and what it is."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def place(data: str | None) -> Path:
    """The folder, by option, environment or ./var."""
    folder = Path(data or os.environ.get("ZHIYAN_DATA") or "var").resolve()
    os.environ["ZHIYAN_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
    return folder


def exists(folder: Path) -> bool:
    """Whether the folder is a store already."""
    return (folder / "store.json").exists()


def create(folder: Path) -> None:
    """Make the folder, its secret key (0600) and its description; what is there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "files").mkdir(exist_ok=True)
    key = folder / "secret_key"
    if not key.exists():
        write_private(key, secrets.token_urlsafe(48))
    if not exists(folder):
        describe(folder, {})


def read(folder: Path) -> dict[str, Any]:
    """What the store is: demonstration date, sign-ins of a demonstration, default unit."""
    path = folder / "store.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def describe(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what the store is, on top of what is known."""
    write_private(folder / "store.json", json.dumps({**read(folder), **facts}, ensure_ascii=False, indent=1))


def write_private(path: Path, text: str) -> None:
    """Write so that the owner alone can read, all or nothing."""
    partial = path.with_suffix(path.suffix + ".part")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    partial.replace(path)


def start_django() -> None:
    """Load the program on this store."""
    import django

    django.setup()


def migrate() -> None:
    """Bring the database up to date."""
    from zhiyan.kernel import schema

    schema.bring_up_to_date()
