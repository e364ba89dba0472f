"""oracle.core.wire and oracle.core.spool"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.core.errors import Malformed
from oracle.core.spool import segment_line
from oracle.core.units import Wh
from oracle.core.wire import parse_object, segment_from_json, segment_to_json
from tests.oracle.unit.builders import plain_reading, resigned, segments

SIGNED = segments(1)[0]


def members() -> dict:
    return json.loads(json.dumps(segment_to_json(SIGNED)))


def test_a_segment_survives_its_json() -> None:
    assert segment_from_json(segment_to_json(SIGNED)) == SIGNED


def test_integers_above_2_to_53_are_strings() -> None:
    large = resigned(SIGNED, plain_reading(export_register=Wh(2**53)))
    as_json = segment_to_json(large)
    assert as_json["readings"][0][3] == "9007199254740992"
    assert segment_from_json(as_json) == large


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("signature",), "0x00", "signature"),
        (("signature",), None, "signature"),
        (("segment",), [], "segment"),
        (("segment", "device"), "0x" + "g" * 64, "device"),
        (("segment", "count"), True, "count"),
        (("segment", "count"), -1, "count"),
        (("segment", "start"), 2**40, "start"),
        (("segment", "keyEpoch"), 2**16, "keyEpoch"),
        (("segment", "exported"), 2**63, "exported"),
        (("segment", "exported"), "1" * 5_000, "exported"),
        (("segment", "extra"), 1, "segment"),
        (("readings",), [], "readings"),
        (("readings",), "x", "readings"),
        (("readings", 2), [1], "readings[2]"),
        (("readings", 2, 0), None, "readings[2].sequence"),
        (("readings", 2, 7), 64, "readings[2].flags"),
        (("readings", 2, 8), 5, "readings[2].salt"),
        (("readings", 2, 9), "0x", "readings[2].previous"),
    ],
)
def test_what_is_malformed_is_named(path, value, field) -> None:
    changed = members()
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    with pytest.raises(Malformed) as caught:
        segment_from_json(changed)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{", b"[]", b"1", b"null", b"\xff\xfe", b'{"a":1.0}', b'{"a":NaN}', b'{"a":1e3}'),
        *(b'{"a":1,"a":2}', b"[" * 100_000, b'{"a":' + b"9" * 5_000 + b"}", b'"' * 3),
    ],
)
def test_a_line_that_is_no_exact_object_is_malformed(line: bytes) -> None:
    with pytest.raises(Malformed):
        parse_object(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["segment", "signature", "readings"]), JSON)
def test_no_json_whatever_escapes_as_another_error(name, value) -> None:
    changed = {**members(), name: value}
    try:
        segment_from_json(parse_object(json.dumps(changed).encode()))
    except Malformed:
        return
    assert changed == members()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
def test_no_torn_line_escapes_as_another_error(at, noise) -> None:
    line = segment_line(SIGNED)
    torn = line[: at % len(line)] + noise + line[at % len(line) + len(noise) :]
    try:
        found = parse_object(torn)
        found.pop("kind", None)
        segment_from_json(found)
    except Malformed:
        return
