"""Encoders: vectors of length 1 in the order of the texts, kept by text; an office's own one is refused cleanly."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine import Consolidator, space
from zhiyan.consolidation.engine.encoders import MANY, Both, Fast, Fine, Kept, NotReading, Onnx, Remote, usual, views

TEXTS = ["食堂的饭菜太贵了。", "报销要签六个字，太慢了。", "书记应当每年讲一次党课。"]


class Stub(ThreadingHTTPServer):
    """A local server that answers embeddings as it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        self.answer: Callable[[list[str]], tuple[int, bytes]] = vectors
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/embeddings"


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the stub's answer."""

    server: Stub

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        self.server.heads.append(dict(self.headers))
        status, body = self.server.answer(asked["input"])
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


def vectors(texts: list[str]) -> tuple[int, bytes]:
    """One vector for each text, handed back in the wrong order, as the form allows."""
    data = [{"index": n, "embedding": [float(len(text)), 3.0, 4.0]} for n, text in enumerate(texts)]
    return 200, json.dumps({"data": data[::-1]}).encode()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_address_is_asked_in_the_common_form_and_its_vectors_come_in_the_order_of_the_texts(stub: Stub):
    encoder = Remote(stub.address, "bge-m3", key="secret")
    found = encoder.encode(TEXTS)
    assert stub.asked == [{"model": "bge-m3", "input": TEXTS}]
    assert stub.heads[0]["Authorization"] == "Bearer secret"
    assert found.shape == (3, 3)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1])
    assert (found[:, 0] / found[:, 1] * 3).tolist() == pytest.approx([len(text) for text in TEXTS])
    assert encoder.size == 3


def test_many_texts_are_asked_in_several_requests_and_none_in_no_request(stub: Stub):
    encoder = Remote(stub.address, "m")
    assert encoder.encode([str(n) for n in range(130)]).shape == (130, 3)
    assert [len(asked["input"]) for asked in stub.asked] == [64, 64, 2]
    assert encoder.encode([]).shape == (0, 3)
    assert len(stub.asked) == 3


def test_a_proxy_of_the_machine_is_not_given_the_opinions(stub: Stub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert len(Remote(stub.address, "m").encode(TEXTS)) == 3


BAD = {
    "an error": (500, b"{}"),
    "a redirection": (307, b""),
    "no JSON": (200, b"<html>"),
    "a list": (200, b"[]"),
    "no data": (200, b"{}"),
    "too few": (200, b'{"data": [{"index": 0, "embedding": [1, 2]}]}'),
    "no vector": (200, b'{"data": [{"index": 0}, {"index": 1}, {"index": 2}]}'),
    "no number": (200, json.dumps({"data": [{"index": n, "embedding": ["x"]} for n in range(3)]}).encode()),
    "not finite": (200, json.dumps({"data": [{"index": n, "embedding": [float("nan")]} for n in range(3)]}).encode()),
    "unequal": (200, json.dumps({"data": [{"index": n, "embedding": [1.0] * (n + 1)} for n in range(3)]}).encode()),
}


@pytest.mark.parametrize("kind", BAD)
def test_an_answer_that_is_not_one_vector_for_each_text_is_refused(stub: Stub, kind: str):
    stub.answer = lambda _texts: BAD[kind]
    with pytest.raises(NotReading, match=r"127\.0\.0\.1"):
        Remote(stub.address, "m").encode(TEXTS)


def test_vectors_that_change_their_size_are_refused(stub: Stub):
    encoder = Remote(stub.address, "m")
    encoder.encode(TEXTS)
    stub.answer = lambda texts: (200, json.dumps({"data": [{"index": 0, "embedding": [1.0]}]}).encode())
    with pytest.raises(NotReading, match="after some of 3"):
        encoder.encode(["x"])


def test_an_address_that_does_not_answer_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1/embeddings"
        with pytest.raises(NotReading):
            Remote(address, "m", timeout=2).encode(TEXTS)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(NotReading):
        Remote("http://", "m").encode(TEXTS)


class Session:
    """What onnxruntime gives: hidden states that are the token numbers, in two columns."""

    def __init__(self, path: str, providers: list[str]) -> None:
        self.path = path

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="input_ids"), SimpleNamespace(name="attention_mask")]

    def run(self, _outputs: None, given: dict[str, Any]) -> list[Any]:
        assert set(given) == {"input_ids", "attention_mask"}
        ids = given["input_ids"].astype(np.float32)
        return [np.stack([ids, np.ones_like(ids)], axis=2)]


