"""What holds of any reports in any order: the promises that `dlrkit.merge` makes in its docstrings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dlrkit import DeliveryEvidence, DeliveryReport, Ledger, MessageKey, MessageState, PartState, State, merge

from .kit import START, AcmeReport, EmcaReport, report

# The rules have few values, and short sequences of them show every pair.
PROPERTY = settings(max_examples=100, deadline=None)
EVIDENCE = list(DeliveryEvidence)
DEADLINE = timedelta(days=1)

FINAL = ["delivered", "undelivered", "rejected", "expired", "canceled"]
WORDS = ["unrecognised", "queued", "in_transit", "buffered", "unknown", *FINAL]
ids = st.sampled_from(["m1", "m2", None])
phones = st.sampled_from(["1", "2", None])
parts = st.sampled_from(["", "#1", "#2", "#1/2", "#2/2", "#/2"])


def texts(words: Iterable[str] = WORDS, parts: st.SearchStrategy[str] = parts) -> st.SearchStrategy[str]:
    """Reports as in `cases.yaml`, few enough to differ that repetitions happen."""
    return st.builds(
        "{}{}{}{}{}".format,
        st.sampled_from(list(words)),
        parts,
        st.sampled_from(["", "+operator", "+handset"]),
        st.sampled_from(["", "~A"]),
        st.sampled_from(["", "@1", "@2"]),
    )


any_report = st.builds(
    lambda text, kind, id, phone: report(text, kind, id=id, phone=phone),
    texts(),
    st.sampled_from([AcmeReport, EmcaReport]),
    ids,
    phones,
)
any_reports = st.lists(any_report, max_size=12)
of_one_message = st.lists(texts().map(report), min_size=1, max_size=10)
of_the_whole = st.lists(texts(parts=st.just("")).map(report), min_size=1, max_size=10)
send_records = st.dictionaries(
    st.builds(MessageKey, st.sampled_from(["acme", "emca"]), st.sampled_from(["m1", "m2", "m3"]), phones),
    st.integers(0, 48).map(lambda hours: START + timedelta(hours=hours)),
    max_size=4,
)
times = st.integers(0, 96).map(lambda hours: START + timedelta(hours=hours))


def identities(reports: Iterable[DeliveryReport]) -> Counter[int]:
    return Counter(map(id, reports))


def merged(reports: list[DeliveryReport]) -> MessageState:
    (state,) = merge(reports)
    return state


def history(reports: list[DeliveryReport]) -> list[MessageState]:
    """What is known after each report."""
    ledger = Ledger()
    states = []
    for each in reports:
        ledger.add(each)
        states += ledger.states()
    return states


@PROPERTY
@given(any_reports, send_records, times)
def test_every_report_is_in_exactly_one_message_and_one_part(
    reports: list[DeliveryReport], sent: dict[MessageKey, datetime], now: datetime
) -> None:
    states = merge(reports, sent=sent, deadline=DEADLINE, now=now)
    expected = identities(reports)
    assert identities(each for state in states for each in state.reports) == expected
    assert identities(each for state in states for part in state.parts for each in part.reports) == expected
    assert len({state.key for state in states if state.key.message_id}) == sum(
        state.key.message_id is not None for state in states
    )


@PROPERTY
@given(any_reports)
def test_counts_add_up(reports: list[DeliveryReport]) -> None:
    for state in merge(reports):
        assert list(map(id, state.duplicates)) == [id(each) for part in state.parts for each in part.duplicates]
        for part in state.parts:
            said = {(r.state, r.raw_status, r.raw_code, r.reported_at) for r in part.reports}
            assert len(said) + len(part.duplicates) == len(part.reports)
            differing = {
                (r.state, r.raw_status, r.raw_code, r.reported_at)
                for r in part.reports
                if part.state in FINAL and r.state in FINAL and r.state is not part.state
            }
            assert len(part.conflicts) == len(differing)
            assert not identities(part.conflicts) & identities(part.duplicates)
            assert not identities(part.conflicts) - identities(part.reports)
        assert not identities(each for part in state.parts for each in part.conflicts) - identities(state.conflicts)


@PROPERTY
@given(any_reports, send_records, times, st.data())
def test_batch_by_batch_is_the_same_as_at_once(
    reports: list[DeliveryReport], sent: dict[MessageKey, datetime], now: datetime, data: st.DataObject
) -> None:
    at_once = merge(reports, sent=sent, deadline=DEADLINE, now=now)
    records: list[tuple[MessageKey, datetime]] = data.draw(st.permutations(list(sent.items())))
    ledger = Ledger(deadline=DEADLINE)
    for each in reports:
        while records and bool(data.draw(st.booleans())):
            ledger.add_sent(*records.pop())
        ledger.add(each)
        ledger.states()  # looking changes nothing
    for record in records:
        ledger.add_sent(*record)
    bit_by_bit = ledger.states(now=now)
    assert sorted(map(repr, bit_by_bit)) == sorted(map(repr, at_once))
    for state in bit_by_bit:
        if state.key.message_id is not None:
            assert ledger.state(state.key, now=now) == state


@PROPERTY
@given(any_reports, st.randoms(use_true_random=False))
def test_how_reports_of_different_messages_interleave_does_not_matter(
    reports: list[DeliveryReport], random: Random
) -> None:
    lanes: dict[MessageKey, list[DeliveryReport]] = {}
    for each in reports:
        lanes.setdefault(MessageKey.of(each), []).append(each)
    order = [key for key, lane in lanes.items() for _ in lane]
    random.shuffle(order)
    queues = {key: iter(lane) for key, lane in lanes.items()}
    interleaved = [next(queues[key]) for key in order]
    assert sorted(map(repr, merge(interleaved))) == sorted(map(repr, merge(reports)))


@PROPERTY
@given(
    st.sampled_from(FINAL).flatmap(
        lambda final: st.lists(texts([*WORDS[:5], final]).map(report), min_size=1, max_size=10)
    ),
    st.data(),
)
def test_order_does_not_matter_while_finals_agree(reports: list[DeliveryReport], data: st.DataObject) -> None:
    one, other = merged(reports), merged(data.draw(st.permutations(reports)))
    assert (one.state, one.evidence, one.segments) == (other.state, other.evidence, other.segments)
    assert [(p.segment, p.state, p.evidence) for p in one.parts] == [
        (p.segment, p.state, p.evidence) for p in other.parts
    ]
    assert one.conflicts == other.conflicts == ()
    assert len(one.duplicates) == len(other.duplicates)


@PROPERTY
@given(of_one_message, st.data())
def test_how_much_is_repeated_and_known_never_depends_on_order(
    reports: list[DeliveryReport], data: st.DataObject
) -> None:
    one, other = merged(reports), merged(data.draw(st.permutations(reports)))
    assert [(p.segment, p.state.is_final, len(p.reports), len(p.duplicates)) for p in one.parts] == [
        (p.segment, p.state.is_final, len(p.reports), len(p.duplicates)) for p in other.parts
    ]
    assert one.segments == other.segments


@PROPERTY
@given(of_one_message)
def test_a_part_never_goes_back(reports: list[DeliveryReport]) -> None:
    for before, after in pairwise(history(reports)):
        later = {part.segment: part for part in after.parts}
        for part in before.parts:
            assert _follows(part, later[part.segment])


def _follows(before: PartState, after: PartState) -> bool:
    if before.state is not after.state:
        rank = {word: rank for rank, word in enumerate(WORDS)}
        return before.state not in FINAL and rank[after.state] > rank[before.state]
    return EVIDENCE.index(after.evidence) >= EVIDENCE.index(before.evidence) and after.report is before.report


@PROPERTY
@given(of_one_message)
def test_a_message_is_final_until_more_parts_show(reports: list[DeliveryReport]) -> None:
    for before, after in pairwise(history(reports)):
        if before.state.has_failed:
            assert (after.state, after.report) == (before.state, before.report)
        elif before.is_final and _known(before) == _known(after):
            assert after.state is before.state or (before.state is State.UNKNOWN and after.is_final)


def _known(state: MessageState) -> tuple[object, ...]:
    return (state.segments, *(part.segment for part in state.parts))


@PROPERTY
@given(of_the_whole)
def test_the_first_final_stands(reports: list[DeliveryReport]) -> None:
    finals = [each for each in reports if each.state in FINAL]
    state = merged(reports)
    if finals:
        assert state.report is finals[0]
        assert {each.state for each in state.conflicts} == {each.state for each in finals} - {finals[0].state}


@PROPERTY
@given(of_one_message)
def test_a_message_is_delivered_only_if_the_whole_or_all_its_parts_are(reports: list[DeliveryReport]) -> None:
    state = merged(reports)
    whole = [part.state for part in state.parts if part.segment is None]
    numbered = [part.state for part in state.parts if part.segment is not None]
    all_parts = bool(numbered) and set(numbered) == {State.DELIVERED} and len(numbered) >= (state.segments or 0)
    if state.state is State.DELIVERED:
        assert all_parts or whole == [State.DELIVERED]
    elif all_parts or whole == [State.DELIVERED]:
        assert state.state.has_failed
        assert state.conflicts


@PROPERTY
@given(any_reports, send_records, times)
def test_no_report_is_for_overdue_messages_without_a_final_and_all_of_them(
    reports: list[DeliveryReport], sent: dict[MessageKey, datetime], now: datetime
) -> None:
    without = {state.key: state for state in merge(reports, sent=sent)}
    for state in merge(reports, sent=sent, deadline=DEADLINE, now=now):
        if state.key.message_id is None:
            assert state.state is not State.NO_REPORT
            continue
        overdue = state.sent_at is not None and state.sent_at + DEADLINE <= now
        plain = without[state.key]
        assert state.state is (State.NO_REPORT if overdue and not plain.is_final else plain.state)
