"""The MkDocs plugin: sets up the extension and the theme, reports what the checker found, watches the course's files.

Nothing of a page's content is made here, so that another generator can build the same pages from the same extension.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from coursekit.authoring import Severity, has_errors
from coursekit.website.assets import asset_files, asset_names, head_links, material_scripts, unused_theme_files
from coursekit.website.installing import MANIFEST, OFFLINE, manifest_json
from coursekit.website.library import Library, load_library
from coursekit.website.navigation import nav_items, render_menus
from coursekit.website.page_data import Problem, page_data, problems_of

__all__ = ["CoursekitConfig", "CoursekitPlugin"]

EXTENSION = "coursekit.website.extension"
THEME = Path(__file__).parent / "theme"

_UNSEARCHED = re.compile(r"<section data-search-exclude\b.*?</section>", re.DOTALL)
"""A quiz or self-check; it holds no other section."""

log = logging.getLogger("mkdocs.plugins.coursekit")


class CoursekitConfig(base.Config):  # type: ignore[no-untyped-call] # MkDocs leaves its class hook untyped
    """What mkdocs.yml may say under `coursekit`."""

    course_dir = option.Type(str, default=".")
    """The folder that holds course.yml, relative to the configuration file."""


class CoursekitPlugin(BasePlugin[CoursekitConfig]):  # type: ignore[no-untyped-call] # as above
    """Hooks used, and why.

    on_startup  to know whether we are serving, where a mistake must not stop the page from being shown;
    on_config   to read the course once, report what is wrong, and set up extension, theme and watched folders;
    on_files    to publish the scripts and styles of quizzes and theme;
    on_nav      to notice a lesson that nobody can find, where the configuration has a `nav` of its own;
    on_env      to make the menu once, and not on every page again;
    on_page_context    to keep quizzes from Material's search, which would read their HTML through, tag by tag, and then
                leave it out: a third of the time of a page. Pages are the same without this.

    A command that has read the course already hands it over with `prime`.
    """

    def __init__(self) -> None:
        self.command = "build"
        self._primed: tuple[Library, str | None] | None = None
        self.last_good: Library | None = None
        self.problems: tuple[Problem, ...] = ()
        self._whole: dict[str, str] = {}
        self._nav: Navigation | None = None

    def prime(self, library: Library, *, live: str | None) -> None:
        """Use this course for the next build instead of reading it. Its diagnostics are the caller's to report.

        `live` is the name of this build, for pages that look for a newer version of themselves.
        """
        self._primed = (library, live)

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember what is being done. Defining this also makes MkDocs keep the plugin between rebuilds."""
        del dirty
        self.command = command

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set everything up from the course."""
        course_dir = self._course_dir(config)
        # MkDocs keeps one plugin for all configurations of a process, so what was handed over serves once.
        primed, self._primed = self._primed, None
        library, live = primed or (None, None)
        library = library or self._select_library(course_dir, language=config.theme["language"])
        _use_theme(config)
        if config.nav is None and library.course is not None:
            config.nav = nav_items(library, language=config.theme["language"])
        _use_extension(config, library, course_dir=course_dir)
        for name in ("course.yml", "quizzes", "content"):
            watched = str(course_dir / name)
            if watched not in config.watch and Path(watched).exists():
                config.watch.append(watched)
        config.extra["ck"] = page_data(
            library,
            language=config.theme["language"],
            languages=config.extra.get("languages", {}),
            problems=() if primed else self.problems,
            live=live,
        ) | {
            "assets": asset_names(),
            "head": head_links(),
            "material": material_scripts(),
            "path": urlsplit(config.site_url or "/").path,
        }
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add scripts and styles; leave out what of Material's no page of ours asks for."""
        for path in unused_theme_files(files.src_uris, language=config.theme["language"]):
            files.remove(files.src_uris[path])
        for path, content in asset_files().items():
            files.append(File.generated(config, path, content=content))
        files.append(File.generated(config, MANIFEST, content=_manifest(config)))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Warn of lessons that the navigation leaves out: under `strict` they fail the build."""
        del files
        self._nav = nav
        listed = {page.file.src_uri for page in nav.pages}
        library: Library = config.mdx_configs[EXTENSION]["library"]
        for module in library.modules:
            path = f"{module.slug}.md"
            if not module.planned and path not in listed:
                log.warning("%s is a module of course.yml but is missing from `nav`: no reader will find it.", path)
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Make the menu, once for all pages."""
        del files
        if self._nav is not None:
            menus = render_menus(self._nav, env, data=config.extra["ck"])
            config.extra["ck"] |= {"menus": menus.html, "menu_of": menus.section_of}
        return env

    @event_priority(100)
    def _hide_quizzes(self, /, context: TemplateContext, *, page: Page, **_: Any) -> TemplateContext:
        """Before the search looks."""
        if page.content and "data-search-exclude" in page.content:
            self._whole[page.file.src_uri] = page.content
            page.content = _UNSEARCHED.sub("", page.content)
        return context

    @event_priority(-100)
    def _show_quizzes(self, /, context: TemplateContext, *, page: Page, **_: Any) -> TemplateContext:
        """After it has looked."""
        page.content = self._whole.pop(page.file.src_uri, page.content)
        return context

    on_page_context = CombinedEvent(_hide_quizzes, _show_quizzes)

    def _course_dir(self, config: MkDocsConfig) -> Path:
        folder = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        return (folder / self.config.course_dir).resolve()

    def _select_library(self, course_dir: Path, *, language: str) -> Library:
        """The course to show: as it is now or, while serving, as it was when it last had no errors."""
        library = load_library(course_dir)
        for diagnostic in library.diagnostics:
            # A warning of ours is advice: at MkDocs' own warning level it would fail a strict build.
            level = logging.ERROR if diagnostic.severity is Severity.ERROR else logging.INFO
            place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
            said = f"{diagnostic.message['en']} {diagnostic.remedy['en']}"
            log.log(level, "%s: %s %s", place, diagnostic.code, said)
        if not has_errors(library.diagnostics):
            self.last_good, self.problems = library, ()
            return library
        if self.command != "serve":
            count = sum(diagnostic.severity is Severity.ERROR for diagnostic in library.diagnostics)
            raise PluginError(f"{count} to mend in the course, see above")
        self.problems = problems_of(library.diagnostics, language=language)
        return self.last_good or library


def _use_theme(config: MkDocsConfig) -> None:
    """Put our templates in front of Material's, also for a course whose configuration does not name them."""
    if str(THEME) not in map(str, config.theme.dirs):
        config.theme.dirs.insert(0, str(THEME))
    config.theme.static_templates.add(OFFLINE)


def _manifest(config: MkDocsConfig) -> str:
    data = config.extra["ck"]
    return manifest_json(
        title=data["course"].get("title") or config.site_name,
        subtitle=data["course"].get("subtitle", ""),
        language=config.theme["language"],
        home=data["path"],
        root=config.extra.get("root", ""),
        account=data["words"]["navigation"]["account"],
        icons=data["assets"],
    )


def _use_extension(config: MkDocsConfig, library: Library, *, course_dir: Path) -> None:
    options: dict[str, Any] = {
        "course_dir": str(course_dir),
        "language": config.theme["language"],
        "library": library,
    }
    if EXTENSION not in config.markdown_extensions:
        config.markdown_extensions.append(EXTENSION)
    config.mdx_configs[EXTENSION] = options
