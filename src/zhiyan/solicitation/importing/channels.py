"""Which channel a file's opinions came by: told at upload, else proposed from its name and its opening.

Carried-over findings (延续问题) name their source row by row; general rules read it, so that no list of sources is
needed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhiyan.kernel.files.names import key

from .context import ParsedFile

CHANNEL_NAMES: Mapping[str, str] = {
    "branch_meeting": "支部职工会议",
    "form": "征求意见表",
    "seminar_youth": "青年职工座谈会",
    "seminar_backbone": "科研骨干会",
    "seminar": "座谈会",
    "interview": "个别访谈",
    "paper_box": "意见箱",
    "box": "网上意见箱",
    "carry_theme_education_2019": "2019年“不忘初心、牢记使命”主题教育尚未完成的问题",
    "carry_audit": "2020年班子经济责任审计整改未完问题",
    "carry_assessment_superior": "班子换届考核院党组点出问题",
    "carry_assessment_staff": "班子换届考核职工反映问题",
    "carry_inspection": "巡视巡察反馈问题",
    "carry_inquiry": "谈话函询需要说明的事项",
    "carry_earlier_cycle": "上年度民主生活会未完成的整改",
}

_BY_NAME: tuple[tuple[str, str], ...] = (
    (r"青年.{0,8}(?:座谈|会)|seminar_youth", "seminar_youth"),
    (r"骨干.{0,8}(?:会|座谈)|seminar_backbone", "seminar_backbone"),
    (r"网上意见箱|电子意见箱", "box"),
    (r"意见箱", "paper_box"),
    (r"访谈|个别谈话", "interview"),
    (r"座谈", "seminar"),
    (r"征求意见表(?!汇总)|意见征求表", "form"),
    (r"支部.*(?:汇总|收集|意见|会议|职工会)", "branch_meeting"),
)
_BY_OPENING: tuple[tuple[str, str], ...] = (
    *_BY_NAME[:-1],
    (r"支部", "branch_meeting"),
)
_CAMPAIGNS = (2019, 2023)
"""Years of 主题教育: 不忘初心、牢记使命; 学习贯彻习近平新时代中国特色社会主义思想."""


def propose_channel(name: str, content: ParsedFile | str = "") -> str | None:
    """The channel that the file's name says, else its opening (title, headers) or what was read from it; else None."""
    for rule, code in _BY_NAME:
        if re.search(rule, name):
            return code
    if isinstance(content, ParsedFile):
        return content.channel
    flat = re.sub(r"\s+", " ", content)
    for rule, code in _BY_OPENING:
        if re.search(rule, flat):
            return code
    return None


@dataclass(frozen=True)
class Source:
    """Where a carried-over finding came from: the channel's code and its full name."""

    code: str
    name: str


class CarrySources:
    """The sources named in one file, short names understood through the full names beside them."""

    def __init__(self, raws: Iterable[str], aliases: Mapping[str, str], window: tuple[date, date] | None) -> None:
        self._aliases = {key(raw): code for raw, code in aliases.items()}
        distinct = list(dict.fromkeys(raw for raw in raws if raw))
        self._campaign = _campaign_year([*distinct, *aliases], window)
        codes = {raw: self._code(raw) for raw in distinct}
        written = [(code, raw) for raw, code in codes.items() if code]
        known = [(code, raw) for raw, code in aliases.items()]
        self._found = {
            raw: Source(code, _full_name(code, [full for other, full in known + written if other == code]))
            for raw, code in codes.items()
            if code
        }

    def get(self, raw: str) -> Source | None:
        """The source that `raw` names, None where unknown."""
        return self._found.get(raw)

    def _code(self, raw: str) -> str | None:
        if (told := self._aliases.get(key(raw))) is not None:
            return told
        if re.search(r"主题教育|教育实践活动", raw):
            year = _year(raw) or self._campaign
            return f"carry_theme_education_{year}" if year else None
        if "审计" in raw:
            return "carry_audit"
        if re.search(r"考核|测评|考察", raw):
            staff = bool(re.search(r"职工|群众|员工|民主测评", raw))
            superior = bool(re.search(r"党组|上级|点出|主管部门|分院", raw))
            if staff != superior:
                return "carry_assessment_staff" if staff else "carry_assessment_superior"
            return None
        if re.search(r"巡视|巡察", raw):
            return "carry_inspection"
        if re.search(r"谈话函询|函询", raw):
            return "carry_inquiry"
        if "民主生活会" in raw and re.search(r"上年|上一年|去年|以前|往年|未完|20\d\d年", raw):
            return "carry_earlier_cycle"
        return propose_channel(raw)


def _year(text: str) -> int | None:
    match = re.search(r"(20\d{2})\s*年", text)
    return int(match[1]) if match else None


def _campaign_year(raws: Iterable[str], window: tuple[date, date] | None) -> int | None:
    """The one year that goes with 主题教育 in the file, else the last campaign that began before the window closed."""
    years = {year for raw in raws if "主题教育" in raw and (year := _year(raw))}
    if years:
        return years.pop() if len(years) == 1 else None
    before = [year for year in _CAMPAIGNS if window and year <= window[1].year]
    return before[-1] if before else None


def _full_name(code: str, candidates: list[str]) -> str:
    """The longest way in which the source is named."""
    return max(candidates, key=len) if candidates else CHANNEL_NAMES.get(code, code)
