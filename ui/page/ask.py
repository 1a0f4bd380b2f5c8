"""The tab where questions are asked: the conversation on the left, its evidence on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import gradio as gr

from rag import Archive
from ui.choices import Choices
from ui.examples import example_questions
from ui.page.shell import QUIET, Shell, html_box
from ui.render.answer import conversation_html
from ui.render.evidence import evidence_html
from ui.render.frame import welcome_html
from ui.talk import Exchanges, stop_exchange, stream_exchanges

_EXAMPLES = 6
_READ = 500  # newest articles that example questions are drawn from


def build_ask(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    welcome = _welcome(shell.archive, shell.archive.revision)
    exchanges = gr.State(())
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="ask"):
            conversation = html_box(welcome, name="conversation")
            box, clear, stop = _composer(stops=shell.archive.generates)
        with gr.Column(elem_id="evidence-column"):
            evidence = html_box(evidence_html(()), name="evidence")
    _wire(shell, (exchanges, conversation, evidence, box), clear=clear, stop=stop)

    def refresh(before: Exchanges) -> Any:
        return gr.skip() if before else _welcome(shell.archive, shell.archive.revision)

    shell.revision.change(refresh, [exchanges], [conversation], **QUIET)


@lru_cache(maxsize=2)  # asking every example takes half a second
def _welcome(archive: Archive, revision: int) -> str:
    del revision  # a changed archive is welcomed with other examples
    reports = [article for article in archive.articles if article.kind.is_report]
    return welcome_html(_answerable(archive, example_questions(reports[-_READ:], count=4 * _EXAMPLES)))


def _answerable(archive: Archive, questions: Sequence[str]) -> list[str]:
    """Keep the first few questions that the archive does answer."""
    kept: list[str] = []
    for question in questions:
        if len(kept) < _EXAMPLES and not archive.ask(question, generate=False).abstained:
            kept.append(question)
    return kept


def _composer(*, stops: bool) -> tuple[Any, Any, Any]:
    with gr.Row(elem_id="composer"):
        box = gr.Textbox(
            placeholder="输入问题，回车发送",
            label="问题",
            show_label=False,
            container=False,
            lines=1,
            max_lines=5,
            submit_btn="提问",
            elem_id="question",
            autofocus=True,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
        )
        clear = gr.Button("清空", elem_id="clear", variant="secondary")
        stop = gr.Button("停止", elem_id="stop", variant="secondary", visible=stops)
    return box, clear, stop


def _wire(shell: Shell, parts: tuple[Any, Any, Any, Any], *, clear: Any, stop: Any) -> None:
    exchanges, conversation, _, box = parts
    archive = shell.archive

    def show(question: str, before: Exchanges, saved: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        typed: Any = ""  # emptied once, at the start: what is typed meanwhile stays
        for after in stream_exchanges(archive, question, before, choices=Choices.of(saved)):
            yield after, conversation_html(after), evidence_html(after), typed
            typed = gr.skip()

    def act(before: Exchanges, saved: dict[str, Any], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        if event.act == "example":
            yield from show(str(event.value), before, saved)

    runs = [
        box.submit(show, [box, exchanges, shell.settings], list(parts), **QUIET),
        conversation.click(act, [exchanges, shell.settings], list(parts), **QUIET),
    ]

    def show_stopped(before: Exchanges) -> tuple[Any, ...]:
        after = stop_exchange(archive, before) if before else before
        shown = conversation_html(after) if after else gr.skip()
        return after, shown, evidence_html(after), gr.skip()

    def empty() -> tuple[Any, ...]:
        return (), _welcome(archive, archive.revision), evidence_html(()), ""

    stop.click(show_stopped, [exchanges], list(parts), cancels=runs, **QUIET)
    clear.click(empty, None, list(parts), **QUIET)
