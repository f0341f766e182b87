"""Line icons drawn for Zhiyan on a 20 by 20 grid; the shape alone tells the state, also in black and white."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# A name, then what is inside the <svg>.
_SHAPES: dict[str, str] = {
    # states
    "done": '<circle cx="10" cy="10" r="8"/><path d="M6 10.4l2.8 2.8L14 7.4"/>',
    "active": '<circle cx="10" cy="10" r="8"/><path d="M10 2a8 8 0 0 1 0 16z" fill="currentColor"/>',
    "todo": '<circle cx="10" cy="10" r="8" stroke-dasharray="3 2.6"/>',
    "late": '<circle cx="10" cy="10" r="8"/><path d="M10 5.4V10l3.2 2.2"/>',
    "blocked": '<path d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z"/><path d="M6 10h8"/>',
    "info": '<circle cx="10" cy="10" r="8"/><path d="M10 9v5M10 5.8v.6"/>',
    # things to do and places to go
    "error": '<path d="M10 2.4L18.4 17H1.6z"/><path d="M10 8v4M10 14.3v.5"/>',
    "down": '<path d="M5 7.5l5 5 5-5"/>',
    "next": '<path d="M7.5 5l5 5-5 5"/>',
    "back": '<path d="M12.5 5l-5 5 5 5"/>',
    "menu": '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
    "theme": '<circle cx="10" cy="10" r="7.5"/><path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor"/>',
    "out": '<path d="M8 3H4v14h4M8.5 10H17M13.5 6.5L17 10l-3.5 3.5"/>',
    "person": '<circle cx="10" cy="6.6" r="3.4"/><path d="M3.4 17.4c.6-3.6 3.2-5.4 6.6-5.4s6 1.8 6.6 5.4"/>',
    "lock": '<path d="M4.5 9h11v8h-11z"/><path d="M7 9V6a3 3 0 0 1 6 0v3"/>',
    "print": '<path d="M5.5 7V2.5h9V7M5.5 14H3V7h14v7h-2.5"/><path d="M5.5 11.5h9v6h-9z"/>',
    "quote": '<path d="M8.5 4.5C5.5 5.5 4 7.7 4 11v4.5h5V11H6.6M17 4.5c-3 1-4.5 3.2-4.5 6.5v4.5h5V11h-2.4"/>',
    "empty": '<path d="M3 11.5L5.5 4h9L17 11.5V16H3z"/><path d="M3 11.5h4c.3 1.6 1.4 2.4 3 2.4s2.7-.8 3-2.4h4"/>',
    "calendar": '<path d="M3 4.5h14v13H3zM3 8.5h14M6.8 2.5v4M13.2 2.5v4"/>',
    "refresh": '<path d="M16.5 9A6.7 6.7 0 1 0 17 12M17 4.5V9h-4.5"/>',
}

NAMES = frozenset(_SHAPES)

# Stroke and fill come from the class; width and height hold the size should the stylesheet not arrive.
_ICONS: dict[str, SafeString] = {
    name: format_html(
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">{}</svg>', mark_safe(shape)
    )
    for name, shape in _SHAPES.items()
}


def icon_svg(name: str) -> SafeString:
    """The icon called `name` as an inline <svg>, hidden from screen readers: the word beside it speaks.

    An unknown name gives the neutral information sign rather than an empty place.
    """
    return _ICONS.get(name, _ICONS["info"])
