"""The compiled course as a file."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from coursekit.bundle.compiled import CompiledCourse
from coursekit.bundle.serializing import course_from_data, course_to_data
from coursekit.errors import BundleError

__all__ = ["read_bundle", "write_bundle"]


def write_bundle(course: CompiledCourse, path: Path) -> None:
    """Write the compiled course as one JSON file: whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(course_to_data(course), ensure_ascii=False, indent=1, sort_keys=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_bundle(path: Path) -> CompiledCourse:
    """Read a compiled course. Raises BundleError, naming the file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(f"{path.name} cannot be read as a compiled course ({error}). Build it again.") from error
    if not isinstance(data, dict):
        raise BundleError(f"{path.name}: is not a compiled course. Build the course again.")
    return course_from_data(data)
