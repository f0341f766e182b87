"""The superior's notice (上级通知): theme, aspects (对照检查方面), window, deadlines. Found by words, not by place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiyan.kernel.files import FileRefused, decode_text, sniff
from zhiyan.kernel.files.days import parse_day
from zhiyan.kernel.files.names import squash
from zhiyan.kernel.files.words import Document, Paragraph, Table, read_document

from .timing import When, parse_when

_NUMBER = re.compile(r"\S{1,20}[〔\[［(（]\s*20\d{2}\s*[〕\]］)）]\S{0,8}号")
_TITLE = re.compile(r"(?:.{0,30})?关于.+(?:通知|函|意见|方案)")
_HAN = "〇○零一二三四五六七八九十"
_ONLY_DAY = re.compile(
    rf"(?:20\d{{2}}|[{_HAN}]{{4}})\s*年\s*(?:\d{{1,2}}|[{_HAN}]{{1,2}})\s*月\s*(?:\d{{1,2}}|[{_HAN}]{{1,3}})\s*日"
)
_THEME = re.compile(r"主题(?:是|为)?\s*[：:为是]\s*[“\"]?(.+?)[”\"]?(?:。|$)")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、\s*(.+)")
_ITEM = re.compile(r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]|[①-⑳])\s*(.+)")
_INLINE = re.compile(r"[一二三四五六七八九]是(?:在)?\s*([^，,。；;：:]{2,30}?)(?:方面)?\s*([，,：:].*?)?(?=[；;。]|$)")
_STEP = re.compile("环节|步骤|阶段|事项|工作内容|任务")
_WHEN = re.compile("时限|时间|期限|日期")
_WHAT = re.compile("要求|说明")

STEP_WORDS: tuple[tuple[str, str], ...] = (
    ("rectify", "整改|问题清单"),
    ("disclose", "通报|公开|公示"),
    ("solicit", "征求意见|听取意见|征集意见|征求"),
    ("talks", "谈心|谈话"),
    ("statements", "撰写|检查材料|对照检查|剖析|发言提纲|发言材料"),
    ("plan", "方案"),
    ("study", "学习|研讨"),
    ("report", "报送|报告|上报|汇报|报备"),
    ("meeting", "召开|开会|会议|民主生活会|开好"),
    ("statements", "材料"),
)
"""Code of a step and the words that name it; the first that fits decides (整改方案 is rectify, not plan)."""


@dataclass(frozen=True)
class NoticeAspect:
    """An aspect of self-examination: code P1.., name, and the sentence that says what to look at."""

    code: str
    name: str
    focus: str


@dataclass(frozen=True)
class NoticeDeadline:
    """One required step with its time limit, as written and as days."""

    code: str
    step: str
    when_text: str
    when: When
    requirement: str

    @property
    def start(self) -> date | None:
        """The first day, where the notice gives a span."""
        return self.when.start

    @property
    def by(self) -> date | None:
        """The last day, where the notice gives one."""
        return self.when.by

    @property
    def after_meeting_days(self) -> int | None:
        """Days after the meeting, where the notice counts from there."""
        return self.when.after_meeting_days


@dataclass(frozen=True)
class ParsedNotice:
    """Everything the notice sets; None or empty where it does not say. `year` is the cycle's (年度)."""

    issuer: str
    number: str
    title: str
    on: date | None
    year: int | None
    theme: str
    aspects: tuple[NoticeAspect, ...]
    solicitation_window: tuple[date, date] | None
    meeting_window: tuple[date, date] | None
    deadlines: tuple[NoticeDeadline, ...]
    body: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """What was not found: theme, aspects, deadlines, solicitation_window, meeting_window, year."""


def parse_notice(data: bytes, name: str) -> ParsedNotice:
    """The notice in a .docx or .txt file. Raises FileRefused where the text is no notice of such a meeting."""
    kind = sniff(data, name)
    if kind == "docx":
        document = read_document(data)
    elif kind == "txt":
        document = Document(tuple(Paragraph(line) for line in decode_text(data)[0].splitlines()))
    else:
        raise _no_notice()
    body = tuple(text for paragraph in document.paragraphs if (text := paragraph.text.strip()))
    if not any("民主生活会" in text for text in body):
        raise _no_notice()
    return _notice(body, document.tables)


def _no_notice() -> FileRefused:
    return FileRefused(
        "no_notice_found",
        _("文件里没有找到民主生活会的通知。"),
        _("请核对是否选错了文件；通知应为 .docx 或 .txt，写明会议主题和对照检查的方面。"),
    )


