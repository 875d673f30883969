"""Faults that change nothing that anybody could see, each with the reason."""

# By module, the line as it is written, and the fault.
EQUIVALENT: dict[tuple[str, str, str], str] = {}
