"""What a roster file came to: figures, and sentences for what was kept aside."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .shapes import ParsedRoster

SMALLEST_BRANCH = 10
"""Below this many people a branch (党支部) is too small for figures by branch to hide who wrote."""

_PARTY_WORDS = {"full": "是", "probationary": "预备", "none": "否"}
_REASONS = {
    "empty_staff_no": gettext_lazy("没有工号，未导入。请补填工号后重新导入。"),
    "bad_staff_no": gettext_lazy("工号写法不对，未导入。请改正工号后重新导入。"),
    "empty_name": gettext_lazy("没有姓名，未导入。请补填姓名后重新导入。"),
    "footer": gettext_lazy("这是合计行，不是人员。"),
}
_WARNINGS = {
    "department_unknown": gettext_lazy("“%(value)s”不在部门一览里，请核对部门名称或补充别名。"),
    "branch_unknown": gettext_lazy("“%(value)s”不在党支部一览里，请核对支部名称或补充别名。"),
    "party_unknown": gettext_lazy("“是否党员”一栏写的是“%(value)s”，认不出，暂按非党员计，请核对。"),
    "joined_unknown": gettext_lazy("入所时间“%(value)s”认不出，已留空，请补填。"),
    "team_member_unknown": gettext_lazy("班子成员“%(value)s”在花名册里找不到，请核对工号。"),
    "role_repeated": gettext_lazy("职务“%(value)s”有两人以上相同，请用 A、B 等区分后重新导入。"),
}


def roster_summary(parsed: ParsedRoster) -> dict[str, Any]:
    """The figures of the file as plain data, in the order of the file."""
    by_branch = Counter(person.branch for person in parsed.people if person.branch)
    by_party = Counter(_PARTY_WORDS[person.party] for person in parsed.people)
    return {
        "header_rows": list(parsed.header_rows),
        "first_data_row": parsed.first_data_row,
        "rejected": [{"row": item.row, "reason": item.reason, "name": item.name} for item in parsed.rejected],
        "duplicates": [
            {
                "row": item.row,
                "first_row": item.first_row,
                "staff_no": item.staff_no,
                "kind": item.kind,
                "fields": list(item.fields),
            }
            for item in parsed.duplicates
        ],
        "warnings": [{"row": item.row, "code": item.code, "value": item.value} for item in parsed.warnings],
        "data_rows": parsed.data_rows,
        "last_data_row": parsed.last_data_row,
        "trailing_blank_rows": parsed.trailing_blank_rows,
        "people": len(parsed.people),
        "department_alias_rows": [item.row for item in parsed.mapped],
        "text_date_rows": parsed.text_date_rows,
        "numeric_staff_no_rows": parsed.numeric_staff_no_rows,
        "party": {word: by_party[word] for word in _PARTY_WORDS.values()},
        "department_sizes": dict(Counter(person.department for person in parsed.people)),
        "branch_sizes": dict(by_branch),
        "branches_below_k10": [name for name, size in by_branch.items() if size < SMALLEST_BRANCH],
        "department_heads": {item.name: item.head_staff_no for item in parsed.departments},
        "branch_secretaries": {item.name: item.secretary_staff_no for item in parsed.branches},
        "team": [
            {
                "staff_no": member.staff_no,
                "role": member.role,
                "post": member.post,
                "portfolio": list(member.portfolio),
                "branch": member.branch,
                "note": member.note,
            }
            for member in parsed.team
        ],
    }


def roster_dry_run(file: str, parsed: ParsedRoster) -> dict[str, Any]:
    """What an import would do, in the shape that the command line prints for every import."""
    rejected: list[dict[str, Any]] = [
        {
            "file": file,
            "locator": {"sheet": item.sheet, "row": item.row},
            "reason": item.reason,
            "text": item.name,
            "message": _("第 %(row)d 行（%(name)s）：%(said)s")
            % {"row": item.row, "name": item.name, "said": _REASONS.get(item.reason, item.reason)},
        }
        for item in parsed.rejected
    ]
    rejected += [
        {
            "file": file,
            "locator": {"row": item.row},
            "reason": f"duplicate_{item.kind}",
            "first": item.first_row,
            "message": _duplicate_sentence(item.row, item.first_row, item.staff_no, item.fields),
        }
        for item in parsed.duplicates
    ]
    warnings = [
        {
            "file": file,
            "locator": {"row": item.row},
            "code": "department_alias",
            "value": item.raw,
            "message": _("第 %(row)d 行：“%(raw)s”按“%(name)s”导入，请核对。")
            % {"row": item.row, "raw": item.raw, "name": item.name},
        }
        for item in parsed.mapped
    ]
    warnings += [
        {
            "file": file,
            "locator": {"sheet": item.sheet, "row": item.row},
            "code": item.code,
            "value": item.value,
            "message": _("“%(sheet)s”表第 %(row)d 行：%(said)s")
            % {
                "sheet": item.sheet,
                "row": item.row,
                "said": str(_WARNINGS.get(item.code, item.code)) % {"value": item.value},
            },
        }
        for item in parsed.warnings
    ]
    return {"opinions": [], "people": len(parsed.people), "rejected": rejected, "warnings": warnings}


def _duplicate_sentence(row: int, first_row: int, staff_no: str, fields: tuple[str, ...]) -> str:
    values = {"row": row, "first": first_row, "staff_no": staff_no, "fields": "、".join(fields)}
    if fields:
        return (
            _("第 %(row)d 行：工号 %(staff_no)s 与第 %(first)d 行重复，%(fields)s不同，已保留前一行，请核对哪一行对。")
            % values
        )
    return _("第 %(row)d 行：工号 %(staff_no)s 与第 %(first)d 行完全相同，只保留前一行。") % values
