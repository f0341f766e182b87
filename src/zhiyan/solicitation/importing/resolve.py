"""From what is written to what is meant: aspects, branches, targets and role marks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhiyan.kernel.files.names import key, match_name

from .context import TEAM, ImportContext

_TEAM = re.compile(
    r"(?:本|我|中心|研究所|研究院|所|院|单位|党政|党委|行政|整个|全体|的)*(?:领导)?班子(?:集体|整体|全体)?"
)
_OFFICE = re.compile(r"(?:党委|党组|党总支|行政|中心|研究所|研究院|所|院|单位|本|我)+")
_GENERAL = re.compile(
    r"(?:党委|纪委)?副?(?:书记|主任|所长|院长|校长|局长|处长)[a-z甲乙丙丁]?|(?:党委|纪委)委员|总工程师|工会主席"
)
_MARK = re.compile(
    r"[（(【\[]\s*(?P<to>[致对给])?\s*(?P<inside>[^）)】\]]{1,15}?)\s*[）)】\]]"
    r"|(?:[致对给])?(?P<before>[^：:，。；,;\s（(]{1,15})(?:同志)?[：:]"
)
_LEADING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十\d]{1,2}[、.．])?(?:关于|在)?"
)


@dataclass(frozen=True)
class Mark:
    """A role mark that begins an opinion: （致书记）, 主任：. `target` is None where the role is not in the team."""

    raw: str
    target: str | None


class Resolver:
    """Names resolved for one context; each answer is the only possible one or None."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._codes = {name: code for code, name in context.aspects}
        self._targets = {key(raw): label for raw, label in self._aliases("targets").items()}

    def _aliases(self, kind: str) -> Mapping[str, str]:
        return self._context.aliases.get(kind, {})

    def aspect(self, raw: str) -> str | None:
        """The code of the aspect (对照检查方面) that `raw` names, None where unknown or several fit."""
        wanted = key(raw)
        for code, _name in self._context.aspects:
            if wanted == key(code):
                return code
        aliases = self._aliases("aspects")
        bare = _LEADING.sub("", wanted).rstrip("：:。；")
        for form in dict.fromkeys((wanted, bare, bare.removesuffix("方面"))):
            found = match_name(form, self._codes, aliases) if form else None
            if found is not None:
                return self._codes.get(found, found)
        return None

    def branch(self, raw: str) -> str | None:
        """The branch (党支部) that `raw` names; where the unit's branches are not known yet, the name as written."""
        if not raw:
            return None
        if found := match_name(raw, self._context.branches, self._aliases("branches")):
            return found
        return None if self._context.branches else raw

    def target(self, raw: str) -> str | None:
        """班子 or the role label in the team that `raw` names (党委书记 -> 书记); None where unknown or several fit."""
        wanted = key(raw)
        if (told := self._targets.get(wanted)) is not None:
            return told
        wanted = re.sub(r"[（()）]", "", wanted)
        wanted = re.sub(r"(?:同志|本人|个人)$", "", wanted)
        if wanted in ("", "/", "-", "—", "——") or _TEAM.fullmatch(wanted):
            return TEAM
        labels = {key(label): label for label in self._context.targets}
        if wanted in labels:
            return labels[wanted]
        if not labels:
            return raw if _GENERAL.fullmatch(wanted) else None
        # 党委书记 is the 书记 of the team, 副书记 and 支部书记 are not: only the names of the body may stand before.
        fits = [label for known, label in labels.items() if _stands_for(wanted, known)]
        if not fits and len(wanted) >= 3:
            fits = [label for known, label in labels.items() if known.startswith(wanted)]
        return fits[0] if len(fits) == 1 else None

    def mark(self, text: str) -> Mark | None:
        """The role mark that begins `text`; `建议：` and （重点） are none."""
        match = _MARK.match(text)
        if match is None:
            return None
        raw = match["inside"] or match["before"]
        target = self.target(raw) if key(raw) else None
        if target is None and not match["to"]:
            return None
        return Mark(raw, target)


def _stands_for(wanted: str, known: str) -> bool:
    return wanted.endswith(known) and bool(_OFFICE.fullmatch(wanted[: -len(known)]))
