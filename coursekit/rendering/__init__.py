"""A compiled quiz as accessible HTML, in each language, and the scripts and styles that bring it to life.

Works from the delivery part of a compiled quiz alone: no key, weight, feedback, result, ending or debrief is ever in
the HTML. Without JavaScript the questions can be read and nothing can be pressed; quiz.js enables them.

What a page that shows these fragments gives them (the website's templates, the server's pages)
    <head>                          `head_html("/assets/coursekit/")`: two style sheets, one module script
    one element, e.g. <body>        `page_attributes(course_id=…, language=…)`: data-ck-course and others
    data-ck-lesson-end="<slug>"     an element at the end of a lesson: once it has been in view, the module is "seen"
    data-ck-next-url, data-ck-next-title   on any ancestor of a quiz: the result offers this next module
                                    (or `render_quiz(next_url=…, next_title=…)`)

What the scripts then fill, for a learner who is signed in (nothing changes for anyone else)
    data-ck-module="<slug>"         any element (a card of the course map, a row of a list): gets
                                    data-ck-status="not_started|in_progress|completed|passed|failed" and, in its child
                                    [data-ck-mark] or at its end, a visible mark and a visually hidden word for it
    data-ck-progress                gets "2 of 12 modules done" and loses its `hidden`
    data-ck-account                 a link: "Sign in" with the way back, or the learner's name and "My learning"

`render_question_fields` is one question as a form that needs no script: for reviews after the course.

Classes begin with `ck-`. `.ck-visually-hidden` and `.ck-button` are free to be used elsewhere. Colors and type come
from assets/tokens.css, which the page must load before quiz.css. A page with a sealed quiz (its section has the class
`ck-exam`) also loads exam.css; exam.js comes by itself.
"""

from coursekit.rendering.assets import asset_paths, head_html, read_asset
from coursekit.rendering.form import FORM_TYPES, read_question_form, render_question_fields
from coursekit.rendering.page import page_attributes
from coursekit.rendering.quiz import render_paper, render_quiz
from coursekit.rendering.self_check import render_self_check
from coursekit.rendering.wording import languages, words

__all__ = [
    "FORM_TYPES",
    "asset_paths",
    "head_html",
    "languages",
    "page_attributes",
    "read_asset",
    "read_question_form",
    "render_paper",
    "render_question_fields",
    "render_quiz",
    "render_self_check",
    "words",
]
