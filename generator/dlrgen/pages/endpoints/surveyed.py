"""Tables that list the addresses of several calls before the description of the first one, which is one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from dlrgen.pages.blocks import Grid
from dlrgen.pages.endpoints.addresses import Address, is_title, same_endpoint
from dlrgen.pages.endpoints.noted import Noted


def narrow(noted: Sequence[Noted], starts: Sequence[int], stated: Mapping[int, Address]) -> None:
    """Leave to a table above the title of a call only the address of that call, if it lists that."""
    for last, start in pairwise([-1, *starts]):
        titled = False
        for i in range(start, last, -1):
            titled = titled or is_title(noted[i])
            if titled and isinstance(noted[i].piece, Grid) and len(noted[i].urls) > 1:
                _narrow(noted[i], stated[start].path)


def _narrow(table: Noted, path: str) -> None:
    own = [url for url in table.urls if same_endpoint(url.value) == path]
    if own and len(own) < len(table.urls):
        table.urls, table.method = own, None
