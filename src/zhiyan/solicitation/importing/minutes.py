"""Minutes of a seminar (座谈会纪要): only the numbered points under `意见建议如下：` are opinions."""

import re
from collections.abc import Sequence
from datetime import date

from zhiyan.kernel.files.days import parse_day

from .collect import About, Collector
from .context import Locator
from .parts import Part, says_nothing

_LONGEST_HEADING = 80
_BEGINS = re.compile(r"(?:意见|建议|问题|发言)[^。；]{0,12}(?:如下|包括|主要有|有)\s*[：:]?\s*$|如下\s*[：:]\s*$")
_ENDS = re.compile(
    r"\s*(?:[一二三四五六七八九十]、)?\s*(?:会议(?:要求|强调|指出|决定|议定)|最后[，,]|主持人(?:总结|讲话)|领导讲话|有关要求|下一步)"
)
_HEADING = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+[、.．]|[◆■●▲]\s*)\s*(?:关于|在)?(.+?)[：:。]?\s*$"
)
_POINT = re.compile(r"\s*(?:\d{1,3}[.．、](?!\d)|[（(]\d{1,2}[）)]|\d{1,2}[）)]|[①-⑳]|[-•●·*]\s)\s*(.+)", re.DOTALL)
_LABEL = re.compile(r"\s*\S{2,10}[：:]\s*$")
_ASIDE = re.compile(r"\s*[（(].*[）)]\s*$")
_DAY = re.compile(r"\s*(?:会议|座谈)?(?:时间|日期)\s*[：:]\s*(\S.*?)\s*$")


class _Point:
    """A numbered point that may still grow by wrapped lines."""

    def __init__(self, line: int, text: str, heading: str | None) -> None:
        self.line, self.text, self.heading = line, text.strip(), heading
        self.open = True

    def grow(self, text: str) -> None:
        """Join a hard-wrapped line; a space only where two Latin words would run together."""
        more = text.strip()
        latin = self.text[-1:].isascii() and self.text[-1:].isalnum() and more[:1].isascii() and more[:1].isalnum()
        self.text += (" " if latin else "") + more


def read_minutes(lines: Sequence[str], collector: Collector, unit: str = "line") -> bool:
    """Opinions of minutes given as lines; `unit` names a line in locators. False where none were found."""
    day, date_raw = _day(lines, collector, unit)
    points, strays = _points(lines, collector)
    for number, text in strays:
        collector.reject({unit: number}, "not_a_point", text)
    for point in points:
        locator: Locator = {unit: point.line}
        if says_nothing(point.text):
            collector.reject(locator, "no_opinion", point.text)
            continue
        part = Part(point.text, 0, len(point.text))
        about = About(aspect_raw=point.heading, day=day, date_raw=date_raw)
        collector.add(part, {**locator, "part": 1}, about)
    return bool(points)


def _points(lines: Sequence[str], collector: Collector) -> tuple[list[_Point], list[tuple[int, str]]]:
    begin, end = _region(lines, collector)
    points: list[_Point] = []
    strays: list[tuple[int, str]] = []
    heading: str | None = None
    for number in range(begin, end + 1):
        line = lines[number - 1]
        if not line.strip():
            if points:
                points[-1].open = False
            continue
        title = _aspect_heading(line, collector)
        if title is not None:
            heading = title
            if points:
                points[-1].open = False
        elif match := _POINT.fullmatch(line):
            points.append(_Point(number, match[1], heading))
        elif points and points[-1].open:
            points[-1].grow(line)
        elif not _ASIDE.fullmatch(line) and not _BEGINS.search(line):
            strays.append((number, line.strip()))
    if any(point.heading for point in points):
        for point in points:
            point.heading = point.heading or ""
    return points, strays


def _region(lines: Sequence[str], collector: Collector) -> tuple[int, int]:
    """First and last line (from 1) of the opinions: after `如下：`, else from the first aspect heading, else all."""
    begin = next((n for n, line in enumerate(lines, 1) if _BEGINS.search(line) and not _POINT.fullmatch(line)), None)
    if begin is not None:
        begin += 1
    else:
        aspects = [n for n, line in enumerate(lines, 1) if _resolved_heading(line, collector)]
        begin = aspects[0] if aspects else 1
    for number in range(begin, len(lines) + 1):
        line = lines[number - 1]
        if _BEGINS.search(line) or _resolved_heading(line, collector):
            continue
        if _ENDS.match(line) or (_LABEL.fullmatch(line) and not _HEADING.fullmatch(line)):
            return begin, number - 1
    return begin, len(lines)


def _resolved_heading(line: str, collector: Collector) -> bool:
    title = _aspect_heading(line, collector)
    return title is not None and collector.resolver.aspect(title) is not None


def _aspect_heading(line: str, collector: Collector) -> str | None:
    """The aspect that a heading (一、关于班子履职尽责) names, as written; None where the line is no heading."""
    if len(line) > _LONGEST_HEADING:
        return None
    match = _HEADING.fullmatch(line)
    title = match[1].strip() if match else line.strip().rstrip("：:").removeprefix("关于").strip()
    if collector.resolver.aspect(title) is not None and len(title) <= 24:
        return title
    # 一、后勤保障 is a heading of an unknown aspect; a sentence after 一、 is a point or a text.
    if match and len(title) <= 16 and not re.search(r"[，,。；;！？]", title):
        return title
    return None


def _day(lines: Sequence[str], collector: Collector, unit: str) -> tuple[date | None, str]:
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_HEADING:
            continue
        if (match := _DAY.fullmatch(line)) and (day := parse_day(match[1], collector.context.window)):
            if collector.outside_window(day):
                collector.warn("date_outside_window", {unit: number}, match[1])
            return day, match[1]
    return None, ""
