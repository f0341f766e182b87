"""What the judging is held against: heads and public keys that were kept outside, in files, on paper, at an address."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiyan.kernel.canonical import unb64
from zhiyan.ledger import statements
from zhiyan.ledger.statements import Head

LARGEST = 64 * 1024 * 1024
"""Bytes of an answer at most."""


class Unreadable(Exception):
    """Something given on the command line that is not what it should be; the sentence says so."""


def fetch(url: str) -> bytes:
    """What the address answers. Raises Unreadable where it cannot be reached."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            body: bytes = answer.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(f"取不到 {url}：{error}") from error
    if len(body) > LARGEST:
        raise Unreadable(f"{url} 太大。")
    return body


def is_url(text: str) -> bool:
    """Whether the argument is an address."""
    return text.startswith(("http://", "https://"))


def read_json(source: str) -> Any:
    """JSON of a file or an address. Raises Unreadable for anything else."""
    raw = fetch(source) if is_url(source) else Path(source).read_bytes()
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{source} 不是 JSON。") from error


def heads(given: Iterable[str]) -> list[Head]:
    """Every head of the arguments: a file, an address, or a line as documents print it. Raises Unreadable."""
    return [head for one in given for head in _heads(one)]


def _heads(given: str) -> list[Head]:
    if not is_url(given) and not Path(given).is_file():
        try:
            return [statements.read_printed(given)]
        except ValueError as error:
            raise Unreadable(f"{given} 不是文件，也不是树头（条数和根的前 16 位）。") from error
    raw = fetch(given) if is_url(given) else Path(given).read_bytes()
    try:
        found = list(of_json(json.loads(raw)))
    except (ValueError, TypeError, RecursionError):
        found = _printed(raw)
    if not found:
        raise Unreadable(f"{given} 里没有树头。")
    return found


def _printed(raw: bytes) -> list[Head]:
    """Heads in the lines of a text."""
    found = []
    for line in raw[:100_000].decode(errors="replace").splitlines():
        try:
            found.append(statements.read_printed(line))
        except ValueError:
            continue
    return found


def of_json(value: Any) -> Iterable[Head]:
    """Heads in what the program writes: signed head, receipt, countersignature, heads page, or a list of them."""
    if isinstance(value, list):
        for one in value:
            yield from of_json(one)
        return
    kind = value.get("kind")
    if kind == "head":
        yield statements.read_head(value)
    elif kind == "countersignature":
        yield Head(value["log"], value["epoch"], value["size"], value["root"], value["on"])
    elif kind == "witness-answer":
        yield from of_json(value["countersignature"])
    elif kind in ("receipt", "heads", "proof", "witness-request") and value.get("head"):
        yield from of_json(value["head"])


def keys(given: Iterable[str]) -> list[Ed25519PublicKey]:
    """Public keys: 43 signs of base64url, 64 hexadecimal digits, or a file with one. Raises Unreadable."""
    return [_key(one) for one in given]


def _key(given: str) -> Ed25519PublicKey:
    text = Path(given).read_text("utf-8").strip() if Path(given).is_file() else given.strip()
    try:
        if text.startswith("{"):
            text = json.loads(text)["public"]
        raw = bytes.fromhex(text) if len(text) == 64 else unb64(text, 32)
        return statements.public_from(raw)
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{given} 不是公钥。") from error
