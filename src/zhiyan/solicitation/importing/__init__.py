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
from .messages import reason_sentence, warning_sentence, where
from .reading import channels_of, dry_run_dict, opinion_dict, parse_opinions, rejection_dict, warning_dict

__all__ = [
    "CHANNEL_NAMES",
    "TEAM",
    "ImportContext",
    "Locator",
    "ParseWarning",
    "ParsedFile",
    "ParsedOpinion",
    "PersonalData",
    "Rejection",
    "channels_of",
    "dry_run_dict",
    "opinion_dict",
    "parse_opinions",
    "propose_channel",
    "reason_sentence",
    "rejection_dict",
    "warning_dict",
    "warning_sentence",
    "where",
]
