"""The list of faults fits the program: each can be planted, and names a test that there is."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import SOURCE
from tests.reliability.fault_list import FAULTS, Fault
from tests.reliability.planted_faults import CHECKED, planted

TESTS = Path(__file__).parent


@cache
def names_in(name: str) -> dict[str, bool]:
    """The tests of a module by name, each with whether it is slow."""
    tree = ast.parse((TESTS / name).read_text(encoding="utf-8"))
    all_slow = any(isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node) for node in tree.body)
    return {
        node.name: all_slow
        or any("slow" in ast.unparse(item) or "browser" in ast.unparse(item) for item in node.decorator_list)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.path}: {fault.right}")
def test_a_fault_can_be_planted_and_names_a_test(fault: Fault) -> None:
    text = (SOURCE / "kaedah" / fault.path).read_text(encoding="utf-8")
    ast.parse(planted(fault, text))
    module, _, name = fault.test.partition("::")
    assert name.partition("[")[0] in names_in(module)


def test_faults_of_the_engine_are_found_by_make_check() -> None:
    checked = [fault for fault in FAULTS if fault.area in CHECKED]
    assert [fault for fault in checked if names_in(fault.test.partition("::")[0])[_name(fault)]] == []


def test_there_are_thirty_faults_in_all_areas() -> None:
    assert len(FAULTS) >= 30
    assert {fault.area for fault in FAULTS} == {"engine", "comparison", "publishing", "sanitising"}


def _name(fault: Fault) -> str:
    return fault.test.partition("::")[2].partition("[")[0]
