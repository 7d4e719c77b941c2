"""The kinds of values that the files of a course hold.

Texts depend on the languages of the course, which arrive as the validation context (a frozenset of codes; None while
they are unknown). Everything that is wrong with a text is reported at once, as one pydantic error of type "text" whose
`problems` are (path below the text, code, fact).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

__all__ = [
    "EMPTY_PATTERN",
    "TEXT_MARK",
    "Bloom",
    "Flag",
    "Id",
    "Key",
    "Language",
    "Line",
    "Number",
    "PositiveNumber",
    "Section",
    "Shape",
    "Slug",
    "TextValue",
]

EMPTY_PATTERN = r"\S"
"""What a string that is not empty matches."""

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
# Any letters, 松浦2010 too; no punctuation. Written without \p{L}, which not every reader of JSON Schema knows.
Key = Annotated[str, Field(pattern=r"^[^\s!-/:-@\[-`{-~][^\s!-,./:-@\[-^`{-~]{0,63}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Section = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}#[^\s#]{1,100}$")]
Flag = Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,3}$")]
Line = Annotated[str, Field(pattern=EMPTY_PATTERN)]
Bloom = Literal["remember", "understand", "apply", "analyze", "evaluate", "create"]


class Shape(BaseModel):
    """A mapping with these keys and no others.

    The docstring below a field is its help in the editor, in both languages: trainers read it, not programmers.
    """

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


def _text(value: Any, info: ValidationInfo) -> dict[str, str]:
    languages = info.context
    if (
        type(value) is dict
        and (languages is None or value.keys() == languages)
        and all(type(text) is str and text and not text.isspace() for text in value.values())
    ):
        return value
    raise PydanticCustomError("text", "not a text", {"problems": _text_problems(value, languages)})


def _text_problems(value: Any, languages: frozenset[str] | None) -> list[tuple[tuple[str, ...], str, Any]]:
    if type(value) is not dict:
        return [((), "S003", value)]
    wanted = value.keys() if languages is None else languages
    problems: list[tuple[tuple[str, ...], str, Any]] = [((), "S009", name) for name in sorted(wanted - value.keys())]
    problems += [((name,), "S010", name) for name in value if name not in wanted]
    for name in value:
        text = value[name]
        if name in wanted and type(text) is not str:
            problems.append(((name,), "S003", text))
        elif name in wanted and not text.strip():
            problems.append(((name,), "S005", None))
    return problems


TEXT_MARK = "x-text"
"""Marks a text in the JSON Schema, until the languages of the course are put in its place."""

TextValue = Annotated[dict[str, str], PlainValidator(_text), WithJsonSchema({TEXT_MARK: True})]


def _decimal(value: Any) -> Any:
    if type(value) is int:
        return Decimal(value)
    if type(value) is not Decimal:
        raise PydanticCustomError("number_type", "not a number")
    # Beyond this nothing is exact in a spreadsheet, and grading would compute with numbers of thousands of digits.
    if abs(value) >= 10**15 or value != value.quantize(Decimal("1e-12")):
        raise PydanticCustomError("number_range", "too large or too fine")
    return value


Number = Annotated[
    Decimal, BeforeValidator(_decimal), Field(ge=-(10**15), le=10**15), WithJsonSchema({"type": "number"})
]
PositiveNumber = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(gt=0, le=10**15),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0}),
]
