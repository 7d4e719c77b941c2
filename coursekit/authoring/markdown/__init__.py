"""Reading Markdown for checks only: what it links to, asks for, cites and must not hold. It renders nothing.

The site is made with Python-Markdown, whose rules decide what is code and what is live: where the two could differ,
text counts as live here, so that nothing unsafe hides.
"""

from coursekit.authoring.markdown.scanning import Citation, DirectiveUse, Link, Scan, scan_markdown
from coursekit.authoring.markdown.unsafe import Unsafe, find_unsafe

__all__ = ["Citation", "DirectiveUse", "Link", "Scan", "Unsafe", "find_unsafe", "scan_markdown"]
