"""Codes as sentences for the office: what, where, and how to mend it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .channels import CHANNEL_NAMES
from .context import Locator, ParseWarning, Rejection

REASONS = {
    "duplicate_row": gettext_lazy(
        "与前面的 %(first)s 是同一条（序号、支部、内容都相同），只保留前一条。如确是两条，请改序号后重新导入。"
    ),
    "no_opinion": gettext_lazy("此处没有意见（“%(text)s”），不计入条数。如有意见，请补填后重新导入。"),
    "footer": gettext_lazy("这是表尾的合计行（“%(text)s”），不是意见。如确是意见，请补全支部和内容后重新导入。"),
    "extra_columns": gettext_lazy(
        "这条记录的列数多于表头，可能是内容里的逗号没有加引号。请在表格软件里改正后重新导入。"
    ),
    "not_a_point": gettext_lazy("这一行没有编号，分不清是意见还是说明（“%(text)s”）。如是意见，请加上编号后重新导入。"),
}
_WARNINGS = {
    "aspect_unresolved": gettext_lazy("“%(value)s”对不上任何一个对照检查方面，意见已保留，请指定方面。"),
    "aspect_missing": gettext_lazy("没有填写方面，意见已保留，请指定方面。"),
    "target_unresolved": gettext_lazy("“%(value)s”对不上班子里的任何职务，意见已保留，请指定针对对象。"),
    "branch_unresolved": gettext_lazy("“%(value)s”对不上任何一个党支部，意见已保留，请指定支部或补充别名。"),
    "source_unresolved": gettext_lazy("问题来源“%(value)s”认不出，意见已保留，请指定渠道。"),
    "personal_data": gettext_lazy("内容里有提出人的个人信息“%(value)s”，原文保留，反馈前将隐去。"),
    "cell_split": gettext_lazy("这一格拆成了 %(parts)s 条，请核对拆分是否得当，可以合回一条。"),
    "date_outside_window": gettext_lazy("日期“%(value)s”不在征求意见时间内，已按原样保留，请核对年月日。"),
    "date_unresolved": gettext_lazy("日期“%(value)s”认不出，已留空，请补填。"),
    "hidden_row": gettext_lazy("这一行在表里是隐藏的，内容已读取，请核对是否应当计入。"),
    "hidden_sheet": gettext_lazy("这张表是隐藏的，内容已读取，请核对是否应当计入。"),
    "textbox_ignored": gettext_lazy("文本框里的文字没有读取（“%(value)s”），如是意见请移到表格里。"),
    "channel_proposed": gettext_lazy("没有指定渠道，按文件名和内容建议为“%(channel)s”，请确认。"),
    "channel_unknown": gettext_lazy("没有指定渠道，也看不出是哪个渠道，请选择。"),
}


def where(locator: Locator) -> str:
    """The place in the file as the office would say it: “意见”表 C11 第 2 条."""
    pieces = []
    if "sheet" in locator:
        pieces.append(_("“%(sheet)s”表") % locator)
    for name, pattern in (
        ("cell", gettext_lazy("%(cell)s 格")),
        ("table", gettext_lazy("第 %(table)s 张表")),
        ("row", gettext_lazy("第 %(row)s 行")),
        ("col", gettext_lazy("第 %(col)s 列")),
        ("record", gettext_lazy("第 %(record)s 条记录")),
        ("line", gettext_lazy("第 %(line)s 行")),
        ("paragraph", gettext_lazy("第 %(paragraph)s 段")),
        ("part", gettext_lazy("第 %(part)s 条")),
    ):
        if name in locator and not (name == "part" and locator[name] == 1):
            pieces.append(str(pattern) % locator)
    return " ".join(pieces) or _("整个文件")


def reason_sentence(rejection: Rejection) -> str:
    """Why a row was kept aside, where, and what to do."""
    pattern = REASONS.get(rejection.reason)
    said = str(pattern) % {"text": rejection.text[:40], "first": rejection.first} if pattern else rejection.reason
    return _("%(where)s：%(said)s") % {"where": where(rejection.locator), "said": said}


def warning_sentence(warning: ParseWarning) -> str:
    """What a person should look at, where, and what to do."""
    pattern = _WARNINGS.get(warning.code)
    values: Mapping[str, object] = {
        "value": warning.value or "",
        "parts": warning.parts,
        "channel": CHANNEL_NAMES.get(warning.value or "", warning.value),
    }
    said = str(pattern) % values if pattern else warning.code
    return _("%(where)s：%(said)s") % {"where": where(warning.locator), "said": said}
