"""init, demo, up: making a store and serving it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click

from zhiyan.cli import base, store


@click.command()
@click.option("--code", default="unit", show_default=True, help="单位代码，出现在网址里，用小写字母。")
@click.option("--name", default="本单位", show_default=True, help="单位全称。")
@base.command
def init(code: str, name: str) -> int:
    """新建数据目录、数据库、单位和系统管理员。"""
    where = base.folder()
    store.create(where)
    store.migrate()
    from zhiyan.cli.founding import found
    from zhiyan.org.models import Unit

    if Unit.objects.exists():
        base.refuse(f"{where} 已经建好。", "直接运行 zhiyan up。", "store.exists")
    unit, admin = found(code=code, name=name)
    store.describe(where, {"unit": unit.code})
    base.say(f"数据目录：{where}")
    base.say(f"单位：{unit.name}（{unit.code}）")
    base.say(f"系统管理员：{admin['username']}  密码：{admin['password']}（只显示这一次）")
    return base.DONE


@click.command()
@base.command
def demo() -> int:
    """装入演示：2020 年度全程与 2021 年度征求意见。"""
    load_demonstration(base.folder())
    show_signins(base.folder())
    return base.DONE


@click.command()
@click.option("--demo", "demonstration", is_flag=True, help="没有数据时先装入演示。")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=8, show_default=True)
@click.option(
    "--surface", type=click.Choice(["both", "desk", "box"]), default="both", show_default=True, help="只开一面时选它。"
)
def up(demonstration: bool, host: str, port: int, threads: int, surface: str) -> None:
    """启动：网页服务和后台任务。端口被占用时用下一个空闲端口。"""
    os.environ["ZHIYAN_SURFACE"] = surface
    where = Path(os.environ["ZHIYAN_DATA"])
    if demonstration and not store.exists(where):
        # A process of its own: the demonstration's date must be in force before the server's settings load.
        command = [sys.executable, "-m", "zhiyan.cli", "--data", str(where), "demo"]
        made = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        if made.returncode:
            sys.exit(made.returncode)
    store.start_django()
    base.need_store()
    store.migrate()
    chosen = free_port(host, port)
    if chosen != port:
        base.say(f"端口 {port} 已被占用，改用 {chosen}。")
    if surface != "box":
        base.say(f"工作台：http://{host}:{chosen}/")
    if surface != "desk":
        base.say(f"网上意见箱：http://localhost:{chosen}/")
    print_port(chosen)
    show_signins(where)
    base.say("按 Ctrl+C 停止。")
    from zhiyan.solicitation.issuing import shred_destroyed

    shred_destroyed()
    serve(host, chosen, threads)


def print_port(port: int) -> None:
    """Let printed papers name the box with its port, where no proxy stands before it; the worker inherits it."""
    from django.conf import settings

    if "ZHIYAN_BOX_ADDRESS" not in os.environ and os.environ.get("ZHIYAN_HTTPS") != "1":
        settings.BOX_ADDRESS = f"http://{settings.BOX_HOSTS[0]}:{port}"
        os.environ["ZHIYAN_BOX_ADDRESS"] = settings.BOX_ADDRESS


def free_port(host: str, port: int) -> int:
    """The port, or the next one that nobody holds."""
    for candidate in range(port, port + 200):
        with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    base.refuse("附近没有空闲端口。", "用 --port 指定一个端口。", "port.none")
    raise AssertionError


def show_signins(where: Path) -> None:
    """Print a sign-in for each role of a demonstration."""
    facts = store.read(where)
    if not facts.get("signins"):
        return
    base.say(f"演示日期：{facts['today']}")
    for row in facts["signins"]:
        base.say(f"  {row['label']}：{row['username']}  密码 {row['password']}")
    base.say(f"意见箱纸卡的码（每张用一次，可写几条）：{'  '.join(facts.get('box_codes', []))}")


def load_demonstration(where: Path) -> None:
    """Make the demonstration in a store that has none."""
    if store.exists(where):
        base.refuse(f"{where} 里已有数据。", "换一个 --data 目录，或先移走它。", "store.exists")
    store.create(where)
    store.migrate()
    from zhiyan.demo.making import make

    base.err.print("正在装入演示，约需半分钟：", markup=False)
    made = make(lambda name: base.err.print(f"  {name}", markup=False))
    store.describe(where, made)
    from zhiyan.kernel import clock
    from zhiyan.ledger import heads, sequencer
    from zhiyan.ledger.models import LedgerHead

    with clock.at(dt.date.fromisoformat(made["today"])):
        sequencer.flush()
        for unit_id in LedgerHead.objects.values_list("unit_id", flat=True):
            heads.try_to_sign(unit_id)


def forbid_core_dumps() -> None:
    """Words and keys in memory never go to a core file, whatever the machine's settings; children inherit it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(host: str, port: int, threads: int) -> None:
    """Run the web server here and the worker beside it until stopped; if the worker dies it is started again."""
    forbid_core_dumps()
    from gunicorn.app.base import BaseApplication

    # Many short requests at once: a thread that checks a token gives way sooner to one that answers.
    sys.setswitchinterval(0.001)

    from zhiyan.wsgi import application

    worker = Worker()

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{host}:{port}", "workers": 1, "worker_class": "gthread", "threads": threads,
                "accesslog": None, "loglevel": "warning", "timeout": 120, "graceful_timeout": 10,
                "control_socket_disable": True,
            }.items():  # fmt: skip
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    worker.start()
    threading.Thread(target=worker.watch, daemon=True).start()
    try:
        Server().run()
    finally:
        worker.stop()


class Worker:
    """The background process for long work."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def watch(self) -> None:
        """Start it again when it died, until `stop`."""
        while not self.stopping:
            time.sleep(2)
            if not self.stopping and self.process is not None and self.process.poll() is not None:
                base.err.print("后台任务进程退出，已重新启动。", markup=False)
                self.start()

    def start(self) -> None:
        """Start it; it looks for work every second, and appends to the logs what waits."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhiyan.ledger.ticking"],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        """Let it finish what it does, ten seconds at most."""
        self.stopping = True
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


COMMANDS = [init, demo, up]
