"""Replays a measure's story as the register would, to see in which state it ends."""

from datetime import date

from zhiyan.demo.texts import MeasureText

OPEN = ("not_started", "in_progress", "reopened")
CLOSED = ("done", "long_term")


class Impossible(AssertionError):
    """A happening that the register would refuse."""


def effective_due(measure: MeasureText) -> date:
    """The deadline after all extensions."""
    return max([measure.due, *(e.new_due for e in measure.story if e.new_due)])


def _after(state: str, what: str, result: str) -> str:
    steps: dict[str, tuple[tuple[str, ...], str | None]] = {
        "progress": (OPEN, None),
        "evidence": (OPEN, None),
        "extend": (OPEN, None),
        "submit": (("in_progress",), "submitted"),
        "verify": (("submitted",), "verified" if result == "通过" else "in_progress"),
        "sign_off": (("verified",), "done"),
        "long_term": (("verified",), "long_term"),
        "reopen": (CLOSED, "reopened"),
    }
    sources, to = steps[what]
    if state not in sources:
        raise Impossible(f"{what} in {state}")
    if what in ("progress", "evidence") and state == "not_started":
        return "in_progress"
    return to or state


def final_state(measure: MeasureText, today: date) -> str:
    """The state to be seen on `today`, overdue and extended included."""
    state = "not_started"
    for event in measure.story:
        state = _after(state, event.what, event.result)
    if state in ("not_started", "in_progress") and effective_due(measure) < today:
        return "overdue"
    if state == "in_progress" and effective_due(measure) > measure.due:
        return "extended"
    return state
