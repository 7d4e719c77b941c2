"""An answer in words: the question as it was asked, and what was chosen or typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coursekit.bundle import CompiledQuestion

__all__ = ["asked_text", "chosen_texts"]


def asked_text(question: CompiledQuestion, *, part: str, language: str) -> str:
    """The question's words; of a scenario with those of the decision."""
    stem = _in(question.delivery.get("stem"), language)
    node = next((node for node in question.delivery.get("nodes", ()) if node["id"] == part), None)
    return stem if node is None else f"{stem}\n{_in(node['prompt'], language)}"


def chosen_texts(question: CompiledQuestion, response: Mapping[str, Any], *, part: str, language: str) -> list[str]:
    """What was answered, in the words of the options, in the order of the answer."""
    known = _texts(question, part=part, language=language)
    if "text" in response:
        return [str(response["text"])]
    if "choices" in response:
        pairs = response["choices"].items()
        return [f"{known.get(premise, premise)} – {known.get(choice, choice)}" for premise, choice in pairs]
    picked = response.get("selected") or response.get("order") or []
    return [known.get(option, option) for option in picked]


def _texts(question: CompiledQuestion, *, part: str, language: str) -> dict[str, str]:
    """Id -> words, of everything that can be chosen in this part of the question."""
    delivery = question.delivery
    nodes = [node for node in delivery.get("nodes", ()) if node["id"] == part]
    groups: Iterable[Any] = nodes or (delivery,)
    return {
        entry["id"]: _in(entry.get("text"), language) or entry["id"]
        for group in groups
        for name in ("options", "items", "premises", "responses")
        for entry in group.get(name, ())
    }


def _in(text: Any, language: str) -> str:
    return str(text.get(language) or next(iter(text.values()), "")) if isinstance(text, Mapping) else str(text or "")
