"""The JSON CGIs of Nagios Core: statusjson, objectjson and archivejson, below `cgi-bin` of its web interface.

They write times in milliseconds since 1970 and states as bit masks, and take times in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from spse_monev.connections import Connection
from spse_monev.sources.http import FetchError, shown_url
from spse_monev.sources.monitoring.access import open_client
from spse_monev.text import mask

if TYPE_CHECKING:
    from spse_monev.settings import NagiosSource


class Program(NamedTuple):
    """The daemon, as its status file tells."""

    version: str
    updated_at: datetime  # when it last wrote its state
    asked_at: datetime  # by the clock of Nagios's machine


class NagiosCgi:
    """Asks the CGIs; FetchError for whatever is not the data of a successful query."""

    def __init__(self, source: NagiosSource, connection: Connection | None) -> None:
        self._shown = shown_url(str(source.url).rstrip("/") + "/cgi-bin")
        self._client = open_client(source.url, connection, source.timeout_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.__exit__()

    def program(self) -> Program:
        """Which Nagios it is, and whether it runs."""
        answer = self._ask("statusjson", query="programstatus")
        status = mapping(answer["data"].get("programstatus"))
        result = mapping(answer["result"])
        updated_at, asked_at = moment(result.get("last_data_update")), moment(result.get("query_time"))
        if updated_at is None or asked_at is None:
            raise FetchError(
                f"{self._shown} menjawab, tetapi daemon Nagios tidak berjalan; jalankan layanan nagios", answered=True
            )
        return Program(str(status.get("version", ""))[:20], updated_at, asked_at)

    def data(self, cgi: str, **parameters: Any) -> Mapping[str, Any]:
        """The `data` of a query."""
        return mapping(self._ask(cgi, **parameters)["data"])

    def _ask(self, cgi: str, **parameters: Any) -> Mapping[str, Any]:
        text = self._client.get_text(f"/cgi-bin/{cgi}.cgi", parameters)
        if not text.strip():
            # So the CGIs answer when the daemon is not there: its files are gone.
            raise FetchError(
                f"{self._shown}/{cgi}.cgi menjawab kosong; daemon Nagios tidak berjalan: jalankan layanan nagios",
                answered=True,
            )
        try:
            # Output of plugins goes in as it is, control characters included.
            answer = json.loads(text, strict=False)
            code, told = answer["result"]["type_code"], answer["result"].get("message")
            if code == 0 and isinstance(answer["data"], dict):
                return mapping(answer)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise FetchError(
                f"{self._shown}/{cgi}.cgi tidak menjawab seperti Nagios Core 4; periksa 'url', yaitu alamat halaman "
                "depannya, misalnya http://monitor/nagios4",
                answered=True,
            ) from error
        raise FetchError(
            f"{self._shown}/{cgi}.cgi menolak permintaan ({mask(str(told), 200) or 'tanpa keterangan'}); periksa "
            "versi dan hak pengguna Nagios",
            answered=True,
        )


def mapping(value: Any) -> Mapping[str, Any]:
    """A JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def moment(milliseconds: Any) -> datetime | None:
    """A time of Nagios; None for 'never' and for what is no time."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
