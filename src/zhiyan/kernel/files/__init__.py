"""Files as the office hands them over: told apart by content, bounded before they are read, given as plain values."""

from .refusal import FileRefused
from .sniffing import KINDS, MAX_FILE, Kind, check_size, load, sniff
from .text import decode_text

__all__ = ["KINDS", "MAX_FILE", "FileRefused", "Kind", "check_size", "decode_text", "load", "sniff"]
