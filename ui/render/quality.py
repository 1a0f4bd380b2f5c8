"""How good the answers are, as HTML: runs, their figures, their failures, what changed between two."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.report import KINDS, LABELS, PLOTS, bars_html, figure_rows, kind_rows
from eval.run import Figure
from eval.runs import Comparison, Result, Run
from index.read import printable
from ui.evaluation import Progress
from ui.render.html import act_html, escape

SETS = {"all": "全部", "dev": "调试用", "test": "测试用"}  # of the shipped questions
_A_PAGE = 20  # failures shown at once
_CHANGES = 100  # changed questions shown


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at: a run by its id, another to compare it with, and which failures."""

    run: str = ""
    other: str = ""
    kind: str = ""
    failure: str = ""
    page: int = 0


def start_html(sets: Sequence[tuple[str, str, int]], *, held: int, wanted: int) -> str:
    """Offer the shipped questions, by name, label and number, and say whether the archive can know them."""
    buttons = "".join(
        f'<button type="button" class="button" data-act="start" data-value="{escape(name)}">'
        f"<span>{escape(label)}</span> <small>{count} 题</small></button>"
        for name, label, count in sets
    )
    missing = (
        f'<p class="problem">这个档案里只有其中 {held} 个版面（共 {wanted} 个），其余的问题答不上来。</p>'
        if held < wanted
        else ""
    )
    hint = "用已知答案的问题考一考。自带的问题问的是随附的五个版面；问别的报纸，请放入自己的问题。"
    return f'<h2>评测</h2><p class="hint">{hint}</p>{missing}<div class="starts">{buttons}</div>'


def progress_html(progress: Progress | None, *, problem: str = "") -> str:
    """Show how far a run is, with a way to end it; or how it ended."""
    if problem:
        return f'<p class="problem" role="alert">{escape(problem)}</p>'
    if progress is None:
        return ""
    if progress.ended:
        return f'<p class="note" role="status">{escape(progress.ended)}</p>'
    share = round(100 * progress.done / max(progress.total, 1))
    cancel = act_html("cancel", "取消", kind="button")
    return (
        f'<div class="running"><p role="status"><span>正在评测</span> {_name_html(progress.name)}</p>'
        f'<div class="meter" role="progressbar" aria-label="评测进度" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{share}"><svg aria-hidden="true"><rect width="{share}%" height="100%"/></svg></div>'
        f"<p>{progress.done} / {progress.total} 题，错 {progress.wrong} 题</p>{cancel}</div>"
    )


def runs_html(runs: Sequence[Run], view: View) -> str:
    """List the runs that are kept; each can be looked at, compared with the one looked at, or forgotten."""
    if not runs:
        return '<p class="hint">还没有评测过。</p>'
    rows = "".join(_run_row(run, view) for run in runs)
    heads = ("时间", "问题", "档案", "正确率", "误答率", "误拒率", "错")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    table = f"<table><thead><tr>{head}<td></td></tr></thead><tbody>{rows}</tbody></table>"
    return f"<h2>评测记录</h2>{_wide(table, '评测记录')}"


def run_html(run: Run) -> str:
    """Show the figures of a run, overall and by kind of question, as tables and as bars."""
    plots = "".join(
        f"<div><h3>{LABELS[name]}</h3>{printable(bars_html(run.by_kind, name))}</div>" for name in PLOTS
    )
    figures = _table("指标", *figure_rows((run.overall, *(run.by_split if len(run.by_split) > 1 else ()))))
    kinds = _table("题型", *kind_rows(run.by_kind))
    return (
        f'<h2>指标</h2>{_wide(figures, "指标")}<p class="hint">方括号内为 95% 自助法区间。</p>'
        f'<h2>按题型</h2><div class="plots">{plots}</div>'
        f"<details><summary>按题型的全部指标</summary>{_wide(kinds, '按题型的全部指标')}</details>"
    )


def failures_html(run: Run, view: View) -> str:
    """List what went wrong with its evidence, as far as the view asks for it, a page at a time."""
    chosen = [
        result
        for result in run.failures
        if view.kind in ("", result.kind) and view.failure in ("", result.failure)
    ]
    first = view.page * _A_PAGE
    shown = "".join(map(_failure_html, chosen[first : first + _A_PAGE])) or '<p class="hint">没有。</p>'
    return (
        f'<h2>失败的问题</h2>{_filters_html(run, view)}<p class="hint" role="status">{len(chosen)} 题</p>'
        f"{shown}{_pager_html(view.page, total=len(chosen))}"
    )


