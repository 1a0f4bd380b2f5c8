"""Train the reader's network: on cloze questions from news, then on written ones (some hours on one core).

`python -m rag.training.reading --data FILE --documents FILE --pairs FILE`
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from index.encode import Encoder, load_encoder
from rag.reader import SPAN_WORDS, Sheet, make_sheet, vocabulary
from rag.training.cloze import News, Task, alter, neighbours, read_news, shuffled, tasks
from rag.training.cloze import split_sentences as split
from rag.training.meanings import contrast, read_meanings
from rag.training.network import Batch, Network, first_vectors
from rag.training.news import QUESTIONS, NewsQuestion, read_news_questions
from rag.training.ranking import held_out, read_rows

BATCH = 32
LONGEST_SHEET = 420  # words
MEANT = 0.4  # what the meanings of words count in the loss
NOISE = 6  # nearest passages that a question's noise is drawn from
CLOZE = ((5000, 2e-3), (6000, 1.2e-3))  # batches of cloze questions and the learning rate they begin with
# Rounds of the written questions and the same rate; begun anew, as in SGDR (Loshchilov and Hutter 2017). The
# mean of the last two nets (Izmailov et al. 2018) ranks sentences better than either.
WRITTEN = ((4, 1.5e-3), *((2, 1.2e-3),) * 5)


@dataclass(frozen=True, slots=True)
class Row:
    """A sheet with the sentence that answers and the first and last word of the answer; -1 without one."""

    sheet: Sheet
    line: int = -1
    first: int = -1
    last: int = -1


def to_row(task: Task) -> Row:
    """Lay a task out as the network takes it."""
    sheet = make_sheet(task.question, task.articles)
    if task.article < 0:
        return Row(sheet)
    line = sum(len(article) for article in task.articles[: task.article]) + task.sentence
    places = np.flatnonzero(sheet.line == line)
    first, last = np.searchsorted(sheet.offset[places], (task.start, task.end - 1), "right") - 1
    return Row(sheet, line, int(places[max(first, 0)]), int(places[max(last, first, 0)]))


class Passages:
    """The passages of human questions, cut, with the nearest others of each."""

    def __init__(self, rows: Sequence[dict[str, Any]], encoder: Encoder) -> None:
        """Cut and compare the passages of rows."""
        self.sentences = {
            context: split(context) for context in dict.fromkeys(row["context"] for row in rows)
        }
        texts = list(self.sentences.values())
        near = neighbours([News((), text) for text in texts], encoder, min(NOISE, len(texts) - 1))
        self.near = {
            context: [texts[i] for i in row] for context, row in zip(self.sentences, near, strict=True)
        }

    def altered(self, row: dict[str, Any], rng: random.Random) -> dict[str, Any]:
        """Ask about something else that its passage or a near one names, so that nothing answers."""
        texts = [*self.sentences[row["context"]], *rng.choice(self.near[row["context"]])]
        question = alter(row["question"], texts, rng)
        return row | {"question": question, "answers": []} if question else row

    def task(self, row: dict[str, Any], rng: random.Random, *, hide: bool, noise: int) -> Task:
        """Lay a human question out; `hide` takes the answering sentences away."""
        answers = [answer["text"] for answer in row["answers"]]
        body = self.sentences[row["context"]]
        place, start = _find(row, body) if answers else (-1, -1)
        if hide and place >= 0:
            body, place = tuple(text for text in body if not any(answer in text for answer in answers)), -1
        near = rng.sample(self.near[row["context"]], noise)
        others = [[text for text in told if not answers or answers[0] not in text] for told in near]
        end = start + len(_stripped(row)) if answers else -1
        limit = rng.choice((220, 290, 360))
        return shuffled(row["question"], (body, place, limit), others, (start, end), rng)


def news_row(asked: NewsQuestion) -> dict[str, Any]:
    """Write one of our questions about news as the public rows are written."""
    answers = [{"text": asked.answer, "start": asked.start}] if asked.answer else []
    return {"question": asked.question, "context": asked.article.text, "answers": answers}


def _stripped(row: dict[str, Any]) -> str:
    return str(row["answers"][0]["text"]).strip("，,。； ")


def _find(row: dict[str, Any], body: Sequence[str]) -> tuple[int, int]:
    """Find the sentence that holds the answer, and the place in it: near where it is marked, or anywhere."""
    answer, marked, after = _stripped(row), row["answers"][0]["start"], 0
    found = []
    for number, text in enumerate(body):
        after = row["context"].find(text, after)
        place = text.find(answer, max(0, marked - after - 2))
        place = text.find(answer) if place < 0 else place
        if place >= 0:
            found.append((abs(after + place - marked), number, place))
    return min(found)[1:] if found else (-1, -1)


def human_rows(rows: Sequence[dict[str, Any]], passages: Passages, seed: int, epochs: int) -> Iterator[Row]:
    """Lay out human questions, anew in every epoch: some altered, some without answer, most beside noise."""
    rng = random.Random(seed)
    for _ in range(epochs):
        for row in rng.sample(list(rows), len(rows)):
            if rng.random() < 0.1:
                row = passages.altered(row, rng)
            task = passages.task(row, rng, hide=rng.random() < 0.15, noise=rng.choice((0, 1, 1)))
            if task.articles:
                yield to_row(task)


def cloze_rows(news: Sequence[News], near: Sequence[Sequence[int]], seed: int) -> Iterator[Row]:
    """Lay out cloze questions without end."""
    rows = map(to_row, tasks(news, near, seed))
    return (row for row in rows if len(row.sheet.line) < LONGEST_SHEET)


def loss(outputs: Sequence[Tensor], rows: Sequence[Row]) -> Tensor:
    """Add up: start and end among all words, the sentence among all, whether each sentence answers."""
    start, end, rank, answers = outputs
    told = torch.tensor([row.line >= 0 for row in rows])
    line, first, last = torch.tensor([(row.line, row.first, row.last) for row in rows]).T
    goal = torch.zeros_like(answers).scatter(1, line.clamp_min(0)[:, None], told.float()[:, None])
    each = functional.binary_cross_entropy_with_logits(answers, goal, reduction="none") * (rank > -1e3)
    total = each.sum() / len(rows) / 2
    if told.any():
        pairs = ((rank, line, 1.0), (start, first, 0.5), (end, last, 0.5))
        for logits, target, share in pairs:
            total = total + share * functional.cross_entropy(logits[told], target[told])
    return total


def batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Group rows of like length."""
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) == size * 16:
            held.sort(key=lambda r: len(r.sheet.line))
            groups = [held[i : i + size] for i in range(0, len(held), size)]
            random.Random(len(held[0].sheet.line)).shuffle(groups)
            yield from groups
            held = []
    yield from (held[i : i + size] for i in range(0, len(held), size))


