"""Compilers' complaints are told in terms of files, whatever the driver's way to say a place.

In: messages as drivers write them. Out: the same, with names. Runs in the test process.
"""

from engine.isf.complaints import LINES_PER_FILE, direct_line, explain

NAMES = ("a.fs", "b.glsl")


def test_places_of_every_driver_are_understood() -> None:
    assert explain("0:14(5): error: x", NAMES) == "a.fs:14(5): error: x"
    assert explain("0(14) : error C1: x", NAMES) == "a.fs:14 : error C1: x"
    assert explain("ERROR: 0:14: x\nWARNING: 0:2: y", NAMES) == "a.fs:14: x\na.fs:2: y"


def test_a_line_s_range_says_its_file() -> None:
    line = LINES_PER_FILE + 3
    assert direct_line(1, 3) == f"#line {line}"
    assert explain(f"0:{line}(1): error: x\n0:3(1): error: y", NAMES) == "b.glsl:3(1): error: x\na.fs:3(1): error: y"
    assert explain(f"ERROR: 0:{2 * LINES_PER_FILE + 3}: x", NAMES) == "?:3: x"


def test_what_is_no_place_stays() -> None:
    said = "error: linking failed\nvalue 0:14 is odd"
    assert explain(said, NAMES) == said
