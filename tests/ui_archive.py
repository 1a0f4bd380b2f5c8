"""A hand-made archive with fixed answers, for the tests of what is shown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from index.types import Article, Hit, PartialDate, Passage, Span
from rag.types import Answer, Citation, Reason, Turn

TRADE = Article(
    id="a1",
    title="加大稳外贸力度 推动高质量发展",
    subtitle="全区外贸进出口总额再创新高",
    text=(
        "本报济宁讯（记者 曹俐）2月21日，济宁高新区外贸工作座谈会召开。\n"
        "2022年，全区外贸进出口总额完成125.6亿元，同比增长18.3%，总量居全市第二位。"
        "会议要求，要加大帮扶力度，鼓励企业走出去。\n与会企业代表作交流发言。"
    ),
    source="seeds/002.txt",
    reporters=("曹俐",),
    correspondents=("康凯", "张歌"),
    published=PartialDate(2023, 2, inferred=True),
    event_date=PartialDate(2023, 2, 21, inferred=True),
    spans=(Span(0, 90),),
)
MEETING = Article(
    id="a2",
    title="济宁高新区统筹疫情防控和经济社会发展会议召开",
    text="本报济宁讯（记者 刘菲）4月23日，会议召开。区党工委书记刘章箭主持。\n“双百工程”总投资106亿元。",
    source="seeds/001.txt",
    published=PartialDate(2022, 4, 26),
    page=2,
)
HOSTILE = Article(
    id="a3",
    title="<script>alert(1)</script>\u202e倒着写 " + "长" * 300,
    subtitle='"><img src=x onerror=alert(1)>',
    text="正文 <img src=x onerror=alert(1)> ${alert(1)} {{alert}} \u200b\x1b[31m 红字 \ud800 “引文”。",
    source="seeds/<svg onload=alert(1)>\"'.txt",
    reporters=("<b>某</b>",),
)


def cite(article: Article, quote: str, *, number: int = 1) -> Citation:
    """Cite a quote where it stands in the article."""
    start = article.text.index(quote)
    return Citation(number=number, article=article, start=start, end=start + len(quote))


def whole_hit(article: Article, *, score: float = 0.5) -> Hit:
    """Make a hit of the whole text."""
    return Hit(Passage(article, 0, len(article.text)), score, {"keyword": score})


def trade_answer(question: str = "2022年外贸进出口总额是多少？") -> Answer:
    """Answer with one short answer and two citations from two articles."""
    first = cite(TRADE, "2022年，全区外贸进出口总额完成125.6亿元，同比增长18.3%，总量居全市第二位。")
    second = cite(MEETING, "“双百工程”总投资106亿元。", number=2)
    return Answer(
        question=question,
        text=f"{first.quote}[1]\n{second.quote}[2]",
        short="125.6亿元",
        citations=(first, second),
        hits=(whole_hit(TRADE, score=0.9), whole_hit(MEETING, score=0.4), whole_hit(HOSTILE, score=0.1)),
        rewritten=question,
    )


def refusal(question: str = "2019年的预算是多少？") -> Answer:
    """Abstain, with the nearest passages."""
    return Answer(
        question=question,
        text="所问的时间（2019年）不在有关报道的范围内，无法回答。档案收录2022年4月26日至2023年2月（推断）的报道。",
        hits=(whole_hit(MEETING),),
        abstained=True,
        reason=Reason.OUTSIDE_COVERAGE,
        rewritten=question,
    )


class FakeArchive:
    """Three articles; refuses questions about 2019, breaks on 坏, answers anything else about trade."""

    articles = (TRADE, MEETING, HOSTILE)
    coverage = (PartialDate(2022, 4, 26), PartialDate(2023, 2, inferred=True))

    generates = False

    def ask(self, question: str, history: Sequence[Turn] = (), **_: object) -> Answer:
        """Give the last of the streamed answers."""
        return list(self.stream(question, history=history))[-1]

    def stream(self, question: str, history: Sequence[Turn] = (), **_: object) -> Iterator[Answer]:
        """Yield a growing answer."""
        del history
        if "坏" in question:
            raise RuntimeError("broken on purpose")
        if "2019" in question:
            yield refusal(question)
            return
        answer = trade_answer(question)
        yield Answer(question=question, text="", short=answer.short)
        yield answer

    def search(
        self, words: str, k: int = 5, since: datetime.date | None = None, until: datetime.date | None = None
    ) -> list[Hit]:
        """Find the trade article within the dates."""
        del words, until
        return [whole_hit(TRADE, score=0.9)][:k] if since is None or since <= TRADE.published.last else []
