"""A store on disk: made, backed up, restored, served. Real processes, so few of them, each with several commands."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.cli.conftest import CASE

RUN_ALL = """
import json, sys
from click.testing import CliRunner
from zhiyan.cli.main import main
data, commands = json.loads(sys.argv[1])
results = [CliRunner().invoke(main, ["--data", data, *args]) for args in commands]
print(json.dumps([[r.exit_code, r.stdout, r.stderr] for r in results]))
"""


@dataclass(frozen=True)
class Said:
    """What one command said."""

    status: int
    out: str
    err: str


def run(folder: Path, *commands: tuple[Any, ...]) -> list[Said]:
    """Several commands on one store in one process of their own."""
    given = json.dumps([str(folder), [[str(word) for word in command] for command in commands]])
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, given], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Said(*row) for row in json.loads(done.stdout.splitlines()[-1])]


def environment() -> dict[str, str]:
    """This environment without what would point at another store."""
    unwanted = {"ZHIYAN_DATA", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


@dataclass(frozen=True)
class Made:
    """A store, a backup of it, and what each command said."""

    folder: Path
    backup: Path
    said: dict[str, Said]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    home = tmp_path_factory.mktemp("made")
    folder, backup = home / "store", home / "backup.zip"
    commands: dict[str, tuple[Any, ...]] = {
        "init": ("init", "--code", "centre", "--name", "某研究中心"),
        "again": ("init",),
        "notice": ("import", "notice", CASE / "notice.docx"),
        "status": ("status", "--cycle", "2020", "--format", "json"),
        "verify": ("verify", "--format", "json"),
        "backup": ("backup", backup),
        "backup_again": ("backup", backup),
        "verify_backup": ("verify", backup),
        "restore_here": ("restore", backup),
        "log": ("log", "export", "--out", home / "log.txt"),
        "verify_log": ("verify", home / "log.txt", "--format", "json"),
        "verify_folder": ("verify", folder, "--format", "json"),
        "demo_here": ("demo",),
    }
    return Made(folder, backup, dict(zip(commands, run(folder, *commands.values()), strict=True)))


@pytest.fixture(scope="module")
def restored(made: Made, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Said]]:
    """The backup laid out in another folder, held against the head that the backup printed."""
    folder = tmp_path_factory.mktemp("restored") / "store"
    head = made.said["backup"].out.split("：")[-1].strip()
    said = run(folder, ("restore", made.backup, "--head", head), ("verify", "--format", "json"), made_status())
    return folder, said


def made_status() -> tuple[str, ...]:
    return ("status", "--cycle", "2020", "--format", "json")


def test_init_makes_a_store_and_tells_the_administrators_password_once(made):
    said = made.said["init"]
    assert said.status == 0, said.err
    password = said.out.split("密码：")[1].split("（")[0]
    assert "centre-admin" in said.out
    assert password not in (made.folder / "store.json").read_text(encoding="utf-8")
    assert password.encode() not in (made.folder / "zhiyan.sqlite3").read_bytes()


def test_a_stores_key_and_description_are_readable_by_their_owner_alone(made):
    for name in ("secret_key", "store.json"):
        assert (made.folder / name).stat().st_mode & 0o077 == 0, name


def test_a_second_init_is_refused(made):
    assert made.said["again"].status == 2
    assert "store.exists" in made.said["again"].err


def test_the_demonstration_is_never_loaded_over_a_store(made):
    assert made.said["demo_here"].status == 2
    assert "store.exists" in made.said["demo_here"].err


def test_verify_finds_a_fresh_store_in_order_and_says_what_it_cannot_judge(made):
    told = json.loads(made.said["verify"].out)
    assert made.said["verify"].status == 0
    assert told["faults"] == []
    assert told["not_judged"]


@pytest.mark.parametrize("statement", ["UPDATE ledger_ledgerentry SET body = '{}'", "DELETE FROM ledger_ledgerentry"])
def test_the_database_of_a_store_refuses_to_change_its_log(made, statement):
    database = sqlite3.connect(made.folder / "zhiyan.sqlite3")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
    database.close()


def test_a_backup_holds_database_and_files_with_their_hashes_and_no_key(made):
    assert made.said["backup"].status == 0, made.said["backup"].err
    with zipfile.ZipFile(made.backup) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
    assert {"zhiyan.sqlite3", "store.json", "manifest.json"} <= names
    assert any(name.startswith("files/") for name in names)
    assert "secret_key" not in names
    assert set(manifest["sha256"]) == names - {"manifest.json"}


def test_a_backup_is_readable_by_its_owner_alone(made):
    assert made.backup.stat().st_mode & 0o077 == 0


def test_a_backup_is_never_written_over(made):
    assert made.said["backup_again"].status == 2
    assert "backup.exists" in made.said["backup_again"].err


def test_an_untouched_backup_verifies(made):
    assert made.said["verify_backup"].status == 0


@pytest.mark.parametrize("name", ["verify_log", "verify_folder"])
def test_an_exported_log_and_a_stores_folder_are_judged_without_running_the_store(made, name):
    told = json.loads(made.said[name].out)
    assert (made.said[name].status, told["faults"]) == (0, [])
    assert told["logs"][0]["log"] == "centre"


def test_a_backup_holds_no_key(made):
    secrets = [load_pem_private_key(path.read_bytes(), None) for path in (made.folder / "keys").glob("*.key")]
    assert secrets
    with zipfile.ZipFile(made.backup) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"PRIVATE KEY" not in content, name
            assert not any(secret.private_bytes_raw() in content for secret in secrets), name


def test_keys_are_readable_by_their_owner_alone(made):
    for path in ((made.folder / "keys"), *(made.folder / "keys").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_restored_log_is_in_a_new_epoch_and_tells_that_nothing_is_missing(restored):
    _folder, (done, verified, _status) = restored
    told = json.loads(verified.out)
    assert told["logs"][0]["epoch"] == 2
    assert any("没有缺失" in sentence for sentence in told["said"])
    assert "没有缺失" in done.out


def test_a_restored_store_without_its_key_says_how_to_bring_it_back(restored):
    assert "zhiyan log retype" in restored[1][0].err


def test_a_backup_is_never_restored_over_a_store(made):
    assert made.said["restore_here"].status == 2
    assert "restore.not_empty" in made.said["restore_here"].err


def test_a_restored_store_is_whole_and_has_the_same_figures(made, restored):
    _folder, (done, verified, status) = restored
    assert (done.status, verified.status, status.status) == (0, 0, 0), done.err
    assert json.loads(verified.out)["faults"] == []
    assert json.loads(status.out) == json.loads(made.said["status"].out)


def test_a_restored_store_has_a_key_of_its_own_so_that_old_sessions_end(made, restored):
    folder, _said = restored
    assert (folder / "secret_key").read_text() != (made.folder / "secret_key").read_text()
    assert (folder / "secret_key").stat().st_mode & 0o077 == 0


def test_a_restored_store_still_refuses_to_change_its_log(restored):
    database = sqlite3.connect(restored[0] / "zhiyan.sqlite3")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("DELETE FROM ledger_ledgerentry")
    database.close()


def rewritten(source: Path, target: Path, change: Any) -> Path:
    """A copy of the backup whose parts (name → bytes) went through `change`."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def first_file(parts: dict[str, bytes]) -> str:
    return next(name for name in parts if name.startswith("files/"))


