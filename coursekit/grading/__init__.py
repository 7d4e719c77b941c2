"""Grading: five rules over integers. Pure, and total: any JSON value may come as a response, none raises.

Responses (the shapes that a page sends and a record keeps):
    match   {"selected": ["a", "c"]}
    map     {"choices": {"p1": "r3"}}       matching: premise -> response; branch: node -> option
    order   {"order": ["1f0c", "9a2e"]}
    text    {"text": "BATNA"}
    number  {"text": "8.8"}                 read with the factor of the language in which it was typed
"""

from coursekit.grading.compiling import common_scale, compile_rule
from coursekit.grading.interpreting import Grade, grade_response, is_passed, percent_of
from coursekit.grading.normalizing import normalize_text, read_number
from coursekit.grading.serializing import rule_from_data, rule_to_data

__all__ = [
    "Grade",
    "common_scale",
    "compile_rule",
    "grade_response",
    "is_passed",
    "normalize_text",
    "percent_of",
    "read_number",
    "rule_from_data",
    "rule_to_data",
]
