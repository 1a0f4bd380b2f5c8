from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.types import Article
from rag.types import Answer, Citation
from rag.verify import is_slice, sentence, unsupported

TEXT = "湿地面积不少于40平方公里[5]。条例自5月1日起施行[1]。"
ARTICLE = Article(id="a", title="", text=TEXT, source="")


def cite(number: int, start: int, end: int) -> Citation:
    return Citation(number, ARTICLE, start, end)


def test_a_sentence_is_its_quote_and_its_mark() -> None:
    assert sentence(cite(3, 0, 4)) == "湿地面积[3]"


def test_quotes_with_marks_of_their_own_are_supported() -> None:
    citations = (cite(1, 0, 18), cite(2, 18, len(TEXT)))
    text = "".join(sentence(citation) for citation in citations)
    assert unsupported(Answer("问", text, citations=citations)) == ""


def test_what_no_quote_says_is_left_over() -> None:
    answer = Answer("问", f"我认为{sentence(cite(1, 0, 4))}", citations=(cite(1, 0, 4),))
    assert unsupported(answer) == "我认为"
    assert unsupported(replace(answer, citations=())) == "我认为湿地面积[1]"


def test_a_sentence_told_twice_for_one_citation_is_unsupported() -> None:
    told = sentence(cite(1, 0, 4))
    assert unsupported(Answer("问", told * 2, citations=(cite(1, 0, 4),))) == told


def test_a_mark_of_another_number_is_unsupported() -> None:
    assert unsupported(Answer("问", "湿地面积[2]", citations=(cite(1, 0, 4),))) == "湿地面积[2]"


def test_a_citation_outside_its_article_or_empty_supports_nothing() -> None:
    outside = cite(1, 0, len(TEXT) + 1)
    assert [is_slice(c) for c in (cite(1, 0, 1), outside, cite(1, 2, 2), cite(1, -1, 2))] == [
        True,
        False,
        False,
        False,
    ]
    assert unsupported(Answer("问", f"{TEXT}[1]", citations=(outside,))) == f"{TEXT}[1]"


@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)), max_size=5))
def test_an_answer_made_of_quotes_is_always_supported(spans: list[tuple[int, int]]) -> None:
    citations = tuple(
        cite(number, start, min(start + size, len(TEXT))) for number, (start, size) in enumerate(spans, 1)
    )
    text = "".join(sentence(citation) for citation in citations)
    assert unsupported(Answer("问", text, citations=citations)) == ""
