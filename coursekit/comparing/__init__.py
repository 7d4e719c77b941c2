"""What the files of a course change in meaning against another edition of it, said as a trainer would say it.

    history = read_edition(root, ref="main")             # the course at a git commit; raises EditionError
    changes = compare_courses(history.course, now.course, pages=(history.content, now.content))
    usage = ask_database(changes, course=…, database=…)  # how many stored answers; the quizserver command, as a process
    render_text(changes, …), render_json(changes, …)

Questions are told apart by id, over the whole course. What decides a score, a pass or what is asked is a change of
meaning; the same words in another order, other words for the same, and what only trainers see are named as such.
"""

from coursekit.comparing.changes import Change
from coursekit.comparing.courses import compare_courses
from coursekit.comparing.editions import Edition, EditionError, read_edition
from coursekit.comparing.reporting import render_json, render_text
from coursekit.comparing.server_usage import ask_server
from coursekit.comparing.usage import Count, Usage, UsageError, ask_database

__all__ = [
    "Change",
    "Count",
    "Edition",
    "EditionError",
    "Usage",
    "UsageError",
    "ask_database",
    "ask_server",
    "compare_courses",
    "read_edition",
    "render_json",
    "render_text",
]
