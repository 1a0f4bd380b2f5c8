"""The tab where questions are asked: the conversation on the left, its evidence on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import gradio as gr

from index.types import Article
from rag import Archive
from ui.choices import Choices
from ui.examples import example_questions, follow_ups
from ui.page.history import (
    History,
    begun,
    build_history,
    keep_after,
    lay_history,
    restored,
    wire_feedback,
)
from ui.page.preferences import build_restrictions
from ui.page.shell import QUIET, Shell, composer_box, growing_box, html_box
from ui.reference import Papers, Place, papers_of
from ui.render.answer import conversation_html, turn_html
from ui.render.evidence import evidence_html, sources_html
from ui.render.frame import composer_html, suggestions_html, welcome_html
from ui.talk import Exchange, Exchanges, stop_exchange, stream_exchanges
from ui.wording import STOPPED

_EXAMPLES = 6
_READ = 500  # newest articles that example questions are drawn from


@dataclass(frozen=True, slots=True)
class Parts:
    """What asking changes: the conversation and how it is shown."""

    exchanges: gr.State
    conversation: gr.HTML
    evidence: gr.HTML
    suggestions: gr.HTML

    @property
    def all(self) -> list[Any]:
        """List them as the outputs of an event."""
        return [self.exchanges, self.conversation, self.evidence, self.suggestions]


def build_ask(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    exchanges = gr.State(())
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="ask"):
            papers_of(shell.archive, shell.archive.revision)  # read now, not while somebody waits
            welcome = welcome_html(_examples(shell.archive, shell.archive.revision))
            conversation = growing_box(welcome, name="conversation", kind="turns", live=True)
            suggestions = html_box("", name="suggestions")
            history = lay_history()
            build_restrictions(shell)
            composer = composer_box(composer_html(), name="composer")
        with gr.Column(elem_id="evidence-column"):
            evidence = growing_box(evidence_html(()), name="evidence")
    parts = Parts(exchanges, conversation, evidence, suggestions)
    runs = _wire_asking(shell, parts, composer, history=history)
    _wire_ending(shell, parts, composer, history=history, runs=runs)
    _wire_examples(shell, parts)
    wire_feedback(shell, parts.conversation, parts.exchanges, history)
    build_history(shell, parts.all, history, show=show_conversation, runs=runs)


def _wire_examples(shell: Shell, parts: Parts) -> None:
    """Draw other examples once the archive has changed, wherever nothing has been asked yet."""

    def refresh() -> str:
        papers_of(shell.archive, shell.archive.revision)  # read now, not while somebody waits for an answer
        return welcome_html(_examples(shell.archive, shell.archive.revision), first=True)

    for event in (shell.page.load, shell.revision.change):
        event(refresh, None, [parts.conversation], **QUIET)


def show_conversation(archive: Archive, exchanges: Exchanges, choices: Choices) -> tuple[Any, ...]:
    """Show a whole conversation: values for `Parts.all`."""
    papers = papers_of(archive, archive.revision)
    shown = conversation_html(exchanges, papers=papers)
    places = _Places(archive, papers)
    evidence = evidence_html(exchanges, places=places, related=choices.related)
    return exchanges, shown or welcome_html(_examples(archive, archive.revision)), evidence, ""


@lru_cache(maxsize=2)  # asking every example takes half a second
def _examples(archive: Archive, revision: int) -> list[str]:
    del revision  # a changed archive is welcomed with other examples
    reports = [article for article in archive.articles if article.kind.is_report]
    return _answerable(archive, example_questions(reports[-_READ:], count=4 * _EXAMPLES))


def _answerable(archive: Archive, questions: Sequence[str]) -> list[str]:
    """Keep the first few questions that the archive does answer."""
    kept: list[str] = []
    for question in questions:
        if len(kept) < _EXAMPLES and not archive.ask(question, generate=False).abstained:
            kept.append(question)
    return kept


class _Places:
    """Tells where articles stood, and what stood beside them; each page is read once."""

    def __init__(self, archive: Archive, papers: Papers) -> None:
        self._archive, self._papers = archive, papers
        self._known: dict[str, Place] = {}

    def __call__(self, article: Article) -> Place:
        if article.id not in self._known:
            self._known[article.id] = self._place(article)
        return self._known[article.id]

    def _place(self, article: Article) -> Place:
        reports = [other for other in self._archive.page_articles(article) if other.kind.is_report]
        at = next((n for n, other in enumerate(reports) if other.id == article.id), None)
        place = self._papers.of_article(article)
        if not self._archive.holds(article):
            return replace(place, gone=True)
        if at is None:
            return place
        before, after = reports[at - 1 : at] if at else [], reports[at + 1 : at + 2]
        return replace(place, before=next(iter(before), None), after=next(iter(after), None))


def _wire_asking(shell: Shell, parts: Parts, composer: gr.HTML, *, history: History) -> list[Any]:
    """Answer what is sent, then offer what could be asked next."""
    archive = shell.archive

    def answer(
        before: Exchanges, saved: dict[str, Any], id: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        before = restored(archive, before, id, request)
        order = min(int(event.at), len(before) + 1)
        yield from _answer(archive, str(event.text), before[: order - 1], Choices.of(saved))

    def suggest(exchanges: Exchanges, saved: dict[str, Any]) -> str:
        if not exchanges:
            return ""
        asked, last = exchanges[-1].question, exchanges[-1].answer
        questions = follow_ups(archive, last, choices=Choices.of(saved)) if last else []
        return suggestions_html(questions, after=asked, order=len(exchanges))

    composer.change(
        suggest, [parts.exchanges, shell.settings], [parts.suggestions], trigger_mode="always_last", **QUIET
    )
    # "multiple": by default a question is dropped that comes before Gradio has closed the one before it.
    run = composer.submit(
        answer,
        [parts.exchanges, shell.settings, history.id],
        parts.all,
        trigger_mode="multiple",
        **QUIET,
    )
    keep_after(run, shell, parts.exchanges, history)
    return [run]


def _answer(
    archive: Archive, question: str, before: Exchanges, choices: Choices
) -> Iterator[tuple[Any, ...]]:
    """Answer in the turn after `before`: give values for `Parts.all`, evidence where it has changed."""
    papers = papers_of(archive, archive.revision)
    places, order, known = _Places(archive, papers), len(before) + 1, ""
    after: Exchanges = before
    for after in stream_exchanges(archive, question, before, choices=choices):
        evidence, last = "", after[-1]
        if last.answer is not None:
            evidence = sources_html(last.answer, order=order, places=places, related=choices.related)
        changed = gr.skip() if evidence == known else evidence
        known = evidence
        yield after, turn_html(last, order=order, papers=papers, busy=True), changed, gr.skip()
    shown = gr.skip() if known else evidence_html(after, places=places, related=choices.related)
    yield after, turn_html(after[-1], order=order, papers=papers), shown, gr.skip()  # said again at the end


def _wire_ending(shell: Shell, parts: Parts, composer: gr.HTML, *, history: History, runs: list[Any]) -> None:
    """Stop a run, and clear the page."""
    archive = shell.archive

    def stop(before: Exchanges, saved: dict[str, Any], event: gr.EventData) -> tuple[Any, ...]:
        order = min(int(event.at), len(before) + 1)
        asked = Exchange(str(event.text))
        known = [exchange for exchange in before[order - 1 : order] if exchange.question == asked.question]
        after = _stopped(archive, (*before[: order - 1], *(known or [asked])))
        papers, last = papers_of(archive, archive.revision), after[-1]
        places, related = _Places(archive, papers), Choices.of(saved).related
        evidence = evidence_html(after, places=places, related=related)
        if last.answer is not None:
            evidence = sources_html(last.answer, order=order, places=places, related=related)
        return after, turn_html(last, order=order, papers=papers), evidence, ""

    def clear() -> tuple[Any, ...]:
        return (*show_conversation(archive, (), Choices()), *begun())

    stopped = composer.stop(stop, [parts.exchanges, shell.settings], parts.all, cancels=runs, **QUIET)
    keep_after(stopped, shell, parts.exchanges, history)
    emptied = [*parts.all, *history.all]
    for cleared, ended in (
        (composer.clear, runs),
        (composer.click, None),
    ):  # while a run goes on, or none does
        cleared(clear, None, emptied, cancels=ended, **QUIET)


def _stopped(archive: Archive, exchanges: Exchanges) -> Exchanges:
    if archive.generates:
        return stop_exchange(archive, exchanges)
    *before, last = exchanges
    return exchanges if last.answer or last.error else (*before, replace(last, error=STOPPED))
