"""What a course is: frozen values, standard library only.

A course has modules; a module has a lesson in each language and may have a quiz; a quiz has questions.
Every string that a learner reads is a `Text`: one value per language.
"""

from coursekit.model.content import Content, Fact, GlossaryEntry, Heading, Lesson, Page, PageKind, Reference
from coursekit.model.course import CompletionRule, Course, Group, Misconception, Module, Objective, Outcome
from coursekit.model.question import (
    BranchEnding,
    BranchNode,
    BranchOption,
    BranchQuestion,
    ChoiceQuestion,
    MatchingQuestion,
    NearMissNumber,
    NearMissText,
    NumberInput,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Premise,
    Question,
    ShortQuestion,
    Step,
    TrueFalseQuestion,
    type_name,
)
from coursekit.model.quiz import Balance, Counts, Mode, Pool, Quiz, SelfCheck, SelfCheckStatement, Stratum
from coursekit.model.rules import MapRule, MatchRule, NumberRule, OrderRule, Rule, TextRule
from coursekit.model.text import Text

__all__ = [
    "Balance",
    "BranchEnding",
    "BranchNode",
    "BranchOption",
    "BranchQuestion",
    "ChoiceQuestion",
    "CompletionRule",
    "Content",
    "Counts",
    "Course",
    "Fact",
    "GlossaryEntry",
    "Group",
    "Heading",
    "Lesson",
    "MapRule",
    "MatchRule",
    "MatchingQuestion",
    "Misconception",
    "Mode",
    "Module",
    "NearMissNumber",
    "NearMissText",
    "NumberInput",
    "NumberRule",
    "NumericQuestion",
    "Objective",
    "Option",
    "OrderRule",
    "OrderingQuestion",
    "Outcome",
    "Page",
    "PageKind",
    "Pool",
    "Premise",
    "Question",
    "Quiz",
    "Reference",
    "Rule",
    "SelfCheck",
    "SelfCheckStatement",
    "ShortQuestion",
    "Step",
    "Stratum",
    "Text",
    "TextRule",
    "TrueFalseQuestion",
    "type_name",
]
