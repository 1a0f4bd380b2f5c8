"""What can be set in one browser, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ui.choices import MOST_RELATED, Choices, SourceFile
from ui.render.frame import look_html
from ui.render.html import act_html, escape

_THEMES = (("auto", "自动"), ("light", "浅色"), ("dark", "深色"))
_SIZES = (("small", "小"), ("normal", "中"), ("large", "大"), ("huge", "特大"))
_LANGUAGES = (("zh", "中文"), ("en", "English"))
_LISTED = 40  # files listed at once: the search finds the others


def looks_html() -> str:
    """Offer theme, text size and language, which the browser alone needs to know."""
    rows = (
        _look_html("theme", "明暗", values=_THEMES),
        _look_html("size", "字号", values=_SIZES),
        _look_html("language", "界面语言", values=_LANGUAGES),
    )
    reset = act_html("reset", "恢复默认设置", kind="button")
    return f'<section class="settings"><h2>外观</h2>{"".join(rows)}<p class="end">{reset}</p></section>'


def scope_html(choices: Choices) -> str:
    """Offer the days whose reports are asked, and how many related ones to show."""
    hint = "可以只写年或年月，如 2022 或 2022-04。没有日期的报道不在其内。"
    days = f"{_day_html('since', '从', choices.since)}{_day_html('until', '到', choices.until)}"
    dates = f'<div class="days">{days}</div><p class="hint" id="days-hint">{hint}</p>'
    return f'<section class="settings"><h2>问哪些报道</h2>{_setting_html("日期", dates)}</section>'


def scope_note_html(words: Sequence[str], *, problem: str = "") -> str:
    """Say what is asked as things stand, or why what was typed is not taken."""
    if problem:
        return f'<p class="problem" role="alert">{escape(problem)}</p>'
    said = "".join(f"<span>{escape(part)}</span>" for part in words) or "<span>问全部报道</span>"
    return f'<p class="note" role="status">{said}</p>'


def search_html(typed: str = "") -> str:
    """Offer a search among the files."""
    field = (
        '<input type="search" class="field" data-act="look" data-live id="source-words" autocomplete="off" '
        f'aria-label="找文件" placeholder="文件名里的字" value="{escape(typed)}">'
    )
    return f'<section class="settings">{_setting_html("文件", field)}</section>'


def picked_html(names: Iterable[str], known: Sequence[SourceFile]) -> str:
    """List the files that are asked alone; each can be taken back."""
    there = {file.name for file in known}
    rows = "".join(_picked_row(name, gone=name not in there) for name in names)
    clear = act_html("all", "问全部文件", kind="button") if rows else ""
    return (
        f'<div class="under"><ul class="picked" aria-label="只问这些文件">{rows}</ul>{clear}</div>'
        if rows
        else ""
    )


def found_html(found: Sequence[SourceFile], chosen: Iterable[str]) -> str:
    """List files with a box to tick, as many as can be looked over."""
    ticked = set(chosen)
    rows = "".join(_file_row(file, ticked=file.name in ticked) for file in found[:_LISTED])
    more = len(found) - _LISTED
    rest = f'<p class="hint">另有 {more} 个文件，请写几个字来找</p>' if more > 0 else ""
    none = "" if found else '<p class="hint">没有这样的文件</p>'
    return f'<div class="under"><ul class="files" aria-label="文件">{rows}</ul>{none}{rest}</div>'


def answering_html(choices: Choices, *, model: str = "", address: str = "") -> str:
    """Offer how many related reports stand beside an answer, and whether a model words it."""
    counts = "".join(
        f'<option value="{n}"{" selected" if n == choices.related else ""}>{n}</option>'
        for n in range(MOST_RELATED + 1)
    )
    choose = f'<select class="field" data-act="related" aria-label="其他相关报道的篇数">{counts}</select>'
    related = _setting_html("其他相关报道", f"{choose} <span>篇</span>")
    return (
        f'<section class="settings"><h2>怎样回答</h2>{related}'
        f"{_setting_html('语言模型', _model_html(choices, model, address))}</section>"
    )


def model_note_html(words: str, *, fine: bool = True) -> str:
    """Say what came of asking the model for a word."""
    return f'<p class="{"note" if fine else "problem"}" role="status">{escape(words)}</p>' if words else ""


def restriction_html(choices: Choices) -> str:
    """Say, beside the question box, which reports alone are asked; nothing where all are."""
    rows = "".join(
        f"<li><span>{escape(words)}</span>{_undo_html(act)}</li>" for act, words in choices.restrictions
    )
    return f'<ul class="restrictions" aria-label="只问一部分报道">{rows}</ul>' if rows else ""


def _undo_html(act: str) -> str:
    return (
        f'<button type="button" data-act="{escape(act)}" data-value="" aria-label="取消这个限制">×</button>'
    )


def _picked_row(name: str, *, gone: bool) -> str:
    note = "<small>已不在档案里</small>" if gone else ""
    what = f'data-act="drop" data-value="{escape(name)}" aria-label="不再只问这个文件"'
    button = f'<button type="button" {what}>×</button>'
    return f'<li><span translate="no">{escape(name)}</span>{note}{button}</li>'


def _file_row(file: SourceFile, *, ticked: bool) -> str:
    checked = " checked" if ticked else ""
    return (
        f'<li><label><input type="checkbox" data-act="source" value="{escape(file.name)}"{checked}>'
        f'<span translate="no">{escape(file.name)}</span><small>{file.reports} 篇</small></label></li>'
    )


def _model_html(choices: Choices, model: str, address: str) -> str:
    if not model:
        return (
            '<div><p>没有设置，答案只摘原文。</p><p class="hint"><span>要用的话，这样打开网页：</span> '
            '<code translate="no">baowen serve --llm openai:MODEL --llm-base-url URL</code></p></div>'
        )
    checked = " checked" if choices.model else ""
    where = f'<code translate="no">{escape(address)}</code>' if address else ""
    check = act_html("check", "检查连接", kind="button")
    return (
        f'<div><p><code translate="no">{escape(model)}</code> {where}</p>'
        f'<p><label class="tick"><input type="checkbox" data-act="model" value="model"{checked}>'
        f"<span>由它措辞，再逐句核对</span></label></p><p>{check}</p></div>"
    )


def _day_html(name: str, label: str, value: str) -> str:
    plain = 'placeholder="2022-04-26" autocomplete="off" maxlength="12" aria-describedby="days-hint"'
    field = f'<input type="text" class="field" data-act="{name}" value="{escape(value)}" {plain}>'
    return f"<label><span>{label}</span>{field}</label>"


def _setting_html(name: str, shown: str) -> str:
    return f'<div class="setting"><h3>{name}</h3><div>{shown}</div></div>'


def _look_html(look: str, name: str, *, values: Sequence[tuple[str, str]]) -> str:
    foreign = look == "language"
    buttons = "".join(look_html(look, value, label=label, foreign=foreign) for value, label in values)
    group = f'<div class="segments" role="group" aria-labelledby="look-{look}">{buttons}</div>'
    return f'<div class="setting"><h3 id="look-{look}">{name}</h3>{group}</div>'
