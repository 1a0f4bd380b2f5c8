from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.cut import cut, sentences
from index.types import Article

CHINESE = st.text(alphabet="高新区外贸，。！？；”\n 会议", max_size=400)


def article(text: str) -> Article:
    return Article(id="a", title="", text=text, source="")


def squeeze(text: str) -> str:
    return "".join(text.split())


@given(CHINESE, st.integers(5, 60))
def test_passages_are_slices_that_lose_nothing_but_white_space(text: str, limit: int) -> None:
    passages = cut(article(text), limit=limit)
    assert squeeze("".join(passage.text for passage in passages)) == squeeze(text)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    assert all(len(passage.text) <= limit for passage in passages)


def test_sentences_end_after_the_closing_quote() -> None:
    text = "实现“开门红”。他说：“好！”会议结束。"
    assert [text[s.start : s.end] for s in sentences(text)] == [
        "实现“开门红”。",
        "他说：“好！”",
        "会议结束。",
    ]


def test_decimals_and_semicolons_do_not_end_a_sentence() -> None:
    text = "使用外资2.9亿美元；增长44.6%。"
    assert len(sentences(text)) == 1


def test_short_paragraphs_share_a_passage_and_long_ones_do_not() -> None:
    short, long = "会议召开。", "会议指出要抓好落实。" * 20
    assert [p.text for p in cut(article(f"{short}\n{short}"))] == [f"{short}\n{short}"]
    assert [p.text for p in cut(article(f"{long}\n{long}"))] == [long, long]


def test_an_empty_article_has_no_passages() -> None:
    assert cut(article(" \n")) == []
