"""A planted sentence from a planted address: the address is nowhere ever, the sentence nowhere before opening."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.anonymity import canary, stores

ADDRESS = "127.0.0.77"
AGENT, COOKIE = "canary-agent-5b1f", "canary-cookie-77d2"
SENTENCE = "三号楼东侧走廊尽头的热水器从去年立冬起就没有热过"
TYPED = "有人把写好的话误贴进了网址和请求里，也不该留下"


@dataclass
class Serving:
    """A running program with its own home, so that everything it writes is under one folder."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    held: stores.Held

    @property
    def data(self) -> Path:
        return self.home / "store"

    def say(
        self, method: str, path: str, body: bytes = b"", host: str = "localhost", **headers: str
    ) -> tuple[int, bytes]:
        """A request from the planted address, with everything that could tell of it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, source_address=(ADDRESS, 0), timeout=30)
        telling = {
            "Host": f"{host}:{self.port}", "User-Agent": AGENT, "Cookie": f"sessionid={COOKIE}",
            "X-Forwarded-For": ADDRESS, "Forwarded": f"for={ADDRESS}", "X-Real-IP": ADDRESS, "Referer": f"http://{ADDRESS}/",
        }  # fmt: skip
        with contextlib.closing(line):
            line.request(method, path, body, {**telling, **headers})
            answer = line.getresponse()
            return answer.status, answer.read()

    def command(self, *arguments: str) -> None:
        """A command on the same store, in the same home."""
        whole = [sys.executable, *arguments]
        done = subprocess.run(
            whole, env=surroundings(self.home), cwd=self.home / "work", capture_output=True, check=False
        )
        (self.home / "logs/commands").open("ab").write(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr.decode()


def surroundings(home: Path) -> dict[str, str]:
    """An environment in which everything temporary or cached lies in the home."""
    own = {name: str(home / "temp") for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR", "XDG_CACHE_HOME")}
    return stores.environment(home / "store", HOME=str(home), PYTHONDONTWRITEBYTECODE="1", **own)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    base = tmp_path_factory.mktemp("canary")
    held = stores.prepared(base / "store")
    home = base / "home"
    for name in ("temp", "logs", "work"):
        (home / name).mkdir(parents=True)
    (base / "store").rename(home / "store")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (home / "logs/server").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "zhiyan.cli", "--data", str(home / "store"), "up", "--port", str(port)],
            env=surroundings(home), cwd=home / "work", stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    found = Serving(home, port, process, held)
    try:
        wait_for(found)
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(serving: Serving) -> None:
    """Until the program answers."""
    for _n in range(240):
        assert serving.process.poll() is None, (serving.home / "logs/server").read_text()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", serving.port), 1).close()
            return
        time.sleep(0.25)
    raise AssertionError((serving.home / "logs/server").read_text())


@pytest.fixture(scope="module")
def told(serving: Serving) -> list[str]:
    """What was found after everything that may be sent to a box was sent, and again after the batch was opened."""
    held = serving.held
    place = f"/{held.unit}/{held.cycle}"
    binary = {"Content-Type": "application/octet-stream"}
    for number in range(20):
        status, receipt = serving.say("POST", f"{place}/post", held.body(f"{SENTENCE}，第{number}次", number), **binary)
        assert (status, json.loads(receipt)["kind"]) == (200, "receipt")
    assert serving.say("POST", f"{place}/post", held.body("另一句", 0), **binary)[0] == 409
    assert serving.say("POST", f"{place}/post", held.body("一句", 21)[:-9] + bytes(9), **binary)[0] == 200
    assert serving.say("POST", f"{place}/post", bytes(len(held.body("一句", 22))), **binary)[0] == 400
    assert serving.say("POST", f"{place}/post", TYPED.encode(), **binary)[0] == 400
    serving.say("GET", f"{place}/?text={canary.quote(TYPED)}")
    serving.say("GET", f"{place}/nothing-here/{canary.quote(TYPED)}")
    serving.say("POST", f"{place}/redeem", b"{")
    serving.say("POST", f"{place}/redeem", json.dumps({"code": "AAAA", "blinded": []}).encode())
    pages = ("", "box.json", "batches.json", "status.json", "draw/", "follow/")
    assert [serving.say("GET", f"{place}/{page}")[0] for page in pages] == [200] * len(pages)
    for page in (
        "/",
        "/client.json",
        "/verify/",
        f"/{held.unit}/claims/",
        f"/heads/{held.unit}/",
        "/static/box/box.css",
    ):
        assert serving.say("GET", page)[0] < 500, page
    serving.say("GET", "/", host="127.0.0.1")
    serving.say("POST", "/signin/", b"username=somebody&password=wrong", host="127.0.0.1")
    serving.say("GET", "/", host="unknown.example")
    return [f"running: {name}" for name in found_now(serving)]


def found_now(serving: Serving, *, words: bool = True) -> list[str]:
    needles = [*canary.spellings_of_address(ADDRESS), AGENT.encode(), COOKIE.encode()]
    needles += [one for text in (SENTENCE, TYPED) for one in canary.spellings_of_words(text)] if words else []
    return canary.holding(needles, serving.home, canary.family(serving.process.pid))


def test_search_when_a_word_was_written_in_any_spelling_then_finds_it(tmp_path):
    for number, spelt in enumerate([*canary.spellings_of_address(ADDRESS), *canary.spellings_of_words(SENTENCE)]):
        (tmp_path / "file").write_bytes(b"x" * number + spelt + b"y")
        assert canary.holding([spelt], tmp_path) == ["file"]
    (tmp_path / "packed").write_bytes(canary.base64.b64encode(f"前面{SENTENCE}后面".encode()))
    assert "packed" in canary.holding(canary.spellings_of_words(SENTENCE), tmp_path)


def test_server_when_slips_came_from_an_address_then_no_file_holds_address_browser_or_sentence(serving, told):
    assert told == []


def test_server_when_it_runs_then_neither_it_nor_its_children_may_leave_a_core_file(serving):
    limits = [Path(f"/proc/{pid}/limits").read_text() for pid in canary.family(serving.process.pid)]
    assert len(limits) > 1
    assert all(re.search(r"Max core file size +0 +0 ", text) for text in limits)


def test_backup_when_taken_while_slips_wait_then_holds_neither_address_nor_sentence(serving, told):
    serving.command("-m", "zhiyan.cli", "--data", str(serving.data), "backup", str(serving.home / "backup.zip"))
    assert found_now(serving) == []


def test_store_when_the_batch_was_opened_then_holds_the_sentence_and_still_no_address(serving, told):
    for secret in (serving.data.parents[1] / "store.json",):
        secret.rename(serving.home / "store.json")  # the keyholder's key, lent for this command alone
    serving.command("-m", "tests.anonymity.stores", "open", str(serving.data))
    (serving.home / "store.json").unlink()
    assert "store/zhiyan.sqlite3" in canary.holding(canary.spellings_of_words(SENTENCE), serving.home)
    assert found_now(serving, words=False) == []
    assert canary.holding(canary.spellings_of_words(TYPED), serving.home) == []
    tokens = [sha for token in serving.held.tokens[:20] for sha in (token.t, token.t.hex().encode())]
    assert canary.holding(tokens, serving.home, canary.family(serving.process.pid)) == []
