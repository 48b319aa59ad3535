"""Unmodified SDKs of vendors whose keys travel as they are: our fakes serve them, and our clients send the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

import dlrkit

from .kit import library, listening, serving

pytestmark = pytest.mark.filterwarnings("ignore")  # of what SDKs warn is theirs
ONCE: dict[str, Any] = {"retry": dlrkit.RetryPolicy(retries=0), "pacing": "off"}
SINCE, UNTIL = datetime(2013, 8, 10, 16, tzinfo=UTC), datetime(2033, 8, 10, 16, tzinfo=UTC)
SID, ACCOUNT = f"SM{'1' * 32}", f"AC{'0' * 32}"


def plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


class Yunpian:
    """The SDK gives the answer's own data, and an error as a code."""

    name = "yunpian"

    def __init__(self, base_url: str, apikey: str) -> None:
        client = library("yunpian_python_sdk.ypclient").YunpianClient(apikey, {"yp.sms.host": base_url})
        self._sms = client.sms()

    def pull_status(self) -> Any:
        return self._sms.pull_status({"page_size": "100"})

    def get_record(self) -> Any:
        return self._sms.get_record({"start_time": "2013-08-11 00:00:00", "end_time": "2033-08-11 00:00:00"})


def ours_of_yunpian(base_url: str, apikey: str) -> dlrkit.YunpianClient:
    return dlrkit.YunpianClient(apikey=apikey, base_url=base_url, **ONCE)


@pytest.mark.parametrize("method", ["pull_status", "get_record"])
def test_yunpian_reads_our_fake(method: str) -> None:
    with serving("yunpian") as (fake, base_url):
        result = getattr(Yunpian(base_url, fake.credentials["apikey"]), method)()
        assert (result.code(), result.is_succ()) == (0, True)
        theirs = {str(row["sid"]): (row["mobile"], row["report_status"]) for row in result.data()}
        fake.reset()
        ours = ours_of_yunpian(base_url, fake.credentials["apikey"])
        arguments = {} if method == "pull_status" else {"start_time": SINCE, "end_time": UNTIL}
        answer = getattr(ours, method)(**arguments)
        assert theirs
        assert theirs == {r.message_id: (r.phone, r.raw_status) for r in answer.reports()}


def test_yunpian_gets_each_report_once() -> None:
    with serving("yunpian") as (fake, base_url):
        judge = Yunpian(base_url, fake.credentials["apikey"])
        assert judge.pull_status().data()
        assert judge.pull_status().data() in (None, [])
        assert judge.get_record().data()


@pytest.mark.parametrize("method", ["pull_status", "get_record"])
def test_yunpian_is_refused_with_a_wrong_key(method: str) -> None:
    with serving("yunpian") as (_, base_url):
        result = getattr(Yunpian(base_url, "wrong"), method)()
    assert (result.code(), result.is_succ(), result.data()) == (-1, False, None)
    assert result.msg() == "非法的apikey"


def test_yunpian_sends_what_we_send() -> None:
    with listening({"": b"[]"}) as (heard, base_url):
        judge, ours = Yunpian(base_url, "k"), ours_of_yunpian(base_url, "k")
        judge.pull_status()
        ours.pull_status(page_size=100)
        judge.get_record()
        ours.get_record(start_time=SINCE, end_time=UNTIL)
    assert len(heard) == 4
    for theirs, our in (heard[:2], heard[2:]):
        assert (theirs.method, theirs.path, theirs.form) == (our.method, our.path, our.form)
        assert our.form["apikey"] == ["k"]


def infobip_api(base_url: str, key: str) -> Any:
    library("infobip_api_client")
    configuration = library("infobip_api_client.configuration").Configuration(host=base_url, api_key=key)
    client = library("infobip_api_client.api_client").ApiClient(configuration)
    return library("infobip_api_client.api.sms_api").SmsApi(client)


def ours_of_infobip(base_url: str, key: str) -> dlrkit.InfobipClient:
    return dlrkit.InfobipClient(api_key=key, base_url=base_url, **ONCE)


