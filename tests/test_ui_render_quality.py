from __future__ import annotations

from eval.run import FIGURES, Figure, Summary
from eval.runs import Comparison, Result, Run
from test_ui_render import Page
from ui.choices import Choices, SourceFile
from ui.evaluation import Progress
from ui.render.preferences import (
    answering_html,
    found_html,
    model_note_html,
    picked_html,
    restriction_html,
    scope_html,
    scope_note_html,
    search_html,
)
from ui.render.quality import (
    View,
    comparison_html,
    failures_html,
    progress_html,
    run_html,
    runs_html,
    start_html,
)


def test_hostile_file_and_model_names_make_no_element_and_no_event_attribute() -> None:
    name = '"><img src=x onerror=alert(1)>\u202e' + "长" * 9_000
    files = [SourceFile(name, 3)]
    chosen = Choices(sources=(name,), since="2022")
    shown = (
        scope_html(chosen)
        + search_html(name)
        + picked_html(chosen.sources, files)
        + found_html(files, chosen.sources)
        + answering_html(chosen, model=name, address=name)
        + model_note_html(name)
        + scope_note_html([name], problem=name)
        + restriction_html(chosen)
    )
    page = Page(shown)
    assert "img" not in page.tags
    assert not [key for key, _ in page.attributes if key.startswith("on") or key in ("src", "href", "style")]
    assert "\u202e" not in shown


def test_a_chosen_file_that_is_gone_is_named_as_gone_and_thousands_are_not_listed() -> None:
    assert "已不在档案里" in picked_html(["a.txt"], [])
    assert "已不在档案里" not in picked_html(["a.txt"], [SourceFile("a.txt", 1)])
    shown = found_html([SourceFile(f"{n}.txt", 1) for n in range(5_000)], ["0.txt"])
    assert shown.count("<li>") == 40
    assert "另有 4960 个文件" in shown
    assert shown.count(" checked") == 1


def test_hostile_questions_and_file_names_make_no_element_in_the_quality_tab() -> None:
    name = '"><img src=x onerror=alert(1)>\u202e'
    result = Result(name, name, name, name, ((name, name),))
    nothing = Summary(name, 1, {key: Figure(0.5, 0.4, 0.6, 2) for key in FIGURES}, 1.0, 2.0, 3.0)
    run = Run(name, name, 0.0, 1, 2, nothing, (nothing, nothing), (nothing,), (result,))
    shown = (
        start_html([(name, name, 3)], held=1, wanted=2)
        + progress_html(Progress(name, 3))
        + progress_html(Progress(name, 3, ended=name))
        + progress_html(None, problem=name)
        + runs_html([run], View())
        + run_html(run)
        + failures_html(run, View())
        + comparison_html(run, run, Comparison((result,), (result,), 1))
    )
    page = Page(shown)
    assert "img" not in page.tags
    assert not [key for key, _ in page.attributes if key.startswith("on") or key in ("src", "href", "style")]
    assert "\u202e" not in shown


def test_failures_are_shown_twenty_at_a_time_with_a_way_to_the_others() -> None:
    figures = {key: Figure(0.5, 0.4, 0.6, 2) for key in FIGURES}
    summary = Summary("全部", 45, figures, 1.0, 2.0, 3.0)
    results = tuple(Result(str(n), f"第{n}问", "who" if n % 2 else "when", "答错") for n in range(45))
    run = Run("r", "dev", 0.0, 1, 2, summary, (), (), results)
    first, last = failures_html(run, View()), failures_html(run, View(page=2))
    assert (first.count("<details"), last.count("<details")) == (20, 5)
    assert "第 1 页，共 3 页" in first
    assert "上一页" not in first
    assert "下一页" not in last
    assert failures_html(run, View(kind="when", page=1)).count("<details") == 3
    assert "第44问" in last
