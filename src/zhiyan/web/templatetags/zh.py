"""Template tags and filters of the design system (`{% load zh %}`); docs/design-system.md lists their parameters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template import loader
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhiyan.web import chinese
from zhiyan.web.differences import conflicting_fields, differences
from zhiyan.web.figures import funnel_layout, share, stage_track
from zhiyan.web.icons import icon_svg
from zhiyan.web.quotes import masked
from zhiyan.web.states import message_kind, state_kind, state_name
from zhiyan.web.tables import table_rows

register = template.Library()

_DROPS_WHAT_IT_CANNOT_READ = frozenset({"number", "date", "time", "datetime-local", "month"})

register.filter("zhdate", chinese.full_date)
register.filter("zhday", chinese.short_day)
register.filter("zhmoment", chinese.moment)
register.filter("zhspan", chinese.span)
register.filter("statename", state_name)
register.filter("statekind", state_kind)
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


@register.filter
def control(field: BoundField) -> SafeString:
    """The input; after an error a number or date is drawn as text, for a browser drops what it cannot read there."""
    if field.errors and getattr(field.field.widget, "input_type", "") in _DROPS_WHAT_IT_CANNOT_READ:
        return field.as_text(attrs=field.build_widget_attrs(dict(field.field.widget.attrs)))
    return SafeString(field)


@register.inclusion_tag("web/c/form.html", takes_context=True)
def zhform(context: Context, form: Any, **options: Any) -> dict[str, Any]:
    """Draw a whole form; its options (action, submit, cancel, kind, csrf, …) are named in web/c/form.html."""
    defaults = {"form": form, "csrf": True, "keep": True, "conflicts": conflicting_fields(form)}
    return {**defaults, **options, "csrf_token": context.get("csrf_token")}


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
    look = state_kind(kind)
    return format_html(
        '<span class="badge state--{}">{}<span>{}</span></span>', look, icon_svg(look), text or state_name(kind)
    )


@register.simple_block_tag
def card(content: SafeString, title: str = "", **options: Any) -> SafeString:
    """A sheet around what stands between card and endcard: title, url, more (the link's word), kind, id, level."""
    return loader.get_template("web/c/card.html").render({"content": content, "title": title, **options})


@register.simple_block_tag
def pagehead(content: SafeString, title: str, **options: Any) -> SafeString:
    """A page's heading with what can be done there between pagehead and endpagehead: title, lead, state, state_text."""
    return loader.get_template("web/c/pagehead.html").render(
        {"actions": mark_safe(content.strip()), "title": title, **options}
    )


@register.inclusion_tag("web/c/funnel.html")
def funnel(figures: Sequence[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """The funnel as SVG, every number a link, and the same as a table; a figure is dict(label, value, url, note)."""
    return {"figures": figures, "label": label, **funnel_layout(figures)}


@register.inclusion_tag("web/c/stages.html")
def stages(stages: Sequence[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Where a cycle stands: SVG track and table; a stage is dict(label, url, state, reason, figure, next, next_url)."""
    return {"stages": stages, "label": label, **stage_track(stages)}


@register.inclusion_tag("web/c/progress.html")
def progress(value: float, total: float | None, label: str, **options: Any) -> dict[str, Any]:
    """A progress bar; poll: address that answers with this bar again, done: nothing left to wait for, note, error."""
    return {"value": value, "total": total, "percent": share(value, total), "label": label, **options}


@register.inclusion_tag("web/c/conflict.html")
def conflict(yours: str, theirs: str, **options: Any) -> dict[str, Any]:
    """Two versions of one text side by side with what differs marked: label, who (saved first), when."""
    return {"pieces": differences(yours, theirs), **options}


@register.inclusion_tag("web/c/confirm.html", takes_context=True)
def confirm(context: Context, label: str, **options: Any) -> dict[str, Any]:
    """A grave action that asks first, without scripts: action, question, submit, reason, hidden (dict), grave."""
    return {"label": label, **options, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/c/quote.html")
def quote(text: str, masks: Iterable[Any] = (), **options: Any) -> dict[str, Any]:
    """Verbatim words with masks as ▇: masks, source, url (where they stand), note (why masked), number."""
    return {"said": masked(text, masks or ()), **options}


@register.filter(name="masked")
def masked_text(text: str | None) -> SafeString:
    """A text that already carries ▇, escaped, with each mask shown and read out alike."""
    return masked(text or "")


@register.simple_tag
def person(label: str, role: str = "") -> SafeString:
    """A person by post or number, with the role they act in here."""
    shown = format_html('<span class="person__role">{}</span>', role) if role else ""
    return format_html('<span class="person">{}<span>{}</span>{}</span>', icon_svg("person"), label, shown)


@register.inclusion_tag("web/c/pager.html", takes_context=True)
def pager(context: Context, page: Any, param: str = "page") -> dict[str, Any]:
    """Turn the pages of a django.core.paginator.Page; the other query parameters stay as they are."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)

    def address(number: int) -> str:
        query[param] = str(number)
        return "?" + query.urlencode()

    return {
        "page": page,
        "back": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }
