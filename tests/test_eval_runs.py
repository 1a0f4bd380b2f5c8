import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.questions import Question
from eval.run import Report, evaluate
from eval.runs import Result, Run, compare, results_of
from index.types import Article
from rag.types import Answer, Citation, Turn

ARTICLE = Article(id="p.txt#1", title="标题", text="陈成华主持会议。", source="p.txt")


class Fixed:
    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        assert not history
        return Answer(
            question, "陈成华主持会议。[1]", short="陈成华", citations=(Citation(1, ARTICLE, 0, 8),)
        )


@pytest.fixture
def report() -> Report:
    def question(id: str, answer: str, kind: str) -> Question:
        return Question(id, f"{id}？", (answer,), "any", ("p.txt#1",), ("x",), True, (), kind, "dev")

    return evaluate(Fixed(), [question("q1", "陈成华", "who"), question("q2", "九点", "when")])


def run(report: Report, **changes: object) -> Run:
    made = Run("r1", "dev", 1e9, 7, 31, report.overall, report.by_split, report.by_kind, results_of(report))
    return replace(made, **changes)


def test_a_run_comes_back_as_it_was_kept(report: Report) -> None:
    kept = run(report)
    saved = json.loads(json.dumps(kept.to_json(), allow_nan=False))
    back = Run.of("r1", saved)
    assert back.results == kept.results
    assert back.to_json() == kept.to_json()
    assert back.overall.figures["accuracy"].value == 0.5


def test_a_failure_is_kept_with_its_evidence_and_the_rest_without(report: Report) -> None:
    right, wrong = results_of(report)
    assert (right.failure, right.evidence) == ("", ())
    assert (wrong.failure, dict(wrong.evidence)["应答"]) == ("答错", "九点")
    assert dict(wrong.evidence)["引文"] == "[1] 标题：陈成华主持会议。"
    assert run(report).failures == (wrong,)


def test_what_changed_between_two_runs_is_told_in_both_directions(report: Report) -> None:
    def results(**failures: str) -> tuple[Result, ...]:
        return tuple(Result(id, id, "who", failure) for id, failure in failures.items())

    before = run(report, results=results(a="", b="答错", c="误答", only_before="答错"))
    after = run(report, results=results(a="误拒", b="", c="误答", only_after=""))
    changed = compare(before, after)
    assert [result.id for result in changed.broken] == ["a"]
    assert [result.id for result in changed.mended] == ["b"]
    assert changed.shared == 3


@pytest.mark.parametrize("saved", [{}, {"name": "x"}, {"results": 3}])
def test_what_is_no_run_is_not_read_as_one(saved: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        Run.of("r", saved)