def test_infobip_reads_our_fakes_reports_once() -> None:
    with serving("infobip") as (fake, base_url):
        api = infobip_api(base_url, fake.credentials["api_key"])
        found = api.get_outbound_sms_message_delivery_reports(limit=1000).results
        theirs = {row.message_id: (row.to, str(row.status.id), row.error.name) for row in found}
        assert api.get_outbound_sms_message_delivery_reports().results == []
        assert all(row.done_at.tzinfo is not None for row in found)
        fake.reset()
        ours = ours_of_infobip(base_url, fake.credentials["api_key"]).sms_reports()
    assert theirs
    assert theirs == {r.message_id: (r.phone, r.raw_status, r.raw_code) for r in ours.reports()}


def test_infobip_reads_our_fakes_logs() -> None:
    with serving("infobip") as (fake, base_url):
        api = infobip_api(base_url, fake.credentials["api_key"])
        wanted = [message.id for message in fake.messages][:1]
        page = api.get_outbound_sms_message_logs(use_cursor=True, limit=1)
        one = api.get_outbound_sms_message_logs(message_id=wanted)
        ours = ours_of_infobip(base_url, fake.credentials["api_key"]).sms_logs(message_ids=wanted)
    assert len(page.results) == 1
    theirs = [(row.message_id, row.destination, str(row.status.id)) for row in one.results]
    assert [row[0] for row in theirs] == wanted
    assert theirs == [(r.message_id, r.phone, r.raw_status) for r in ours.reports()]


@pytest.mark.parametrize("method", ["get_outbound_sms_message_delivery_reports", "get_outbound_sms_message_logs"])
def test_infobip_is_refused_with_a_wrong_key(method: str) -> None:
    refused = library("infobip_api_client.exceptions").UnauthorizedException
    with serving("infobip") as (_, base_url), pytest.raises(refused) as caught:
        getattr(infobip_api(base_url, "wrong"), method)()
    assert caught.value.status == 401
    assert "E401" in caught.value.body


def test_infobip_sends_what_we_send() -> None:
    with listening({"": b'{"results": []}'}) as (heard, base_url):
        api, ours = infobip_api(base_url, "k"), ours_of_infobip(base_url, "k")
        api.get_outbound_sms_message_delivery_reports(bulk_id="b", message_id="m", limit=7, entity_id="e")
        ours.sms_reports(bulk_id="b", message_id="m", limit=7, entity_id="e")
        api.get_outbound_sms_message_logs(message_id=["a", "b"], use_cursor=True, destination="41793026727", cursor="c")
        ours.sms_logs(message_ids=["a", "b"], use_cursor=True, destination="41793026727", after="c")
    for theirs, our in (heard[:2], heard[2:]):
        sent = {key: [value.lower() for value in values] for key, values in theirs.query.items()}
        assert (theirs.method, theirs.path, sent) == (our.method, our.path, our.query)
        assert theirs.headers["authorization"] == our.headers["authorization"] == "App k"