def comparison_html(before: Run, after: Run, changed: Comparison) -> str:
    """Show two runs side by side: figures with their differences, and the questions that changed."""
    rows = "".join(
        _difference_row(label, before.overall.figures[name], after.overall.figures[name])
        for name, label in LABELS.items()
    )
    heads = (
        f'<th scope="col">指标</th><th scope="col">{_time(before)}</th><th scope="col">{_time(after)}</th>'
    )
    table = f'<table><thead><tr>{heads}<th scope="col">差</th></tr></thead><tbody>{rows}</tbody></table>'
    return (
        f'<h2>两次相比</h2>{_wide(table, "两次相比")}<p class="hint">两次都问了的有 {changed.shared} 题</p>'
        f"{_changed_html('由对变错', changed.broken)}{_changed_html('由错变对', changed.mended)}"
    )


def _run_row(run: Run, view: View) -> str:
    figures = run.overall.figures
    told = (_share(figures[name]) for name in ("accuracy", "false_answer_rate", "wrong_refusal_rate"))
    cells = "".join(f"<td>{share}</td>" for share in (*told, str(len(run.failures))))
    looked_at = run.id == view.run
    show = _link_html("show", _time(run), value=run.id, pressed=looked_at)
    compare = "" if looked_at else _link_html("compare", "比较", value=run.id, pressed=run.id == view.other)
    return (
        f'<tr class="{"current" if looked_at else ""}"><th scope="row">{show}</th>'
        f"<td>{_name_html(run.name)} <small>{run.overall.questions} 题</small></td>"
        f"<td><span>{run.reports} 篇</span> <small>第 {run.revision} 次修改</small></td>{cells}"
        f"<td>{compare}{_link_html('forget', '删除', value=run.id)}</td></tr>"
    )


def _link_html(act: str, label: str, *, value: str, pressed: bool | None = None) -> str:
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    what = f'data-act="{act}" data-value="{escape(value)}"{state}'
    return f'<button type="button" class="link" {what}>{label}</button>'


def _name_html(name: str) -> str:
    """Name the questions: ours in words of the page, others by their file."""
    foreign = "" if name in SETS.values() else ' translate="no"'
    return f"<b{foreign}>{escape(name)}</b>"


def _time(run: Run) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(run.made))


def _share(figure: Figure) -> str:
    return f"{figure.value:.3f}" if figure.n else "—"


def _difference_row(label: str, before: Figure, after: Figure) -> str:
    both = before.n and after.n
    difference = f"{after.value - before.value:+.3f}" if both else "—"
    return (
        f'<tr><th scope="row">{label}</th><td>{_share(before)}</td><td>{_share(after)}</td>'
        f"<td>{difference}</td></tr>"
    )


def _changed_html(title: str, results: Sequence[Result]) -> str:
    shown = "".join(map(_failure_html, results[:_CHANGES])) or '<p class="hint">没有。</p>'
    return f"<h3><span>{title}</span> <small>{len(results)} 题</small></h3>{shown}"


def _failure_html(result: Result) -> str:
    told = "".join(
        f'<dt>{escape(name)}</dt><dd translate="no">{escape(text)}</dd>' for name, text in result.evidence
    )
    kind = KINDS.get(result.kind, "")
    named = f"<small>{kind}</small>" if kind else f'<small translate="no">{escape(result.kind)}</small>'
    return (
        f'<details class="failure"><summary><b>{escape(result.failure)}</b> '
        f'<span translate="no">{escape(result.question)}</span> {named}</summary><dl>{told}</dl></details>'
    )


def _filters_html(run: Run, view: View) -> str:
    kinds = sorted({result.kind for result in run.failures})
    sorts = sorted({result.failure for result in run.failures})
    named = [(kind, KINDS.get(kind, kind)) for kind in kinds]
    sorted_by = [(sort, sort) for sort in sorts]
    return (
        f'<div class="filters">{_select_html("kind", "题型", chosen=view.kind, options=named)}'
        f"{_select_html('failure', '错在', chosen=view.failure, options=sorted_by)}</div>"
    )


def _select_html(act: str, label: str, *, chosen: str, options: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
        for value, name in (("", "全部"), *options)
    )
    return f'<label><span>{label}</span><select class="field" data-act="{act}">{listed}</select></label>'


def _pager_html(page: int, *, total: int) -> str:
    last = max(total - 1, 0) // _A_PAGE
    if not last:
        return ""
    back = act_html("page", "上一页", value=str(page - 1), kind="button") if page else ""
    on = act_html("page", "下一页", value=str(page + 1), kind="button") if page < last else ""
    where = f"<span>第 {page + 1} 页，共 {last + 1} 页</span>"
    return f'<nav class="pager" aria-label="翻页">{back}{where}{on}</nav>'


def _table(corner: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in (corner, *columns))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _wide(table: str, name: str) -> str:
    """Let a table that is wider than the window be scrolled by itself, by keyboard too."""
    return f'<div class="wide" role="region" aria-label="{name}" tabindex="0">{table}</div>'
