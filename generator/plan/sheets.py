"""What a page is, before its language and its words."""

from dataclasses import dataclass, field

from generator.outline import ingredient


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in whatever language: where it lies inside a locale, what it is about, and what it is made of.

    `needs` name ingredients; `ways` are the addresses on it that depend on which pages there are; `alternates` are the
    languages that truly have it.
    """

    inner: str
    kind: str
    subject: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    alternates: tuple[str, ...] = ()
    digest: str = field(init=False)  # of all this: what a page is but for its language and its ingredients

    def __post_init__(self) -> None:
        parts = (self.kind, self.subject, self.needs, self.ways, self.alternates)
        object.__setattr__(self, "digest", ingredient(*parts).hex())
