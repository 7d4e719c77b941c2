"""The shapes of what the learner API takes. A field that is not named here (score, passed, learner_id …) is refused."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from quizserver.domain.sheets import ANY, Given
from quizserver.errors import InvalidBody

__all__ = ["GivenResponse", "LanguageOnly", "StartAttempt", "StoreResponse", "Submission", "canonical_uuid", "checked"]

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
Part = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Language = Annotated[
    str, StringConstraints(min_length=2, max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
]

_MOST_RESPONSES = 500
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LanguageOnly(_Shape):
    """A body that says only in which language."""

    language: Language


class StartAttempt(LanguageOnly):
    """Which quiz to begin or resume; `retry_missed` takes the full answers of the last attempt over."""

    course: Name
    quiz: Name
    retry_missed: bool = False


class StoreResponse(LanguageOnly):
    """One response; its id is in the path. `confidence` is how sure the learner felt: kept, never scored.

    `after` is the id of the answer that this one replaces, null where there is none; left out, it replaces any.
    """

    question: Name
    part: Part = ""
    response: dict[str, Any]
    confidence: Literal["sure", "fairly", "guess"] | None = None
    after: str | None = None

    def given(self, response_id: str) -> Given:
        """As the services read it."""
        return Given(
            id=response_id,
            question=self.question,
            part=self.part,
            response=self.response,
            language=self.language,
            confidence=self.confidence,
            after=self.after if "after" in self.model_fields_set else ANY,
        )


class GivenResponse(StoreResponse):
    """One response that carries its id."""

    id: str


class Submission(LanguageOnly):
    """The end of an attempt, with what was not sent yet."""

    responses: list[GivenResponse] = []

    def given(self) -> list[Given]:
        """As the services read them. Raises InvalidBody for an id that is no UUID, or too many."""
        if len(self.responses) > _MOST_RESPONSES:
            raise InvalidBody(field="responses")
        return [item.given(canonical_uuid(item.id, field="responses.id")) for item in self.responses]


S = TypeVar("S", bound=BaseModel)


def checked(shape: type[S], value: Any) -> S:
    """The value in this shape. Raises InvalidBody, naming the first field that does not fit."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(step) for step in first["loc"])[:100]
        raise InvalidBody(field=field or "body") from error


def canonical_uuid(text: str, *, field: str) -> str:
    """A UUID in its one usual form. Raises InvalidBody."""
    if _UUID.fullmatch(text) is None:
        raise InvalidBody(field=field)
    return text.lower()
