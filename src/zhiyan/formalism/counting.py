"""What counts alone tell: opinions nobody took up, problems nobody voiced, leaders let off lightly, few who were asked.

Thresholds were chosen on the tuning halves of the labelled cases and are parameters of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence


def narrow(
    staff: int, branches: int, branches_heard: int, channels: Sequence[int], *,
    least_branches: float = 0.6, least_staff: float = 0.08, most_channel: float = 0.88,
) -> list[str]:  # fmt: skip
    """Why soliciting was narrow (征求意见面窄, F05): "branches", "staff", "channel"; empty where it was not.

    `channels`: opinions by channel; nothing received is the business of other rules and gives nothing here.
    """
    total = sum(channels)
    if not total:
        return []
    reasons = {
        "branches": branches > 0 and branches_heard < least_branches * branches,
        "staff": staff > 0 and total < least_staff * staff,
        "channel": max(channels) > most_channel * total,
    }
    return [name for name, holds in reasons.items() if holds]


def let_off(
    aimed: int, items: int, elsewhere: int, others_per_item: float, *,
    least_aimed: int = 3, most_per_item: float = 2.0, most_elsewhere: float = 0.3,
) -> list[str]:  # fmt: skip
    """Why a leader's items (F04) fall short of the opinions aimed at the leader: "merged", "elsewhere"; or nothing.

    `aimed` opinions name the leader; `elsewhere` of them stand in items that name another or the team. Opinions an item
    are compared with those in items of everybody else.
    """
    if aimed < least_aimed:
        return []
    own = aimed - elsewhere
    reasons = {
        "merged": own > 0 and own / max(1, items) > most_per_item * max(1.0, others_per_item),
        "elsewhere": elsewhere > most_elsewhere * aimed,
    }
    return [name for name, holds in reasons.items() if holds]


def unheard(
    opinions: int,
    branches: int,
    total: int,
    others: Sequence[int],
    *,
    least: int = 4,
    share: float = 0.03,
    least_branches: int = 3,
) -> bool:
    """Whether an item that became no problem (F02) is loud: many opinions from several branches, or the most of all."""
    loud = opinions >= max(least, share * total) and branches >= least_branches
    return loud or (opinions >= least and branches >= least_branches and opinions > max(others, default=0))


def unfounded(links: Sequence[int], aimed: int, *, share: float = 0.6, least_aimed: int = 3) -> bool:
    """Whether most problems of a statement (F01) have no opinion behind them though opinions were there to take up.

    `links`: opinions' items behind each problem; `aimed`: items fed back to the writer.
    """
    if not links or aimed < least_aimed:
        return False
    empty = sum(n == 0 for n in links)
    taken = sum(links)
    return empty > share * len(links) and taken < aimed
