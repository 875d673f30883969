"""Fuzzing: every reader of the program against inputs that a stranger could write."""
