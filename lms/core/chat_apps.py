"""Pages shown inside a chat app: Zalo, Facebook and others open links in a window of their own.

There lessons and quizzes work, but nothing can be downloaded or installed.
"""

from __future__ import annotations

import re

from flask import request

# What the windows of these apps write into the User-Agent (Facebook and Messenger: FBAN, FBAV).
CHAT_APPS = re.compile(r"Zalo|FBAN|FBAV|FB_IAB|Instagram|Viber|TikTok|musical_ly|MicroMessenger")


def in_chat_app() -> bool:
    """Whether this page is read in the window of a chat app."""
    return CHAT_APPS.search(request.user_agent.string) is not None
