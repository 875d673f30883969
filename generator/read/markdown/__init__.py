"""Markdown bodies: what is read, what is refused, and the HTML that comes of it."""

from generator.read.markdown.body import Body, convert, render_body
from generator.read.markdown.notes import Finding, Heading

__all__ = ["Body", "Finding", "Heading", "convert", "render_body"]
