"""One call and its raw answer, without secrets: what hooks get, errors carry and responses keep."""

from __future__ import annotations

from msgspec import Struct


class Exchange(Struct, frozen=True, kw_only=True):
    """A request that was made and the complete answer to it.

    Attributes:
        vendor: The vendor's name in lower case.
        endpoint: The endpoint's name.
        method: The HTTP method.
        url: The URL, with `***` in place of signatures and secrets.
        sent_at: When the request was made, in Unix seconds.
        status: The HTTP status.
        headers: The answer's headers, names in lower case.
        body: The answer's body as it came, content encoding undone.
    """

    vendor: str
    endpoint: str
    method: str
    url: str
    sent_at: float
    status: int
    headers: dict[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"<Exchange {self.method} {self.url} {self.status}, {len(self.body)} bytes>"
