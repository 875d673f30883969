"""Kaedah: method files in, a multilingual comparison site out."""

__version__ = "0.2.0"
