"""Faults that change nothing that anybody could see, each with the reason."""

_APART = "marks are opaque: each kind of key still has a form of its own, and each part of a tuple its end"
_EITHER = "by path and by descriptor, the same is found"

# By module, the line as it is written, and the fault.
EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("compare", 'return "(" + ",".join(map(_canonical, key)) + ")"', "'(' is '(X'"): _APART,
    ("compare", 'return "(" + ",".join(map(_canonical, key)) + ")"', "',' is ',X'"): _APART,
    ("compare", 'return "(" + ",".join(map(_canonical, key)) + ")"', "')' is ')X'"): _APART,
    ("state/stat", "if os.scandir not in os.supports_fd:", "the condition is turned"): _EITHER,
    ("state/stat", "if os.scandir not in os.supports_fd:", "NotIn is In"): _EITHER,
    ("compare", "return str(key.normalize() + 0)  # + 0 turns -0 into 0", "0 is 1"): "all numbers move by one",
}
