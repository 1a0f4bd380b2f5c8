"""Turn what is being added into HTML: what to choose, what was found, how far it is, what to take back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from index.types import Article
from rag.archive import Preview, Problem
from rag.edits import Edit, Undone
from ui.intake import Intake, Stage
from ui.render.html import act_html, button_html, escape
from ui.wording import headline, kind_name, marked_date

_LISTED = 200  # articles, and problems, of a preview that are listed
FILES = 50  # files of the archive on one page


def pick_html() -> str:
    """Show where files are dropped or chosen; `add.js` sends them, then presses `read`."""
    choices = "".join(
        f'<label class="outline choose"><span>{label}</span><input type="file" {more} multiple></label>'
        for label, more in (("选择文件", ""), ("选择文件夹", "webkitdirectory"))
    )
    read = button_html("read", "看看里面有什么", kind="unseen", more='tabindex="-1" aria-hidden="true"')
    hint = "纯文本（.txt、.md）、文件夹，或装着它们的 zip 压缩包。先列出找到的文章和问题，您确认后才会添加。"
    return (
        f'<section class="pick"><h2>添加报纸</h2><p class="hint">{hint}</p>'
        f'<div class="drop"><p>把文件、文件夹或压缩包拖到这里</p><p class="ways">{choices}</p></div>'
        '<div class="sending" hidden><progress aria-label="上传进度"></progress><p role="status"></p>'
        '<button type="button" class="outline">停止上传</button></div>'
        f'<p class="problem" role="alert"></p>{read}</section>'
    )


def work_html(intake: Intake | None, *, id: str) -> str:
    """Show how far an intake has come, and what can be done next."""
    if intake is None or intake.stage is Stage.EMPTY:
        return ""
    if intake.busy:
        return _progress_html(intake, id)
    if intake.stage is Stage.ADDED:
        return _added_html(intake, id)
    return _preview_html(intake, id)


def _open(id: str) -> str:
    return f'<section class="work" data-batch="{escape(id)}">'


def _progress_html(intake: Intake, id: str) -> str:
    done, count, name = intake.progress
    verb = "添加" if intake.stage is Stage.ADDING else "读取"
    step = f"正在{verb}第 {min(done + 1, count)} 个文件，共 {count} 个" if count else f"正在{verb}"
    at = f'<p role="status">{step}</p>'
    bar = f'<progress aria-label="进度" max="{max(count, 1)}" value="{done}"></progress>'
    kept = "停止后，已添加的文件留在档案里，可以撤销。" if intake.stage is Stage.ADDING else ""
    if intake.stopped.is_set():
        kept = "正在停止……"
    stop = act_html("stop", "停止", value=id, kind="outline")
    return (
        f'{_open(id)}{at}<p class="hint" translate="no">{escape(name)}</p>{bar}'
        f'<p class="steps">{stop}<span class="hint">{kept}</span></p></section>'
    )


def _added_html(intake: Intake, id: str) -> str:
    edit = intake.edit
    if intake.error or edit is None:
        said = f'<p class="failed" role="alert">{escape(intake.error)}</p>'
    else:
        files = edit.added + edit.replaced
        short = f"<p>停止时还有 {intake.left} 个文件没有添加。</p>" if intake.left else ""
        said = f'<p role="status">已添加 {files} 个文件，用时 {intake.seconds:.1f} 秒。</p>{short}'
    done = act_html("drop", "好", value=id, kind="outline")
    return f'{_open(id)}<h3>添加完毕</h3>{said}<p class="steps">{done}</p></section>'


def _preview_html(intake: Intake, id: str) -> str:
    preview, problems = intake.preview, [*intake.problems, *intake.preview.problems]
    if intake.error:
        said = f'<p class="failed" role="alert">{escape(intake.error)}</p>'
        return f"{_open(id)}{said}{_drop_html(id)}</section>"
    count = len(preview.contents)
    some = f"可以添加 {count} 个文件，共 {len(preview.reports)} 篇报道"
    facts = [some if count else "没有可以添加的文件"]
    facts += [f"会替换已有的 {len(preview.replaced)} 个文件"] if preview.replaced else []
    facts += [f"{len(preview.same)} 个文件的内容已经有了，不再添加"] if preview.same else []
    facts += [f"{len(problems)} 个文件有问题"] if problems else []
    said = "".join(f"<li>{fact}</li>" for fact in facts)
    add = act_html("add", f"添加这 {count} 个文件", value=id, kind="primary") if count else ""
    return (
        f'{_open(id)}<h3>找到的文章</h3><div role="status"><ul class="tally">{said}</ul></div>'
        f'<p class="steps">{add}{_drop_html(id)}</p>'
        f"{_problems_html(problems)}{_same_html(preview)}{_articles_html(preview)}</section>"
    )


def _drop_html(id: str) -> str:
    return act_html("drop", "放弃", value=id, kind="outline")


def _problems_html(problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    rows = "".join(
        f'<li><b translate="no">{escape(problem.source)}</b><span>{escape(problem.message)}</span></li>'
        for problem in problems[:_LISTED]
    )
    return f'<h4>有问题的文件</h4><ul class="problems">{rows}{_rest_html(len(problems))}</ul>'


def _same_html(preview: Preview) -> str:
    if not preview.same:
        return ""
    rows = "".join(
        f'<li><b translate="no">{escape(name)}</b><span>与这个文件的内容相同：</span>'
        f'<span translate="no">{escape(held)}</span></li>'
        for name, held in preview.same[:_LISTED]
    )
    return f'<h4>已经有的文件</h4><ul class="problems">{rows}{_rest_html(len(preview.same))}</ul>'


def _articles_html(preview: Preview) -> str:
    if not preview.contents:
        return ""
    replaced = set(preview.replaced)
    rows, left = "", _LISTED
    for content in preview.contents:
        reports = [article for article in content.articles if article.kind.is_report]
        mark = ' <span class="badge">会替换已有的文件</span>' if content.source in replaced else ""
        none = "" if reports else ' <span class="badge">没有认出报道，请确认它是报纸的文字</span>'
        named = f'<span translate="no">{escape(content.source)}</span>{mark}{none}'
        rows += f'<tr class="file"><th scope="rowgroup" colspan="4">{named}</th></tr>'
        rows += "".join(_article_html(article) for article in reports[:left])
        left -= len(reports) + 1
        if left <= 0:
            break
    head = "".join(f'<th scope="col">{label}</th>' for label in ("标题", "见报日期", "字数", "种类"))
    rest = '<p class="hint">只列出前面的一部分。</p>' if left <= 0 else ""
    return (
        f'<table class="articles preview"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}'
    )


def _article_html(article: Article) -> str:
    cells = (escape(marked_date(article.published)), len(article.text), kind_name(article.kind))
    title = f'<td class="title" translate="no">{escape(headline(article))}</td>'
    return f"<tr>{title}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _rest_html(count: int) -> str:
    return f"<li>另有 {count - _LISTED} 个没有列出。</li>" if count > _LISTED else ""


def history_html(edits: Sequence[Edit], *, undone: Undone | None = None, error: str = "") -> str:
    """Show the last change with the way to take it back, and what taking one back did."""
    said = f'<p class="problem" role="alert">{escape(error)}</p>' if error else ""
    if undone:
        said = f'<p class="told-so" role="status">{_undone_words(undone)}</p>'
    if not edits:
        return said
    last = edits[0]
    question = _UNDO[last.kind]
    sure = act_html("undo", "确定撤销", value=last.id, kind="primary")
    return (
        f'<section class="history"><h3>最近一次改动</h3>{said}<p>{_edit_html(last)}</p>'
        f'<details class="sure"><summary>撤销</summary><p>{question}</p>{sure}</details></section>'
    )


_UNDO = {
    "add": "新加的文件会移出档案，被替换的文件会恢复原样。",
    "remove": "删除的文件会回到档案里。",
    "article": "删除的文章会回到档案里。",
}


def _edit_html(edit: Edit) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(edit.updated))
    counted = {
        "add": f"新添加 {edit.added} 个文件，替换 {edit.replaced} 个文件",
        "remove": f"删除 {edit.replaced} 个文件",
        "article": "删除一篇文章",
    }
    cut_short = "一次没有做完的添加" if edit.kind == "add" else "一次没有做完的删除"
    what = counted[edit.kind] if edit.finished else cut_short
    name = f' <b translate="no">{escape(edit.name)}</b>' if edit.name else ""
    return f"<span>{when}</span> <span>{what}</span>{name}"


def _undone_words(undone: Undone) -> str:
    parts = [f"<span>已撤销：移出 {len(undone.removed)} 个文件，恢复 {len(undone.restored)} 个文件。</span>"]
    if undone.left:
        parts.append(f"<span>{len(undone.left)} 个文件后来又有改动，没有动它们。</span>")
    return " ".join(parts)


def files_html(sources: Mapping[str, int], *, words: str, page: int) -> str:
    """List the files of the archive, each with its number of articles and the way to delete it."""
    found = [name for name in sources if words.lower() in name.lower()]
    last = max(1, -(-len(found) // FILES))
    at = min(max(page, 1), last)
    rows = "".join(_file_html(name, sources[name]) for name in found[(at - 1) * FILES : at * FILES])
    form = (
        '<form class="find" data-act="files" role="search"><label class="labelled"><span>按文件名查找</span>'
        f'<input class="field" type="search" name="words" maxlength="200" value="{escape(words)}"></label>'
        '<button type="submit" class="outline">查找</button></form>'
    )
    count = f'<p class="count">共 {len(found)} 个文件</p>'
    turns = "".join(
        button_html("turn", label, value=str(to), kind="quiet", more="" if 1 <= to <= last else "disabled")
        for label, to in (("上一页", at - 1), ("下一页", at + 1))
    )
    turn = f'<nav class="pager" aria-label="翻页"><span>第 {at} 页，共 {last} 页</span>{turns}</nav>'
    pager = turn if last > 1 else ""
    listed = f'<ul class="sources-held">{rows}</ul>'
    return f'<section class="held"><h3>档案里的文件</h3>{form}{count}{listed}{pager}</section>'


def _file_html(name: str, count: int) -> str:
    sure = act_html("delete", "确定删除", value=name, kind="primary")
    return (
        f'<li><span class="name" translate="no">{escape(name)}</span><span class="number">{count} 篇</span>'
        f'<details class="sure"><summary aria-label="删除文件 {escape(name)}">删除</summary>'
        f"<p>这个文件和其中的文章会从档案里删除，可以撤销。</p>{sure}</details></li>"
    )