def test_infobip_writes_times_that_mean_what_ours_mean() -> None:
    since = datetime(2024, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    with listening({"": b'{"results": []}'}) as (heard, base_url):
        infobip_api(base_url, "k").get_outbound_sms_message_logs(sent_since=since)
        ours_of_infobip(base_url, "k").sms_logs(sent_since=since)
    theirs, our = (datetime.strptime(each.query["sentSince"][0], "%Y-%m-%dT%H:%M:%S.%f%z") for each in heard)
    assert theirs == our == since


def twilio_client(base_url: str, user: str, password: str, account: str) -> Any:
    """The SDK's client. Its addresses are those of the vendor alone, so the carrier below it is told another."""
    http = library("twilio.http.http_client").TwilioHttpClient

    class ToLoopback(http):  # type: ignore[misc, valid-type]
        def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
            return super().request(method, url.replace("https://api.twilio.com", base_url), *arguments, **options)

    return library("twilio.rest").Client(user, password, account, http_client=ToLoopback())


def ours_of_twilio(base_url: str, **credentials: str) -> dlrkit.TwilioClient:
    return dlrkit.TwilioClient(base_url=base_url, **credentials, **ONCE)


WITH: dict[str, tuple[str, str]] = {"token": ("account_sid", "auth_token"), "key": ("api_key", "api_key_secret")}


@pytest.mark.parametrize("scheme", WITH)
def test_twilio_reads_our_fake(scheme: str) -> None:
    with serving("twilio") as (fake, base_url):
        user, password = (fake.credentials[name] for name in WITH[scheme])
        client = twilio_client(base_url, user, password, fake.credentials["account_sid"])
        listed = client.messages.list()
        fetched = client.messages(listed[0].sid).fetch()
        credentials = {name: fake.credentials[name] for name in {"account_sid", *WITH[scheme]}}
        ours = list(ours_of_twilio(base_url, auth=scheme, **credentials).reports())
    assert listed
    assert [(m.sid, m.to, m.status, m.error_code, m.date_updated) for m in listed] == [
        (r.message_id, r.phone, r.raw_status, r.raw_code and int(r.raw_code), r.reported_at) for r in ours
    ]
    assert (fetched.sid, fetched.status) == (listed[0].sid, listed[0].status)


def test_twilio_reads_on_over_our_fakes_pages() -> None:
    from dlrgen.runtime.testing.messages import Message

    ids = [f"SM{n:032x}" for n in range(7)]
    with serving("twilio") as (fake, base_url):
        fake.add(*(Message(id=id, phone="+12015550123") for id in ids))
        fake.clock.advance(60)
        credentials = {name: fake.credentials[name] for name in ("account_sid", "auth_token")}
        client = twilio_client(base_url, *credentials.values(), credentials["account_sid"])
        theirs = [message.sid for message in client.messages.list(page_size=3)]
        ours = [row.sid for row in ours_of_twilio(base_url, **credentials).iter_messages(page_size=3)]
    assert set(ids) <= set(theirs)
    assert theirs == ours


def test_twilio_is_refused_with_a_wrong_token_and_told_of_what_there_is_not() -> None:
    errors = library("twilio.base.exceptions")
    with serving("twilio") as (fake, base_url):
        account = fake.credentials["account_sid"]
        wrong = twilio_client(base_url, account, "wrong", account)
        with pytest.raises(errors.TwilioException, match=r"HTTP 401 .*20003"):
            wrong.messages.list()
        with pytest.raises(errors.TwilioRestException) as caught:
            wrong.messages(SID).fetch()
        assert (caught.value.status, caught.value.code) == (401, 20003)
        with pytest.raises(errors.TwilioRestException) as caught:
            twilio_client(base_url, account, fake.credentials["auth_token"], account).messages(SID).fetch()
        assert (caught.value.status, caught.value.code) == (404, 20404)


@pytest.mark.parametrize("scheme", WITH)
def test_twilio_sends_what_we_send(scheme: str) -> None:
    key = f"SK{'0' * 32}"
    credentials = {
        "account_sid": ACCOUNT,
        **({"auth_token": "t"} if scheme == "token" else {"api_key": key, "api_key_secret": "t"}),
    }
    after = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    calls: list[tuple[Callable[[Any], Any], Callable[[Any], Any]]] = [
        (lambda c: c.messages(SID).fetch(), lambda c: c.message(sid=SID)),
        (
            lambda c: c.messages.page(to="+1", from_="+2", date_sent_after=after, page_size=9),
            lambda c: c.messages(to="+1", from_="+2", date_sent_after=after, page_size=9),
        ),
        (
            lambda c: c.messages.page(date_sent=after, date_sent_before=after + timedelta(1), page_token="p"),
            lambda c: c.messages(date_sent=after, date_sent_before=after + timedelta(1), page_token="p"),
        ),
    ]
    with listening({"s.json": b'{"messages": []}', "": b'{"sid": "x", "status": "sent"}'}) as (heard, base_url):
        judge = twilio_client(base_url, ACCOUNT if scheme == "token" else key, "t", ACCOUNT)
        ours = ours_of_twilio(base_url, auth=scheme, **credentials)
        for theirs, our in calls:
            theirs(judge)
            our(ours)
    for theirs, our in zip(heard[::2], heard[1::2], strict=True):
        assert (theirs.method, theirs.path, theirs.query) == (our.method, our.path, our.query)
        assert theirs.headers["authorization"] == our.headers["authorization"]
