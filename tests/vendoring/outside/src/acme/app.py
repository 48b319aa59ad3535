"""What became of messages, asked of two vendors: of their fakes, or of Acme at a base URL."""

from __future__ import annotations

import sys

import acme.third_party.dlr as dlr
from acme.third_party.dlr import testing
from acme.third_party.dlr.acme.models import LookupResponse


def looked_up(client: dlr.AcmeClient) -> list[dlr.DeliveryReport]:
    answer: LookupResponse = client.lookup(kind="sms", ids=["m1"])
    return list(answer.reports())


def pulled(client: dlr.WilddogClient) -> list[dlr.DeliveryReport]:
    return list(client.status_batch().reports())


def from_fakes() -> list[dlr.DeliveryReport]:
    rejected = testing.Report(state=dlr.State.REJECTED)
    acme = testing.fake("acme", messages=[testing.Message(id="m1", sent=-60)])
    wilddog = testing.fake("wilddog", messages=[testing.Message(id="m2", sent=-60, reports=[rejected])])
    with acme.client(dlr.AcmeClient) as first, wilddog.client(dlr.WilddogClient) as second:
        return [*looked_up(first), *pulled(second)]


def from_acme(base_url: str) -> list[dlr.DeliveryReport]:
    with dlr.AcmeClient(base_url=base_url) as client:
        return looked_up(client)


if __name__ == "__main__":
    for report in from_acme(sys.argv[1]) if sys.argv[1:] else from_fakes():
        print(report.vendor, report.message_id, report.state.value)
    assert not {"dlrkit", "dlrgen"} & {module.partition(".")[0] for module in sys.modules}
