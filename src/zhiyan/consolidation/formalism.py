"""Rules against formalism on items (F03, F04): nothing specific lost in merging, nobody let off lightly."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.formalism.counting import let_off
from zhiyan.formalism.merging import merged_away
from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, passage

SHOWN = 8
"""Originals shown beside a title."""


def f03_items_stay_specific(facts: Facts, parameters: Parameters) -> list[Finding]:
    """An item's title still says what its opinions are about."""
    words = frozenset(str(word) for word in parameters["words"])
    findings = []
    for item in facts["formalism"]["items"]:
        originals = item["originals"]
        hit = merged_away(item["text"], [one["text"] for one in originals], more=words, named=int(parameters["named"]))
        if hit:
            message = _("%(label)s的表述看不出是什么事，里面有 %(n)d 条意见。") % {
                "label": item["label"],
                "n": len(originals),
            }
            remedy = _("请用意见里的事项重写表述；事项不同的，分开归并。")
            shown = [item, *originals[:SHOWN]]
            findings.append(
                found(
                    "F03",
                    item["label"],
                    message,
                    remedy,
                    links=[Link("item", item["id"], item["label"])],
                    passages=[passage(one, 0, len(one["text"])) for one in shown],
                )
            )
    return findings


def f04_leaders_keep_their_own(facts: Facts, parameters: Parameters) -> list[Finding]:
    """After consolidation: opinions aimed at a leader stand in items aimed at that leader, and not all in one."""
    if not facts["closed"]:
        return []
    findings = []
    for leader in facts["formalism"]["leaders"]:
        reasons = let_off(
            leader["aimed"],
            leader["items"],
            leader["elsewhere"],
            leader["others_per_item"],
            least_aimed=int(parameters["aimed"]),
            most_per_item=int(parameters["times"]) / 100,
            most_elsewhere=int(parameters["elsewhere"]) / 100,
        )
        words = {
            "merged": _("只归并为 %(items)d 个条目，明显少于其他条目的归并程度") % leader,
            "elsewhere": _("其中 %(elsewhere)d 条放进了不是针对本人的条目") % leader,
        }
        if reasons:
            message = _("针对%(label)s的意见有 %(aimed)d 条，%(why)s。") % {
                **leader,
                "why": "，".join(words[reason] for reason in reasons),
            }
            remedy = _("请对照原文，把针对本人的意见单独列出。")
            findings.append(found("F04", leader["label"], message, remedy, member=leader["id"]))
    return findings
