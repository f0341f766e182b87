"""Real stores on disk for tests that need real processes: `python -m tests.anonymity.stores prepare|open FOLDER …`.

`prepare` makes a store whose box takes slips, and writes what its writers and its keyholder hold to FOLDER.json, beside
the store and never in it. `open` closes the box and opens the batch with the keyholder's key.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from zhiyan.solicitation import sealing
from zhiyan.solicitation.phrases import Token

ROOT = Path(__file__).parents[2]
TODAY = "2021-01-11"


@dataclass(frozen=True)
class Held:
    """What the people hold, as against what the store holds."""

    unit: str
    cycle: str
    scalar: bytes = field(repr=False)
    tokens: list[Token] = field(repr=False)
    branch: str

    def body(self, text: str, token: int, batch: int = 1, key: ec.EllipticCurvePublicKey | None = None) -> bytes:
        """The bytes of a post, made as a phone makes them."""
        own = self.tokens[token]
        slip = sealing.Slip(text, secrets.token_bytes(32), own.t)
        c = sealing.commitment(self.cycle, slip.salt, text)
        public = key or ec.derive_private_key(int.from_bytes(self.scalar, "big"), ec.SECP256R1()).public_key()
        sealed = sealing.seal_slip(public, slip, unit=self.unit, cycle=self.cycle, batch=batch)
        return own.post(slip, purpose="writing", batch=batch, c=c, sealed=sealed).encode()


def environment(data: Path, **more: str) -> dict[str, str]:
    """This environment for a process on the store."""
    unwanted = {"DATABASE_URL", "PYTEST_CURRENT_TEST"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    own = {"ZHIYAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "zhiyan.settings", "PYTHONPATH": str(ROOT)}
    return {**kept, **own, **more}


def prepared(data: Path, *, people: int = 6, each: int = 5, **days: str) -> Held:
    """A new store at `data` whose box takes slips from today (11 January 2021) on; what its people hold."""
    command = [sys.executable, "-m", "tests.anonymity.stores", "prepare", str(data), str(people), str(each)]
    done = subprocess.run(
        [*command, json.dumps(days)], env=environment(data), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return held(data)


def held(data: Path) -> Held:
    """What the people of a prepared store hold."""
    told = json.loads(data.with_suffix(".json").read_text(encoding="utf-8"))
    tokens = [Token(*map(bytes.fromhex, one)) for one in told["tokens"]]
    return Held(told["unit"], told["cycle"], bytes.fromhex(told["scalar"]), tokens, told["branch"])


def start(data: Path) -> None:
    """Load the program on the store."""
    from zhiyan.cli import store

    store.create(data)
    store.start_django()
    store.migrate()


def prepare(data: Path, people: int, each: int, days: dict[str, str]) -> None:
    """Everything up to the day on which posting opens, through the actions."""
    import datetime as dt

    from zhiyan.cli import store

    store.create(data)
    store.describe(data, {"today": TODAY})
    start(data)
    from tests.solicitation import sealed

    cycle = sealed.staffed_cycle(people, "科技处党支部")
    box = sealed.open_box(cycle, s=each, **{name: dt.date.fromisoformat(day) for name, day in days.items()})
    told: dict[str, Any] = {
        "unit": cycle.unit.code,
        "cycle": cycle.label,
        "scalar": box.scalar.hex(),
        "branch": "科技处党支部",
        "tokens": [[part.hex() for part in token] for writer in box.writers for token in writer.tokens],
    }
    data.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def open_box(data: Path) -> None:
    """Close the box and open its batch."""
    start(data)
    from tests.solicitation import sealed
    from zhiyan.cycle.models import Cycle
    from zhiyan.solicitation import actions

    cycle = Cycle.objects.get()
    keyholder = sealed.keyholder(cycle)
    actions.close_box(keyholder, cycle)
    actions.open_batch(keyholder, cycle, private_key=held(data).scalar)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), json.loads(sys.argv[5]))
    else:
        open_box(Path(sys.argv[2]))
