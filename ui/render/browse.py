"""Turn the list of articles into HTML: the form, what is looked for, the table, an article in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.catalogue import Catalogue, word_spans
from index.dates import read_date
from index.types import Article, Kind, PartialDate
from ui.browsing import PAGE, Found, View
from ui.render.html import act_html, button_html, escape, link_html, mark_html, said_html
from ui.render.links import article_link
from ui.wording import UNDATED, file_name, headline, kind_name, marked_date

_COLUMNS = (
    ("date", "见报日期"),
    ("title", "标题"),
    ("kind", "种类"),
    ("reporters", "记者"),
    ("source", "来源·版"),
)
_OFFERED = 300  # files and reporters that the form offers while one types
_FIELDS = (("words", "词语"), ("since", "从"), ("until", "到"), ("source", "文件"), ("reporter", "记者"))
_HINTS = {"words": "多个词用空格分开", "since": "如 2022-04", "until": "如 2023"}
_CHIPS = {
    "words": "含有",
    "source": "文件",
    "reporter": "记者",
    "happened": "发生于",
    "named": "提到",
}


def form_html(catalogue: Catalogue, view: View) -> str:
    """Show the form that narrows the list; sending it fires `filter` with all fields as JSON."""
    lists = {"source": list(catalogue.sources), "reporter": list(catalogue.reporters)}
    fields = {name: _field_html(name, label, view) for name, label in _FIELDS}
    fields["source"] += _options_html("source", lists["source"])
    fields["reporter"] += _options_html("reporter", lists["reporter"])
    return (
        '<form class="browse-form" data-act="filter" role="search" aria-label="筛选文章">'
        f'<h2 class="unseen">档案</h2>{_jumps_html()}{fields["words"]}'
        f"{fields['since']}{fields['until']}{_kinds_html(view)}{fields['source']}{fields['reporter']}"
        '<button type="submit" class="primary">筛选</button></form>'
    )


def results_html(catalogue: Catalogue, found: Found, *, view: View, names: Sequence[str] = ()) -> str:
    """Show what is looked for, how many that gives, and one page of them; `names` of the open one."""
    if found.error:
        return f'<p class="failed" role="alert">{escape(found.error)}</p>'
    said = _said_html(catalogue, view)
    count = f'<p class="count" role="status">共 {len(found.articles)} 篇</p>'
    head = f'{said}<div class="browse-head">{count}{_chips_html(view)}</div>'
    if not found.articles:
        nothing = "没有符合条件的文章。去掉一个条件，或换一个词试试。"
        return f'{head}<p class="none">{nothing}</p>'
    opened = catalogue.by_id.get(view.opened)
    shown = found.on(view)
    elsewhere = (
        opened_html(catalogue, opened, view=view, names=names) if opened and opened not in shown else ""
    )
    rows = "".join(_row_html(catalogue, article, view=view, names=names) for article in shown)
    head_row = f'<caption class="unseen">文章</caption>{_header_html(view)}'
    table = f'<table class="articles">{head_row}<tbody>{rows}</tbody></table>'
    return f"{head}{elsewhere}{table}{_pager_html(found, view)}"


def _said_html(catalogue: Catalogue, view: View) -> str:
    if view.opened and view.opened not in catalogue.by_id:
        return '<p class="failed" role="alert">这篇文章已经不在档案里。请刷新后再看。</p>'
    if not view.said:
        return ""
    undo = act_html("restore", "撤销", value=view.edit, kind="quiet") if view.edit else ""
    return f'<p class="told-so" role="status"><span>{escape(view.said)}</span> {undo}</p>'


def opened_html(catalogue: Catalogue, article: Article, *, view: View, names: Sequence[str]) -> str:
    """Show a whole article: its text with the searched words marked, who is named, its neighbours."""
    words = view.searched
    subtitle = (
        f'<p class="subtitle" translate="no">{escape(article.subtitle)}</p>' if article.subtitle else ""
    )
    text = (
        f'<div class="text" translate="no">{mark_html(article.text, word_spans(article.text, words))}</div>'
    )
    link = link_html("单独打开这篇文章", article_link(article), kind="")
    sure = act_html("remove", "确定删除", value=article.id, kind="primary")
    remove = (
        '<details class="sure"><summary>删除这篇</summary><p>这篇文章会从档案里删除，可以撤销。</p>'
        f"{sure}</details>"
    )
    close = act_html("open", "收起", value=article.id, kind="quiet")
    return (
        f'<article class="opened" id="opened"><h3 translate="no">{escape(headline(article))}</h3>{subtitle}'
        f"{_facts_html(article)}{text}{_named_html(names, view)}{_neighbours_html(catalogue, article)}"
        f'<p class="steps">{link}{close}</p>{remove}</article>'
    )


def _facts_html(article: Article) -> str:
    told = f"所记之事：{marked_date(article.event_date)}" if article.event_date else ""
    facts = (f"见报：{marked_date(article.published)}", told, kind_name(article.kind))
    foreign = (
        ("记者", article.reporters),
        ("通讯员", article.correspondents),
        ("文件", (file_name(article),)),
    )
    listed = [f"<li>{escape(fact)}</li>" for fact in facts if fact]
    listed += [
        f'<li><span>{label}</span> <span translate="no">{escape("、".join(names))}</span></li>'
        for label, names in foreign
        if names
    ]
    return f'<ul class="facts">{"".join(listed)}</ul>'


def _named_html(names: Sequence[str], view: View) -> str:
    if not names:
        return ""
    buttons = "".join(
        f"<li>{act_html('named', name, value=name, kind='tag on' if name == view.named else 'tag')}</li>"
        for name in names
    )
    listed = f'<ul class="tags" translate="no">{buttons}</ul>'
    return f'<section class="named"><h4>提到的人物和机构</h4>{listed}</section>'


def _neighbours_html(catalogue: Catalogue, article: Article) -> str:
    near = catalogue.neighbours(article)
    if not near:
        return ""
    links = "".join(
        f"<li>{act_html('open', headline(other), value=other.id, kind='link')}</li>" for other in near
    )
    return f'<section class="neighbours"><h4>同一版的其他报道</h4><ul translate="no">{links}</ul></section>'


def _row_html(catalogue: Catalogue, article: Article, *, view: View, names: Sequence[str]) -> str:
    is_open = article.id == view.opened
    title = headline(article)
    label = mark_html(title, word_spans(title, view.searched))
    state = f'aria-expanded="{str(is_open).lower()}" translate="no"'
    button = button_html("open", label, value=article.id, kind="headline", more=state)
    writers = "、".join((*article.reporters, *article.correspondents))
    cells = (
        ("date", _date_html(article.published)),
        ("title", button),
        ("kind", escape(kind_name(article.kind))),
        ("reporters", f'<span translate="no">{escape(writers)}</span>'),
        ("source", f'<span translate="no">{escape(file_name(article))}</span>'),
    )
    row = "".join(f'<td class="{name}">{cell}</td>' for name, cell in cells)
    if not is_open:
        return f"<tr>{row}</tr>"
    whole = opened_html(catalogue, article, view=view, names=names)
    return f'<tr class="on">{row}</tr><tr class="whole-row"><td colspan="{len(cells)}">{whole}</td></tr>'


def _jumps_html() -> str:
    """Lead to the overview, which on a phone stands below the list."""
    parts = (("timeline", "时间线"), ("coverage", "收录情况"), ("names", "人物与机构"))
    links = "".join(
        f'<button type="button" class="tag" data-goto="browse-{name}">{label}</button>'
        for name, label in parts
    )
    return f'<p class="jumps">{links}</p>'


def _date_html(date: PartialDate | None) -> str:
    if date is None:
        return f"<span>{UNDATED}</span>"
    mark = " <small>推断</small>" if date.inferred else ""
    return f"<span>{replace(date, inferred=False).words}</span>{mark}"


def _header_html(view: View) -> str:
    cells = []
    for name, label in _COLUMNS:
        sorted_by = view.column == name
        order = ("descending" if view.descending else "ascending") if sorted_by else "none"
        arrow = ("▼" if view.descending else "▲") if sorted_by else ""
        shown = f'<span>{label}</span><span aria-hidden="true">{arrow}</span>'
        button = button_html("sort", shown, value=name)
        cells.append(f'<th scope="col" class="{name}" aria-sort="{order}">{button}</th>')
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _pager_html(found: Found, view: View) -> str:
    if found.pages == 1:
        return ""
    at = min(view.page, found.pages)
    first, last = (at - 1) * PAGE + 1, min(at * PAGE, len(found.articles))
    turns = (
        ("第一页", 1, at > 1),
        ("上一页", at - 1, at > 1),
        ("下一页", at + 1, at < found.pages),
        ("最后一页", found.pages, at < found.pages),
    )
    buttons = "".join(_turn_html(label, to, possible=possible) for label, to, possible in turns)
    said = f"<span>第 {at} 页，共 {found.pages} 页</span><span>第 {first} 至 {last} 篇</span>"
    return f'<nav class="pager" aria-label="翻页">{said}{buttons}</nav>'


def _turn_html(label: str, to: int, *, possible: bool) -> str:
    return button_html("page", label, value=str(to), kind="quiet", more="" if possible else "disabled")


def _chips_html(view: View) -> str:
    """Show every condition as a button that drops it."""
    given = [(name, label, getattr(view, name)) for name, label in _CHIPS.items() if getattr(view, name)]
    if view.since or view.until:
        given.append(("dates", "见报", _range_words(view)))
    if view.kind:
        given.append(("kind", "种类", _kind_label(view.kind)))
    if view.undated:
        given.append(("undated", "见报", "日期不详"))
    chips = "".join(f"<li>{_chip_html(name, label, value)}</li>" for name, label, value in given)
    reset = f"<li>{act_html('reset', '全部去掉', kind='quiet')}</li>" if len(given) > 1 else ""
    return f'<ul class="tags" aria-label="筛选条件">{chips}{reset}</ul>' if given else ""


def _chip_html(name: str, label: str, value: str) -> str:
    shown = f'<span>{label}</span> <b translate="no">{escape(value)}</b> <span aria-hidden="true">×</span>'
    return button_html("drop", shown, value=name, kind="tag on", more=said_html(f"去掉条件：{label} {value}"))


def _range_words(view: View) -> str:
    since, until = (date.words if (date := read_date(typed)) else "" for typed in (view.since, view.until))
    if since == until:
        return since
    return f"{since}至{until}" if since and until else f"{since}起" if since else f"至{until}"


def _field_html(name: str, label: str, view: View) -> str:
    offers = f' list="browse-{name}s"' if name in ("source", "reporter") else ""
    kind = "search" if name == "words" else "text"
    value, hint = escape(getattr(view, name)), _HINTS.get(name, "不限")
    plain = f'maxlength="200" autocomplete="off" spellcheck="false" placeholder="{hint}"{offers}'
    box = f'<input class="field" type="{kind}" name="{name}" value="{value}" {plain}>'
    return f'<label class="labelled {name}"><span>{label}</span>{box}</label>'


def _options_html(name: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{escape(value)}"></option>' for value in [*values][:_OFFERED])
    return f'<datalist id="browse-{name}s">{options}</datalist>'


def _kinds_html(view: View) -> str:
    options = "".join(
        f'<option value="{value}"{" selected" if view.kind == value else ""}>{_kind_label(value)}</option>'
        for value in ("", *Kind, "all")
    )
    select = f'<select class="field" name="kind">{options}</select>'
    return f'<label class="labelled kind"><span>种类</span>{select}</label>'


def _kind_label(kind: str) -> str:
    named = {"": "所有报道", "all": "所有内容"}
    return named[kind] if kind in named else kind_name(Kind(kind))
