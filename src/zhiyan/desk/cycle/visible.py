"""A trace as this actor may see it: what is hidden keeps its place in the chain and says that it is hidden."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation import permissions as consolidation
from zhiyan.consolidation.masking import masked_text
from zhiyan.consolidation.models import Feedback, Item, Placement
from zhiyan.cycle import permissions as cycle_permissions
from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.disclosure import permissions as disclosure
from zhiyan.disclosure.models import Disclosure, Rating
from zhiyan.kernel.actor import Actor
from zhiyan.meeting.models import Comment, Criticism
from zhiyan.overview.queries import address
from zhiyan.overview.trace import Node
from zhiyan.rectification import permissions as rectification
from zhiyan.rectification.models import Exclusion, Measure, Problem
from zhiyan.rectification.origins import may_read_origin
from zhiyan.solicitation import permissions as solicitation
from zhiyan.solicitation.models import BoxOpening, Channel, FormRun, Gathering, ImportFile, Opinion
from zhiyan.statements import permissions as statements
from zhiyan.statements.models import ItemAnswer, StatedProblem
from zhiyan.web.chinese import full_date

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")

# Who may read what stands in a trace; a kind that is not here is shown as a place in the chain without its words.
READERS: dict[type, Any] = {
    Opinion: consolidation.visible_opinions,
    Item: consolidation.visible_items,
    Placement: consolidation.visible_set_aside,
    Feedback: consolidation.visible_feedback,
    Problem: rectification.visible_problems,
    Measure: rectification.visible_measures,
    Exclusion: rectification.visible_exclusions,
    ItemAnswer: statements.visible_answers,
    Disclosure: disclosure.visible_disclosures,
    Rating: disclosure.visible_ratings,
    Inheritance: cycle_permissions.visible_inheritance,
    Channel: solicitation.visible_channels,
    Gathering: solicitation.visible_gatherings,
    FormRun: solicitation.visible_form_runs,
    BoxOpening: solicitation.visible_box_openings,
    ImportFile: solicitation.visible_imports,
}
# Asked record by record: their readers depend on the meeting or on a statement's version.
ORIGINS = (StatedProblem, Criticism, Comment)
PAGES = {
    Opinion: "cycle:trace_opinion",
    Item: "consolidation:item",
    Problem: "rectification:problem",
    Measure: "rectification:measure",
}


def words() -> dict[str, str]:
    """What each kind of record is called."""
    return {
        "opinion": _("意见"),
        "submission": _("来件"),
        "point": _("要点"),
        "item": _("归并条目"),
        "set_aside": _("未纳入"),
        "feedback": _("反馈"),
        "channel": _("渠道"),
        "gathering": _("座谈会、职工会议"),
        "form_run": _("征求意见表"),
        "box_opening": _("开箱"),
        "import": _("导入的文件"),
        "import_file": _("导入的文件"),
        "exclusion": _("不列入问题清单"),
        "answer": _("办理答复"),
        "stated_problem": _("对照检查中的问题"),
        "criticism": _("批评意见"),
        "comment": _("督导点评"),
        "problem": _("问题清单"),
        "measure": _("整改措施"),
        "verification": _("核验"),
        "disclosure": _("公开通报"),
        "rating": _("满意度测评"),
        "inheritance": _("上年遗留"),
    }


def rows(actor: Actor, tree: Node, cycle: Cycle) -> list[dict[str, Any]]:
    """The tree flattened in depth-first order, with depth, words and, where readable, text and address."""
    nodes = list(walk(tree, 0))
    readable = readable_ids(actor, [node for node, _depth in nodes])
    return [row(actor, node, depth, readable, cycle) for node, depth in nodes]


def walk(node: Node, depth: int) -> Any:
    """Each node with its depth."""
    yield node, depth
    for child in node.children:
        yield from walk(child, depth + 1)


def readable_ids(actor: Actor, nodes: list[Node]) -> dict[type, set[Any]]:
    """For each kind with readers, the ids among the nodes that the actor may read: one query a kind."""
    found: dict[type, set[Any]] = {}
    for model, visible in READERS.items():
        ids = {node.edge.record.pk for node in nodes if isinstance(node.edge.record, model)}
        found[model] = set(visible(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return found


def row(actor: Actor, node: Node, depth: int, readable: dict[type, set[Any]], cycle: Cycle) -> dict[str, Any]:
    """One step of the trace."""
    edge, record = node.edge, node.edge.record
    if isinstance(record, ORIGINS):
        hidden = not may_read_origin(actor, record)
    else:
        hidden = record.pk not in readable.get(type(record), ())
    shown: dict[str, Any] = {
        "label": words().get(edge.kind, edge.kind),
        "depth": min(depth, 6),
        "note": in_words(edge.note),
    }
    if hidden:
        return {**shown, "title": "", "note": _("您没有查看这条记录的权限。")}
    if isinstance(record, Opinion):
        shown["text"] = masked_text(record, actor)
        shown["title"] = record.channel.name
    else:
        shown["title"] = edge.label
    if isinstance(record, (Problem, Measure)) and record.text != edge.label:
        shown["text"] = record.text
    name = PAGES.get(type(record))
    if name and depth:
        shown["url"] = address(cycle, name, [str(record.pk)])
    return shown


def in_words(note: str) -> str:
    """A note with its days as a reader writes them; the stages below know no language's dates."""
    return _DAY.sub(lambda found: full_date(dt.date.fromisoformat(found[0])), note)
