"""Everything that changes a meeting (会议)."""

from zhiyan.meeting.actions.agenda import (
    add_agenda_item,
    change_agenda_item,
    generate_agenda,
    move_agenda_item,
    remove_agenda_item,
    take_agenda_item,
)
from zhiyan.meeting.actions.closing import assess, close_meeting, correct, relay, save_minutes, sign_minutes
from zhiyan.meeting.actions.planning import add_attendee, add_sitting, change_meeting, change_sitting, plan_meeting
from zhiyan.meeting.actions.sitting import end_sitting, open_sitting, record_absence, sign_in
from zhiyan.meeting.actions.speaking import (
    Said,
    accept,
    add_comment,
    record_criticism,
    record_response,
    record_self_criticism,
    record_turn,
)

__all__ = [
    "Said",
    "accept",
    "add_agenda_item",
    "add_attendee",
    "add_comment",
    "add_sitting",
    "assess",
    "change_agenda_item",
    "change_meeting",
    "change_sitting",
    "close_meeting",
    "correct",
    "end_sitting",
    "generate_agenda",
    "move_agenda_item",
    "open_sitting",
    "plan_meeting",
    "record_absence",
    "record_criticism",
    "record_response",
    "record_self_criticism",
    "record_turn",
    "relay",
    "remove_agenda_item",
    "save_minutes",
    "sign_in",
    "sign_minutes",
    "take_agenda_item",
]
