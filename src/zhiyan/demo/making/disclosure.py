"""What was shown to staff, their ballots, the bulletin, the report to the superior."""

from __future__ import annotations

from zhiyan.demo.making import papers
from zhiyan.demo.making.cast import Cast, day, on
from zhiyan.demo.making.picture import scene
from zhiyan.demo.texts import disclosure as texts
from zhiyan.demo.texts import measures as measure_texts
from zhiyan.disclosure import actions
from zhiyan.disclosure.models import Disclosure, DisclosureKind
from zhiyan.disclosure.queries import composed_bulletin
from zhiyan.oversight import actions as oversight
from zhiyan.overview.queries import progress_figures
from zhiyan.rectification.models import Measure

KINDS = {"通报": DisclosureKind.REPORT, "公开": DisclosureKind.PUBLISH}
PAPERS = {"通报": "meeting_report", "公开": "rectification"}
COUNTERS = ("党群办公室工作人员", "职工代表")


def make(cast: Cast) -> None:
    """February 2021, and the ballots of December."""
    for text in texts().disclosures:
        with on(text.on):
            actions.draft_disclosure(
                cast.office,
                cast.cycle,
                kind=KINDS[text.kind],
                title=text.title,
                audience=text.audience,
                on=text.on,
                until=text.until,
                place=text.place,
                words="\n".join(text.body),
            )
            papers.issue(cast, PAPERS[text.kind], number=text.number)
    print_bulletin(cast)
    report(cast)
    papers.make(cast)
    rate(cast)


def print_bulletin(cast: Cast) -> None:
    """The bulletin as the records tell it, with its photograph."""
    with on(day(2021, 1, 29)):
        made = actions.save_bulletin(
            cast.office,
            cast.cycle,
            text=composed_bulletin(cast.cycle),
            supplied_by="党群办公室",
            reviewed_by="书记",
        )
        for photo in texts().photos:
            actions.add_photo(cast.office, made, caption=photo.caption, name=photo.file, data=scene())
        papers.issue(cast, "bulletin")


def report(cast: Cast) -> None:
    """The sealed report goes up, with the figures of the day."""
    text = texts().report
    with on(text.on):
        figures = progress_figures(cast.cycle)
        oversight.send_progress(cast.office, cast.cycle, figures=figures)
        oversight.seal_report(
            cast.office,
            cast.cycle,
            figures=figures,
            number=text.number,
            words=text.experience,
            on=text.on,
            attachments=("minutes", "statements"),
        )
        papers.issue(cast, "report", number=text.number)


def rate(cast: Cast) -> None:
    """Ballots of the measures that staff were shown."""
    shown = Disclosure.objects.filter(cycle=cast.cycle, kind=DisclosureKind.PUBLISH, issued=True).first()
    team = {m.key for m in measure_texts() if m.problem.startswith("T")}
    with on(texts().rated_on):
        for rating in texts().ratings:
            if rating.measure in team:
                actions.record_rating(
                    cast.office,
                    Measure.objects.select_related("problem", "cycle").get(pk=cast.measures[rating.measure].pk),
                    satisfied=rating.satisfied,
                    fair=rating.basically,
                    unsatisfied=rating.unsatisfied,
                    first_counter=COUNTERS[0],
                    second_counter=COUNTERS[1],
                    disclosure=shown,
                )
        oversight.send_progress(cast.office, cast.cycle, figures=progress_figures(cast.cycle))
