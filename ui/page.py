"""The Gradio page: conversation on the left, evidence on the right. Gradio's only home."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.errors import BaowenError
from rag import Archive
from rag.types import Failure
from ui.examples import example_questions
from ui.render import Exchange, conversation_html, evidence_html, masthead_html, welcome_html

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by gradio while it is imported

import gradio as gr

_HERE = Path(__file__).parent
_EXAMPLES = 6
_READ = 500  # newest articles that example questions are drawn from
_WORKERS = 4  # questions answered at the same time
_UNEXPECTED = "出了意外，这个问题没有答成。请再试一次，或换一种问法；详情见服务器日志。"
# A click on an example question reaches Python with the question.
_ASK_EXAMPLE = """
element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-question]");
  if (example) trigger("click", { question: example.dataset.question });
});
"""

Exchanges = tuple[Exchange, ...]


def launch(archive: Archive, *, host: str, port: int) -> gr.Blocks:
    """Serve the page in the background and return it; raise OSError where the port is taken."""
    page = build_page(archive)
    page.queue(default_concurrency_limit=_WORKERS)
    page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        theme=_theme(),
        css_paths=_HERE / "page.css",
        head=f"<script>{(_HERE / 'page.js').read_text(encoding='utf-8')}</script>",
    )
    return page


def build_page(archive: Archive) -> gr.Blocks:
    """Lay the page out and wire it to the archive."""
    reports = [article for article in archive.articles if article.kind.is_report]
    examples = _answerable(archive, example_questions(reports[-_READ:], count=4 * _EXAMPLES))
    welcome = welcome_html(examples)
    with gr.Blocks(title="报问：向报纸提问", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(masthead_html(len(reports), archive.coverage), elem_id="masthead", apply_default_css=False)
        exchanges = gr.State(())
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="ask"):
                conversation = _html_box(welcome, name="conversation", script=_ASK_EXAMPLE)
                box, clear, stop = _composer(stops=archive.generates)
            with gr.Column(elem_id="evidence-column"):
                evidence = _html_box(evidence_html(()), name="evidence")
        _wire(archive, welcome, (exchanges, conversation, evidence, box), clear=clear, stop=stop)
    return page


def stream_exchanges(archive: Archive, question: str, before: Exchanges) -> Iterator[Exchanges]:
    """Yield the conversation with the question added: pending, then each growing answer, or an error."""
    asked = Exchange(question)
    yield (*before, asked)
    history = [exchange.answer.turn for exchange in before if exchange.answer is not None]
    try:
        for answer in archive.stream(question, history=history):
            yield (*before, replace(asked, answer=answer))
    except BaowenError as error:
        yield (*before, replace(asked, error=str(error)))
    except Exception:  # the page's one broad boundary
        logging.getLogger(__name__).exception("a question failed")
        yield (*before, replace(asked, error=_UNEXPECTED))


def stop_exchange(archive: Archive, exchanges: Exchanges) -> Exchanges:
    """Put the extractive answer in the place of one that a model has not finished."""
    *before, last = exchanges
    if last.error or (last.answer and (last.answer.generated is None or last.answer.generated.done)):
        return exchanges
    from rag.generate import fall_back  # LangChain is slow to import, and without a model nothing is stopped

    history = [exchange.answer.turn for exchange in before if exchange.answer is not None]
    extracted = archive.ask(last.question, history=history, generate=False)
    return (*before, replace(last, answer=fall_back(extracted, Failure.STOPPED)))


def _theme() -> Any:
    """Choose system fonts and, for the moments before the stylesheet applies, the paper's colours."""
    theme = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"])
    return theme.set(body_background_fill="#faf7f0", body_background_fill_dark="#181613")


def _answerable(archive: Archive, questions: list[str]) -> list[str]:
    """Keep the first few questions that the archive does answer."""
    kept: list[str] = []
    for question in questions:
        if len(kept) < _EXAMPLES and not archive.ask(question, generate=False).abstained:
            kept.append(question)
    return kept


def _html_box(value: str, *, name: str, script: str | None = None) -> Any:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=script)


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


def _wire(archive: Archive, welcome: str, parts: tuple[Any, Any, Any, Any], *, clear: Any, stop: Any) -> None:
    exchanges, conversation, _, box = parts

    def show(question: str, before: Exchanges) -> Iterator[tuple[Any, ...]]:
        typed: Any = ""  # emptied once, at the start: what is typed meanwhile stays
        for after in stream_exchanges(archive, question, before):
            yield after, conversation_html(after), evidence_html(after), typed
            typed = gr.skip()

    def show_example(before: Exchanges, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from show(str(event.question), before)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    runs = [
        box.submit(show, [box, exchanges], list(parts), **quiet),
        conversation.click(show_example, [exchanges], list(parts), **quiet),
    ]

    def show_stopped(before: Exchanges) -> tuple[Any, ...]:
        after = stop_exchange(archive, before) if before else before
        return after, conversation_html(after) if after else welcome, evidence_html(after), gr.skip()

    stop.click(show_stopped, [exchanges], list(parts), cancels=runs, **quiet)
    clear.click(lambda: ((), welcome, evidence_html(()), ""), None, list(parts), **quiet)
