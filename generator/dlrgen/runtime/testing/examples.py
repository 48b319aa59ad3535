"""Arguments with which a client's method can be called, so that its fake has something to answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from ..plain import is_object
from .facts import Endpoint, Param
from .messages import Message
from .paging import whole
from .shapes import Filler


def arguments(endpoint: Endpoint, messages: list[Message], now: float) -> dict[str, Any]:
    """The required arguments of a call: ids and phones of messages that there are, an hour on both sides of now.

    Args:
        endpoint: The endpoint.
        messages: The messages that its fake has.
        now: The fake's time in Unix seconds.
    """
    return {
        param.name: _value(wire, param, endpoint, messages, now)
        for wire, param in endpoint.params.items()
        if param.required and param.value is None
    }


def _value(wire: str, param: Param, endpoint: Endpoint, messages: list[Message], now: float) -> Any:
    if param.role in ("message_id", "phone") and messages:
        known = [message.id if param.role == "message_id" else message.phone for message in messages]
        return known if param.type == "array" else known[0]
    captured = endpoint.asked.get(wire)
    match param.type:
        case "time":
            hour = timedelta(hours=-1 if param.role == "since" or "start" in wire.lower() else 1)
            return datetime.fromtimestamp(now, UTC) + hour
        case "integer":
            first = endpoint.following.first if endpoint.following and endpoint.following.page == wire else 1
            return first if captured is None else whole([captured]) or first
        case "number":
            return 1.0
        case "boolean":
            return True
        case "object":
            return captured if is_object(captured) else {}
        case "array" if param.items is not None:
            return [Filler(Random(0), {}).value(param.items, wire)]  # noqa: S311
        case "array":
            return [text for text in str(captured or "1").strip("[]").split(",") if text]
        case _:
            day = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d")
            known = [text for text in (captured, *param.choices, "1", day) if isinstance(text, str)]
            return next((text for text in known if param.pattern is None or re.search(param.pattern, text)), known[0])
