"""Rule against formalism on soliciting (F05): whether enough were asked, by branches, by staff, by channels."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.formalism.counting import narrow
from zhiyan.kernel.findings import Facts, Finding, Parameters, found


def f05_many_were_heard(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Once soliciting is closed: opinions came from most branches, in some number, by more than one channel."""
    if not facts["closing"]:
        return []
    heard = facts["formalism"]
    channels = [channel["opinions"] for channel in facts["channels"] if channel["solicited"]]
    reasons = narrow(
        heard["staff"],
        heard["branches"],
        heard["branches_heard"],
        channels,
        least_branches=int(parameters["branches"]) / 100,
        least_staff=int(parameters["staff"]) / 100,
        most_channel=int(parameters["channel"]) / 100,
    )
    words = {
        "branches": _("%(branches)d 个支部中只有 %(branches_heard)d 个提了意见") % heard,
        "staff": _("职工 %(staff)d 人，意见只有 %(n)d 条") % {"staff": heard["staff"], "n": sum(channels)},
        "channel": _("意见几乎都来自一个渠道"),
    }
    if not reasons:
        return []
    message = _("征求意见的面偏窄：%(why)s。") % {"why": "；".join(words[reason] for reason in reasons)}
    remedy = _("请到没有提意见的支部和一线再听一听，或者再开一个渠道；人少的单位可以说明。")
    return [found("F05", _("征求意见的面"), message, remedy)]
