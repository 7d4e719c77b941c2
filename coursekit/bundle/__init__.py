"""The compiled course: what a learner may see (delivery) and what only the server may know (key), by revision.

The build writes it, the server reads it, and the server keeps every compiled quiz for ever, so that an attempt can
always be graded and explained with the quiz it began with.

Delivery, by question type (every `text`, `stem`, `prompt` is language -> string):
    all         id, type, points, stem
    single, multiple    options [{id, text}], pinned
    truefalse   options [{id: "true"}, {id: "false"}]       the words come from the templates
    ordering    items [{id, text}]                          ids are tokens, sorted: see grading.compiling.step_token
    matching    premises [{id, text}], responses [{id, text}], reuse
    numeric     inputs {language: {unit, factor, example}}     example may be null
    short       -
    branch      start, nodes [{id, prompt, options [{id, text}]}]

Key: rule (grading.serializing), objective, bloom, and where they are used stratum, outcome, setting, enemies and
sections ("02-brewing#practice"); and feedback:
    single, multiple, truefalse     {options: {id: text}}
    ordering    {items: {token: text}}, and steps {token: the author's id}
    matching    {premises: {id: text}}
    numeric, short  {correct: text, near: [text], other: text}
    branch      {options: {"node.option": {feedback, next, result?}}, endings: {id: text}, debrief: text}

What was added after the first release (pools, limits, what counts, outcomes) is left out where it has its default, so
that a quiz that does not use it keeps its revision, and a revision stored before it existed can still be read.
"""

from coursekit.bundle.compiled import CompiledCourse, CompiledModule, CompiledPool, CompiledQuestion, CompiledQuiz
from coursekit.bundle.compiling import compile_course, compile_quiz
from coursekit.bundle.files import read_bundle, write_bundle
from coursekit.bundle.serializing import course_from_data, course_to_data, quiz_from_data, quiz_to_data

__all__ = [
    "CompiledCourse",
    "CompiledModule",
    "CompiledPool",
    "CompiledQuestion",
    "CompiledQuiz",
    "compile_course",
    "compile_quiz",
    "course_from_data",
    "course_to_data",
    "quiz_from_data",
    "quiz_to_data",
    "read_bundle",
    "write_bundle",
]
