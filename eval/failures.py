"""Count the failures of the development questions by what went wrong, as a Markdown page.

    python -m eval.failures

Only the `dev` split is looked at: what is counted here is what rules and weights may be changed for.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from eval.metrics import matches
from eval.report import KINDS, LABELS
from eval.run import Outcome, Report, evaluate, load_questions
from rag import Archive
from rag.types import Reason

PAGE = Path(__file__).with_name("results") / "failures.md"
_REASONS = {
    Reason.NOTHING_FOUND: "误拒：什么都没找到",
    Reason.FACT_ABSENT: "误拒：以为没有写明",
    Reason.ENTITY_ABSENT: "误拒：以为没有这个名字",
    Reason.OUTSIDE_COVERAGE: "误拒：以为时间在范围外",
    Reason.OUT_OF_SCOPE: "误拒：以为不归档案管",
    Reason.FALSE_PREMISE: "误拒：以为前提不符",
}


def failure_class(outcome: Outcome) -> str:
    """Name what went wrong: not found, another report, another sentence, a list with gaps, a refusal."""
    if outcome.failure == "误拒" and outcome.answer.reason:
        return _REASONS[outcome.answer.reason]
    if outcome.failure != "答错":
        return outcome.failure
    if not any(outcome.ranks):
        return "答错：检索没有找到"
    cited = [citation.quote for citation in outcome.answer.citations]
    if outcome.question.match == "all" and matches("\n".join(cited), outcome.question.answers):
        return "答错：列举不全"
    whole = "\n".join(citation.article.text for citation in outcome.answer.citations)
    same = matches(whole, outcome.question.answers, outcome.question.match)
    return "答错：报道对，句子没选对或摘短了" if same else "答错：选错报道"


def write_failures(report: Report) -> str:
    """Write the page: the figures, failures by class and kind, and every question that failed."""
    figures = report.overall.figures
    rows = [
        f"| {LABELS[name]} | {figure.value:.3f} | {figure.n} |"
        for name, figure in figures.items()
        if figure.n
    ]
    counts = Counter(failure_class(outcome) for outcome in report.failures)
    classes = [
        f"| {name} | {count} | {_kinds(name, report.failures)} |" for name, count in counts.most_common()
    ]
    asked = [f"- {failure_class(outcome)}：{outcome.question.question}" for outcome in report.failures]
    return "\n".join(
        (
            "# 开发集上的失败",
            "",
            f"{len(report.outcomes)} 题，{len(report.failures)} 题失败。由 `python -m eval.failures` 生成。",
            "",
            *("| 指标 | 值 | 题数 |", "|---|---|---|", *rows, ""),
            *("| 失败的种类 | 题数 | 题型 |", "|---|---|---|", *classes, ""),
            *sorted(asked),
            "",
        )
    )


def _kinds(name: str, failures: Sequence[Outcome]) -> str:
    kinds = Counter(o.question.kind for o in failures if failure_class(o) == name)
    return "、".join(f"{KINDS.get(kind, kind)} {count}" for kind, count in kinds.most_common())


def main() -> None:
    """Ask the development questions and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=Path("seeds"))
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    questions = [question for question in load_questions() if question.split == "dev"]
    report = evaluate(Archive.from_files([options.pages]), questions)
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(write_failures(report), encoding="utf-8")


if __name__ == "__main__":
    main()
