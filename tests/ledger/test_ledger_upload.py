"""Uploads over the ledger's door: what cannot become the evidence that was named is gone."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from baraza.ledger.api import Api
from ledgers import House, house


async def test_parts_of_other_bytes_do_not_stand_in_the_way_of_the_right_ones(
    tmp_path: Path,
) -> None:
    """The wrong parts are dropped with the answer, so that whoever has the bytes can begin anew."""
    with house(tmp_path) as one:
        await _upload(one)


async def _upload(one: House) -> None:
    api = Api(one.ledger, turn=lambda _: 0, export=lambda: (0, ""))
    digest = sha256(b"right").hexdigest()

    async def put(offset: int, part: bytes) -> Any:
        headers = {
            "Baraza-Exhibit": digest,
            "Baraza-Offset": str(offset),
            "Baraza-Length": "5" if part else "0",
        }
        return json.loads(await api.exhibit(part, headers))

    assert await put(0, b"wr") == {"ok": True, "have": 2}
    assert (await put(2, b"ong"))["error"]["code"] == "digest_mismatch"

    assert await put(0, b"") == {"ok": True, "have": 0}
    assert await put(0, b"right") == {"ok": True, "have": 5}
