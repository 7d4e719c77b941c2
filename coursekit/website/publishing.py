"""Putting a finished folder in the place of the old one."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["fresh_folder", "replace_folder", "write_file"]


def fresh_folder(beside: Path) -> Path:
    """An empty folder on the same disk as another, so that it can take its place by a rename."""
    beside.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=beside.parent, prefix=f".{beside.name}-"))
    folder.chmod(0o755)
    return folder


def replace_folder(old: Path, *, new: Path) -> None:
    """Rename: readers find the old folder or the new one, whole, and none of them for an instant at most."""
    aside = None
    if old.exists():
        aside = fresh_folder(old) / old.name
        os.rename(old, aside)
    os.rename(new, old)
    if aside is not None:
        shutil.rmtree(aside.parent, ignore_errors=True)


def write_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)
