"""How many zips a user may ask for: to read and send all files of a month is the most that a page can ask of a server.

The limit protects the disk and the line of the API server from a user, or a script with a user's token, who asks for
one zip after another. It is no quota: each process of the API server counts for itself, so with several workers a user
may have that many times as many.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

AT_ONCE = 2
A_MINUTE = 10
_MINUTE = 60.0
_BUSY_SECONDS = 10


@dataclass(slots=True)
class _Use:
    running: int = 0
    begun: deque[float] = field(default_factory=deque)  # of the last minute


class ZipLimit:
    """Counts the zips of each user that are being sent, and those begun in the last minute."""

    def __init__(
        self, at_once: int = AT_ONCE, a_minute: int = A_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._at_once, self._a_minute, self._clock = at_once, a_minute, clock
        self._uses: dict[str, _Use] = defaultdict(_Use)
        self._lock = Lock()

    def begin(self, user: str) -> int:
        """0 if the user may have another now, who must then `end` it; else after how many seconds to ask again."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            use = self._uses[user]
            if use.running >= self._at_once:
                return _BUSY_SECONDS
            if len(use.begun) >= self._a_minute:
                return max(1, math.ceil(use.begun[0] + _MINUTE - now))
            use.running += 1
            use.begun.append(now)
            return 0

    def end(self, user: str) -> None:
        """One of the user's zips was sent, or given up."""
        with self._lock:
            self._uses[user].running -= 1

    def _forget(self, now: float) -> None:
        for user in list(self._uses):
            use = self._uses[user]
            while use.begun and use.begun[0] <= now - _MINUTE:
                use.begun.popleft()
            if not use.begun and not use.running:
                del self._uses[user]
