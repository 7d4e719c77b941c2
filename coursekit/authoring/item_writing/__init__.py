"""Item writing: rules that make a question test what it is meant to test, for any course.

The rules are those of the item-writing literature (Haladyna, Downing & Rodriguez, 2002: 31 guidelines), as far
as a program can see them. They look at the model, so they run only on quizzes without errors; what they find are
warnings, since a person may have a good reason. Thresholds come from `course.yml` (`item_writing:`), and so do the
findings that the authors have accepted, each with its reason.
"""

from coursekit.authoring.item_writing.finding import EXAM_TYPES, Finding, Thresholds
from coursekit.authoring.item_writing.pools import check_pool
from coursekit.authoring.item_writing.questions import check_question
from coursekit.authoring.item_writing.quizzes import check_habits, check_plan, check_quiz
from coursekit.authoring.item_writing.strategies import STRATEGIES, blind_scores

__all__ = [
    "EXAM_TYPES",
    "STRATEGIES",
    "Finding",
    "Thresholds",
    "blind_scores",
    "check_habits",
    "check_plan",
    "check_pool",
    "check_question",
    "check_quiz",
]
