"""Course pages in Markdown, for Python-Markdown and so for any site generator built on it. Knows nothing of MkDocs.

In a page
    ::: quiz SLUG              the questions of a quiz, as a form
    ::: self-check SLUG        a rating of one's own habits
    ::: objectives             what the module of this page teaches (or `::: objectives SLUG`)
    ::: outcomes               what the whole course teaches
    ::: course-map             the modules in their groups, planned ones named as such
    ::: start                  where to begin: button, time, languages
    ::: glossary, ::: references
    [@Key; @Key2]              a citation, linked to the references
    > **Name:** what is said   a block quote in which every paragraph starts like this becomes a dialogue

Raw HTML is shown as text, and whatever tag, attribute or address is not known to be harmless is dropped.

In a configuration:  markdown_extensions: {coursekit.website.extension: {course_dir: ".", language: en}}
"""

from __future__ import annotations

from typing import Any

from coursekit.website.extension.core import CourseExtension

__all__ = ["CourseExtension", "makeExtension"]


def makeExtension(**options: Any) -> CourseExtension:
    """The extension, with the options of a configuration file. Python-Markdown looks for this name."""
    return CourseExtension(**options)
