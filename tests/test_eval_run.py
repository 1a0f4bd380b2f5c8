import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.questions import Question
from eval.run import evaluate, shows
from index.types import Article, Hit, Passage
from rag.types import Answer, Citation, Reason, Turn

WHO = Article(id="p.txt#1", title="会议召开", text="3月19日，会议召开。陈成华主持会议。", source="p.txt")
SUM = Article(id="p.txt#2", title="外贸", text="外贸总额突破200亿元、增长44.6%。", source="p.txt")
OTHER = Article(id="z.txt#1", title="别处", text="刘章箭主持会议，陈成华主持会议。", source="z.txt")


def hit(article: Article, start: int = 0, end: int | None = None) -> Hit:
    return Hit(Passage(article, start, len(article.text) if end is None else end), 1.0)


def question(**fields: object) -> Question:
    known = Question(
        "q1", "谁主持？", ("陈成华",), "any", ("p.txt#1",), ("陈成华主持会议",), True, (), "who", "dev"
    )
    return replace(known, **fields)


def unanswerable(**fields: object) -> Question:
    return question(answers=(), article=(), quote=(), answerable=False, kind="unanswerable", **fields)


def answer(text: str, article: Article = WHO, **fields: object) -> Answer:
    return Answer("", f"{text}[1]", citations=(Citation(1, article, 10, 18),), hits=(hit(article),), **fields)


SILENCE = Answer("", "报上没有。", hits=(hit(OTHER), hit(WHO)), abstained=True, reason=Reason.NOTHING_FOUND)


class Recorded:
    """An archive that knows its answers beforehand and remembers what it was asked."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = answers
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, tuple(turn.question for turn in history)))
        return replace(self.answers[question], question=question)


def run(given: Answer, known: Question | None = None) -> object:
    known = known or question()
    return evaluate(Recorded(**{known.question: given}), [known]).outcomes[0]


def test_the_history_is_asked_first_and_handed_on() -> None:
    archive = Recorded(甲=answer("甲"), 乙=answer("乙"), 丙=answer("陈成华主持会议。"))
    report = evaluate(archive, [question(question="丙", history=("甲", "乙"))])
    assert archive.asked == [("甲", ()), ("乙", ("甲",)), ("丙", ("甲", "乙"))]
    assert report.outcomes[0].correct


def test_the_cited_sentence_is_enough_to_be_correct_but_not_for_the_strict_figure() -> None:
    outcome = run(answer("陈成华主持会议。"))
    assert (outcome.correct, outcome.correct_short, outcome.failure) == (True, False, "")
    assert run(answer("陈成华主持会议。", short="陈成华")).correct_short


def test_a_right_answer_without_a_citation_is_wrong() -> None:
    outcome = run(Answer("", "陈成华", short="陈成华"))
    assert (outcome.correct, outcome.correct_short, outcome.failure) == (False, False, "答错")


def test_silence_is_a_wrong_refusal_or_right_and_an_answer_without_cause_is_false() -> None:
    assert run(SILENCE).failure == "误拒"
    assert run(SILENCE, unanswerable()).failure == ""
    assert run(answer("陈成华"), unanswerable()).failure == "误答"


def test_a_false_premise_is_named_or_met_with_silence_and_counts_for_its_own_figure_only() -> None:
    asserted = question(question="鹿洪超主持的会在哪天开？", kind="premise", premise="鹿洪超")
    named, passed_over = answer("报上是陈成华主持，不是鹿洪超。"), answer("3月19日，会议召开。陈成华主持。")
    assert [run(given, asserted).failure for given in (named, SILENCE, passed_over)] == ["", "", "轻信"]
    figures = evaluate(Recorded(**{asserted.question: passed_over}), [asserted]).overall.figures
    assert (figures["premise_caught"].value, figures["premise_caught"].n) == (0, 1)
    assert {figures[name].n for name in ("accuracy", "false_answer_rate", "wrong_refusal_rate")} == {0}


def test_a_citation_that_is_no_slice_is_a_failure_whatever_it_says() -> None:
    bad = replace(answer("陈成华", short="陈成华"), citations=(Citation(1, WHO, 10, 99),))
    assert run(bad).failure == "引文不是原文"


def test_a_hit_counts_when_it_is_of_the_article_and_shows_half_of_the_quote() -> None:
    known = question(quote=("会议召开。陈成华 主持\n会议",))
    assert shows(hit(WHO).passage, known, known.quote[0])
    assert shows(hit(WHO, 0, 12).passage, known, known.quote[0])
    assert not shows(hit(WHO, 0, 8).passage, known, known.quote[0])
    assert not shows(hit(OTHER).passage, known, known.quote[0])


def test_furniture_is_found_by_its_page_wherever_it_was_read_from() -> None:
    masthead = Article(id="m", title="", text="热线：0537-6557731", source="in/p.txt")
    assert shows(hit(masthead).passage, question(article=("p.txt",)), "热线：0537-6557731")


def test_recall_of_alternatives_needs_one_quote_and_of_a_list_needs_each() -> None:
    both = {"article": ("p.txt#1", "p.txt#2"), "quote": ("陈成华主持会议", "突破200亿元")}
    given = replace(answer("陈成华"), hits=(hit(OTHER), hit(SUM)))
    assert run(given, question(**both)).ranks == (2,)
    assert run(given, question(**both, answers=("陈成华", "200亿"), match="all")).ranks == (None, 2)
    assert run(given, unanswerable()).ranks == ()


def test_the_figures_of_a_small_run_by_hand() -> None:
    ticks = itertools.count()
    archive = Recorded(
        甲=answer("陈成华主持会议。", short="陈成华"), 乙=SILENCE, 丙=SILENCE, 丁=answer("陈成华")
    )
    report = evaluate(
        archive,
        [
            question(question="甲"),
            question(question="乙", split="test"),
            unanswerable(question="丙"),
            unanswerable(question="丁", split="test"),
        ],
        clock=lambda: next(ticks) / 1000,
    )
    figures = {name: (figure.value, figure.n) for name, figure in report.overall.figures.items() if figure.n}
    assert figures == {
        "recall@1": (0.5, 2),
        "recall@5": (1.0, 2),
        "mrr": (0.75, 2),
        "accuracy": (0.5, 2),
        "short_accuracy": (0.5, 2),
        "citation_correct": (1.0, 1),
        "quotes_are_slices": (1.0, 2),
        "abstention_precision": (0.5, 2),
        "abstention_recall": (0.5, 2),
        "false_answer_rate": (0.5, 2),
        "wrong_refusal_rate": (0.5, 2),
    }
    assert report.overall.median_length == 8
    assert report.overall.p50_ms == pytest.approx(1)
    assert [(s.group, s.questions) for s in report.by_split] == [("dev", 2), ("test", 2)]
    assert [(s.group, s.questions) for s in report.by_kind] == [("unanswerable", 2), ("who", 2)]
    assert [outcome.question.question for outcome in report.failures] == ["乙", "丁"]


def test_what_no_question_counts_for_is_nan_and_null_in_json() -> None:
    report = evaluate(Recorded(丙=SILENCE), [unanswerable(question="丙")])
    assert math.isnan(report.overall.figures["accuracy"].value)
    plain = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert plain["summaries"][0]["figures"]["accuracy"] == {"value": None, "low": None, "high": None, "n": 0}
    assert plain["outcomes"][0]["reason"] == "nothing_found"