class Stream(IterableDataset[list[Row]]):
    """Groups of rows, made in another process while the network trains."""

    def __init__(self, rows: Callable[[], Iterator[Row]], size: int) -> None:
        """Hold what makes the rows."""
        self.rows, self.size = rows, size

    def __iter__(self) -> Iterator[list[Row]]:
        """Yield groups."""
        yield from batches(self.rows(), self.size)


def train(
    model: Network,
    rows: Callable[[], Iterator[Row]],
    *,
    steps: int,
    rate: float,
    beside: Callable[[], Tensor | float] = lambda: 0.0,
) -> None:
    """Train with AdamW in half precision: a short warm-up, then a cosine down to zero at the last step.

    `beside` gives what is added to the loss of each step.
    """
    model.train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    shape = lambda step: min(1.0, step / 100) * (1 + math.cos(math.pi * min(1.0, step / steps))) / 2  # noqa: E731
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, shape)
    begun, seen = time.monotonic(), []
    groups = DataLoader(Stream(rows, BATCH), batch_size=None, num_workers=1, prefetch_factor=16)
    for step, group in enumerate(groups, 1):
        with torch.autocast("cpu", torch.bfloat16):
            outputs = model(Batch.of([row.sheet for row in group]))
        value = loss(outputs, group) + beside()
        optimiser.zero_grad()
        torch.autograd.backward(value)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        seen.append(value.item())
        if step % 100 == 0:
            print(
                f"{step} steps, {time.monotonic() - begun:.0f} s, loss {np.mean(seen[-100:]):.3f}", flush=True
            )
        if step == steps:
            break


