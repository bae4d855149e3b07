"""When what is done again and again: in the time of Việt Nam, by whichever worker looks first."""

from __future__ import annotations

from huey import crontab

from lms.core.jobs.scheduling import Regular, Schedule

SCHEDULE: Schedule = (
    Regular("requirements.roll", crontab(hour="0", minute="5")),
    Regular("keeping.backup", crontab(hour="1", minute="30")),
    Regular("privacy.blank", crontab(hour="2", minute="30")),
    Regular("quizzes.close", crontab(minute="*/5")),
    Regular("certificates.documents", crontab(minute="3-59/10")),
    Regular("notifications.remind", crontab(hour="7-20", minute="5-59/10")),
)
