"""MkDocs configurations: those of the course folder or, where it has none, settings that serve any course."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from pymdownx.slugs import slugify  # type: ignore[import-untyped] # the package has no types

from coursekit.website.library import Library
from coursekit.website.plugin import THEME, CoursekitPlugin
from coursekit.website.wording import words

__all__ = ["default_settings", "load_site_config", "site_languages"]


def site_languages(library: Library) -> tuple[str, ...]:
    """The languages of the site; the first stands at its root."""
    return library.course.languages if library.course else ("en",)


def load_site_config(
    course_dir: Path, *, language: str, library: Library, site_dir: Path, origin: str, live: str | None = None
) -> MkDocsConfig:
    """The configuration that builds one language into a folder. `origin` has no slash at its end."""
    main = language == site_languages(library)[0]
    folder = "" if main else f"{language}/"
    overrides = {"site_dir": str(site_dir / folder), "site_url": f"{origin}/{folder}"}
    file = course_dir / ("mkdocs.yml" if main else f"mkdocs.{language}.yml")
    if file.exists():
        config = load_config(str(file), **overrides)
    else:
        config = _configure(course_dir, default_settings(course_dir, language=language, library=library) | overrides)
    config.extra["origin"] = origin
    plugin = config.plugins["coursekit"]
    if isinstance(plugin, CoursekitPlugin):
        plugin.prime(library, live=live)
    return config


def default_settings(course_dir: Path, *, language: str, library: Library) -> dict[str, Any]:
    """What mkdocs.yml of a course would say. The order of the pages is then that of course.yml (see the plugin)."""
    languages = site_languages(library)
    main = language == languages[0]
    title = library.course.title if library.course else {}
    return {
        "site_name": title.get(language) or words(language)["navigation"]["main"],
        "docs_dir": str(course_dir / "content" / language),
        "strict": True,
        "theme": {
            "name": "material",
            "custom_dir": str(THEME),
            "language": language,
            "font": False,
            "features": ["navigation.prune", "search.highlight"],
        },
        "extra": {
            "generator": False,
            "root": "" if main else "../",
            "languages": {code: _entry(code, first=languages[0]) for code in languages},
        },
        "validation": {
            "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
            "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"},
        },
        "markdown_extensions": {
            "admonition": {},
            "attr_list": {},
            "pymdownx.details": {},
            "tables": {"use_align_attribute": True},
            "toc": {"permalink": False, "slugify": slugify(case="lower")},
        },
        "plugins": {"search": {"lang": language}, "coursekit": {}},
    }


def _entry(code: str, *, first: str) -> Mapping[str, str]:
    return {"name": words(code)["language"], "path": "" if code == first else f"{code}/"}


def _configure(course_dir: Path, settings: dict[str, Any]) -> MkDocsConfig:
    config = MkDocsConfig(config_file_path=str(course_dir / "mkdocs.yml"))
    config.load_dict(settings)
    errors, _ = config.validate()
    if errors:  # our own settings: a mistake here is ours
        raise ValueError("; ".join(f"{name}: {error}" for name, error in errors))
    return config