@torch.no_grad()
def measure(model: Network, rows: Sequence[Row]) -> dict[str, float]:
    """Measure on rows: the first sentence is right, its span is, the best logit tells answerable rows."""
    model.eval()
    right: list[bool] = []
    exact: list[bool] = []
    told: list[float] = []
    silent: list[float] = []
    for row in rows:
        start, end, rank, answers = (x[0].numpy() for x in model(Batch.of([row.sheet])))
        (told if row.line >= 0 else silent).append(float(answers.max()))
        if row.line >= 0:
            scores = start[:, None] + end[None, :]
            near = np.tri(len(start), k=SPAN_WORDS - 1, dtype=bool) & np.tri(len(start), dtype=bool).T
            right.append(int(rank.argmax()) == row.line)
            best = divmod(int(np.where(near, scores, -np.inf).argmax()), len(start))
            exact.append(best == (row.first, row.last))
    apart = np.array(told)[:, None] > np.array(silent)[None, :]
    return {"sentence": float(np.mean(right)), "em": float(np.mean(exact)), "auc": float(np.mean(apart))}


def save(model: Network, path: Path) -> None:
    """Save the weights as half-precision numbers."""
    save_file({name: x.detach().numpy().astype(np.float16) for name, x in model.state_dict().items()}, path)


def main() -> None:
    """Train and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--data", "--documents", "--pairs"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--texts", type=int, default=60_000, help="news texts to ask about")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "reader.safetensors")
    options = parser.parse_args()
    torch.manual_seed(0)
    encoder = load_encoder()
    rows = [row for row in read_rows(options.data) if row["kind"] in ("span", "unanswerable")]
    held, kept = ([row for row in rows if held_out(row["context"]) is out] for out in (True, False))
    asked = read_news_questions(options.questions, options.documents, options.pairs)
    kept += [news_row(one) for one in asked if one.split == "train"]
    near = [news_row(one) for one in asked if one.split == "fit"]
    passages = Passages([*held, *kept, *near], encoder)
    rng = random.Random(1)
    checks = [passages.task(row, rng, hide=i % 3 == 0, noise=1) for i, row in enumerate(held)]
    misses = [passages.task(row, rng, hide=False, noise=1) for row in near]
    model = Network(first_vectors(encoder), len(vocabulary()[1]))
    news = read_news(options.documents, options.pairs, random.Random(2), options.texts)
    neighbouring = neighbours(news, encoder)
    for seed, (steps, rate) in enumerate(CLOZE, 3):
        train(model, partial(cloze_rows, news, neighbouring, seed), steps=steps, rate=rate)
    meanings, drawn = read_meanings(), random.Random(4)
    beside = lambda: MEANT * contrast(model.word, meanings, drawn)  # noqa: E731
    states = []
    for seed, (epochs, rate) in enumerate(WRITTEN, 7):
        written = partial(human_rows, kept, passages, seed, epochs)
        train(model, written, steps=epochs * len(kept) // BATCH, rate=rate, beside=beside)
        states.append({name: x.clone() for name, x in model.state_dict().items()})
    model.load_state_dict({name: (x + states[-2][name]) / 2 for name, x in states[-1].items()})
    for tasks_held in (checks, misses):
        print(measure(model, [to_row(task) for task in tasks_held if task.articles]))
    save(model, options.out)


if __name__ == "__main__":
    main()