def _notice(body: Sequence[str], tables: Sequence[Table]) -> ParsedNotice:
    number = next((match[0] for text in body[:10] if (match := _NUMBER.search(squash(text)))), "")
    title = _title(body)
    on = next((parse_day(text) for text in reversed(body) if _ONLY_DAY.fullmatch(text)), None)
    theme = next((match[1] for text in body if (match := _THEME.search(text))), "")
    aspects = _aspects(body)
    deadlines = _deadlines(tables, on)
    solicitation = _window(deadlines, "solicit") or _window_in_text(body, "征求意见", on)
    meeting = _window(deadlines, "meeting") or _window_in_text(body, "召开", on)
    year = _year(title, body)
    found = {
        "theme": theme,
        "aspects": aspects,
        "deadlines": deadlines,
        "solicitation_window": solicitation,
        "meeting_window": meeting,
        "year": year,
    }
    return ParsedNotice(
        issuer=_issuer(body),
        number=number,
        title=title,
        on=on,
        year=year,
        theme=theme,
        aspects=aspects,
        solicitation_window=solicitation,
        meeting_window=meeting,
        deadlines=deadlines,
        body=tuple(body),
        missing=tuple(name for name, value in found.items() if not value),
    )


def _title(body: Sequence[str]) -> str:
    flat = [re.sub(r"\s+", "", text) for text in body[:12]]
    return next((text for text in flat if _TITLE.fullmatch(text) and "。" not in text), "")


def _issuer(body: Sequence[str]) -> str:
    """The signature above the date, else the red heading (…文件)."""
    for place in range(len(body) - 1, 0, -1):
        if _ONLY_DAY.fullmatch(body[place]):
            signed = body[place - 1]
            if len(signed) <= 40 and not re.search(r"[。，：:；]", signed):
                return squash(signed)
            break
    heading = next((squash(text) for text in body[:4] if squash(text).endswith("文件")), "")
    return heading.removesuffix("文件")


def _year(title: str, body: Sequence[str]) -> int | None:
    for text in (title, *body):
        if match := re.search(r"(20\d{2})\s*年度", text):
            return int(match[1])
    return None


def _aspects(body: Sequence[str]) -> tuple[NoticeAspect, ...]:
    """The list below the heading that speaks of 方面, else 一是…；二是… within the paragraph that does."""
    found: list[tuple[str, str]] = []
    inside = False
    for text in body:
        heading = _HEADING.fullmatch(text)
        if heading and found:
            break
        if heading:
            inside = "方面" in heading[1] or "对照检查" in heading[1]
        elif inside and (match := _ITEM.fullmatch(text)):
            found.append(_name_and_focus(match[1]))
    if not found:
        speaking = next((text for text in body if re.search(r"方面", text) and "一是" in text), "")
        found = [(match[1], (match[2] or "").lstrip("，,：:")) for match in _INLINE.finditer(speaking)]
    return tuple(NoticeAspect(f"P{n}", name, focus) for n, (name, focus) in enumerate(found, 1))


def _name_and_focus(text: str) -> tuple[str, str]:
    name, _sign, focus = re.sub(r"[。：:；;]", "\n", text, count=1).partition("\n")
    name = re.sub(r"^在(.+)方面$", r"\1", name.strip())
    return name, focus.strip()


def _deadlines(tables: Sequence[Table], issued: date | None) -> tuple[NoticeDeadline, ...]:
    for table in tables:
        for place, row in enumerate(table.rows):
            words = [squash(cell.text) for cell in row]
            step, when = _column(words, _STEP), _column(words, _WHEN)
            if step is None or when is None or step == when:
                continue
            what = _column(words, _WHAT)
            return tuple(_deadline_rows(table, place, (step, when, what), issued))
    return ()


def _deadline_rows(
    table: Table, header: int, columns: tuple[int, int, int | None], issued: date | None
) -> list[NoticeDeadline]:
    step, when, what = columns
    rows: list[NoticeDeadline] = []
    codes: set[str] = set()
    for row in table.rows[header + 1 :]:
        if max(step, when) >= len(row) or not row[step].text:
            continue
        name, when_text = squash(row[step].text), squash(row[when].text)
        requirement = row[what].text if what is not None and what < len(row) else ""
        code = step_code(name)
        if code is None or code in codes:
            code = f"step_{len(rows) + 1}"
        codes.add(code)
        rows.append(NoticeDeadline(code, name, when_text, parse_when(when_text, issued), requirement))
    return rows


def step_code(name: str) -> str | None:
    """The code of the step that `name` names (plan, solicit, study, talks, statements, meeting, report, rectify,
    disclose), None for any other."""
    return next((code for code, words in STEP_WORDS if re.search(words, name)), None)


def _column(words: Sequence[str], rule: re.Pattern[str]) -> int | None:
    return next((place for place, word in enumerate(words) if len(word) <= 12 and rule.search(word)), None)


def _window(deadlines: Sequence[NoticeDeadline], code: str) -> tuple[date, date] | None:
    for deadline in deadlines:
        if deadline.code == code and deadline.when.start and deadline.when.by:
            return deadline.when.start, deadline.when.by
    return None


def _window_in_text(body: Sequence[str], word: str, issued: date | None) -> tuple[date, date] | None:
    """A sentence that names the step and two days."""
    for text in body:
        for sentence in re.split("[。；]", text):
            when = parse_when(sentence, issued) if word in sentence else When()
            if when.start and when.by and when.start != when.by:
                return when.start, when.by
    return None
