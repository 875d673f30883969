"""The digests of ingredients: what differs between two ledgers, found without looking at what does not."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from kaedah.plan.ledger import Ledger

DOCUMENTS = ["methods/a", "methods/b", "comparisons/c"]
LISTS = ["all methods", "all translations"]
DIGEST = st.sampled_from([b"a" * 8, b"b" * 8])


def ledgers(documents: list[str]) -> st.SearchStrategy[Ledger]:
    def made(own: list[bytes], shared: list[bytes]) -> Ledger:
        listed = b"".join(own[place] for place in range(len(own)) if place % 5 >= 3)
        lists: Mapping[str, bytes] = {name: name.encode() + listed for name in LISTS}
        return Ledger(documents, b"".join(shared), b"".join(own), lambda: lists)

    count = len(documents)
    return st.builds(
        made,
        st.lists(DIGEST, min_size=5 * count, max_size=5 * count),
        st.lists(DIGEST, min_size=2 * count + 1, max_size=2 * count + 1),
    )


def differing(now: Ledger, then: Ledger) -> set[str]:
    return {name for name, digest in now.in_full.items() if then.in_full.get(name) != digest}


@given(ledgers(DOCUMENTS), ledgers(DOCUMENTS))
def test_what_differs_is_what_has_another_digest(now: Ledger, then: Ledger) -> None:
    found = now.otherwise(then)
    assert found == differing(now, then)
    assert now.in_full == {name: now[name] for name in now.in_full}


@given(ledgers(DOCUMENTS), ledgers(DOCUMENTS[:2]), ledgers([]))
def test_where_there_were_other_documents_all_is_compared(now: Ledger, fewer: Ledger, none: Ledger) -> None:
    for then in (fewer, none):
        assert now.otherwise(then) == differing(now, then)
        assert then.otherwise(now) == differing(then, now)


def test_lists_are_not_made_where_nothing_that_they_show_differs() -> None:
    def never() -> Mapping[str, bytes]:
        raise AssertionError("the lists were made")

    own = bytearray(b"a" * 5 * 8 * len(DOCUMENTS))
    then = Ledger(DOCUMENTS, b"a" * 8 * 7, bytes(own), lambda: {"all methods": b"x"})
    own[2 * 8] = ord("b")
    now = Ledger(DOCUMENTS, b"a" * 8 * 7, bytes(own), never)
    assert now.otherwise(then) == {"methods/a:body"}
    assert now.lists == {"all methods": b"x"}
