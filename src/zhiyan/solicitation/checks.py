"""Rules of solicitation: enough channels and kinds of people, forms that add up, opinions told apart and verbatim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, near
from zhiyan.solicitation.formalism import (  # noqa: F401  the rules against formalism are checks like the others
    f05_many_were_heard,
)


def r06_everybody_was_told_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The unit's own notice came out `days` before the meeting. Facts: circular_on (first), meeting_on."""
    if facts["meeting_on"] is None:
        return []
    last = facts["meeting_on"] - dt.timedelta(days=int(parameters["days"]))
    if facts["circular_on"] is None:
        message = _("还没有印发本单位的通知。")
    elif facts["circular_on"] > last:
        message = _("本单位的通知印发到开会不足 %(days)d 天。") % {"days": parameters["days"]}
    else:
        return []
    return [found("R06", _("会议通知"), message, _("请及早通知参会人员，让成员有时间准备。"), due=last)]


def r09_enough_channels_with_dates(facts: Facts, parameters: Parameters) -> list[Finding]:
    """At least `channels` channels used, each with its days. Facts: channels, solicit_due."""
    used = [channel for channel in facts["channels"] if channel["solicited"] and channel["used"]]
    findings = []
    begun = bool(used) or near(facts["solicit_due"], facts["today"], int(parameters["ahead"]))
    if begun and len(used) < parameters["channels"]:
        numbers = {"n": len(used), "wanted": parameters["channels"]}
        message = _("征求意见用了 %(n)d 个渠道，应不少于 %(wanted)d 个。") % numbers
        remedy = _("请再开一个渠道，如座谈会、征求意见表或意见箱。")
        findings.append(found("R09", facts["cycle"], message, remedy, due=facts["solicit_due"]))
    for channel in used:
        if channel["opens_on"] is None or channel["closes_on"] is None:
            message = _("“%(name)s”渠道没有写明起止日期。") % {"name": channel["name"]}
            link = Link("channel", channel["id"], channel["name"])
            remedy = _("请在征求意见页面补填渠道的起止日期。")
            findings.append(found("R09", channel["name"], message, remedy, links=[link]))
    return findings


def r10_forms_add_up(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Sent ≥ returned ≥ valid for every form run. Facts: form_runs."""
    return [
        found(
            "R10",
            run["name"],
            _("征求意见表发放 %(sent)d、回收 %(returned)d、有效 %(valid)d，数目对不上。") % run,
            _("请核对后更正份数。"),
            links=[Link("form_run", run["id"], run["name"])],
        )
        for run in facts["form_runs"]
        if not run["sent"] >= run["returned"] >= run["valid"]
    ]


def r11_opinions_told_apart_and_verbatim(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every opinion has aspect and target; no original was edited. Facts: unresolved, altered, strayed."""
    findings = []
    for field, what in (("aspect", _("对照检查方面")), ("target", _("针对的对象"))):
        if number := facts["unresolved"][field]:
            message = _("%(n)d 条意见还没有明确%(what)s。") % {"n": number, "what": what}
            findings.append(found("R11", what, message, _("请在意见页面补填，或在梳理时由人补定。")))
    for kind, key in (("submission", "altered"), ("opinion", "strayed")):
        for record in facts[key]:
            link = Link(kind, record, _("原文"))
            message = _("有意见的原文与收到时不一致。")
            remedy = _("请核对存证日志和备份，查明改动经过。")
            findings.append(found("R11", _("原文") + record[:8], message, remedy, links=[link]))
    return findings


def r12_sums_agree(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Σ by channel = Σ by aspect = Σ by target = total, and the closed total still holds. Facts: figures, closing."""
    remedy = _("请核对存证日志，查明哪一条多出或缺少。")
    return [found("R12", what, message, remedy) for what, message in _disagreements(facts)]


def _disagreements(facts: Facts) -> Iterator[tuple[str, str]]:
    """What does not add up, and the sentence for it."""
    figures, closing = facts["figures"], facts["closing"]
    for key, word in (("by_channel", _("渠道")), ("by_aspect", _("方面")), ("by_target", _("对象"))):
        added = sum(figures[key].values())
        if added != figures["total"]:
            numbers = {"what": word, "sum": added, "total": figures["total"]}
            yield word, _("按%(what)s合计 %(sum)d 条，总数 %(total)d 条。") % numbers
    if closing and (closing["total"], closing["solicited"]) != (figures["total"], figures["solicited"]):
        numbers = {
            "then": closing["total"], "then_asked": closing["solicited"],
            "now": figures["total"], "now_asked": figures["solicited"],
        }  # fmt: skip
        words = _("截止确认时 %(then)d 条、其中征求 %(then_asked)d 条，现在 %(now)d 条、其中征求 %(now_asked)d 条。")
        yield _("意见总数"), words % numbers


def r14_small_groups_stay_hidden(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The box hides groups smaller than `k`. Facts: box_k, None where the cycle has no box."""
    if facts["box_k"] is None or facts["box_k"] >= parameters["k"]:
        return []
    numbers = {"k": facts["box_k"], "wanted": parameters["k"]}
    message = _("网上意见箱单独显示的最少人数是 %(k)d 人，建议不少于 %(wanted)d 人。") % numbers
    return [found("R14", _("网上意见箱"), message, _("请在开始领取之前调高最少人数。"))]


def r15_enough_kinds_of_people(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Those asked were of `kinds` kinds at least, once solicitation is closed. Facts: channels (respondents)."""
    if not facts["closing"]:
        return []
    kinds = {kind for channel in facts["channels"] if channel["used"] for kind in channel["respondents"]}
    if len(kinds) >= parameters["kinds"]:
        return []
    numbers = {"n": len(kinds), "wanted": parameters["kinds"]}
    message = _("征求意见的对象有 %(n)d 类，应不少于 %(wanted)d 类。") % numbers
    return [found("R15", facts["cycle"], message, _("请再向没有征求过的对象征求意见，并在渠道里写明征求的对象。"))]
