from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.platform.rules.audit import AuditEntry, breaks, linked

NOW = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)


def _entry(number, **changes):
    return replace(AuditEntry(number, NOW, "user:1", "key.issued", "key:key_1", ("name",)), **changes)


def _chain(length):
    links = []
    for number in range(1, length + 1):
        links.append(linked(_entry(number), previous=links[-1].digest if links else ""))
    return links


def _said(links, length, whole):
    return list(breaks(links, last_number=length, last_digest=whole[-1].digest if whole else ""))


@given(st.integers(0, 12))
def test_a_chain_that_nobody_touched_is_whole(length):
    whole = _chain(length)

    assert _said(whole, length, whole) == []


@given(st.data())
def test_whatever_is_changed_taken_out_or_put_in_is_noticed(data):
    whole = _chain(data.draw(st.integers(1, 8)))
    at = data.draw(st.integers(0, len(whole) - 1))
    forged = replace(whole[at], entry=replace(whole[at].entry, actor="user:2"))
    again = linked(forged.entry, previous=forged.previous)
    spoiled = data.draw(
        st.sampled_from(
            [
                [*whole[:at], forged, *whole[at + 1 :]],
                [*whole[:at], again, *whole[at + 1 :]],
                [*whole[:at], *whole[at + 1 :]],
                [*whole[:at], whole[at], *whole[at:]],
            ]
        )
    )

    assert _said(spoiled, len(whole), whole) != []


def test_each_break_is_told_with_its_place():
    whole = _chain(3)
    forged = replace(whole[1], entry=_entry(2, subject="key:key_2"))

    assert _said([whole[0], forged, whole[2]], 3, whole) == ["entry 2 is not what was written"]
    assert _said([whole[0], whole[2]], 3, whole) == [
        "entry 3 stands where 2 should",
        "entry 3 does not follow the one before it",
    ]
    assert _said(whole[:2], 3, whole) == ["the chain ends with entry 2; the last one written was 3"]


@pytest.mark.parametrize(
    "change",
    [{"actor": "ola@moveo.example"}, {"actor": "user:"}, {"act": "Key issued"}, {"fields": ("Ola Nowak",)}],
)
def test_only_ids_and_names_of_fields_are_written_down(change):
    with pytest.raises(ValueError, match="cannot stand in an audit entry"):
        linked(_entry(1, **change), previous="")
