"""The office's files of opinions, read into plain data: a preview that a person confirms."""

from .channels import CHANNEL_NAMES, propose_channel
from .context import (
    TEAM,
    ImportContext,
    Locator,
    ParsedFile,
    ParsedOpinion,
    ParseWarning,
    PersonalData,
    Rejection,
)
from .layout import FIELDS, SeenColumn, SeenTable, Told
from .messages import reason_sentence, warning_sentence, where
from .reading import (
    channels_of,
    dry_run_dict,
    look_at_file,
    opinion_dict,
    parse_opinions,
    rejection_dict,
    warning_dict,
)

__all__ = [
    "CHANNEL_NAMES",
    "FIELDS",
    "TEAM",
    "ImportContext",
    "Locator",
    "ParseWarning",
    "ParsedFile",
    "ParsedOpinion",
    "PersonalData",
    "Rejection",
    "SeenColumn",
    "SeenTable",
    "Told",
    "channels_of",
    "dry_run_dict",
    "look_at_file",
    "opinion_dict",
    "parse_opinions",
    "propose_channel",
    "reason_sentence",
    "rejection_dict",
    "warning_dict",
    "warning_sentence",
    "where",
]
