"""course.yml, against the pages and quizzes that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coursekit.authoring.checks.site import Site
from coursekit.authoring.known import Places, check_name
from coursekit.authoring.quiz_file import QuizFile
from coursekit.authoring.schema.files import CourseShape
from coursekit.authoring.suggesting import find_close
from coursekit.authoring.yaml_document import Document

__all__ = ["check_course", "check_folders", "check_lessons", "check_quiz_use"]


def check_course(shape: CourseShape, document: Document, site: Site, quizzes: Sequence[QuizFile]) -> None:
    """Ids, groups, pages and quizzes that course.yml names."""
    _check_ids(document, "outcomes", (outcome.id for outcome in shape.outcomes))
    _check_ids(document, "groups", (group.id for group in shape.groups))
    _check_ids(document, "modules", (module.slug for module in shape.modules), id_key="slug")
    for index, language in enumerate(shape.languages):
        if language in shape.languages[:index]:
            document.complain("C008", ("languages", index), id=language)
    groups = {group.id for group in shape.groups}
    for index, module in enumerate(shape.modules):
        if module.group is not None:
            check_name(document, ("modules", index, "group"), module.group, names=groups, code="C003")
        _check_page(module.slug, index, document, site, planned=module.planned is not None)
    _check_overrides(shape, document, site, quizzes)


def check_folders(document: Document, folders: Iterable[str], languages: Sequence[str]) -> None:
    """No folder of content is passed over because its language is not listed."""
    for folder in folders:
        if folder not in languages:
            document.complain("C010", ("languages",), folder=folder)


def check_lessons(shape: CourseShape, site: Site) -> None:
    """Every lesson is a module, and every objective has its own id."""
    slugs = {module.slug for module in shape.modules}
    objectives = {language: Places() for language in site.languages}
    for page in site.pages.values():
        if page is None or page.document is None or page.lesson is None:
            continue
        if page.slug not in slugs:
            page.document.complain("C009", ("slug",), slug=page.slug, hint=find_close(page.slug, slugs))
        for index, objective in enumerate(page.lesson.objectives):
            objectives[page.language].add(objective.id, page.report, page.document.at("objectives", index, "id"))


def check_quiz_use(site: Site, quizzes: Sequence[QuizFile]) -> None:
    """Every quiz is shown somewhere, and every graded one counts for a module."""
    pages = [page for page in site.pages.values() if page is not None]
    shown = {(use.name, use.argument) for page in pages for use in page.scan.directives}
    counted = {page.lesson.quiz for page in pages if page.lesson}
    is_complete = all(page is not None and page.matter is not None for page in site.pages.values())
    for file in quizzes:
        if file.document is None or file.kind is None or not is_complete:
            continue
        if (file.kind, file.slug) not in shown:
            file.document.complain("Q011", ("set",), name=file.slug)
        elif file.head is not None and file.head.graded and file.slug not in counted:
            file.document.complain("Q014", ("set",), name=file.slug)


def _check_ids(document: Document, key: str, ids: Iterable[str], *, id_key: str = "id") -> None:
    places = Places()
    for index, name in enumerate(ids):
        places.add(name, document.report, document.at(key, index, id_key))


def _check_page(slug: str, index: int, document: Document, site: Site, *, planned: bool) -> None:
    path = f"{slug}.md"
    existing = [language for language in site.languages if site.has_page(path, language=language)]
    if planned and existing:
        at = document.at_key("modules", index, "planned")
        document.report.add("C005", at, slug=slug, page=f"content/{existing[0]}/{path}")
    elif not planned and not existing:
        page = f"content/{site.languages[0]}/{path}"
        document.complain("C004", ("modules", index, "slug"), slug=slug, page=page)


def _check_overrides(shape: CourseShape, document: Document, site: Site, quizzes: Sequence[QuizFile]) -> None:
    names = site.known.quizzes
    ungraded = {file.slug for file in quizzes if file.head is not None and not file.head.graded}
    for name, policy in shape.quizzes.overrides.items():
        path = ("quizzes", "overrides", name)
        if names is not None and name not in names:
            document.report.add("C006", document.at_key(*path), id=name, hint=find_close(name, names))
        elif name in ungraded and policy.pass_percent is not None:
            document.report.add("C007", document.at_key(*path, "pass_percent"), id=name)
        if (policy.mode or shape.quizzes.mode) != "exam":
            for key in ("time_limit_minutes", "retake_after_hours"):
                if getattr(policy, key) is not None:
                    document.report.add("C012", document.at_key(*path, key), key=key, id=name)
