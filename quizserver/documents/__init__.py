"""Documents for people: certificates and the board's summary. The only package that imports typst, segno and fontTools.

These come with the extra `certificates` (`pip install '.[server,certificates]'`). A server without it runs; whoever
asks it for a certificate is told what is missing: `find_missing_part`.
"""

from quizserver.documents.certificate import render_certificate
from quizserver.documents.parts import find_missing_part
from quizserver.documents.summary import render_summary

__all__ = ["find_missing_part", "render_certificate", "render_summary"]
