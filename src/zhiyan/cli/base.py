"""What the commands share: the store, the unit and cycle, output, exit status."""

from __future__ import annotations

import functools
import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from zhiyan.cli import store

if TYPE_CHECKING:
    from zhiyan.cycle.models import Cycle
    from zhiyan.kernel.actor import Actor
    from zhiyan.org.models import Unit

DONE, LOOK, REFUSED = 0, 1, 2

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

cycle_option = click.option("--cycle", "label", metavar="YEAR", help="年度，如 2020。")
unit_option = click.option("--unit", "code", metavar="CODE", help="单位代码；只有一个单位时不用写。")
format_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")


def command(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command's body on the store; a domain error is printed with its remedy and ends with 2."""

    @functools.wraps(fn)
    def run(*args: Any, **kwargs: Any) -> Any:
        store.start_django()
        from django.utils import translation

        from zhiyan.kernel.errors import DomainError

        translation.activate("zh-hans")
        try:
            status = fn(*args, **kwargs)
        except DomainError as error:
            refuse(error.sentence, error.remedy, error.code)
        except Exception as error:  # a crash is not "done with rows to look at"
            traceback.print_exc()
            refuse(f"程序出错，没有办成：{error}", "请把上面的内容交给维护人员。", "failed")
        sys.exit(status or DONE)

    return run


def refuse(sentence: str, remedy: str = "", code: str = "") -> None:
    """Say why not, and how to mend it, on the error stream; end with 2."""
    err.print(sentence + (f"（{code}）" if code else ""), markup=False)
    if remedy:
        err.print(remedy, markup=False)
    sys.exit(REFUSED)


def say(text: str) -> None:
    """A line for the reader."""
    out.print(text, markup=False)


def dump(value: Any) -> None:
    """JSON on the output stream."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def folder() -> Path:
    """The store's folder."""
    from django.conf import settings

    return Path(settings.DATA_DIR)


def ensure_store() -> None:
    """Make an empty store where there is none: importing into a new folder just works, and says so."""
    where = folder()
    fresh = not store.exists(where)
    if fresh:
        store.create(where)
        err.print(f"已新建数据目录：{where}", markup=False)
    store.migrate()
    from zhiyan.org.models import Unit

    if fresh or not Unit.objects.exists():
        from zhiyan.cli.founding import found

        found(code="unit", name="本单位")


def need_store() -> None:
    """Refuse where there is no store."""
    if not store.exists(folder()):
        refuse(f"{folder()} 里没有数据。", "先运行 zhiyan init 或 zhiyan demo，或用 --data 指明目录。", "store.missing")


def find_unit(code: str | None) -> Unit:
    """The unit by code, the store's default, or the only one."""
    from zhiyan.org.models import Unit

    code = code or store.read(folder()).get("unit")
    units = list(Unit.objects.filter(code=code) if code else Unit.objects.all()[:2])
    if len(units) != 1:
        refuse("没有这个单位。" if code else "有多个单位，请用 --unit 指明。", "", "unit.missing")
    return units[0]


def find_cycle(unit: Unit, label: str | None) -> Cycle:
    """The cycle by year, or the unit's only one."""
    from zhiyan.cycle.models import Cycle

    cycles = list(Cycle.objects.filter(unit=unit, **({"label": label} if label else {})))
    if len(cycles) != 1:
        refuse(
            f"没有{label}年度。" if label else "请用 --cycle 指明年度。",
            "先运行 zhiyan import notice 或 zhiyan import roster --cycle 年度。",
            "cycle.missing",
        )
    return cycles[0]


def office(unit: Unit) -> Actor:
    """Whoever runs the command line on the server acts as the office (党务工作人员)."""
    from zhiyan.kernel.actor import Actor, Role

    return Actor(unit_id=unit.pk, roles=frozenset({Role.ORGANISER}), label="命令行")
