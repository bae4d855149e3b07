"""What long work says of how far it is, for every process."""

from uuid import uuid4

from flask import Flask

from lms.core import progress


def test_the_last_word_counts_until_the_work_is_over(app: Flask) -> None:
    key = uuid4()
    assert progress.heard(key) == progress.Progress(0, 0)
    progress.tell(key, 1, 3)
    progress.tell(key, 2, 3)
    assert progress.heard(key) == progress.Progress(2, 3)
    progress.forget(key)
    assert progress.heard(key) == progress.Progress(0, 0)
