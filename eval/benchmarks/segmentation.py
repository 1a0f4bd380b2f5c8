"""How well segmentation finds articles on pages laid out at random from known news.

Run `python -m eval.benchmarks.segmentation --news FILE`: FILE holds one JSON object a line with `title` and
`body` (plain or .xz). Every page has five to eight of them with datelines (or `--datelined` of them), set to
a random column or to none, all headlines before or all after the bodies, blank lines at random column breaks,
and a masthead on half the pages.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.segment import segment
from index.types import Page

_COLUMNS = (0, 0, 12, 14, 17, 20, 24, 28)
_DATELINES = (
    "本报{place}讯（记者 {name}）",
    "本报讯（记者 {name} 通讯员 {other}）",
    "新华社{place}5月3日电（记者{name}）",
    "本报{place}5月3日讯（记者 {name}）",
)
_PLACES = ("济宁", "北京", "青岛", "石家庄", "乌鲁木齐")
_NAMES = ("张三", "李思远", "王 芳", "赵明", "欧阳雪")
_MASTHEAD = (
    "主管：某市委宣传部\n某某日报社出版\n国内统一刊号：CN11-0001\n\n"
    "某某日报\n\n2021年5月6日\n星期四\n第02版 要闻\n"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page made from known articles: (title, text) without white space, in page order."""

    text: str
    articles: tuple[tuple[str, str], ...]
    headlines_lead: bool


def squeeze(text: str) -> str:
    """Leave out all white space."""
    return "".join(text.split())


def load_news(path: Path, *, count: int, seed: int) -> list[tuple[str, str]]:
    """Draw `count` items whose body is made of whole sentences."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, 20_000)]
    fit = [(row["title"].strip(), row["body"].strip()) for row in rows if _is_fit(row["title"], row["body"])]
    return random.Random(seed).sample(fit, min(count, len(fit)))


def _is_fit(title: str, body: str) -> bool:
    paragraphs = [line.strip() for line in body.splitlines() if line.strip()]
    whole = all(line.endswith(("。", "！", "？", "。”", "！”")) for line in paragraphs)
    return whole and 120 <= len(body) <= 1500 and 8 <= len(title.strip()) <= 36 and "。" not in title


def make_sheets(news: Sequence[tuple[str, str]], *, seed: int, datelined: float = 1.0) -> Iterator[Sheet]:
    """Lay the items out on pages, first headline before body, then after it; a share gets datelines."""
    rng = random.Random(seed)
    left = list(news)
    while len(left) >= 5:
        size = rng.randint(5, 8)
        taken, left = left[:size], left[size:]
        for lead in (True, False):
            dated = [(title, _dateline(rng) * (rng.random() < datelined) + body) for title, body in taken]
            yield _make_sheet(dated, lead=lead, rng=rng)


def _make_sheet(news: Sequence[tuple[str, str]], *, lead: bool, rng: random.Random) -> Sheet:
    column = rng.choice(_COLUMNS)
    blocks, articles = [], []
    for title, text in news:
        parts = [_headline(title, column=column, rng=rng), _body(text, column=column, rng=rng)]
        blocks += parts if lead else parts[::-1]
        articles.append((squeeze(title), squeeze(text)))
    head = _MASTHEAD if rng.random() < 0.5 else ""
    return Sheet("\n\n".join([head, *blocks] if head else blocks) + "\n", tuple(articles), lead)


def _dateline(rng: random.Random) -> str:
    name, other = rng.sample(_NAMES, 2)
    return rng.choice(_DATELINES).format(place=rng.choice(_PLACES), name=name, other=other)


def _headline(title: str, *, column: int, rng: random.Random) -> str:
    """Break a long headline in two in narrow columns."""
    if column and len(title) > column and rng.random() < 0.7:
        half = len(title) // 2
        return f"{title[:half]}\n{title[half:]}"
    return title


def _body(text: str, *, column: int, rng: random.Random) -> str:
    """Set a body to a column; blank lines come between paragraphs and, at random, inside sentences."""
    lines: list[str] = []
    for paragraph in (line.strip() for line in text.splitlines() if line.strip()):
        step = column or rng.choice((100, 200, 10_000))
        for start in range(0, len(paragraph), step):
            lines.append(paragraph[start : start + step])
            if start + step < len(paragraph) and (not column or rng.random() < 0.08):
                lines.append("")
        lines.append("")
    return "\n".join(lines).strip()


def measure(sheets: Sequence[Sheet]) -> Counter[str]:
    """Count by headline order the articles that come back with exact text, and with exact headline too."""
    counts: Counter[str] = Counter()
    for number, sheet in enumerate(sheets):
        order = "before" if sheet.headlines_lead else "after"
        found = [a for a in segment(Page(f"{number}.txt", sheet.text)) if a.kind.is_report]
        texts = {squeeze(article.text): article for article in found}
        for title, text in sheet.articles:
            article = texts.get(text)
            counts[f"{order} all"] += 1
            counts[f"{order} text"] += article is not None
            whole = article is not None and title in (
                squeeze(article.title),
                squeeze(article.title + article.subtitle),
            )
            counts[f"{order} text and headline"] += whole
    return counts


def main() -> None:
    """Print the shares of exact articles."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--datelined", type=float, default=1.0, help="share of articles with a dateline")
    options = parser.parse_args()
    news = load_news(options.news, count=options.count, seed=options.seed)
    counts = measure(list(make_sheets(news, seed=options.seed, datelined=options.datelined)))
    for order in ("before", "after"):
        total = counts[f"{order} all"]
        for part in ("text", "text and headline"):
            print(f"headline {order} body, exact {part}: {counts[f'{order} {part}']} of {total}")


if __name__ == "__main__":
    main()
