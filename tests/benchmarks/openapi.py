"""The OpenAPI documents of all vendors of a tree as one, for generators that make one client of one document."""

import json
import re
from pathlib import Path
from typing import Any


def whole(folder: Path) -> dict[str, Any]:
    """The documents in a folder as one: names begin with their vendor, and nobody has to prove who calls."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "all vendors", "version": "1"},
        "servers": [{"url": "https://vendor.test"}],
        "paths": {},
        "components": {},
    }
    for path in sorted(folder.glob("*.openapi.json")):
        vendor = path.name.partition(".")[0]
        text = re.sub(r'"#/components/(\w+)/', rf'"#/components/\1/{vendor}_', path.read_text("utf-8"))
        one = json.loads(text)
        for kind, named in one["components"].items():
            if kind != "securitySchemes":
                document["components"].setdefault(kind, {}).update({f"{vendor}_{k}": v for k, v in named.items()})
        for at, item in one["paths"].items():
            for operation in item.values():
                operation["operationId"] = f"{vendor}_{operation['operationId']}"
                operation["tags"] = [vendor]
                operation.pop("security", None)
            document["paths"][f"/{vendor}{at}"] = item
    return _without_own_keys(document)


def _without_own_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_own_keys(inner) for key, inner in value.items() if not key.startswith("x-dlrkit")}
    return [_without_own_keys(inner) for inner in value] if isinstance(value, list) else value
