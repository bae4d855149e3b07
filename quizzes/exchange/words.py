"""What people read of items that come and go."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from quizzes.exchange.format import Loss, Reason
from quizzes.exchange.verdicts import Fate

LOSSES = {
    Loss.FORMATTING: _("formatting (bold, lists, colours)"),
    Loss.PICTURE: _("pictures"),
    Loss.AUDIO: _("recordings"),
    Loss.PENALTY: _("marks taken away for wrong answers: our own rule holds"),
    Loss.PARTIAL_CREDIT: _("parts of marks for answers that are half right"),
    Loss.OPTION_EXPLANATIONS: _("explanations of single options"),
    Loss.EXPLANATION: _("the explanation"),
    Loss.TAGS: _("tags"),
    Loss.LEVEL: _("the level"),
    Loss.LANGUAGE: _("the language"),
    Loss.REFERENCE: _("the line of the lesson it tests"),
    Loss.KEEP_ORDER: _("that the options keep their order"),
    Loss.HINTS: _("hints"),
    Loss.CASE: _("that capitals count: here they do not"),
    Loss.UNITS: _("units of the number"),
    Loss.LISTS: _("that each blank has words of its own: here one list serves all"),
    Loss.SHORTENED: _("something had to be left out of it"),
    Loss.LISTS: _("a list of words for each gap: here one list serves all"),
}
REASONS = {
    Reason.KIND: _("We have no kind of question like this."),
    Reason.BROKEN: _("It is not written as its format asks."),
    Reason.NO_KEY: _("It does not say what is right."),
    Reason.SEVERAL_KEYS: _("Several answers are each wholly right; here only one can be."),
    Reason.PROBLEM: _("Something is missing in it."),
    Reason.EMPTY: _("It has no question."),
    Reason.TOO_LONG: _("It is far too long."),
}
# Why a whole file is not taken: by the word its reader gives.
FAULTS = {
    "empty": _("This file is empty. Choose another one, or paste the questions as text."),
    "too_large": _("This file is too large. Send it in parts."),
    "too_many": _("There are more than 5,000 questions in this file. Send it in parts."),
    "no_items": _("There is no question in this file that can be read in this format."),
    "binary": _("This is no text. Choose the format the file was saved in."),
    "zip": _("This package is damaged. Export it again."),
    "DTD": _("This file declares entities of its own (DTD). Export it again without them."),
    "QTI 1.2": _("This is QTI 1.2. Export it as QTI 2.1 or 3.0."),
    "headings": _("The headings of our template are missing. Take the template and fill it in."),
}
FATES = {
    Fate.WHOLE: _("taken whole"),
    Fate.LOSSY: _("taken, but something is lost"),
    Fate.REFUSED: _("cannot be taken"),
}
