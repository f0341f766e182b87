"""The case when its opinions are in and none is placed: `python -m tests.browser.case_store FOLDER`.

People, plan, channels and the office's eight files as the demonstration has them; solicitation is closed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

TODAY = "2021-01-16"


def make(folder: Path) -> None:
    """Make the store."""
    os.environ["ZHIYAN_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiyan.settings"
    from zhiyan.cli import store

    store.create(folder)
    store.describe(folder, {"today": TODAY})
    store.start_django()
    store.migrate()
    store.describe(folder, {**fill(), "today": TODAY})


def fill() -> dict[str, Any]:
    """Everything before consolidation; the accounts that may sign in."""
    from zhiyan.demo.making import people, preparation, solicitation
    from zhiyan.kernel import guard

    with guard.enforced():
        cast = people.make()
        preparation.make(cast)
        solicitation.make(cast)
    return {"unit": cast.unit.code, "signins": cast.signins}


if __name__ == "__main__":
    make(Path(sys.argv[1]))
