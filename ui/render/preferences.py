"""What can be set in one browser, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from ui.render.frame import look_html

_THEMES = (("auto", "自动"), ("light", "浅色"), ("dark", "深色"))
_SIZES = (("small", "小"), ("normal", "中"), ("large", "大"), ("huge", "特大"))
_LANGUAGES = (("zh", "中文"), ("en", "English"))


def looks_html() -> str:
    """Offer theme, text size and language, which the browser alone needs to know."""
    rows = (
        _look_html("theme", "明暗", values=_THEMES),
        _look_html("size", "字号", values=_SIZES),
        _look_html("language", "界面语言", values=_LANGUAGES),
    )
    return f'<section class="looks"><h2>外观</h2>{"".join(rows)}</section>'


def _look_html(look: str, name: str, *, values: Sequence[tuple[str, str]]) -> str:
    foreign = look == "language"
    buttons = "".join(look_html(look, value, label=label, foreign=foreign) for value, label in values)
    group = f'<div class="segments" role="group" aria-labelledby="look-{look}">{buttons}</div>'
    return f'<div class="setting"><h3 id="look-{look}">{name}</h3>{group}</div>'
