"""Fit the reranker's weights to public questions.

    python -m index.training.rerank --data DIR --out index/models/rerank.json

A question's candidates come from a pool of all questions' passages and news, or, for those of our own dev
split, from the pages that ship; one softmax over them pushes those with the answer up, as in listwise
learning to rank (ListNet, Cao et al. 2007). The encoder was trained on the public questions too and would be
trusted too much: the weights of what it says are given.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from index.cut import cut
from index.encode import Encoder, load_encoder
from index.read import find_files, read
from index.rerank import REACHES, shipped_reranker
from index.search import POOL, open_searcher
from index.segment import segment
from index.store import Store
from index.training.corpus import read_rows
from index.types import Article, Hit

# Chosen by `python -m eval.benchmarks retrieval`; see ARCHITECTURE.md.
GIVEN = {"keyword": 9.0, "dense": 4.0, "dense share": 0.0, "time": 2.0}
GIVEN |= {f"near {reach}": 2.7 for reach in REACHES} | {f"same {reach}": 0.0 for reach in REACHES}
SHARES = {"drcd": 1.0, "counterterror": 1.0, "cmrc": 3.0, "dureader": 3.0}  # by source; not court records
OWN_SHARE = 3.0  # of our own questions: public passages have no headlines, dates and neighbours
SHRINK = 1e-4  # of the squared weights, in the loss


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its passage ("" for any), the strings that answer it, and how much it counts."""

    question: str
    context: str
    answers: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates: their features by name, and which of them hold the answer."""

    features: dict[str, NDArray[np.float32]]
    right: NDArray[np.bool_]
    share: float


def read_asked(file: Path) -> list[Asked]:
    """Read the answerable rows of the sources that count."""
    return [
        Asked(
            row["question"],
            row["context"],
            tuple(answer["text"] for answer in row["answers"]),
            SHARES[_source(row)],
        )
        for row in read_rows(file)
        if row["kind"] in ("span", "yesno") and _source(row) in SHARES
    ]


def read_own(files: Iterable[Path]) -> list[Asked]:
    """Read the answerable questions of the dev split, but follow-ups; half of a quote answers."""
    rows = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    return [
        Asked(
            row["question"], "", tuple(half for quote in row["quote"] for half in _halves(quote)), OWN_SHARE
        )
        for row in rows
        if row["split"] == "dev" and row["answerable"] and not row["history"]
    ]


def _halves(quote: str) -> tuple[str, str]:
    text = _squeeze(quote)
    return text[: (len(text) + 1) // 2], text[len(text) // 2 :]


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _source(row: dict[str, Any]) -> str:
    name: str = row["src"]
    return name.split("_")[0]


def make_pool(texts: Sequence[str], encoder: Encoder) -> Store:
    """Store every distinct text as an article."""
    distinct = enumerate(dict.fromkeys(texts))
    return _store([Article(id=str(i), title="", text=text, source=str(i)) for i, text in distinct], encoder)


def read_pages(folder: Path, encoder: Encoder) -> Store:
    """Store the articles of a folder's pages."""
    pages = (page for path, source in find_files([folder]) for page in read(path, source=source))
    return _store([article for page in pages for article in segment(page)], encoder)


def _store(articles: Sequence[Article], encoder: Encoder) -> Store:
    store = Store.create(None, encoder=encoder.name, dimension=encoder.dimension, model="default")
    groups = [(article, cut(article)) for article in articles]
    vectors = encoder.encode_passages([passage.text for _, passages in groups for passage in passages])
    store.add((), groups, vectors)
    return store


def find_cases(asked: Sequence[Asked], store: Store, encoder: Encoder) -> Iterator[Case]:
    """Search for each question; yield those with both right and wrong candidates."""
    searcher, reranker = open_searcher(store, encoder), shipped_reranker()
    for row in asked:
        hits = searcher.search(row.question, POOL)
        right = np.array([_answers(hit, row) for hit in hits])
        if right.any() and not right.all():
            yield Case(reranker.features(row.question, hits), right, row.share)


def fit(cases: Sequence[Case], *, shrink: float = SHRINK) -> dict[str, float]:
    """Fit the weights of all features that are not `GIVEN`, by L-BFGS; the loss is convex but for ties."""
    names = [name for name in cases[0].features if name not in GIVEN]
    values, present, right = _stack(cases, names)
    shares = torch.tensor([case.share for case in cases])
    weights = torch.zeros(len(names), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=800, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        chances = torch.log_softmax((values @ weights).masked_fill(~present, -1e4), dim=1)
        gain = torch.logsumexp(chances.masked_fill(~right, -1e4), dim=1)
        found = shrink * (weights**2).sum() - (gain * shares).mean()
        found.backward()  # type: ignore[no-untyped-call]
        return found

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    fitted = dict(zip(names, weights.detach().tolist(), strict=True))
    return {name: round(weight, 3) for name, weight in (fitted | GIVEN).items() if weight}


def _stack(cases: Sequence[Case], names: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad all candidates to one array (cases, candidates, features), with which are there and which right."""
    longest = max(len(case.right) for case in cases)
    values = np.zeros((len(cases), longest, len(names)), dtype=np.float32)
    present = np.zeros((len(cases), longest), dtype=np.bool_)
    right = present.copy()
    for number, case in enumerate(cases):
        found = len(case.right)
        values[number, :found] = np.stack([case.features[name] for name in names], axis=1)
        present[number, :found], right[number, :found] = True, case.right
    return torch.from_numpy(values), torch.from_numpy(present), torch.from_numpy(right)


def _answers(hit: Hit, row: Asked) -> bool:
    if row.context and hit.passage.article.text != row.context:
        return False
    texts = (hit.passage.text, _squeeze(hit.passage.text))
    return any(answer in text for answer in row.answers for text in texts)


def main() -> None:
    """Fit and save."""
    parser = argparse.ArgumentParser(prog="python -m index.training.rerank", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="JSON file of weights")
    parser.add_argument("--distractors", type=int, default=30_000, help="news texts in the pool")
    own = [Path("eval/questions.jsonl"), Path("eval/tuning.jsonl")]
    parser.add_argument("--questions", type=Path, nargs="*", default=own, help="our own questions")
    parser.add_argument("--pages", type=Path, default=Path("seeds"), help="the pages that they are about")
    arguments = parser.parse_args()
    asked, encoder = read_asked(arguments.data / "mrc_train.jsonl.xz"), load_encoder()
    with lzma.open(arguments.data / "news_docs.txt.xz", "rt", encoding="utf-8") as lines:
        news = [line.strip()[:400] for line in islice(lines, arguments.distractors)]
    store = make_pool([*(row.context for row in asked), *news], encoder)
    cases = [*find_cases(asked, store, encoder)]
    cases += find_cases(read_own(arguments.questions), read_pages(arguments.pages, encoder), encoder)
    weights = fit(cases)
    arguments.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
