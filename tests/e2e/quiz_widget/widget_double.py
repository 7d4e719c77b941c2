"""A double of the learner API for the tests of the quiz widget: in memory, on a real port, with switches for trouble.

It follows the API of docs/architecture.md to the letter and decides nothing itself: grading is coursekit's, feedback
and order of the paper are those of the server's own domain. What it adds are the switches (`down`, `signed_in`, …).
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from coursekit.bundle import CompiledQuiz
from coursekit.grading import is_passed, percent_of
from coursekit.rendering import read_asset, render_quiz
from quizserver.domain.answering import grade_part, is_blank, is_finished, next_node
from quizserver.domain.explaining import explain_part, explain_question, outcome_of
from quizserver.domain.papers import draw_orders
from quizserver.domain.points import points_text
from quizserver.domain.records import Response
from quizserver.errors import NotReadable, OutOfOrder

COURSE = "tea"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"
Reply = tuple[int, Any]


@dataclass
class Attempt:
    id: str
    quiz: CompiledQuiz
    orders: dict[str, list[str]]
    responses: list[Response] = field(default_factory=list)
    submitted: bool = False


class Refused(Exception):
    def __init__(self, status: int, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.reply = (status, {"error": {"code": code, "message": f"Message {code}.", "remedy": "Remedy."}, **extra})


class Double:
    """The server's state, and the switches of a test."""

    def __init__(self, quiz: CompiledQuiz) -> None:
        self.quiz = quiz
        self.pages: dict[str, str] = {}
        self.attempts: dict[str, Attempt] = {}
        self.seen: list[str] = []
        self.requests: list[tuple[str, str]] = []
        self.signed_in = True
        self.name = "Tea Learner"
        self.down = False
        self.shuffled = False
        self.lock = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()

    def count(self, method: str, ending: str) -> int:
        return sum(verb == method and re.search(ending, path) is not None for verb, path in self.requests)

    # -- the API

    def answer(self, method: str, path: str, query: str, body: Any, token: str | None) -> Reply:
        if path == "/session":
            return 200, {"signed_in": self.signed_in, "sign_up": True, "csrf": "token", "name": self.name, "roles": []}
        if not self.signed_in:
            raise Refused(401, "sign_in_required")
        if method != "GET" and token != "token":
            raise Refused(403, "foreign_request")
        language = (body or {}).get("language") or re.sub("language=", "", query) or "en"
        for verb, pattern, action in self._routes():
            match = re.fullmatch(pattern, path)
            if verb == method and match:
                return action(language, body, *match.groups())
        raise Refused(404, "not_found")

    def _routes(self) -> list[tuple[str, str, Callable[..., Reply]]]:
        one = "/attempts/([0-9a-f-]{36})"
        return [
            ("PUT", one, self._open),
            ("GET", one, lambda language, _, name: (200, self._attempt(self._find(name), language))),
            ("GET", f"{one}/paper", self._paper),
            ("PUT", f"{one}/responses/([0-9a-f-]{{36}})", self._respond),
            ("POST", f"{one}/submit", self._submit),
            ("GET", f"{one}/result", lambda language, _, name: (200, self._result(self._find(name), language))),
            ("GET", f"/courses/{COURSE}/progress", self._progress),
            ("PUT", f"/courses/{COURSE}/modules/([^/]+)/seen", self._seen),
        ]

    def _find(self, name: str) -> Attempt:
        if name not in self.attempts:
            raise Refused(404, "not_found")
        return self.attempts[name]

    @property
    def open_attempt(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts.values() if not attempt.submitted), None)

    def _open(self, language: str, body: Any, name: str) -> Reply:
        attempt = self.attempts.get(name) or self.open_attempt
        if attempt:
            return 200, self._attempt(attempt, language)
        if self.quiz.attempts and len(self.attempts) >= self.quiz.attempts:
            raise Refused(403, "no_attempts_left")
        orders = draw_orders(self.quiz, seed=str(len(self.attempts))) if self.shuffled else {}
        self.attempts[name] = Attempt(name, self.quiz, orders)
        return 201, self._attempt(self.attempts[name], language)

    def _paper(self, language: str, body: Any, name: str) -> Reply:
        attempt = self._find(name)
        return 200, render_quiz(attempt.quiz, course_id=COURSE, language=language, orders=attempt.orders)

    def _respond(self, language: str, body: Any, name: str, response_id: str) -> Reply:
        attempt = self._find(name)
        if attempt.submitted:
            raise Refused(409, "attempt_closed")
        return 201, self._stored(attempt, self._store(attempt, response_id, body), language)

    def _store(self, attempt: Attempt, response_id: str, body: Any) -> Response:
        question = attempt.quiz.find_question(body["question"])
        assert question is not None
        earlier = [response for response in attempt.responses if response.question == question.id]
        known = next((response for response in earlier if response.part == body["part"]), None)
        if known and known.id != response_id:
            raise Refused(409, "already_answered", stored=self._stored(attempt, known, body["language"]))
        if known and known.response != body["response"]:
            raise Refused(409, "conflict")
        if known:
            return known
        try:
            if is_blank(body["response"]):
                raise NotReadable
            graded = grade_part(
                question, body["response"], part=body["part"], language=body["language"], earlier=earlier
            )
        except (NotReadable, OutOfOrder) as error:
            raise Refused(422, error.code) from error
        response = Response(
            id=response_id,
            question=question.id,
            part=body["part"],
            response=body["response"],
            language=body["language"],
            units=graded.units,
            max_units=graded.max_units,
            reason=graded.reason,
            stored_at=0,
        )
        attempt.responses.append(response)
        return response

    def _stored(self, attempt: Attempt, response: Response, language: str) -> dict[str, Any]:
        question = attempt.quiz.find_question(response.question)
        assert question is not None
        mine = [other for other in attempt.responses if other.question == question.id]
        upto = mine[: mine.index(response) + 1]
        stored = {
            "id": response.id,
            "question": question.id,
            "part": response.part,
            "response": response.response,
            "language": response.language,
            "outcome": outcome_of(response.units, response.max_units),
            "points": points_text(response.units, scale=attempt.quiz.scale),
            "max_points": points_text(response.max_units, scale=attempt.quiz.scale),
            "feedback": [asdict(feedback) for feedback in explain_part(question, response, language=language)],
            "next": None,
            "ending": None,
            "debrief": None,
            "done": is_finished(question, responses=upto),
        }
        if question.type == "branch":
            stored["next"] = next_node(question, earlier=upto)
            if stored["done"]:
                key = question.feedback["options"][f"{response.part}.{response.response['selected'][0]}"]
                stored["ending"] = question.feedback["endings"][key["next"]][language]
                stored["debrief"] = question.feedback["debrief"][language]
        return stored

    def _attempt(self, attempt: Attempt, language: str) -> dict[str, Any]:
        answers: dict[str, list[Any]] = {}
        for response in attempt.responses:
            answers.setdefault(response.question, []).append(self._stored(attempt, response, language))
        return {
            "id": attempt.id,
            "course": COURSE,
            "quiz": attempt.quiz.slug,
            "revision": attempt.quiz.revision,
            "graded": attempt.quiz.graded,
            "status": "submitted" if attempt.submitted else "open",
            "started_at": "2026-11-23T00:00:00Z",
            "submitted_at": "2026-11-23T00:10:00Z" if attempt.submitted else None,
            "pass_percent": attempt.quiz.pass_percent,
            "orders": attempt.orders,
            "answers": answers,
        }

    def _submit(self, language: str, body: Any, name: str) -> Reply:
        attempt = self._find(name)
        if not attempt.submitted:
            before = list(attempt.responses)
            try:
                for entry in body["responses"]:
                    self._store(attempt, entry["id"], entry)
            except Refused:
                attempt.responses = before
                raise
            attempt.submitted = True
        return 200, self._result(attempt, language)

    def _result(self, attempt: Attempt, language: str) -> dict[str, Any]:
        quiz = attempt.quiz
        units = sum(response.units for response in attempt.responses)
        passed = is_passed(units, quiz.max_units, pass_percent=quiz.pass_percent) if quiz.pass_percent else None
        questions = []
        for question in quiz.questions:
            mine = [response for response in attempt.responses if response.question == question.id]
            got = sum(response.units for response in mine)
            explained = explain_question(question, mine, reveal=bool(passed), language=language)
            questions.append(
                {
                    "question": question.id,
                    "outcome": outcome_of(got, question.rule.max_units) if mine else "unanswered",
                    "points": points_text(got, scale=quiz.scale),
                    "max_points": points_text(question.rule.max_units, scale=quiz.scale),
                    "feedback": [asdict(feedback) for feedback in explained],
                    "objective": question.objective,
                }
            )
        return {
            "attempt": self._attempt(attempt, language),
            "points": points_text(units, scale=quiz.scale),
            "max_points": points_text(quiz.max_units, scale=quiz.scale),
            "percent": percent_of(units, quiz.max_units),
            "passed": passed,
            "pass_percent": quiz.pass_percent,
            "completed": True,
            "questions": questions,
        }

    def _progress(self, language: str, body: Any) -> Reply:
        finished = [self._result(attempt, language) for attempt in self.attempts.values() if attempt.submitted]
        best = max((result["percent"] for result in finished), default=None)
        passed = any(result["passed"] for result in finished) if finished and self.quiz.graded else None
        status = "passed" if passed else "failed" if finished else "in_progress" if self.attempts else "not_started"
        module = {
            "status": status,
            "completed": bool(finished),
            "passed": passed,
            "best_percent": best,
            "attempts": len(finished),
            "open_attempt": self.open_attempt.id if self.open_attempt else None,
            "title": "Brewing",
        }
        return 200, {"course": COURSE, "modules": {self.quiz.slug: module}, "done": int(bool(passed)), "total": 3}

    def _seen(self, language: str, body: Any, slug: str) -> Reply:
        self.seen.append(slug)
        return 204, None


def _handler(double: Double) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            pass

        def handle_any(self) -> None:
            path, _, query = self.path.partition("?")
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if path.startswith("/assets/coursekit/"):
                kind = "text/css" if path.endswith(".css") else "text/javascript"
                return self.reply(200, read_asset(path.rpartition("/")[2]), kind)
            if path in double.pages:
                return self.reply(200, double.pages[path].encode(), "text/html")
            if not path.startswith("/api/v1/"):
                return self.reply(404, b"", "text/html")
            double.requests.append((self.command, path))
            if double.down:
                self.close_connection = True
                return self.connection.close()
            with double.lock:
                try:
                    token = self.headers.get("X-CSRF-Token")
                    status, data = double.answer(self.command, path.removeprefix("/api/v1"), query, body, token)
                except Refused as refused:
                    status, data = refused.reply
            if isinstance(data, str):
                return self.reply(status, data.encode(), "text/html")
            return self.reply(status, b"" if data is None else json.dumps(data).encode(), "application/json")

        do_GET = do_PUT = do_POST = handle_any  # noqa: N815 - the names that http.server calls

        def reply(self, status: int, data: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", CSP)
            self.send_header("Cache-Control", "no-store")
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if status != 204:
                self.wfile.write(data)

    return Handler
