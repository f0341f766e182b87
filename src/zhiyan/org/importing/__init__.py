"""The roster file (人员花名册), read into plain data."""

from .report import roster_dry_run, roster_summary
from .roster import parse_roster
from .shapes import (
    ParsedRoster,
    Party,
    RosterBranch,
    RosterDepartment,
    RosterDuplicate,
    RosterMapping,
    RosterPerson,
    RosterRejection,
    RosterTeamMember,
    RosterWarning,
)

__all__ = [
    "ParsedRoster",
    "Party",
    "RosterBranch",
    "RosterDepartment",
    "RosterDuplicate",
    "RosterMapping",
    "RosterPerson",
    "RosterRejection",
    "RosterTeamMember",
    "RosterWarning",
    "parse_roster",
    "roster_dry_run",
    "roster_summary",
]
