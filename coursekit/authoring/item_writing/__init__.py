"""Item writing: rules that make a question test what it is meant to test, for any course.

The rules are those of the item-writing literature (Haladyna, Downing & Rodriguez, 2002: 31 guidelines), as far
as a program can see them. They look at the model, so they run only on quizzes without errors; what they find are
warnings, since a person may have a good reason. Thresholds come from `course.yml` (`item_writing:`).
"""

from coursekit.authoring.item_writing.finding import Finding, Thresholds
from coursekit.authoring.item_writing.questions import check_question
from coursekit.authoring.item_writing.quizzes import check_pool, check_quiz
from coursekit.authoring.item_writing.strategies import STRATEGIES, blind_scores

__all__ = ["STRATEGIES", "Finding", "Thresholds", "blind_scores", "check_pool", "check_question", "check_quiz"]
