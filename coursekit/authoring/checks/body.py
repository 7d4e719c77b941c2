"""The body of a page: directives, headings, links, citations, and what must not be there."""

from __future__ import annotations

from urllib.parse import unquote

from coursekit.authoring.checks.site import Site, Use, resolve
from coursekit.authoring.directives import DIRECTIVES
from coursekit.authoring.markdown import DirectiveUse, Link, find_unsafe
from coursekit.authoring.markdown.unsafe import ALLOWED_SCHEMES, scheme_of
from coursekit.authoring.page_file import PageFile
from coursekit.authoring.suggesting import find_close

__all__ = ["check_body"]


def check_body(page: PageFile, site: Site) -> Use:
    """Complain about the body of a page; what it links to and cites is the answer."""
    use = Use()
    _check_headings(page)
    _check_directives(page, site)
    for link in page.scan.links:
        _check_link(page, link, site, use)
    for citation in page.scan.citations:
        if citation.key is None:
            page.report.add("M013", citation.at, text=citation.text)
            continue
        use.references.setdefault(citation.key, citation.at)
        if site.known.references is not None and citation.key not in site.known.references:
            hint = find_close(citation.key, site.known.references)
            page.report.add("M012", citation.at, id=citation.key, hint=hint)
    for unsafe in find_unsafe(page.body, first_line=page.body_line):
        page.report.add(unsafe.code, unsafe.at, name=unsafe.name)
    return use


def _check_headings(page: PageFile) -> None:
    first: dict[str, int] = {}
    for heading in page.scan.headings:
        if heading.level == 1:
            page.report.add("M014", (heading.line, 1))
        if heading.id in first:
            page.report.add("M015", (heading.line, 1), id=heading.id, line=first[heading.id])
        first.setdefault(heading.id, heading.line)


def _check_directives(page: PageFile, site: Site) -> None:
    first: dict[tuple[str, str], int] = {}
    for use in page.scan.directives:
        if use.name not in DIRECTIVES:
            page.report.add("M001", use.at, name=use.name, hint=find_close(use.name, DIRECTIVES))
            continue
        _check_argument(page, use, site)
        if use.name == "objectives" and page.matter is not None and page.lesson is None:
            page.report.add("M006", use.at, name=use.name)
        key = (use.name, use.argument)
        if key in first:
            page.report.add("M005", use.at, name=use.name, line=first[key])
        first.setdefault(key, use.at[0])


def _check_argument(page: PageFile, use: DirectiveUse, site: Site) -> None:
    kind = DIRECTIVES[use.name]
    names = {"quiz": site.known.quizzes, "self-check": site.known.self_checks, None: None}[kind]
    if kind is None and use.argument:
        page.report.add("M003", use.argument_at, name=use.name, argument=use.argument)
    elif kind is not None and not use.argument:
        page.report.add("M002", use.at, name=use.name)
    elif names is not None and use.argument not in names:
        hint = find_close(use.argument, names)
        page.report.add("M004", use.argument_at, name=use.name, argument=use.argument, hint=hint)


def _check_link(page: PageFile, link: Link, site: Site, use: Use) -> None:
    scheme = scheme_of(link.target)
    if scheme is not None or link.target.startswith("//"):
        if scheme not in ALLOWED_SCHEMES:
            page.report.add("M011", link.at, target=link.target)
        return
    address, _, anchor = link.target.partition("#")
    path = resolve(unquote(address.partition("?")[0]), page=page.path) if address else page.path
    if path is None or address.startswith(("/", "\\")):
        page.report.add("M010", link.at, target=link.target)
    elif link.image:
        if not site.has_file(path, language=page.language):
            page.report.add("M009", link.at, target=link.target)
    elif site.has_page(path, language=page.language):
        use.pages.setdefault(path, link.at)
        _check_anchor(page, link, site, use, path=path, anchor=unquote(anchor))
    elif not link.target or not site.has_file(path, language=page.language):
        hint = find_close(path if path.endswith(".md") else path + ".md", site.paths(language=page.language))
        page.report.add("M007", link.at, target=link.target, hint=hint)


def _check_anchor(page: PageFile, link: Link, site: Site, use: Use, *, path: str, anchor: str) -> None:
    if "#" not in link.target:
        if not link.target:
            page.report.add("M007", link.at, target="")
        return
    anchors = site.anchors(path, language=page.language)
    if anchors is not None and anchor not in anchors:
        page.report.add("M008", link.at, page=path, anchor=anchor, hint=find_close(anchor, anchors))
    elif site.shows_glossary(path, language=page.language):
        use.terms.setdefault(anchor, link.at)
