"""Times as vendors write and read them."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

from ..clock import Now
from .facts import Shape, Time


def time_value(time: Time | None, shape: Shape, moment: float) -> str | int:
    """A moment in Unix seconds as a field holds it."""
    if time is not None and time.standard is not None:
        return format_datetime(datetime.fromtimestamp(int(moment), UTC))
    now = Now(int(moment * 1000))
    if time is None or time.unix is not None:
        number = now.milliseconds if time is not None and time.unix == "ms" else now.milliseconds // 1000
        return number if shape.type in ("integer", "number") else str(number)
    return now.local(time.layout, timezone(timedelta(seconds=time.offset)))


def read_time(text: str, layout: str, offset: int) -> int | None:
    """A local time in Unix milliseconds; none if it is not in the layout.

    Args:
        text: The time.
        layout: Its layout, a `strftime` one in which `%3f` stands for milliseconds.
        offset: The zone's offset from UTC in seconds, for a layout without one.
    """
    milliseconds = 0
    if layout.endswith("%3f"):
        layout, text, digits = layout[:-3], text[:-3], text[-3:]
        if not re.fullmatch("[0-9]{3}", digits, re.ASCII):
            return None
        milliseconds = int(digits)
    try:
        moment = datetime.strptime(text, layout)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        return int(moment.timestamp() * 1000) + milliseconds
    return (timegm(moment.timetuple()) - offset) * 1000 + milliseconds
