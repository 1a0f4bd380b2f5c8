"""The tab 档案: the articles on the left, what happened, what is covered and who is named on the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from index.errors import BaowenError
from rag import Archive
from ui.browsing import Found, View, find
from ui.page.shell import QUIET, Shell, html_box
from ui.render.browse import form_html, results_html
from ui.render.overview import coverage_html, names_html, timeline_html


def build_browse(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    view = gr.State(View())
    with gr.Row(elem_id="browse-columns"):
        with gr.Column(elem_id="browse-main"):
            form = html_box("", name="browse-form")
            results = html_box("", name="browse-results")
        with gr.Column(elem_id="browse-aside"):
            timeline = html_box("", name="browse-timeline")
            coverage = html_box("", name="browse-coverage")
            names = html_box("", name="browse-names")
    parts = [view, form, results, timeline, coverage, names]
    _wire(shell, parts)


def _wire(shell: Shell, parts: list[Any]) -> None:
    archive, view = shell.archive, parts[0]

    def act(before: View, event: gr.EventData) -> tuple[Any, ...]:
        name, value = str(event.act), str(event.value)
        if name in ("remove", "restore"):
            after = _edited(archive, before, name, value)
            drawn = _results(archive, find(archive, after), after)
            return after, gr.skip(), drawn, gr.skip(), gr.skip(), gr.skip(), archive.revision
        after = before.after(name, value)
        return after, *_changed(archive, before, after), gr.skip()

    def show(before: View) -> Iterator[tuple[Any, ...]]:
        revision = archive.revision
        if before.shown == revision:
            yield tuple(gr.skip() for _ in parts)  # what was opened meanwhile stays open
            return
        after = replace(before, shown=revision)
        yield after, *_shown(archive, after)
        yield *(gr.skip() for _ in parts[1:]), _names(archive, after)

    for part in parts[1:]:
        part.click(act, [view], [*parts, shell.revision], **QUIET)
    shell.revision.change(show, [view], parts, **QUIET)
    if shell.tab:
        shell.tab.select(show, [view], parts, **QUIET)


def _edited(archive: Archive, view: View, name: str, value: str) -> View:
    """Delete an article, or take that back; the list is drawn anew since the archive has changed."""
    try:
        if name == "restore":
            archive.edits.undo(value)
            return replace(view, said="已撤销，文章又在档案里了。", edit="")
        article = archive.catalogue.by_id.get(value)
        edit = archive.edits.remove_article(article.source if article else "", value)
    except BaowenError as error:
        return replace(view, said=str(error), edit="")
    return replace(view, opened="", said="已删除一篇文章。", edit=edit.id)


def _shown(archive: Archive, view: View) -> tuple[Any, ...]:
    """Make everything but the names, which take a second when they are new."""
    catalogue, found = archive.catalogue, find(archive, view)
    return (
        form_html(catalogue, view),
        _results(archive, found, view),
        timeline_html(found.timeline, view=view),
        coverage_html(catalogue.coverage, view=view),
        gr.skip(),
    )


def _changed(archive: Archive, before: View, after: View) -> tuple[Any, ...]:
    """Make what a click changes, and nothing else: less to send, and nothing loses its place."""
    same, found = before.wanted == after.wanted, find(archive, after)
    form = gr.skip() if same else form_html(archive.catalogue, after)
    timeline = gr.skip() if same else timeline_html(found.timeline, view=after)
    unmoved = before.year == after.year
    coverage = gr.skip() if unmoved else coverage_html(archive.catalogue.coverage, view=after)
    listed = (before.named, before.names) == (after.named, after.names)
    names = gr.skip() if listed else _names(archive, after)
    return form, _results(archive, found, after), timeline, coverage, names


def _results(archive: Archive, found: Found, view: View) -> str:
    article = archive.catalogue.by_id.get(view.opened)
    names = archive.named(article) if article else []
    return results_html(archive.catalogue, found, view=view, names=names)


def _names(archive: Archive, view: View) -> str:
    return names_html(archive.names(), archive.catalogue.by_id, view=view)
