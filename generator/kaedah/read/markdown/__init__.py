"""Markdown bodies: what is read, what is refused, and the HTML that comes of it."""

from kaedah.read.markdown.body import Body, convert, render_body
from kaedah.read.markdown.findings import Finding, Heading

__all__ = ["Body", "Finding", "Heading", "convert", "render_body"]
