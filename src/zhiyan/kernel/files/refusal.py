"""The one way in which a file from the office is turned away: a stable code, a sentence, and how to mend it."""

from zhiyan.kernel.errors import DomainError


class FileRefused(DomainError):
    """The file as a whole cannot be read; nothing of it was taken in.

    `code` is stable and for programs; `message` says what is wrong, `remedy` how to mend it (both for the reader).
    """

    status = 422

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy=remedy)

    @property
    def message(self) -> str:
        """What is wrong with the file."""
        return self.sentence
