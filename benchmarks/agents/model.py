"""A model that says what a script tells it, on loopback, in the four protocols agents speak.

Anthropic Messages, OpenAI Responses and Chat Completions, Gemini generateContent; all streamed as
server-sent events. What the agent tells the model is kept in `Script.told`.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
# A tool call, or a text.
Turn = tuple[str, Any] | str


@dataclass
class Script:
    """Turns of the model: each a tool call `(name, arguments)` or a text, said one by one."""

    turns: list[Turn]
    told: list[str] = field(default_factory=list)
    said: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, request: str, has_tools: bool) -> Turn:
        """Return the next turn; requests without tools (titles, checks) use up none."""
        with self.lock:
            if not has_tools:
                return "ok"
            self.told.append(request)
            turn = self.turns[self.said] if self.said < len(self.turns) else "done"
            self.said += 1
            return turn


class Model(ThreadingHTTPServer):
    """The server; `address` is where agents are sent."""

    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """The address with the port that the system gave."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Model
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._json(
            {"data": [{"id": "scripted", "object": "model", "slug": "scripted"}], "models": []}
        )

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length).decode("utf-8", "replace")
        given = json.loads(body or "{}")
        path = self.path.partition("?")[0]
        tools = bool(given.get("tools"))
        if path.endswith("/count_tokens") or path.endswith(":countTokens"):
            self._json({"input_tokens": 1, "totalTokens": 1})
        elif path.endswith("/messages"):
            self._events(_anthropic(self.server.script.next(body, tools)))
        elif path.endswith("/responses"):
            self._events(_responses(self.server.script.next(body, tools)))
        elif path.endswith("/chat/completions"):
            turn = self.server.script.next(body, tools)
            if given.get("stream"):
                self._events(_chat(turn))
            else:
                self._json(_chat_whole(turn))
        elif ":streamGenerateContent" in path:
            self._events(_gemini(self.server.script.next(body, tools)))
        elif ":generateContent" in path:
            self._json(_gemini_whole(self.server.script.next(body, tools)))
        else:
            self._json({})

    def _json(self, value: Json) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _events(self, events: Iterator[tuple[str, Json | str]]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for name, value in events:
            head = f"event: {name}\n" if name else ""
            data = value if isinstance(value, str) else json.dumps(value)
            self.wfile.write(f"{head}data: {data}\n\n".encode())
            self.wfile.flush()
        self.close_connection = True


def _anthropic(turn: Turn) -> Iterator[tuple[str, Json | str]]:
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
    yield "message_start", {"type": "message_start", "message": message}
    if isinstance(turn, str):
        block: Json = {"type": "text", "text": ""}
        delta: Json = {"type": "text_delta", "text": turn}
    else:
        block = {"type": "tool_use", "id": "toolu_1", "name": turn[0], "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(turn[1])}
    yield "content_block_start", {"type": "content_block_start", "index": 0, "content_block": block}
    yield "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}
    yield "content_block_stop", {"type": "content_block_stop", "index": 0}
    reason = "end_turn" if isinstance(turn, str) else "tool_use"
    yield (
        "message_delta",
        {
            "type": "message_delta",
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": {"output_tokens": 1},
        },
    )
    yield "message_stop", {"type": "message_stop"}


def _responses(turn: Turn) -> Iterator[tuple[str, Json | str]]:
    usage = {
        "input_tokens": 1,
        "input_tokens_details": None,
        "output_tokens": 1,
        "output_tokens_details": None,
        "total_tokens": 2,
    }
    response: Json = {"id": "resp_1", "object": "response", "status": "in_progress", "output": []}
    yield "response.created", {"type": "response.created", "response": response}
    if isinstance(turn, str):
        item: Json = {
            "type": "message",
            "id": "m1",
            "role": "assistant",
            "content": [{"type": "output_text", "text": turn}],
        }
    elif isinstance(turn[1], str):
        item = {
            "type": "custom_tool_call",
            "id": "c1",
            "call_id": "call_1",
            "name": turn[0],
            "input": turn[1],
        }
    else:
        item = {
            "type": "function_call",
            "id": "f1",
            "call_id": "call_1",
            "name": turn[0],
            "arguments": json.dumps(turn[1]),
        }
    yield (
        "response.output_item.done",
        {"type": "response.output_item.done", "output_index": 0, "item": item},
    )
    done = {**response, "status": "completed", "usage": usage, "output": [item]}
    yield "response.completed", {"type": "response.completed", "response": done}


def _chat_message(turn: Turn) -> Json:
    if isinstance(turn, str):
        return {"role": "assistant", "content": turn}
    call = {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {"name": turn[0], "arguments": json.dumps(turn[1])},
    }
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _chat(turn: Turn) -> Iterator[tuple[str, Json | str]]:
    head: Json = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    yield (
        "",
        {**head, "choices": [{"index": 0, "delta": _chat_message(turn), "finish_reason": None}]},
    )
    reason = "stop" if isinstance(turn, str) else "tool_calls"
    yield (
        "",
        {
            **head,
            "choices": [{"index": 0, "delta": {}, "finish_reason": reason}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        },
    )
    yield "", "[DONE]"


def _chat_whole(turn: Turn) -> Json:
    reason = "stop" if isinstance(turn, str) else "tool_calls"
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": _chat_message(turn), "finish_reason": reason}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _gemini_whole(turn: Turn) -> Json:
    part: Json = (
        {"text": turn}
        if isinstance(turn, str)
        else {"functionCall": {"name": turn[0], "args": turn[1]}}
    )
    return {
        "candidates": [
            {"content": {"role": "model", "parts": [part]}, "index": 0, "finishReason": "STOP"}
        ],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
    }


def _gemini(turn: Turn) -> Iterator[tuple[str, Json | str]]:
    yield "", _gemini_whole(turn)
