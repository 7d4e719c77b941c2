"""The extension itself: which processor runs when."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from coursekit.website.extension.citations import CitationProcessor
from coursekit.website.extension.comments import CommentPreprocessor
from coursekit.website.extension.dialogue import DialogueProcessor
from coursekit.website.extension.directives import DirectiveProcessor
from coursekit.website.extension.fields import FieldProcessor
from coursekit.website.extension.joining import JoinProcessor
from coursekit.website.extension.labels import LabelProcessor
from coursekit.website.extension.phrases import PhraseProcessor
from coursekit.website.extension.quotes import QuoteProcessor
from coursekit.website.extension.sanitizing import SanitizeProcessor
from coursekit.website.extension.scope import Scope
from coursekit.website.extension.sections import SectionProcessor
from coursekit.website.extension.tables import TableProcessor
from coursekit.website.library import Library, load_library

__all__ = ["CourseExtension"]


class CourseExtension(Extension):
    """Options: `language`, `course_dir`, and `library` for a caller that has read the course already."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "course_dir": [".", "The folder that holds course.yml"],
            "language": ["en", "The language of the pages"],
            "library": ["", "The course, where the caller has it; otherwise it is read from course_dir, once"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors.

        Priorities are those of Python-Markdown: inline patterns run at 20, headings get their ids at 5, MkDocs takes
        the anchors at 5 and resolves links at 0. What reads text runs below 20; what makes links runs above 0; what
        needs headings' ids runs below 5; the sanitizer runs last of all.
        """
        scope = Scope(md=md, language=self.getConfig("language"), find_library=self._library)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.preprocessors.register(CommentPreprocessor(md), "ck-comments", 25)
        md.parser.blockprocessors.register(DirectiveProcessor(md.parser, scope=scope), "ck-directive", 85)
        md.inlinePatterns.register(CitationProcessor(scope=scope), "ck-citation", 175)
        md.treeprocessors.register(JoinProcessor(md, language=scope.language), "ck-join", 18)
        md.treeprocessors.register(QuoteProcessor(md, language=scope.language), "ck-quotes", 17)
        md.treeprocessors.register(DialogueProcessor(md, language=scope.language), "ck-dialogue", 16)
        md.treeprocessors.register(LabelProcessor(md), "ck-cues", 15)
        md.treeprocessors.register(FieldProcessor(md), "ck-fields", 4.5)
        md.treeprocessors.register(TableProcessor(md, language=scope.language), "ck-tables", 4)
        md.treeprocessors.register(SectionProcessor(md), "ck-sections", 3)
        md.treeprocessors.register(PhraseProcessor(md, language=scope.language), "ck-phrases", 2)
        md.treeprocessors.register(SanitizeProcessor(md), "ck-sanitize", -100)

    def _library(self) -> Library:
        given = self.getConfig("library")
        return given if isinstance(given, Library) else _load_once(str(self.getConfig("course_dir")))


@cache
def _load_once(course_dir: str) -> Library:
    return load_library(Path(course_dir))
