"""Themes: a folder for each."""
