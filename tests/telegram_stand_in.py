"""A stand-in for Telegram's Bot API: the method sendMessage as https://core.telegram.org/bots/api#sendmessage has it.

It is not Telegram: it answers in the form that the documentation shows, and only what the tests need.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

TOKEN = "123456789:AAF-rahasia-sekali-token-bot-uji_0"
MAX_LENGTH = 4096


class TelegramStandIn:
    """What was written, as the parameters of each call; `refused` are chats that do not want the bot."""

    def __init__(self) -> None:
        self.calls: list[dict[str, str]] = []
        self.refused: set[str] = set()
        self.is_broken = False
        self.port = 0

    @property
    def texts(self) -> list[str]:
        """All messages, in order."""
        return [call["text"] for call in self.calls]

    def uri(self, token: str = TOKEN) -> str:
        """An Airflow connection to it."""
        base = urlencode({"base_url": f"http://127.0.0.1:{self.port}/bot"})
        return f"telegram://:{quote(token, safe='')}@/?{base}"

    def answer(self, token: str, call: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The HTTP status and the object of the answer."""
        if self.is_broken:
            return 502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}
        if token != TOKEN:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if call["chat_id"] in self.refused:
            said = "Forbidden: bot was kicked from the group chat"
            return 403, {"ok": False, "error_code": 403, "description": said}
        if len(call["text"].encode("utf-16-le")) // 2 > MAX_LENGTH:
            return 400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}
        self.calls.append(call)
        chat = {"id": int(call["chat_id"]), "type": "group", "title": "LPSE"}
        message = {"message_id": len(self.calls), "date": int(time.time()), "chat": chat, "text": call["text"]}
        return 200, {"ok": True, "result": message}


@contextmanager
def telegram_stand_in() -> Iterator[TelegramStandIn]:
    """A running stand-in."""
    telegram = TelegramStandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found = re.fullmatch(r"/bot([^/]+)/sendMessage", self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            call = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            status, told = telegram.answer(found[1], call) if found else (404, {"ok": False, "error_code": 404})
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    telegram.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield telegram
    server.shutdown()
    server.server_close()
