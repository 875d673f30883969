"""Markdown bodies → sanitised HTML, with findings."""

from kaedah.read.markdown.body import Body, convert, render_body
from kaedah.read.markdown.findings import Finding, Heading, SiteLink

__all__ = ["Body", "Finding", "Heading", "SiteLink", "convert", "render_body"]
