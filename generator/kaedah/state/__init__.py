"""What a build remembers for the next one: names, digests and bytes. Nothing here knows a method or a page."""
