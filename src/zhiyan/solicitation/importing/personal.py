"""Personal data (个人信息) inside an opinion, with its words, as an opinion keeps it."""

from zhiyan.kernel import personal

from .context import PersonalData


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """What `kernel.personal` finds, with the words themselves, in order; spans never overlap."""
    return tuple(
        PersonalData(kind=found.kind, value=text[found.start : found.end], start=found.start, end=found.end)
        for found in personal.personal_data(text)
    )
