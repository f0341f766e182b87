"""The bulletin (新闻稿), written from the records: what did not happen is not printed, and is named as missing.

Pure: the facts of the year in, sentences out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhiyan.disclosure.happened import Happened, Held, Session
from zhiyan.documents.gbt9704.wording import clauses, date_text, day_text, half_day, listed, sentence

FRONT = "为开好此次民主生活会，"


@dataclass(frozen=True)
class Fact:
    """One thing a bulletin says: the paragraph it stands in, its name for the list of missing ones, its sentence."""

    code: str
    paragraph: int
    label: str
    text: str


def headline(year: Happened) -> str:
    """The title."""
    return f"{year.unit}召开{year.label}年度领导班子民主生活会"


def facts(year: Happened, *, with_year: bool = False) -> list[Fact]:
    """Every fact in the order of the text; those not on record have no sentence.

    News leaves out the year of the meeting's day; what is kept on file says it (`with_year`).
    """
    return [
        *_opening(year, with_year),
        *_preparation(year),
        *_opinions(year),
        *_meeting(year),
        *_comments(year),
        *_after(year),
    ]


def body(year: Happened) -> list[str]:
    """The paragraphs that have anything to say."""
    found = facts(year)
    texts = []
    for at in sorted({fact.paragraph for fact in found}):
        text = "".join(fact.text for fact in found if fact.paragraph == at and fact.code != "photo")
        if text:
            texts.append(FRONT + text if at == 1 else text)
    return texts


def missing(year: Happened) -> list[str]:
    """The names of facts that the records do not hold."""
    return [fact.label for fact in facts(year) if not fact.text]


# --------------------------------------------------------------------------------------- the meeting itself


def _opening(year: Happened, with_year: bool) -> list[Fact]:
    at = year.meeting
    where = listed(dict.fromkeys(session.place for session in at.sittings))
    who = year.parent + year.unit if year.parent and not year.unit.startswith(year.parent) else year.unit
    name = f"{year.label}年度领导班子民主生活会"
    place = f"在{where}" if where else ""
    others = [role for role in at.present if role != at.chair]
    return [
        Fact(
            "meeting",
            0,
            "会议日期、半天和地点",
            sentence(days(at.sittings, with_year=with_year), f"{who}{place}召开{name}") if where else "",
        ),
        Fact("theme", 0, "会议主题", sentence(f"会议主题是：{year.theme}") if year.theme else ""),
        Fact("supervisors", 0, "到会督导人员", sentence(f"{listed(at.supervisors)}到会督导") if at.supervisors else ""),
        Fact("chair", 0, "会议主持人", sentence(f"会议由{at.chair}主持") if at.chair and at.sittings else ""),
        Fact("attendees", 0, "到会人员", sentence(f"{'、'.join(others)}参加了会议") if others else ""),
    ]


def days(sessions: Iterable[Session], *, with_year: bool = False) -> str:
    """1月26日下午; several sittings are listed, a day with two halves once."""
    halves: dict[str, list[str]] = {}
    for session in sessions:
        on = date_text(session.on) if with_year else day_text(session.on)
        halves.setdefault(on, []).append(half_day(session.start))
    return listed(on + "、".join(dict.fromkeys(parts)) for on, parts in halves.items())


# ------------------------------------------------------------------------------------------ preparation


def _preparation(year: Happened) -> list[Fact]:
    before = year.before
    aspects = quoted(before.aspects)
    notice = ""
    if before.notice:
        issuer, title = before.notice
        towards = f"，从{aspects}等{len(before.aspects)}个方面查摆突出问题" if before.aspects else "办理"
        notice = f"领导班子按照{issuer}{titled(title)}要求{towards}。"
    studied = "；".join(f"{date_text(on)}，{title}" for on, title in before.studies)
    return [
        Fact("study", 1, "学习研讨", f"领导班子集体学习研讨{len(before.studies)}次：{studied}。" if studied else ""),
        Fact(
            "materials", 1, "学习材料", f"班子成员研读了{listed(before.materials)}等材料。" if before.materials else ""
        ),
        Fact("notice", 1, "上级通知", notice),
        Fact("plan", 1, "党委会研究实施方案", _plan(before.plan)),
        Fact("circular", 1, "征求意见通知", _circular(before.circular)),
        Fact("branch_meetings", 1, "支部职工会议", _branch_meetings(before.gatherings)),
        Fact("seminars", 1, "座谈会", _seminars(before.gatherings)),
        Fact("forms", 1, "征求意见表发放回收", _forms(before.forms)),
        Fact("talks", 1, "谈心谈话", _talks(year)),
        Fact("group_talk", 1, "集体谈心谈话", _group_talks(year)),
    ]


def titled(title: str) -> str:
    """《…》, once."""
    return title if title.startswith("《") else f"《{title}》"


def quoted(names: Iterable[str]) -> str:
    """“甲、乙、丙”, or nothing."""
    text = "、".join(names)
    return f"“{text}”" if text else ""


def _plan(plan: tuple[object, str, str] | None) -> str:
    if plan is None:
        return ""
    on, by, subject = plan
    about = subject.strip().rstrip("。")
    for verb in ("专题研究", "研究", "审议", "讨论"):
        about = about.removeprefix(verb)
    return sentence(date_text(on), f"{by}专题研究{about}", "制定了民主生活会实施方案")  # type: ignore[arg-type]


def _circular(circular: tuple[object, str] | None) -> str:
    if circular is None:
        return ""
    on, title = circular
    return sentence(date_text(on), f"印发{titled(title)}")  # type: ignore[arg-type]


def _branch_meetings(held: Iterable[Held]) -> str:
    parts = [f"召开{each.name}{each.times}场，到会{each.present}人次" for each in held if not each.is_seminar]
    return sentence("安排以支部为单位广泛征求意见", *parts) if parts else ""


def _seminars(held: Iterable[Held]) -> str:
    seminars = [each for each in held if each.is_seminar]
    if not seminars:
        return ""
    times = sum(each.times for each in seminars)
    present = sum(each.present for each in seminars)
    return f"召开{listed(each.name for each in seminars)}共{times}场，到会{present}人次。"


def _forms(forms: tuple[int, int, int]) -> str:
    sent, returned, valid = forms
    if not sent:
        return ""
    back = f"收回{returned}份" if returned else ""
    return sentence(f"发放征求意见表{sent}份", back, f"有效{valid}份" if valid else "")


def _talks(year: Happened) -> str:
    if not year.before.talks:
        return ""
    kinds = "、".join(label for label, _held in year.before.talk_kinds)
    return f"{kinds}开展谈心谈话{year.before.talks}次，交流思想、交换意见。"


def _group_talks(year: Happened) -> str:
    return "".join(
        f"{date_text(on)}{half}，班子成员之间进行了{hours}的集体谈心谈话。"
        for on, half, hours in year.before.group_talks
    )


# --------------------------------------------------------------------------------- opinions, statements


def _opinions(year: Happened) -> list[Fact]:
    before = year.before
    asked = len(before.aspects)
    around = f"围绕{quoted(before.aspects)}{asked}个方面" if asked else ""
    by = f"，通过{listed(name for name, _n in before.channels)}" if before.channels else ""
    got = f"本次民主生活会{around}征求意见{by}，共收到意见建议{before.solicited}条。" if before.solicited else ""
    sources = listed(name for name, _n in before.carried)
    together = f"结合{sources}，共梳理意见建议{before.total}条。" if sources else ""
    return [
        Fact("solicited", 2, "征求到的意见条数", got),
        Fact("carried", 2, "延续问题的来源和意见总数", together),
        Fact("statements", 2, "班子成员撰写材料", _written(year)),
        Fact("review", 2, "书记逐一审阅", _reviewed(year)),
    ]


def _written(year: Happened) -> str:
    done = year.statements
    if not done.by_members:
        return ""
    return sentence(
        f"班子成员自己动手认真撰写{done.label}", f"共{done.by_members}份", "对照意见建议检视问题、提出整改举措"
    )


def _reviewed(year: Happened) -> str:
    done = year.statements
    return f"{year.secretary}对{done.label}逐一进行了审阅把关。" if done.read_by_secretary and year.secretary else ""


# --------------------------------------------------------------------------------------- at the meeting


def _meeting(year: Happened) -> list[Fact]:
    at, done = year.meeting, year.statements
    begun = bool(at.sittings)
    return [
        Fact("opening", 3, "学习制度和主题", _opened(year)),
        Fact("team_statement", 3, "班子对照检查", _team_statement(year) if begun else ""),
        Fact(
            "problems", 3, "班子查摆的问题、原因和努力方向",
            sentence(
                f"梳理形成{done.problems}个问题",
                f"从{len(done.cause_dimensions)}个方面深入剖析了问题产生的原因" if done.cause_dimensions else "",
                f"提出了{len(done.directions)}个方面的整改措施和努力方向" if done.directions else "",
            )
            if begun and done.problems else "",
        ),
        Fact("criticism", 4, "自我批评和相互批评", _criticism(year)),
    ]  # fmt: skip


def _opened(year: Happened) -> str:
    done = year.meeting.done
    parts = [
        "学习回顾了民主生活会制度、本次会议的主题和要求" if "study" in done else "",
        "通报了上年度整改落实和征求意见情况" if "report" in done else "",
    ]
    said = clauses(*parts)
    return f"会上，{said}。" if said else ""


def _team_statement(year: Happened) -> str:
    at = year.meeting
    if "team_statement" not in at.done and not at.closed:
        return ""
    who = at.team_statement_by or year.secretary
    aspects = f"从{'、'.join(year.before.aspects)}{len(year.before.aspects)}个方面" if year.before.aspects else ""
    return f"{who}代表领导班子{aspects}进行了对照检查。" if who else ""


def _criticism(year: Happened) -> str:
    at = year.meeting
    return sentence(
        "领导班子成员紧扣会议主题，按班子排序逐一作自我批评" if at.self_criticisms else "",
        f"相互提出批评意见{at.criticisms}条" if at.criticisms else "",
        "本人逐一表态，不回避、不避重就轻" if at.responses else "",
        "达到“团结—批评—团结”的目的" if at.self_criticisms and at.criticisms and at.responses else "",
    )


# ------------------------------------------------------------------------------- comments and afterwards


def _comments(year: Happened) -> list[Fact]:
    at = year.meeting
    about = listed(
        (
            "领导班子的对照检查材料" if at.comment_on_team else "",
            f"{at.comment_on_members}名班子成员的发言材料" if at.comment_on_members else "",
        )
    )
    who = listed(at.commenters)
    each = f"{who}对{about}进行了逐一点评" if about else ""
    kinds = {"affirmed": "给予肯定", "problem": "指出不足", "requirement": "提出要求"}
    overall = "、".join(text for kind, text in kinds.items() if kind in at.overall_kinds)
    total = f"对本次民主生活会{overall}" if overall else ""
    said = sentence(each, total if each or not total else f"{who}{total}")
    closing = f"会议最后，{at.closing_by or at.chair}作总结表态。" if "closing" in at.done else ""
    return [Fact("comments", 5, "督导组点评", said), Fact("closing", 5, "总结表态", closing)]


def _after(year: Happened) -> list[Fact]:
    after = year.afterwards
    fields = f"逐条明确{'、'.join(after.complete_fields)}" if after.complete_fields else ""
    kinds = dict(after.by_kind)
    both = "坚持“当下改”与“长久立”相结合" if len(kinds) == 2 else ""
    counts = "、".join(f"{name}{number}项" for name, number in after.by_kind)
    plan = sentence(f"会后，领导班子制定整改方案，提出整改措施{after.measures}项（{counts}）", fields, both)
    opened = f"坚持开门整改，整改情况向{listed(after.open_to)}公开。" if after.open_to else ""
    return [
        Fact("measures", 6, "整改措施的责任人、责任部门、时间表和类型", plan if after.measures else ""),
        Fact("open", 6, "整改公开的范围", opened),
        Fact("photo", 7, "现场照片及说明", listed(after.captions)),
    ]