class Tokenizer:
    """What tokenizers gives: a token for each sign, its number the sign's code; padded to the longest."""

    @classmethod
    def from_file(cls, path: str) -> Tokenizer:
        if not Path(path).is_file():
            raise Exception(f"no file {path}")
        return cls()

    def enable_truncation(self, longest: int) -> None:
        self.longest = longest

    def enable_padding(self) -> None:
        """As the real one."""

    def encode_batch(self, texts: list[str]) -> list[SimpleNamespace]:
        width = min(self.longest, max(map(len, texts)))
        return [
            SimpleNamespace(
                ids=([ord(c) for c in text] + [0] * width)[:width],
                attention_mask=([1] * len(text) + [0] * width)[:width],
            )
            for text in texts
        ]


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ONNX file with its tokenizer, and the two packages that an office would install."""
    runtime, tokenizers = ModuleType("onnxruntime"), ModuleType("tokenizers")
    runtime.InferenceSession, tokenizers.Tokenizer = Session, Tokenizer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    monkeypatch.setitem(sys.modules, "tokenizers", tokenizers)
    (tmp_path / "model.onnx").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_text("{}")
    return tmp_path / "model.onnx"


def test_an_onnx_file_reads_the_mean_of_its_tokens_whatever_stands_beside(model: Path):
    encoder = Onnx(model)
    alone, among = encoder.encode(["ab"]), encoder.encode(["ab", "abcdefgh", ""])
    mean = (ord("a") + ord("b")) / 2
    assert alone[0].tolist() == pytest.approx([mean / np.hypot(mean, 1), 1 / np.hypot(mean, 1)])
    assert among[0].tolist() == alone[0].tolist()
    assert encoder.encode([]).shape == (0, 2)


def test_an_onnx_file_is_named_by_what_it_holds(model: Path):
    before = Onnx(model).name
    model.write_bytes(b"other weights")
    assert Onnx(model).name != before


def test_an_onnx_file_that_is_not_there_or_has_no_tokenizer_is_refused(model: Path):
    with pytest.raises(NotReading):
        Onnx(model.with_name("none.onnx"))
    model.with_name("tokenizer.json").unlink()
    with pytest.raises(NotReading):
        Onnx(model)


def test_an_onnx_file_without_the_packages_is_refused(model: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(NotReading):
        Onnx(model)


def test_few_texts_are_read_by_both_encoders_and_very_many_by_the_fast_one():
    few, many = usual(MANY), usual(MANY + 1)
    assert [one.name for one in views(few)] == [Fine.name, Fast.name]
    assert many.name == Fast.name
    assert views(many) == (many,)


@pytest.mark.parametrize("encoder", [Fine(), Fast()], ids=lambda one: one.name)
def test_an_encoder_that_ships_gives_a_text_the_same_vector_whatever_stands_beside_it(encoder: Fine | Fast):
    among = encoder.encode([*TEXTS, "", "🍚", "贵" * 300])
    assert among.shape == (6, encoder.size)
    assert np.linalg.norm(among[:3], axis=1) == pytest.approx([1, 1, 1], abs=1e-3)
    assert encoder.encode(TEXTS[1:2])[0] == pytest.approx(among[1], abs=1e-4)
    assert encoder.encode([]).shape == (0, encoder.size)


def test_a_kept_vector_is_not_read_again_not_even_after_a_new_start(tmp_path: Path):
    first, again = Hashing(), Hashing()
    kept = Kept(first, tmp_path / "vectors.db")
    before = kept.encode(TEXTS)
    kept.close()
    opened = Kept(again, tmp_path / "vectors.db")
    assert (opened.encode([*TEXTS, TEXTS[0]])[:3] == before).all()
    opened.close()
    assert (first.asked, again.asked) == (3, 0)


def test_two_encoders_may_keep_their_vectors_in_one_file(tmp_path: Path):
    other = Hashing()
    other.name = "another"
    kept = [Kept(one, tmp_path / "vectors.db") for one in (Hashing(), other)]
    Both(*kept).encode(TEXTS)
    kept[1].encode(TEXTS)
    assert other.asked == 3
    for one in kept:
        one.close()


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten texts read at a time."""
    monkeypatch.setattr(space, "READ_AT_ONCE", 10)


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, small_steps: None):
    texts = {f"n{n}": f"第{n}研究室的会议太多，第{n * 7}次材料重复报。" for n in range(60)}

    class Stopped(Exception):
        """As a person stops it."""

    def stop(_step: str, share: float) -> None:
        if share > 0.3:
            raise Stopped

    whole({"x": "一"})  # the usual issues are read once for all
    first = Hashing()
    kept = Kept(first, tmp_path / "vectors.db")
    with pytest.raises(Stopped):
        Consolidator(texts, encoder=kept, progress=stop).groups()
    kept.close()
    read, again = first.asked, Hashing()
    opened = Kept(again, tmp_path / "vectors.db")
    found = Consolidator(texts, encoder=opened).groups()
    opened.close()
    assert 0 < read < 60
    assert read + again.asked == whole(texts).asked
    assert found == Consolidator(texts, encoder=Kept(Hashing(), tmp_path / "other.db")).groups()


def whole(texts: dict[str, str]) -> Hashing:
    """An encoder that has read all of these without a stop."""
    encoder = Hashing()
    Consolidator(texts, encoder=encoder).groups()
    return encoder


def test_progress_grows_from_nothing_to_the_end(small_steps: None):
    told: list[float] = []
    texts = {f"n{n}": f"第{n}研究室的会议太多" for n in range(50)}
    Consolidator(texts, encoder=Hashing(), progress=lambda _step, share: told.append(share)).proposals()
    assert told[0] == 0
    assert told == sorted(told)
    assert len({share for share in told if share < 0.8}) == 5
    assert told[-1] < 1
