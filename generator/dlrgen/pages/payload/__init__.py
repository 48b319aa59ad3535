"""Payloads in a page: where one begins and ends, and the values that it shows, its faults read over.

Every scan goes through the text once, from left to right, and remembers a bounded depth. There is a module for each
syntax.
"""

from dlrgen.pages.payload.curl import curl_at
from dlrgen.pages.payload.http import PLAIN_HEADERS, http_at, shown_call
from dlrgen.pages.payload.json import json_at, members_at
from dlrgen.pages.payload.query import form_at, url_at
from dlrgen.pages.payload.value import Payload, RawValue, Stretch
from dlrgen.pages.payload.xml import xml_at

__all__ = [
    "PLAIN_HEADERS", "Payload", "RawValue", "Stretch", "curl_at", "form_at", "http_at", "json_at",
    "members_at", "shown_call", "url_at", "xml_at",
]  # fmt: skip
