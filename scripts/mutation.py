"""How many changes of the checks their tests would notice: `python scripts/mutation.py [stage …]`.

mutmut makes the mutants of every `checks.py`, and of the rules against formalism beside it; all are asked in this
process, one after another, with plain data: no database, no apps, no start of pytest for each of thousands.
Exits 1 where fewer than 90 in a hundred are noticed.
"""

from __future__ import annotations

import importlib
import os
import re
import signal
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAGES = (
    "cycle", "solicitation", "consolidation", "talks", "statements", "meeting", "rectification", "disclosure",
    "oversight",
)  # fmt: skip
FILES = ("formalism", "checks")
"""In this order: the checks take the rules against formalism in."""
WANTED = 90
"""Noticed in a hundred."""
PATIENCE = 5
"""Seconds for one mutant: one that never ends is noticed."""


def main(stages: list[str]) -> int:
    """Mutate, ask, print the figures and what went unnoticed."""
    from django.conf import settings

    settings.configure(USE_I18N=False)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ["MUTANT_UNDER_TEST"] = ""
    mutants = {
        f"{stage} {file}": mutated(stage, file) for stage in stages for file in FILES if path_of(stage, file).exists()
    }
    asking = importlib.import_module("tests.regulation.rules.asking")
    if not (asking.as_expected() and asking.texts_as_expected()):
        sys.stderr.write("The checks do not pass as they are.\n")
        return 1
    signal.signal(signal.SIGALRM, out_of_patience)
    total = noticed = 0
    for part, names in mutants.items():
        ask = asking.texts_as_expected if part.endswith("formalism") else asking.as_expected
        missed = [name for name in names if unnoticed(ask, name)]
        total, noticed = total + len(names), noticed + len(names) - len(missed)
        say(part, len(names), len(missed))
        for name in missed:
            sys.stdout.write(f"    {name}\n")
    share = 100 * noticed / total
    say(f"all, {share:.1f} %", total, total - noticed)
    return 0 if share >= WANTED else 1


def say(of_what: str, mutants: int, missed: int) -> None:
    """One line of figures."""
    sys.stdout.write(f"{of_what:24} {mutants:5} mutants {mutants - missed:5} noticed {missed:4} missed\n")


def path_of(stage: str, file: str) -> Path:
    """Where a stage's checks stand."""
    return ROOT / "src" / "zhiyan" / stage / f"{file}.py"


def mutated(stage: str, file: str) -> list[str]:
    """Put the stage's checks with all their mutants in the place of its module; the names of the mutants."""
    from mutmut.mutation.file_mutation import mutate_file_contents

    path = path_of(stage, file)
    made = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
    name = f"zhiyan.{stage}.{file}"
    module = types.ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    exec(compile(made.code, str(path), "exec"), module.__dict__)
    setattr(importlib.import_module(f"zhiyan.{stage}"), file, module)
    return [f"{name}.{mutant}" for mutant in made.mutant_names]


def unnoticed(as_expected: object, mutant: str) -> bool:
    """Whether all cases come out as they should although this mutant is in place."""
    os.environ["MUTANT_UNDER_TEST"] = mutant
    rule = re.search(r"\.x_([raf]\d\d)_", mutant)
    signal.alarm(PATIENCE)
    try:
        return as_expected(rule[1].upper() if rule else "")  # type: ignore[operator,no-any-return]
    except Exception:
        return False
    finally:
        signal.alarm(0)
        os.environ["MUTANT_UNDER_TEST"] = ""


def out_of_patience(*_args: object) -> None:
    """End a mutant that does not end by itself."""
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(STAGES)))
