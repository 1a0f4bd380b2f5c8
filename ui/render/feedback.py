"""What a reader thinks of an answer: two buttons, and for a bad one the reasons."""

from __future__ import annotations

from ui.feedback import REASONS
from ui.render.html import escape
from ui.talk import Judgement, Verdict


def feedback_html(judged: Judgement | None, *, order: int) -> str:
    """Ask what the reader thinks of the answer of turn `order`; `feedback.js` shows what is chosen."""
    verdict = judged.verdict if judged else None
    good = _button_html("有用", value=f"{order}:good", pressed=verdict is Verdict.GOOD)
    bad = _button_html("有误", value=f"{order}:bad", pressed=verdict is Verdict.BAD)
    reason, words = (judged.reason, judged.words) if judged else ("", "")
    reasons = "".join(
        _button_html(name, value=f"{order}:bad:{name}", pressed=name == reason) for name in REASONS
    )
    hidden = "" if verdict is Verdict.BAD else " hidden"
    return (
        f'<div class="judge" role="group" aria-label="这个回答怎么样">{good}{bad}</div>'
        f'<div class="reasons" role="group" aria-label="哪里不对"{hidden}>{reasons}'
        f'<label class="unseen" for="words-{order}">补充说明</label>'
        f'<input id="words-{order}" data-act="judge:{order}" value="{escape(words)}" maxlength="500"'
        ' placeholder="还想说什么（可不填，回车记下）" autocomplete="off">'
        '<span class="noted" role="status"></span></div>'
    )


def _button_html(label: str, *, value: str, pressed: bool) -> str:
    return (
        f'<button type="button" class="tool" data-act="judge" data-value="{escape(value)}" '
        f'aria-pressed="{str(pressed).lower()}">{escape(label)}</button>'
    )
