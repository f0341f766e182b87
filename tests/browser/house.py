"""A store served by the real process set: made or copied, started on a free port, stopped afterwards."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "src/zhiyan/demo/case"
ZHIYAN = [sys.executable, "-m", "zhiyan.cli"]
START_SECONDS = 60


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """What the program is started with: the tests' own settings kept out."""
    kept = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "ZHIYAN_DATA")}
    paths = [path for path in (os.environ.get("PYTHONPATH"), str(ROOT / "src")) if path]
    chosen = {"ZHIYAN_ENCODER": os.environ.get("ZHIYAN_ENCODER", "words")}  # loading another takes seconds
    return {**kept, **chosen, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


@dataclass
class House:
    """One store and, while served, its two addresses."""

    data: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> str:
        """The desk's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def box(self) -> str:
        """The box's address, without a slash at the end."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What the processes say."""
        return self.data.parent / f"{self.data.name}.log"

    def facts(self) -> dict[str, Any]:
        """What store.json says."""
        return json.loads((self.data / "store.json").read_text(encoding="utf-8"))

    def password(self, username: str) -> str:
        """Of a demonstration's account, or of one that the test opened."""
        told = {row["username"]: row["password"] for row in self.facts().get("signins", [])}
        return {**told, **self.passwords}[username]

    def stand_on(self, day: str) -> None:
        """Let the store's clock stand on a day (YYYY-MM-DD); in force from the next start."""
        facts = {**self.facts(), "today": day}
        (self.data / "store.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    def run(self, *words: str, allowed: tuple[int, ...] = (0,)) -> str:
        """A command on this store; what it printed."""
        done = subprocess.run(
            [*ZHIYAN, "--data", str(self.data), *words], env=environment(), cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode in allowed, f"zhiyan {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def status(self, cycle: str) -> dict[str, Any]:
        """The cycle's figures as the command line computes them."""
        return json.loads(self.run("status", "--cycle", cycle, "--format", "json"))

    def start(self) -> House:
        """Serve the store and wait until it answers."""
        self.port = self.port or free_port()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*ZHIYAN, "--data", str(self.data), "up", "--port", str(self.port)],
                env=environment(), cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, f"the server ended before it answered:\n{self.said()}"
            try:
                urlopen(f"{self.desk}/signin/", timeout=5).close()
            except HTTPError as error:
                raise AssertionError(f"the sign-in page answers {error.code}:\n{self.said()}") from error
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return self
        raise AssertionError(f"no answer within {START_SECONDS} seconds:\n{self.said()}")

    def stop(self) -> None:
        """End the server and its worker."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)

    def said(self) -> str:
        """The end of the processes' output."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:] if self.log.exists() else ""

    def copy(self, to: Path) -> House:
        """Another store with the same contents (this one must not be served)."""
        shutil.copytree(self.data, to)
        return House(to)
