from index.types import Article, Hit, Passage, Span
from rag.bearing import Bearing
from rag.evidence import FEATURES, Evidence
from rag.understand import understand
from rag.wanted import wanted_mentions

TEXT = "海州港扩建工程开工。码头加固投资3亿元，由港务集团实施，航道疏浚要清淤六百万方。"


def bearing(question: str) -> Bearing:
    article = Article(id="port", title="海州港扩建", text=TEXT, source="")
    span, query = Span(10, len(TEXT)), understand(question)
    hit = Hit(Passage(article, 0, len(TEXT)), 1.0)
    wanted = wanted_mentions(query, TEXT[span.start : span.end])
    return Bearing.of(query, Evidence(article, span, hit, (0.0,) * len(FEATURES), wanted=wanted))


def test_what_is_asked_of_the_topic_stands_beside_the_answer_or_does_not() -> None:
    assert bearing("海州港码头加固投资多少？").beside == 1.0
    assert bearing("海州港航道疏浚投资多少？").beside < 0.8


def test_a_name_that_neither_headline_nor_clause_has_is_missed() -> None:
    assert bearing("海州港扩建投资多少？").unnamed == 0.0
    assert bearing("临江港扩建投资多少？").unnamed > 0.5


def test_more_words_spoken_of_bear_more() -> None:
    assert bearing("海州港扩建工程码头加固投资多少？").spoken > bearing("扩建投资多少？").spoken > 0.0


def test_whether_things_are_counted_is_told() -> None:
    assert bearing("海州港有几个码头？").counted == 1.0
    assert bearing("码头加固投资多少？").counted == 0.0
