"""Which year a figure is of."""

import pytest

from index.types import Article, Hit, PartialDate, Passage, Span
from rag.evidence import FEATURES, Evidence
from rag.figures import of_another_year
from rag.understand import understand
from rag.wanted import wanted_mentions

TEXT = "去年以来，全区稳中有进。外贸总额200亿元。下一步新增学位4500个。"


def evidence(question: str, said: str) -> Evidence:
    start = TEXT.index(said)
    article = Article(id="a", title="", text=TEXT, source="", published=PartialDate(2023, 2, 20))
    hit = Hit(Passage(article, 0, len(TEXT)), 1.0)
    wanted = wanted_mentions(understand(question), said)
    return Evidence(article, Span(start, start + len(said)), hit, (0.0,) * len(FEATURES), wanted=wanted)


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        ("2023年外贸总额是多少亿元？", "外贸总额200亿元。", False),
        ("2023年社会外贸总额是多少亿元？", "外贸总额200亿元。", False),
        ("2022年外贸总额是多少亿元？", "外贸总额200亿元。", True),
        ("2023年2月报道的外贸总额是多少亿元？", "外贸总额200亿元。", True),
        ("2023年工作会议上说外贸总额是多少亿元？", "外贸总额200亿元。", True),
        ("2023年打算新增多少个学位？", "下一步新增学位4500个。", True),
    ],
)
def test_the_year_of_a_report_or_a_plan_is_not_that_of_its_figures(
    question: str, said: str, *, kept: bool
) -> None:
    found, _ = of_another_year(understand(question), [evidence(question, said)])
    assert bool(found) is kept