TAMPERED: dict[str, Any] = {
    "changed_database": lambda parts: parts.update({"zhiyan.sqlite3": parts["zhiyan.sqlite3"][:-1] + b"x"}),
    "changed_file": lambda parts: parts.update({first_file(parts): b"other"}),
    "missing_file": lambda parts: parts.pop(first_file(parts)),
    "added_file": lambda parts: parts.update({"files/ff/extra": b"x"}),
    "path_outside": lambda parts: parts.update({"../outside": b"x"}),
    "no_manifest": lambda parts: parts.pop("manifest.json"),
    "manifest_of_another_kind": lambda parts: parts.update({"manifest.json": b"[]"}),
    "manifest_in_no_json": lambda parts: parts.update({"manifest.json": b"{"}),
}


@pytest.fixture(scope="module")
def refused(made: Made, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[Said, Said]]]:
    """What restore and verify say to each tampered backup."""
    home = tmp_path_factory.mktemp("tampered")
    backups = {name: rewritten(made.backup, home / f"{name}.zip", change) for name, change in TAMPERED.items()}
    whole = made.backup.read_bytes()
    (home / "flipped.zip").write_bytes(whole[:2000] + bytes([whole[2000] ^ 0xFF]) + whole[2001:])
    (home / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (home / "words.zip").write_bytes(b"no archive")
    backups |= {name: home / f"{name}.zip" for name in ("flipped", "cut", "words")}
    commands = [command for path in backups.values() for command in (("restore", path), ("verify", path))]
    said = run(home / "store", *commands)
    return home, {name: (said[2 * n], said[2 * n + 1]) for n, name in enumerate(backups)}


@pytest.mark.parametrize("name", [*TAMPERED, "flipped", "cut", "words"])
def test_a_tampered_backup_is_refused_and_named(refused, name):
    home, said = refused
    restoring, verifying = said[name]
    assert restoring.status == 2
    assert "restore.mismatch" in restoring.err
    assert "Traceback" not in restoring.err
    assert verifying.status == 1
    assert not (home / "store").exists()
    assert not (home / "outside").exists()


@pytest.fixture
def served(made: Made) -> Iterator[tuple[int, int, str, subprocess.Popen[str]]]:
    """`zhiyan up` asked for a port that is taken: that port, the port it took, what it said."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        command = [sys.executable, "-m", "zhiyan.cli", "--data", str(made.folder), "up", "--port", str(taken)]
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            if "Ctrl+C" in line:
                break
        said = "".join(lines)
        port = int(said.split("http://127.0.0.1:")[1].split("/")[0])
        yield taken, port, said, process
        if process.poll() is None:
            process.kill()
        process.wait(20)


def fetch(url: str) -> tuple[int, str]:
    """Status and body, waiting for the server to begin."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(url)


def test_up_takes_the_next_free_port_says_so_serves_both_surfaces_and_stops(served):
    taken, port, said, process = served
    assert port != taken
    assert f"端口 {taken} 已被占用，改用 {port}" in said
    status, desk = fetch(f"http://127.0.0.1:{port}/signin/")
    assert status == 200
    assert "登录" in desk
    assert fetch(f"http://localhost:{port}/")[0] == 200
    assert fetch(f"http://localhost:{port}/signin/")[0] == 404
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
