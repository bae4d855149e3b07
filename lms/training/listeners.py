"""What training does when something below happens."""

from __future__ import annotations

from lms.core.clock import local_day
from lms.training import class_quizzes
from lms.training.class_quiz_operations import link
from quizzes.facts import AttemptTaken
from quizzes.queries import get_quiz_version


def on_attempt_taken(fact: AttemptTaken) -> None:
    """An attempt on paper or aloud counts for the class of that day, the quiz before it first."""
    quiz_id = get_quiz_version(fact.quiz_version_id).quiz_id
    quiz = class_quizzes.open_for(fact.person_id, quiz_id, local_day(fact.taken_at))
    if quiz is not None:
        link(quiz, fact.attempt_id, fact.person_id)
