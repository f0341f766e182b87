"""Template tags and filters of the design system: `{% load zh %}`. docs/design-system.md lists them with their parameters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhiyan.web import chinese
from zhiyan.web.icons import icon_svg
from zhiyan.web.states import message_kind, state_name
from zhiyan.web.tables import table_rows

register = template.Library()

register.filter("zhdate", chinese.full_date)
register.filter("zhday", chinese.short_day)
register.filter("zhmoment", chinese.moment)
register.filter("zhspan", chinese.span)
register.filter("statename", state_name)
register.filter("messagekind", message_kind)
register.simple_tag(icon_svg, name="icon")


@register.filter
def zhlist(values: Iterable[object] | None) -> SafeString:
    """The values joined with 、 and escaped; nothing for None."""
    parts = (conditional_escape(text) for text in chinese.enumeration(values or ()))
    return mark_safe(chinese.list_mark().join(parts))


@register.filter
def fieldkind(field: BoundField) -> str:
    """How a form field is laid out: check (one box), group (radios, several boxes) or line (all others)."""
    if field.widget_type == "checkbox":
        return "check"
    return "group" if field.use_fieldset else "line"


@register.inclusion_tag("web/c/form.html", takes_context=True)
def zhform(context: Context, form: Any, **options: Any) -> dict[str, Any]:
    """Draw a whole form: action, method, submit, cancel, kind, csrf, secrecy, keep, wide, grave; see web/c/form.html."""
    return {"form": form, "csrf": True, "keep": True, **options, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/c/field.html")
def zhfield(field: BoundField, label: str | None = None, help: str | None = None) -> dict[str, Any]:
    """Draw one bound field with label, help and errors beside it; label and help replace the field's own."""
    return {"field": field, "label": label, "help": help}


@register.inclusion_tag("web/c/table.html")
def table(
    columns: Sequence[str | Mapping[str, Any]], rows: Iterable[Sequence[Any]], caption: str = "", **options: Any
) -> dict[str, Any]:
    """Draw a table that stacks to cards on a phone; empty, empty_url and empty_label speak when there are no rows."""
    heads, body = table_rows(columns, rows)
    return {"columns": heads, "rows": body, "caption": caption, **options}


@register.simple_tag
def badge(kind: str, text: str = "") -> SafeString:
    """A state as shape, word and colour; without text the state's own name. Lists draw hundreds: no template here."""
    return format_html(
        '<span class="badge state--{}">{}<span>{}</span></span>', kind, icon_svg(kind), text or state_name(kind)
    )
