"""coursekit: courses written as Markdown and YAML, checked, compiled and built into a site."""

__version__ = "0.1.0"
