"""Conversations as plain JSON values, and back.

Every article that an answer cites is kept whole, so that a quote can still be shown when its article is gone;
of the others only the id is kept, and what points at one that is gone (a hit, a compared sentence) is left
out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from index.types import Article, PartialDate
from rag.phrases import write_note
from rag.types import Answer, Explanation, Grounds
from ui.talk import Exchange, Exchanges, Told

Find = Callable[[str], Article | None]
Articles = Sequence[Article | None]


class DamagedError(ValueError):
    """A kept value that is none of ours, or not whole."""


def encode_exchanges(exchanges: Exchanges) -> dict[str, Any]:
    """Make plain values of a conversation; an article is named by its place in the list `articles`."""
    answers = [exchange.answer for exchange in exchanges if exchange.answer is not None]
    cited = {citation.article for answer in answers for citation in answer.citations}
    places: dict[Article, int] = {}
    plain = [
        _plain(exchange, lambda article: places.setdefault(article, len(places))) for exchange in exchanges
    ]
    articles = [_plain_article(article, whole=article in cited) for article in places]
    return {"exchanges": plain, "articles": articles}


def decode_exchanges(plain: Mapping[str, Any], find: Find) -> Exchanges:
    """Read a conversation again; `find` gives the archive's article of an id. Raise DamagedError."""
    try:
        articles = [_article(kept, find) for kept in plain["articles"]]
        exchanges = _value(tuple[Exchange, ...], plain["exchanges"], articles)
        for exchange in exchanges:
            _check(exchange.answer)
        return exchanges  # type: ignore[no-any-return]
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DamagedError(str(error)) from error


def _plain(value: Any, place: Callable[[Article], int]) -> Any:
    if isinstance(value, Article):
        return place(value)
    if isinstance(value, Answer) and value.grounds is not None:
        told = _plain(replace(value.explain(), hits=()), place)
        return {**_plain(replace(value, grounds=None), place), "grounds": told}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), place) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(inner, place) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, place) for inner in value]
    return float(value) if isinstance(value, float) else value  # numpy's floats too


def _plain_article(article: Article, *, whole: bool) -> dict[str, Any]:
    if not whole:
        return {"id": article.id, "length": len(article.text)}
    return {field.name: _plain(getattr(article, field.name), lambda _: 0) for field in fields(article)}


def _article(plain: Mapping[str, Any], find: Find) -> Article | None:
    """Give the archive's own article where it has not changed, else the one that was kept, else None."""
    now = find(str(plain["id"]))
    if "text" not in plain:
        return now if now and len(now.text) == plain["length"] else None
    kept: Article = _fields(Article, plain, ())
    return now if now and now.text == kept.text else kept


class _GoneError(LookupError):
    """What is read points at an article that is neither kept nor in the archive."""


def _value(kind: Any, plain: Any, articles: Articles) -> Any:
    """Read a value of a type; raise where it is of another, or points at what is gone."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Article:
        return _placed(articles, plain)
    if kind is Grounds:
        return Told(_value(Explanation, plain, articles))
    if origin in (Union, UnionType):
        return None if plain is None else _value(inner[0], plain, articles)
    if origin is tuple:
        return _tuple(inner, plain, articles)
    if origin is dict:
        return {str(key): _value(inner[1], value, articles) for key, value in plain.items()}
    if is_dataclass(kind):
        return _fields(kind, plain, articles)
    if issubclass(kind, StrEnum):
        return kind(plain)
    if type(plain) is not kind and (kind, type(plain)) != (float, int):
        raise TypeError(f"not {kind.__name__}: {plain!r:.80}")
    return plain


def _placed(articles: Sequence[Article | None], place: int) -> Article:
    article = articles[place]
    if article is None:
        raise _GoneError
    return article


def _tuple(
    kinds: tuple[Any, ...], plain: Sequence[Any], articles: Sequence[Article | None]
) -> tuple[Any, ...]:
    """Read a tuple; one of any length leaves out what points at an article that is gone."""
    if kinds[-1] is not ...:
        return tuple(_value(kind, value, articles) for kind, value in zip(kinds, plain, strict=True))
    read = []
    for value in plain:
        try:
            read.append(_value(kinds[0], value, articles))
        except _GoneError:
            continue
    return tuple(read)


def _fields(kind: Any, plain: Mapping[str, Any], articles: Articles) -> Any:
    hints = _hints(kind)
    made = kind(
        **{name: _value(hints[name], value, articles) for name, value in plain.items() if name in hints}
    )
    if isinstance(made, PartialDate):
        made.first, made.last  # noqa: B018  # raise where there is no such day
    return made


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _check(answer: Answer | None) -> None:
    """Raise where something points at a citation that is not there, or a note lacks a word."""
    if answer is None:
        return
    numbers = {citation.number for citation in answer.citations}
    statements = answer.generated.statements if answer.generated else ()
    marks = {mark for statement in statements for mark in statement.marks}
    if not marks | {item.number for item in answer.items} <= numbers:
        raise DamagedError("a mark without its citation")
    for note in answer.notes:
        write_note(note)
