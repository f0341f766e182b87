"""Rules of solicitation: enough channels with dates, forms that add up, every opinion told apart, counts that agree."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, Severity


def r09_enough_channels_with_dates(facts: Facts, parameters: Parameters) -> Sequence[Finding]:
    """At least `channels` (2) channels used, each with its days. Facts: channels."""
    used = [channel for channel in facts["channels"] if channel["solicited"] and channel["used"]]
    wanted = int(parameters.get("channels", 2))
    found = []
    if len(used) < wanted:
        found.append(
            _finding(
                "R09",
                Severity.ADVICE,
                facts["cycle"],
                _("征求意见用了 %(n)d 个渠道，应不少于 %(wanted)d 个。") % {"n": len(used), "wanted": wanted},
                _("请再开一个渠道，如座谈会、征求意见表或意见箱。"),
            )
        )
    for channel in used:
        if channel["opens_on"] is None or channel["closes_on"] is None:
            found.append(
                _finding(
                    "R09",
                    Severity.ADVICE,
                    channel["name"],
                    _("“%(name)s”渠道没有写明起止日期。") % {"name": channel["name"]},
                    _("请在征求意见页面补填渠道的起止日期。"),
                    Link("channel", channel["id"], channel["name"]),
                )
            )
    return found


def r10_forms_add_up(facts: Facts, parameters: Parameters) -> Sequence[Finding]:
    """Sent ≥ returned ≥ valid for every form run. Facts: form_runs."""
    return [
        _finding(
            "R10",
            Severity.MUST,
            run["name"],
            _("征求意见表发放 %(sent)d、回收 %(returned)d、有效 %(valid)d，数目对不上。") % run,
            _("请核对后更正份数。"),
            Link("form_run", run["id"], run["name"]),
        )
        for run in facts["form_runs"]
        if not run["sent"] >= run["returned"] >= run["valid"]
    ]


def r11_opinions_told_apart_and_verbatim(facts: Facts, parameters: Parameters) -> Sequence[Finding]:
    """Every opinion has aspect and target; no original was edited. Facts: unresolved, altered, strayed."""
    found = []
    for field, word in (("aspect", _("对照检查方面")), ("target", _("针对的对象"))):
        if number := facts["unresolved"][field]:
            found.append(
                _finding(
                    "R11",
                    Severity.MUST,
                    facts["cycle"],
                    _("%(n)d 条意见还没有明确%(what)s。") % {"n": number, "what": word},
                    _("请在意见页面补填，或在梳理时由人补定。"),
                )
            )
    for key in ("altered", "strayed"):
        found += [
            _finding(
                "R11",
                Severity.MUST,
                facts["cycle"],
                _("有意见的原文与收到时不一致。"),
                _("请核对存证日志和备份，查明改动经过。"),
                Link("submission" if key == "altered" else "opinion", record, _("原文")),
            )
            for record in facts[key]
        ]
    return found


def r12_sums_agree(facts: Facts, parameters: Parameters) -> Sequence[Finding]:
    """Σ by channel = Σ by aspect = Σ by target = total, and the closed total still holds. Facts: figures, closing."""
    figures = facts["figures"]
    found = []
    for key, word in (("by_channel", _("渠道")), ("by_aspect", _("方面")), ("by_target", _("对象"))):
        added = sum(figures[key].values())
        if added != figures["total"]:
            found.append(
                _disagreement(
                    facts,
                    _("按%(what)s合计 %(sum)d 条，总数 %(total)d 条。")
                    % {"what": word, "sum": added, "total": figures["total"]},
                )
            )
    closing = facts["closing"]
    if closing and (closing["total"], closing["solicited"]) != (figures["total"], figures["solicited"]):
        found.append(
            _disagreement(
                facts,
                _("截止确认时 %(then)d 条，现在 %(now)d 条。") % {"then": closing["total"], "now": figures["total"]},
            )
        )
    return found


def _disagreement(facts: Facts, message: str) -> Finding:
    return _finding("R12", Severity.MUST, facts["cycle"], message, _("请核对存证日志，查明哪一条多出或缺少。"))


def _finding(rule: str, severity: Severity, subject: str, message: str, remedy: str, *links: Link) -> Finding:
    return Finding(
        rule=rule, severity=severity, source="", subject=subject, message=message, remedy=remedy, links=tuple(links)
    )
