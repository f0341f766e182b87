# ruff: noqa: E501
"""Who gets what at every address of the desk: one line an address, with the kinds of record in it.

name | records | GET | POST | hidden

GET and POST name who is let in: roles and groups, a - before what is taken away again. `same` is as for GET, `-`
nobody, `=` a page that is only read (a POST is a GET to it). `hidden` are those to whom the record does not exist (404).
Everybody else is refused (403). A word with = among the records stands for itself.
`member` owns the records called member_…, the pair with the discipline secretary, and the approved statement;
`colleague` is another member, and owns the draft. `administrator` reads nothing of the meeting.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.permissions.world import ROLES

SHORT = {
    "branch": "branch_secretary", "head": "department_head", "deputy": "deputy_secretary",
    "discipline": "discipline_secretary", "superior": "superior_office",
}  # fmt: skip
TEAM = {"member", "colleague", "deputy_secretary", "secretary", "discipline_secretary"}
GROUPS = {
    "all": set(ROLES),
    "team": TEAM,
    "office": {"organiser", "secretary"},
    "present": {*TEAM, "organiser", "recorder", "observer", "supervisor"},
}


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    name: str
    of: tuple[str, ...]
    get: frozenset[str]
    post: frozenset[str] | None
    hidden: frozenset[str]

    def __str__(self) -> str:
        return " ".join((self.name, *self.of))


def roles(words: str, others: set[str]) -> frozenset[str]:
    """The roles that the words name; `others` is what that word stands for."""
    found: set[str] = set()
    for word in words.split():
        if word == "-":
            continue
        bare = word.removeprefix("-")
        named = others if bare == "others" else GROUPS.get(bare, {SHORT.get(bare, bare)})
        assert named <= set(ROLES), word
        found = found - named if word.startswith("-") else found | named
    return frozenset(found)


def cases() -> list[Case]:
    """The table."""
    found = []
    for line in TABLE.strip().splitlines():
        if line.startswith("#"):
            continue
        name, of, get, post, hidden = (part.strip() for part in line.split("|"))
        may_get = roles(get, set())
        may_post = None if post == "=" else may_get if post == "same" else roles(post, set())
        others = set(ROLES) - may_get - (may_post or set())
        found.append(Case(name, tuple(of.split()), may_get, may_post, roles(hidden, others)))
    return found


TABLE = """
# the front
home |  | all | = | -
signin |  | all | = | -
sign_out |  | - | all | -
set_language |  | - | all | -
# accounts
accounts:page |  | administrator | = | -
accounts:open |  | administrator | same | -
accounts:grant |  | administrator | same | -
accounts:withdraw | grant | administrator | same | -
# jobs
jobs:job | job | organiser | = | others
jobs:bar | job | organiser | = | others
jobs:stop | job | - | organiser | others
jobs:resume | job | - | organiser | others
jobs:file | job | organiser | = | others
# oversight
oversight:page |  | office supervisor superior | = | -
oversight:unit | below | office supervisor superior | = | -
oversight:order | below | superior | same | -
oversight:reply | order | office | same | -
oversight:witness |  | office supervisor superior | = | -
oversight:countersign | below | superior | same | -
oversight:report | report | office supervisor superior | = | -
oversight:page@year |  | office supervisor superior | = | -
oversight:send_progress |  | office | same | -
oversight:send_report |  | office | same | -
# cycle
cycle:front |  | all | = | -
cycle:begin |  | organiser | same | -
cycle:notice |  | organiser | same | -
cycle:page |  | all | = | -
cycle:trace_opinion | opinion | team branch organiser supervisor | = | others
cycle:trace_opinion | accusation | - | = | all
cycle:trace_opinion | member_opinion | office member supervisor | = | others
cycle:trace_measure | measure | team head organiser handler supervisor | = | others
cycle:trace_measure | member_measure | office member discipline supervisor | = | others
cycle:plan |  | team organiser supervisor | = | -
cycle:frame |  | organiser | same | -
cycle:open |  | organiser | same | -
cycle:roster |  | organiser | same | -
cycle:resolution |  | office | same | -
cycle:write_plan |  | organiser | same | -
cycle:adopt | plan | office | same | -
cycle:report | plan | organiser | same | -
cycle:step | step | organiser | same | -
cycle:material |  | organiser | same | -
cycle:study |  | organiser | same | -
cycle:self_study |  | team organiser | same | -
cycle:join |  | office | same | -
cycle:leave | team_member | office | same | -
cycle:next |  | organiser | same | -
cycle:archive |  | organiser | same | -
# solicitation
solicitation:page |  | team branch organiser supervisor | = | -
solicitation:circular |  | organiser | same | -
solicitation:set_up |  | - | organiser | -
solicitation:add_channel |  | organiser | same | -
solicitation:channel | channel | organiser | same | -
solicitation:close_channel | channel | - | organiser | -
solicitation:reopen_channel | channel | - | organiser | -
solicitation:close |  | organiser | same | -
solicitation:gathering |  | branch organiser | same | -
solicitation:change_gathering | gathering | branch organiser | same | -
solicitation:form_run |  | organiser | same | -
solicitation:change_form_run | form_run | organiser | same | -
solicitation:paper_box |  | organiser | same | -
solicitation:change_paper_box | box_opening | organiser | same | -
solicitation:correct | =gathering gathering | organiser | same | -
solicitation:box_draw |  | team staff branch head handler | = | -
solicitation:draw_api |  | team staff branch head handler | same | -
solicitation:draw_rating |  | team staff branch head handler | = | -
solicitation:draw_later |  | - | team staff branch head handler | -
solicitation:box |  | team organiser supervisor | = | -
solicitation:box_begin |  | organiser | same | -
solicitation:box_change |  | organiser | same | -
solicitation:close_drawing |  | - | organiser | -
solicitation:open_posting |  | - | organiser | -
solicitation:close_box |  | - | organiser discipline supervisor | -
solicitation:box_notice |  | organiser | = | -
solicitation:box_cards |  | organiser | same | -
solicitation:hand_out_card |  | organiser | same | -
solicitation:destroy_cards |  | organiser | same | -
solicitation:draw_sample |  | discipline supervisor | = | -
solicitation:box_key |  | discipline supervisor | same | -
solicitation:second_key |  | supervisor | same | -
solicitation:open_box |  | discipline supervisor | same | -
solicitation:settle_box |  | - | discipline supervisor | -
solicitation:give_up_batch |  | - | discipline supervisor | -
solicitation:upload |  | organiser | same | -
solicitation:preview | import_file | organiser | same | -
solicitation:explain | import_file | - | organiser | -
solicitation:columns | import_file | - | organiser | -
solicitation:discard | import_file | - | organiser | -
solicitation:opinions |  | office branch discipline supervisor | = | -
solicitation:enter |  | branch organiser | = | -
solicitation:opinion | opinion | office branch supervisor | = | discipline
solicitation:opinion | accusation | - | = | office branch discipline supervisor
solicitation:opinion | member_opinion | office supervisor | = | branch discipline
solicitation:classify | opinion | organiser | same | -
solicitation:classify | accusation | - | - | organiser
solicitation:split | opinion | organiser | same | -
solicitation:join | opinion | - | organiser | -
solicitation:about_office | opinion | - | office supervisor | discipline
solicitation:about_office | accusation | - | - | office branch discipline supervisor
solicitation:replies |  | team branch organiser supervisor | = | -
solicitation:reply | =gathering gathering | team branch organiser supervisor | = | -
solicitation:reply | =form_run form_run | team organiser supervisor | = | branch
solicitation:reply | =box_opening box_opening | team organiser supervisor | = | branch
# consolidation
consolidation:page |  | team organiser supervisor superior | = | -
consolidation:start |  | - | organiser | -
consolidation:place |  | - | organiser discipline supervisor | -
consolidation:make |  | - | organiser discipline supervisor | -
consolidation:put_aside |  | - | organiser discipline supervisor | -
consolidation:merge |  | - | organiser discipline supervisor | -
consolidation:take_aspect |  | - | organiser discipline supervisor | -
consolidation:undo |  | - | organiser discipline supervisor | -
consolidation:reword |  | - | organiser discipline supervisor | -
consolidation:put_back |  | - | organiser discipline supervisor | -
consolidation:steps |  | office discipline supervisor | = | -
consolidation:proposals |  | organiser | same | -
consolidation:cut |  | - | organiser | -
consolidation:propose |  | - | organiser | -
consolidation:proposing |  | organiser | = | -
consolidation:questions |  | organiser | = | -
consolidation:answer |  | - | organiser | -
consolidation:items |  | team organiser supervisor superior | = | -
consolidation:item | item | team organiser supervisor superior | = | -
consolidation:item | member_item | office member discipline supervisor superior | = | colleague deputy
consolidation:retitle | item | organiser discipline supervisor | same | -
consolidation:assign_item | item | organiser discipline supervisor | same | -
consolidation:split_item | item | - | organiser discipline supervisor | -
consolidation:merge_item | item | organiser discipline supervisor | same | -
consolidation:set_aside |  | office discipline supervisor | = | -
consolidation:confirm | set_aside | - | secretary discipline supervisor | -
consolidation:take_back | set_aside | - | office discipline supervisor | -
consolidation:handovers |  | team organiser supervisor superior | = | -
consolidation:receive | handover | - | discipline | member colleague deputy superior
consolidation:return_handover | handover | discipline | same | member colleague deputy superior
consolidation:opinion | opinion | office discipline supervisor | = | -
consolidation:opinion | accusation | - | = | office discipline supervisor
consolidation:mask | opinion | - | organiser | -
consolidation:mask | accusation | - | - | organiser discipline supervisor
consolidation:assign_opinion | opinion | organiser | same | -
consolidation:split | opinion | organiser discipline supervisor | organiser | -
consolidation:join | opinion | - | organiser | -
consolidation:hand_over | opinion | organiser supervisor | same | -
consolidation:hand_over | accusation | - | - | organiser discipline supervisor
consolidation:office | opinion | - | office supervisor | -
consolidation:write_letter | opinion | organiser | same | -
consolidation:write_letter | accusation | - | - | organiser discipline supervisor
consolidation:letters |  | organiser discipline supervisor | = | -
consolidation:pass_letter | letter | - | discipline supervisor | -
consolidation:return_letter | letter | discipline supervisor | same | -
consolidation:lift_mask | mask | organiser | same | -
consolidation:closing |  | organiser | same | -
consolidation:reopen |  | organiser | same | -
consolidation:feedback |  | team organiser supervisor superior | = | -
consolidation:give_feedback |  | organiser | same | -
consolidation:feedback_sheet | team_feedback | team organiser supervisor | = | superior
consolidation:feedback_sheet | member_feedback | office member supervisor | = | colleague deputy discipline superior
consolidation:sign_feedback | team_feedback | - | team | superior
consolidation:sign_feedback | member_feedback | - | member | colleague deputy discipline superior
# talks
talks:page |  | all -recorder -observer -superior -administrator | = | -
talks:mine |  | all -recorder -observer -superior -administrator | = | -
talks:generate |  | office | same | -
talks:group |  | office | same | -
talks:pair | pair | office member discipline supervisor | = | others -recorder -observer -superior -administrator
talks:plan | pair | office member discipline | same | staff branch head handler colleague deputy
talks:name | pair | office member | same | staff branch head handler colleague deputy
talks:hold | pair | organiser member discipline | same | staff branch head handler colleague deputy
talks:write | pair | member discipline | same | staff branch head handler colleague deputy
talks:confirm | pair | - | member discipline | staff branch head handler colleague deputy
talks:sheet | pair | organiser | same | staff branch head handler colleague deputy
talks:correct | pair | member discipline | same | staff branch head handler colleague deputy
# statements
statements:page |  | team organiser supervisor | = | -
statements:start |  | office | same | -
statements:answers |  | team organiser supervisor | = | -
statements:answer | item | office | same | -
statements:answer | member_item | member | same | colleague deputy
statements:reply | referred_answer | member | same | colleague deputy
statements:statement | statement | team organiser supervisor | = | -
statements:statement | draft | team organiser supervisor | = | -
statements:compare | draft | colleague | = | team organiser supervisor -colleague
statements:section | draft draft_section | colleague | same | team organiser supervisor -colleague
statements:add_problem | draft | colleague | same | team organiser supervisor -colleague
statements:change_problem | draft draft_problem | colleague | same | team organiser supervisor -colleague
statements:add_cause | draft | colleague | same | team organiser supervisor -colleague
statements:change_cause | draft draft_cause | colleague | same | team organiser supervisor -colleague
statements:add_direction | draft | colleague | same | team organiser supervisor -colleague
statements:change_direction | draft draft_direction | colleague | same | team organiser supervisor -colleague
statements:add_measure | draft draft_direction | colleague | same | team organiser supervisor -colleague
statements:change_measure | draft draft_measure | colleague | same | team organiser supervisor -colleague
statements:remove | draft =problem draft_problem | colleague | same | team organiser supervisor -colleague
statements:drafter | team_statement | secretary | same | team organiser supervisor -secretary
statements:type | draft | organiser | same | team supervisor
statements:confirm | draft | colleague | same | team organiser supervisor -colleague
statements:sheet | draft | organiser | same | team supervisor
statements:submit | draft | colleague | same | team organiser supervisor -colleague
statements:review | statement | secretary supervisor | same | team organiser -secretary
statements:review | draft | secretary supervisor | same | team organiser -secretary
statements:approve | statement | secretary supervisor | same | team organiser -secretary
statements:approve | draft | secretary supervisor | same | team organiser -secretary
statements:revise | statement | member | same | team organiser supervisor -member
statements:revise | draft | colleague | same | team organiser supervisor -colleague
# meeting
meeting:page |  | present | = | -
meeting:plan |  | office | same | -
meeting:change |  | office | same | -
meeting:add_sitting |  | organiser recorder | same | team observer supervisor
meeting:sitting | sitting | present | organiser recorder | team observer supervisor
meeting:change_sitting | sitting | organiser recorder | same | team observer supervisor
meeting:add_attendee | sitting | organiser recorder | same | team observer supervisor
meeting:open | sitting | organiser recorder | same | team observer supervisor
meeting:end | sitting | organiser recorder | same | team observer supervisor
meeting:absence | sitting absentee | organiser recorder | same | team observer supervisor
meeting:relay | absence | organiser recorder | same | team observer supervisor
meeting:generate_agenda |  | organiser recorder | same | team observer supervisor
meeting:add_agenda |  | organiser recorder | same | team observer supervisor
meeting:agenda_item | agenda | organiser recorder | same | team observer supervisor
meeting:take_agenda | agenda | - | organiser recorder | team observer supervisor
meeting:remove_agenda | agenda | organiser recorder | same | team observer supervisor
meeting:criticisms |  | present | = | -
meeting:turn | turn | present | = | -
meeting:accept | criticism | - | member recorder | organiser colleague discipline observer
meeting:comments |  | present | = | -
meeting:add_comment |  | recorder supervisor | same | team organiser observer
meeting:minutes |  | present | = | -
meeting:write_minutes |  | recorder | same | team organiser observer supervisor
meeting:sign |  | secretary recorder | same | team organiser observer supervisor -secretary
meeting:close |  | office recorder | same | team observer supervisor -secretary
meeting:assess |  | supervisor | same | team organiser recorder observer
meeting:correct | =criticism criticism =text | secretary recorder | same | team organiser observer supervisor -secretary
meeting:correct | =self self_criticism =summary | secretary recorder | same | team organiser observer supervisor -secretary
# rectification
rectification:page |  | all -administrator | = | -
rectification:register |  | all -administrator | = | -
rectification:mine |  | all -administrator | = | -
rectification:hand_down |  | office | same | -
rectification:problems |  | all -administrator | = | -
rectification:draw_up |  | office | same | -
rectification:problem | problem | team organiser supervisor | = | others -administrator
rectification:problem | member_problem | office member discipline supervisor | = | others -administrator
rectification:edit_problem | problem | office | same | -
rectification:correct_problem | problem | office | same | -
rectification:link_items | problem | office | same | -
rectification:unlink_item | problem | office | same | -
rectification:draft_measure | problem | office | same | staff branch head handler recorder observer superior
rectification:draft_measure | member_problem | office member | same | others -discipline -supervisor -administrator
rectification:origins |  | all -administrator | = | -
rectification:list_origin | =comment comment | team recorder | same | organiser
rectification:exclude_origin | =comment comment | team recorder | same | organiser
rectification:withdraw_exclusion | exclusion | team | same | organiser recorder
rectification:items |  | office discipline supervisor | = | -
rectification:plan |  | team organiser supervisor | = | -
rectification:write_plan |  | office | same | -
rectification:adopt_plan |  | office | same | -
rectification:plan_version | rectification_plan | team organiser supervisor | = | -
rectification:measure | measure | team head organiser handler supervisor | = | others -administrator
rectification:measure | member_measure | office member discipline supervisor | = | others -administrator
rectification:edit_measure | measure | office | same | staff branch recorder observer superior
rectification:edit_measure | member_measure | office member | same | others -discipline -supervisor -administrator
rectification:amend_measure | measure | office | same | staff branch recorder observer superior
rectification:extend | measure | office | same | staff branch recorder observer superior
rectification:start | measure | head organiser handler member | same | staff branch recorder observer superior
rectification:progress | measure | head organiser handler member | same | staff branch recorder observer superior
rectification:progress | member_measure | organiser member | same | others -secretary -discipline -supervisor -administrator
rectification:add_evidence | measure | head organiser handler member | same | staff branch recorder observer superior
rectification:submit | measure | head organiser handler member | same | staff branch recorder observer superior
rectification:verify | measure | discipline | same | staff branch recorder observer superior
rectification:verify | member_measure | discipline | same | others -organiser -member -secretary -supervisor -administrator
rectification:appoint | measure | - | - | staff branch recorder observer superior
rectification:sign_off | measure | secretary | same | staff branch recorder observer superior
rectification:sign_off | member_measure | secretary | same | others -organiser -member -discipline -supervisor -administrator
rectification:long_term | measure | secretary | same | staff branch recorder observer superior
rectification:reopen | measure | office discipline supervisor | same | staff branch recorder observer superior
rectification:evidence | evidence | team head organiser handler supervisor | = | others -administrator
# disclosure
disclosure:page |  | all -administrator | = | -
disclosure:new |  | office | same | -
disclosure:disclosure | disclosure | all -administrator | = | -
disclosure:edit | disclosure | office | same | -
disclosure:ratings |  | all -administrator | = | -
disclosure:rate |  | office | same | -
disclosure:round |  | all -administrator | = | -
disclosure:open_rating |  | office | same | -
disclosure:begin_rating |  | - | office | -
disclosure:close_rating |  | - | office discipline supervisor | -
disclosure:rating_key |  | discipline supervisor | same | -
disclosure:count_ballots |  | discipline supervisor | same | -
disclosure:comments |  | office discipline supervisor | = | others -administrator
disclosure:bulletin |  | office | = | others -administrator
disclosure:edit_bulletin |  | office | same | -
disclosure:photo |  | office | same | -
disclosure:photo_file | photo | office | = | others -administrator
# regulation
regulation:page |  | team organiser supervisor | = | -
regulation:checklist |  | office deputy discipline supervisor | = | -
regulation:passed |  | office deputy discipline supervisor | = | -
regulation:rules |  | team organiser supervisor | = | -
regulation:rule | =R04 | team organiser supervisor | = | -
regulation:decide | =R04 | office | same | -
regulation:finding | =R04 =582efc8eca03a3ed | office deputy discipline supervisor | office | member colleague
# documents
documents:page |  | all -staff -head -handler -superior -administrator | = | -
documents:issued |  | all -staff -head -handler -superior -administrator | = | -
documents:issued_one | issued | team organiser supervisor | = | branch recorder observer
documents:issued_file | issued | team organiser supervisor | = | branch recorder observer
documents:issued_sheet | issued | team organiser supervisor | = | branch recorder observer
documents:difference | issued | team organiser supervisor | = | branch recorder observer
documents:drafts |  | all -staff -head -handler -superior -administrator | = | -
documents:draft | paper | team organiser | = | branch recorder observer supervisor
documents:change_draft | paper | office | same | -
documents:submit_draft | paper | - | office | branch recorder observer supervisor
documents:review_draft | paper_in_review | - | team | branch recorder observer supervisor
documents:send_back | paper_in_review | team | same | branch recorder observer supervisor
documents:sign_draft | paper_in_signing | deputy secretary | same | branch recorder observer supervisor
documents:withdraw_draft | paper | - | office | branch recorder observer supervisor
documents:copies | issued | office | = | -
documents:copies_file | issued | office | = | -
documents:copy_file | issued =1 | office | = | -
documents:hand_out | issued =1 | office | same | -
documents:take_back | issued =1 | office | same | -
documents:templates |  | office deputy | = | -
documents:templates_of | =plan | office deputy | office | -
documents:starter | =plan | office deputy | = | -
documents:template | template | office deputy | = | -
documents:template_file | template | office deputy | = | -
documents:trial | template | office deputy | = | -
documents:approve_template | template | - | office deputy | -
documents:retire_template | template | - | office | -
documents:archive |  | team organiser supervisor | = | -
documents:archive_file |  | secretary supervisor | = | -
documents:archived_file | =1 | team organiser supervisor | = | -
documents:archived_file | =2 | secretary supervisor | = | -
documents:register | =plan | office | same | -
documents:pack |  | - | all -staff -head -handler -superior -administrator | -
documents:pdf | =agenda | present | = | -
documents:pdf | =minutes | secretary recorder supervisor | = | -
documents:preview | =agenda | present | = | -
documents:preview | =minutes | secretary recorder supervisor | = | -
documents:preview | =summary | office supervisor | = | -
documents:preview | =problems | office discipline supervisor | = | -
documents:preview | =circular | team organiser supervisor | = | -
documents:issue | =circular | office | same | -
documents:download | =agenda =docx | present | = | -
documents:download | =minutes =docx | secretary recorder supervisor | = | -
documents:download | =summary =docx | office supervisor | = | -
documents:download | =problems =xlsx | office discipline supervisor | = | -
"""
