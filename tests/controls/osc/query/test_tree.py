"""OSCQuery's tree and its answers, as the proposal and its readers have them; and no request can break them.

In: the shipped catalogue, requests. Out: proof. Runs in the test process.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.catalogue import shipped_catalogue
from engine.controls.osc.features import FEATURES
from engine.controls.osc.query.commands import Command, read_command, write_command
from engine.controls.osc.query.frames import LARGEST, FrameReader, write_frame, write_json
from engine.controls.osc.query.listeners import MOST_PATHS, Listener
from engine.controls.osc.query.nodes import UNITS, describe_nodes
from engine.controls.osc.query.tree import ATTRIBUTES, Tree, changes
from engine.controls.verbs import LOCAL_VERBS, VERBS

CATALOGUE = shipped_catalogue()
HOST = {"NAME": "Asterism", "OSC_PORT": 9000}
_TREE = Tree(describe_nodes(CATALOGUE, 2), HOST)


@pytest.fixture(scope="module")
def tree() -> Tree:
    tree = Tree(describe_nodes(CATALOGUE, 8), HOST)
    tree.values.update({path: (p.default,) for path, p in CATALOGUE.items() if p.kind != "trigger"})
    return tree


def test_the_whole_tree_is_json_and_has_every_address(tree: Tree) -> None:
    found = {}

    def walk(node: dict[str, object]) -> None:
        found[node["FULL_PATH"]] = node
        for name, child in node.get("CONTENTS", {}).items():  # type: ignore[attr-defined]
            assert child["FULL_PATH"] == f"{str(node['FULL_PATH']).rstrip('/')}/{name}"
            walk(child)

    answer = tree.answer("/")
    assert answer.status == 200
    walk(json.loads(json.dumps(answer.content, allow_nan=False)))
    verbs = {kind.address for kind in VERBS.values() if kind.name not in LOCAL_VERBS}
    assert set(CATALOGUE) | verbs | set(FEATURES) | {"/asterism/unit/7", "/", "/color"} <= set(found)
    assert "/quit" not in found and "/asterism/unit/8" not in found
    assert all(set(node) <= set(ATTRIBUTES) for node in found.values())
    assert found["/"]["DESCRIPTION"] == "Asterism" and found["/color"]["ACCESS"] == 0


def test_a_number_a_switch_a_choice_a_trigger_and_a_verb(tree: Tree) -> None:
    """Types and ranges as Chataigne and libossia read them: VALS for a list, N for what has no value."""
    said = {
        path: tree.answer(path).content for path in ("/ear/gain", "/ear/auto", "/layout/choice", "/burst/fire", "/tap")
    }
    gain, auto, layout, fire, tap = (content or {} for content in said.values())
    assert (gain["TYPE"], gain["ACCESS"], gain["VALUE"], gain["CLIPMODE"]) == ("f", 3, [0.0], ["both"])
    assert (gain["RANGE"], gain["UNIT"]) == ([{"MIN": -24.0, "MAX": 24.0}], ["gain.db-raw"])
    assert (auto["TYPE"], auto["VALUE"]) == ("T", [True])
    assert (layout["TYPE"], layout["VALUE"]) == ("s", ["sunflower"])
    assert layout["RANGE"] == [{"VALS": list(CATALOGUE["/layout/choice"].choices)}]
    for node in (fire, tap):
        assert (node["TYPE"], node["ACCESS"], node["CRITICAL"]) == ("N", 2, True) and "VALUE" not in node


def test_looks_are_the_choices_of_their_verb() -> None:
    nodes = describe_nodes(CATALOGUE, 2, ["undertow", "nerve"])
    assert nodes["/preset/load"]["RANGE"] == [{"VALS": ["undertow", "nerve"]}]
    assert (nodes["/preset/load"]["TYPE"], nodes["/preset/load"]["ACCESS"]) == ("s", 2)
    assert "RANGE" not in describe_nodes(CATALOGUE, 2)["/preset/load"]


def test_a_switchs_type_tells_how_it_stands(tree: Tree) -> None:
    assert tree.answer("/master/blackout?TYPE").content == {"TYPE": "F"}


@pytest.mark.parametrize("unit", sorted({p.unit for p in CATALOGUE.values() if p.unit in UNITS}))
def test_units_are_of_the_proposals_list(unit: str) -> None:
    assert UNITS[unit] in {"time.second", "time.ms", "time.hz", "gain.db-raw"}


@pytest.mark.parametrize(
    ("target", "status", "content"),
    [
        ("/color/hue?VALUE", 200, {"VALUE": [0.0]}),
        ("/color/hue?TYPE&ACCESS", 200, {"TYPE": "f", "ACCESS": 3}),
        ("/color/hue/?FULL_PATH", 200, {"FULL_PATH": "/color/hue"}),
        ("/color/%68ue?VALUE", 200, {"VALUE": [0.0]}),
        ("/color/hue?HOST_INFO", 200, None),
        ("?HOST_INFO", 200, None),
        ("/?HOST_INFO", 200, None),
        ("", 200, None),
        ("/color?ACCESS", 200, {"ACCESS": 0}),
        ("/color?VALUE", 204, None),
        ("/burst/fire?VALUE", 204, None),
        ("/burst/fire?RANGE", 204, None),
        ("/color/hue?NONSENSE", 400, None),
        ("/color/hue?value", 400, None),
        ("/nothing?NONSENSE", 400, None),
        ("/" + "x" * 2000, 400, None),
        ("/?" + "TYPE&" * 20, 400, None),
        ("/nothing", 404, None),
        ("/color/hue/more?VALUE", 404, None),
        ("/favicon.ico", 404, None),
        ("/../../etc/passwd", 404, None),
    ],
)
def test_every_request_has_its_answer(tree: Tree, target: str, status: int, content: object) -> None:
    answer = tree.answer(target)
    assert answer.status == status
    assert (answer.content is None) == (status != 200)
    if content is not None:
        assert answer.content == content
    if "HOST_INFO" in target:
        assert (
            answer.content and answer.content["NAME"] == "Asterism" and answer.content["EXTENSIONS"]["LISTEN"] is True
        )


@given(st.one_of(st.text(max_size=40), st.from_regex(r"/?[a-z/%0-9?&=A-Z_]*", fullmatch=True)))
def test_any_request_has_an_answer(target: str) -> None:
    answer = _TREE.answer(target)
    assert answer.status in (200, 204, 400, 404)
    json.dumps(answer.content, allow_nan=False)


def test_values_that_json_does_not_know_are_null() -> None:
    tree = Tree({"/a": {"ACCESS": 1}}, {})
    tree.values["/a"] = (float("nan"), float("inf"), b"x", None, 1, "s", True)
    assert tree.answer("/a?VALUE").content == {"VALUE": [None, None, None, None, 1, "s", True]}


def test_changes_are_told_by_path() -> None:
    before = {"/a/b": {"TYPE": "f"}, "/a/c": {"TYPE": "f"}, "/a/d": {"TYPE": "f"}}
    after = {"/a/c": {"TYPE": "s"}, "/a/d": {"TYPE": "f"}, "/e": {}}
    assert changes(before, after) == [("PATH_REMOVED", "/a/b"), ("PATH_ADDED", "/e"), ("PATH_CHANGED", "/a/c")]
    assert changes(after, after) == []


@pytest.mark.parametrize("word", ["LISTEN", "IGNORE"])
def test_commands_are_read(word: str) -> None:
    assert read_command(write_command(word, "/color/hue")) == Command(word, "/color/hue")  # type: ignore[arg-type]
    assert read_command(write_command(word, "/")) == Command(word, "/")  # type: ignore[arg-type]


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=7), inner, max_size=3)),
    max_leaves=6,
)


@given(
    st.one_of(
        st.text(max_size=60),
        values.map(json.dumps),
        st.fixed_dictionaries({"COMMAND": values, "DATA": values}).map(json.dumps),
    )
)
def test_any_other_text_is_no_command(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    "text", ["[" * 900, '{"COMMAND":"LISTEN","DATA":"/' + "a" * 2000 + '"}', '{"COMMAND":"LISTEN"}']
)
def test_deep_and_long_texts_are_no_commands(text: str) -> None:
    assert read_command(text) is None


@given(
    st.lists(st.tuples(st.sampled_from([b"D", b"P", b"T"]), st.binary(max_size=20), st.integers(0, 9))),
    st.integers(1, 7),
)
def test_frames_are_read_however_they_are_cut(sent: list[tuple[bytes, bytes, int]], cut: int) -> None:
    stream = b"".join(write_frame(kind, content, number) for kind, content, number in sent)
    reader, read = FrameReader(), []
    for place in range(0, len(stream), cut):
        read += reader.feed(stream[place : place + cut])
    assert [(frame.kind, frame.content, frame.number) for frame in read] == sent


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_any_stream_gives_frames_or_a_value_error(stream: list[bytes]) -> None:
    reader = FrameReader()
    try:
        for content in stream:
            reader.feed(content)
    except ValueError as error:
        assert "announced" in str(error)
    assert FrameReader().feed(write_json(b"D", {"a": [1]}))[0].said == {"a": [1]}
    with pytest.raises(ValueError, match="announced"):
        FrameReader().feed(b"D" + b"\xff" * 8)
    assert LARGEST > 1 << 20


def test_a_listener_hears_the_newest_of_what_it_listens_to() -> None:
    now = [0.0]
    listener = Listener(1, lambda: now[0])
    assert listener.obey(Command("LISTEN", "/a"), ["/a", "/b"]) == ["/a", "/b"]
    assert listener.obey(Command("LISTEN", "/a"), ["/a"]) == []
    for number in range(5):
        listener.tell("/a", (number,), b"%d" % number)
    listener.tell("/c", (1,), b"c")
    listener.announce("text", "all")
    assert [listener.take() for _ in range(3)] == ["text", b"4", None]
    listener.obey(Command("IGNORE", "/a"), ["/a"])
    listener.tell("/a", (9,), b"9")
    assert listener.take() is None and not listener.awake.is_set()


def test_a_listener_does_not_hear_its_own_value_for_a_second() -> None:
    now = [0.0]
    listener = Listener(1, lambda: now[0])
    listener.obey(Command("LISTEN", "/a"), ["/a"])
    listener.sent("/a", (0.5,))
    listener.tell("/a", (0.5,), b"own")
    assert listener.take() is None
    listener.tell("/a", (0.25,), b"another")
    assert listener.take() == b"another"
    now[0] = 2.0
    listener.tell("/a", (0.5,), b"later")
    assert listener.take() == b"later"


def test_what_waits_for_a_listener_is_bounded() -> None:
    listener = Listener(1, lambda: 0.0)
    assert len(listener.obey(Command("LISTEN", "/"), [f"/{number}" for number in range(9999)])) == MOST_PATHS
    assert listener.obey(Command("LISTEN", "/x"), ["/x"]) == []
    for number in range(9999):
        listener.sent(f"/{number}", (1.0,))
        listener.announce(f"{number}", "all")
    assert len(listener._own) <= MOST_PATHS and len(listener._texts) <= 64 and listener._texts[0] == "all"
