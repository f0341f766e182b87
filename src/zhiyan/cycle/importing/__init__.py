"""The superior's notice (上级通知), read into plain data."""

from .notice import NoticeAspect, NoticeDeadline, ParsedNotice, parse_notice, step_code
from .timing import When, parse_when

__all__ = ["NoticeAspect", "NoticeDeadline", "ParsedNotice", "When", "parse_notice", "parse_when", "step_code"]
