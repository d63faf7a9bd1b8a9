"""Error kinds and queries found by words in their text, over all stored days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from spse_monev.connections import Connections
from spse_monev.pipeline.session import open_warehouse
from spse_monev.settings import Site

LIMIT = 50  # shown of each kind
MAX_LETTERS = 200
MAX_WORDS = 10


class Sought(StrEnum):
    """What is searched; the value is the word of the address."""

    ERRORS = "kesalahan"
    QUERIES = "kueri"


@dataclass(frozen=True, slots=True)
class FoundError:
    """A kind of error as it was on the last day it appeared; counts are of all stored days."""

    source: str
    source_label: str
    fingerprint: str
    severity: str
    code: str
    message: str
    place: str
    count: int
    days_seen: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class FoundQuery:
    """A query as it was on the last day it was called; figures are of all stored days."""

    source: str
    source_label: str
    fingerprint: str
    text: str
    calls: int
    mean_ms: float
    days_seen: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Search:
    """What was sought, the first `LIMIT` found, and how far the stored days reach; None where there is none."""

    words: tuple[str, ...]  # as they were sought; empty: nothing was sought
    sought: tuple[Sought, ...]
    errors: tuple[FoundError, ...]
    error_count: int  # all found
    queries: tuple[FoundQuery, ...]
    query_count: int
    first_day: date | None
    last_day: date | None
    deleted_until: date | None  # retention took the details up to this day


def read_search(site: Site, text: str, sought: Sought | None, connections: Connections) -> Search:
    """What has every word of `text` in it, in any order and case; both kinds where `sought` is None.

    No more than `MAX_LETTERS` and `MAX_WORDS` are looked at. Without a word nothing is sought.
    """
    words = tuple(_words(text))
    kinds = (sought,) if sought else tuple(Sought)
    binds = {"patterns": [f"%{_escaped(word)}%" for word in words], "limit": LIMIT}
    with open_warehouse(site, connections) as warehouse:
        pages = warehouse.pages
        reach = pages.rows("search_reach", site.key, site.zone)[0]
        errors = pages.rows("search_errors", site.key, site.zone, **binds) if words and Sought.ERRORS in kinds else []
        queries = (
            pages.rows("search_queries", site.key, site.zone, **binds) if words and Sought.QUERIES in kinds else []
        )
    return Search(
        words=words,
        sought=kinds,
        errors=tuple(
            FoundError(
                row["source"], source_label(site, row["source"]), row["fingerprint"], row["severity"],
                row["code"] or "", row["message"], row["place"], row["count"], row["days_seen"], row["first_day"],
                row["last_day"],
            )
            for row in errors
        ),
        error_count=errors[0]["found_count"] if errors else 0,
        queries=tuple(
            FoundQuery(
                row["source"], source_label(site, row["source"]), row["fingerprint"], row["query"], row["calls"],
                row["mean_ms"], row["days_seen"], row["first_day"], row["last_day"],
            )
            for row in queries
        ),
        query_count=queries[0]["found_count"] if queries else 0,
        **reach,
    )  # fmt: skip


def source_label(site: Site, name: str) -> str:
    """What an office calls a source; one that is no longer set up by its name."""
    source = site.sources.get(name)
    return source.label if source else name


def _words(text: str) -> Iterator[str]:
    # PostgreSQL has no NUL in texts, and half a surrogate pair is no character.
    clean = text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    yield from dict.fromkeys(clean[:MAX_LETTERS].split()[:MAX_WORDS])


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
