"""The six states every page shows alike, and the name each carries when the page gives none."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "done": _("已完成"),
    "active": _("进行中"),
    "todo": _("未开始"),
    "late": _("已逾期"),
    "blocked": _("受阻"),
    "info": _("提示"),
}

_MESSAGE_KINDS = {"success": "done", "warning": "late", "error": "blocked"}


# The stages' own words for two of them (zhiyan.kernel.status).
_ALSO = {"waiting": "todo", "running": "active"}


def state_kind(state: str) -> str:
    """The state among the six that `state` looks like; info for one that the look does not know."""
    kind = _ALSO.get(state, state)
    return kind if kind in STATES else "info"


def state_name(state: str) -> str:
    """The Chinese name of a state; an unknown one is shown as it is rather than hidden."""
    return str(STATES.get(_ALSO.get(state, state), state))


def message_kind(level_tag: str) -> str:
    """The state that a Django message level looks like; info for debug, info and unknown levels."""
    return _MESSAGE_KINDS.get(level_tag, "info")
