"""Show a report: as a table in the terminal, and as one self-contained HTML page with plots and failures."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Sequence
from html import escape
from io import StringIO
from pathlib import Path
from textwrap import dedent

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from eval.run import Figure, Outcome, Report, Summary
from index.errors import InputError

LABELS = {
    "recall@1": "检索召回@1",
    "recall@5": "检索召回@5",
    "mrr": "检索 MRR",
    "accuracy": "回答正确率",
    "short_accuracy": "短答案正确率",
    "citation_correct": "引文含答案",
    "quotes_are_slices": "引文是原文",
    "abstention_precision": "弃答准确率",
    "abstention_recall": "弃答召回率",
    "false_answer_rate": "误答率",
    "wrong_refusal_rate": "误拒率",
    "lists_complete": "列举完整率",
    "time_accuracy": "时间题正确率",
    "premise_caught": "错误前提识破率",
}
KINDS = {
    "who": "谁",
    "when": "何时",
    "how_many": "多少",
    "where": "何地",
    "which": "哪个",
    "list": "列举",
    "what": "什么",
    "how": "怎样",
    "why": "为何",
    "yes_no": "是否",
    "date": "随时间变",
    "followup": "追问",
    "several": "跨文章",
    "timeline": "沿革",
    "meeting": "会议要点",
    "premise": "错误前提",
    "unanswerable": "答不了",
    "furniture": "报头等",
    "original": "原话",
    "formal": "书面",
    "spoken": "口语",
    "search": "搜索词",
    "other": "换词",
}
_BY_KIND = ("recall@5", "accuracy", "short_accuracy", "wrong_refusal_rate", "false_answer_rate")
PLOTS = ("accuracy", "short_accuracy", "recall@5")
_SHOWN_HITS = 5

_STYLE = """
body{font:15px/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:64rem;
margin:2rem auto;padding:0 1rem;color:#222;background:#fff;--bar:#7aa6d8;--whisker:#333}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:1rem 0}
th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd;font-weight:400;white-space:nowrap}
th:first-child,td:first-child{text-align:left}thead th{font-weight:600}small{color:#666}
article{border:1px solid #ddd;border-radius:6px;padding:.6rem 1rem;margin:1rem 0}h3{margin:.2rem 0}
h3,dd{overflow-wrap:anywhere}dt{font-weight:600;color:#555}dd{margin:0 0 .4rem 1rem;white-space:pre-wrap}
.bars{width:100%;max-width:44rem}.bars th,.bars td{border:0;padding:.1rem .5rem}
.bars td:nth-child(2){width:100%}
.bars svg{display:block;width:100%;height:18px}.bars rect{fill:var(--bar)}.bars line{stroke:var(--whisker)}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#191919;--bar:#44709f;--whisker:#ddd}
small,dt{color:#aaa}th,td,article{border-color:#444}}
"""


def format_table(report: Report) -> str:
    """Lay out the figures as plain text, aligned for Chinese width."""
    stream = StringIO()
    console = Console(file=stream, width=200, color_system=None, legacy_windows=False)
    console.print(_table("指标", *figure_rows((report.overall, *report.by_split))))
    console.print(_table("题型", *kind_rows(report.by_kind)))
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return dedent("\n".join(lines)).strip("\n")


def write_report(report: Report, folder: Path | str) -> Path:
    """Write `report.html` and `report.json` into the folder and give the page's path.

    An earlier report is kept there under a name with its date. Raise InputError when that cannot be written.
    """
    page = Path(folder) / "report.html"
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        for earlier in (page, page.with_suffix(".json")):
            _keep(earlier)
        # A page may hold halves of characters, which UTF-8 cannot write.
        page.write_text(_page(report), encoding="utf-8", errors="replace")
        plain = json.dumps(report.to_json(), ensure_ascii=False, indent=1)
        page.with_name("report.json").write_text(plain + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"写不了评测报告 {folder}：{error}。请换一个可写的目录。") from error
    return page


def _keep(earlier: Path) -> None:
    if earlier.exists():
        made = time.strftime("%Y%m%d-%H%M%S", time.localtime(earlier.stat().st_mtime))
        names = (f"report-{made}{more}{earlier.suffix}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
        earlier.rename(next(path for name in names if not (path := earlier.with_name(name)).exists()))


def figure_rows(summaries: Sequence[Summary]) -> tuple[list[str], list[list[str]]]:
    """Give the groups, and a row for each figure: its name and its value for each group."""
    rows = [["题数", *(str(summary.questions) for summary in summaries)]]
    rows += [[label, *(_ranged(s.figures[name]) for s in summaries)] for name, label in LABELS.items()]
    rows.append(["回答字数（中位）", *(_plain(s.median_length) for s in summaries)])
    rows.append(["耗时 p50 / p95（毫秒）", *(f"{_plain(s.p50_ms)} / {_plain(s.p95_ms)}" for s in summaries)])
    return [summary.group for summary in summaries], rows


def kind_rows(by_kind: Sequence[Summary]) -> tuple[list[str], list[list[str]]]:
    """Give the figures that are told by kind of question, and a row for each kind."""
    rows = [
        [
            _kind(s),
            str(s.questions),
            *(_ranged(s.figures[name]) for name in _BY_KIND),
            _plain(s.median_length),
        ]
        for s in by_kind
    ]
    return ["题数", *(LABELS[name] for name in _BY_KIND), "字数"], rows


def _kind(summary: Summary) -> str:
    return KINDS.get(summary.group, summary.group)


def _ranged(figure: Figure) -> str:
    if not figure.n:
        return "—"
    return f"{figure.value:.3f} [{figure.low:.2f}, {figure.high:.2f}]"


def _plain(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.1f}"


def _table(corner: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column(corner, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _page(report: Report) -> str:
    plots = "".join(f"<h3>{LABELS[name]}</h3>{bars_html(report.by_kind, name)}" for name in PLOTS)
    failures = "".join(map(_failure, report.failures)) or "<p>没有。</p>"
    figures = _html_table("指标", *figure_rows((report.overall, *report.by_split)))
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>报问评测报告</title>'
        f"<style>{_STYLE}</style><h1>报问评测报告</h1>"
        f"{figures}<p><small>方括号内为 95% 自助法区间。</small></p>"
        f"<h2>按题型</h2>{_html_table('题型', *kind_rows(report.by_kind))}{plots}"
        f"<h2>全部失败（{len(report.failures)} 题）</h2>{failures}</html>\n"
    )


def _html_table(corner: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in (corner, *columns))
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def bars_html(summaries: Iterable[Summary], name: str) -> str:
    """Draw one bar for each group that has the figure, its interval as a whisker; colours are the page's."""
    counted = [summary for summary in summaries if summary.figures[name].n]
    rows = "".join(_bar(summary, summary.figures[name]) for summary in counted)
    return f'<table class="bars"><tbody>{rows}</tbody></table>'


def _bar(summary: Summary, figure: Figure) -> str:
    low, high, value = (f"{100 * share:.1f}%" for share in (figure.low, figure.high, figure.value))
    lines = ((low, "50%", high, "50%"), (low, "25%", low, "75%"), (high, "25%", high, "75%"))
    whisker = "".join(f'<line x1="{a}" y1="{b}" x2="{c}" y2="{d}"/>' for a, b, c, d in lines)
    return (
        f'<tr><th scope="row">{escape(_kind(summary))}</th><td><svg aria-hidden="true">'
        f'<rect width="{value}" height="100%"/>{whisker}</svg></td>'
        f"<td>{figure.value:.2f}</td><td>{figure.n} 题</td></tr>"
    )


def _failure(outcome: Outcome) -> str:
    question = outcome.question
    label = f"{question.id}，{KINDS.get(question.kind, question.kind)}，{question.split}"
    listed = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in evidence(outcome) if text)
    return (
        f"<article><h3>{outcome.failure}：{escape(question.question)}</h3>"
        f"<small>{escape(label)}</small><dl>{listed}</dl></article>"
    )


def evidence(outcome: Outcome) -> list[tuple[str, str]]:
    """List what a failure is judged by, as names and texts; texts may be empty."""
    question, answer = outcome.question, outcome.answer
    expected = ("、" if question.match == "all" else " 或 ").join(question.answers)
    hits = answer.hits[:_SHOWN_HITS]
    return [
        ("此前", "\n".join(question.history)),
        ("补全为", "" if answer.rewritten == question.question else answer.rewritten),
        ("应答", expected or "（报上没有，应当弃答）"),
        ("出处", "\n".join(question.quote)),
        ("回答", answer.text),
        ("短答案", answer.short),
        ("引文", "\n".join(f"[{c.number}] {c.article.title}：{c.quote}" for c in answer.citations)),
        ("检索", "\n".join(f"{h.score:.3f} {h.passage.article.title}：{h.passage.text}" for h in hits)),
    ]
