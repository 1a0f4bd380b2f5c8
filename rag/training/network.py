"""The reader's network in torch: the twin of `rag.reader.compute`, over batches of sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from index.encode import Encoder
from rag.reader import DILATIONS, FOUND, MATCHES, TAGS, TRAITS, Sheet, vocabulary
from rag.understand import QuestionType

WORD, LETTER, TAG, WIDTH, ALIGN, HEARD = 96, 24, 12, 128, 64, 32  # dimensions
HELD = WORD + 2 * LETTER + TAG


@dataclass(frozen=True, slots=True)
class Batch:
    """Sheets padded to one length; `line` is -1 on padding and between articles."""

    asked: dict[str, Tensor]
    told: dict[str, Tensor]
    found: Tensor
    kind: Tensor
    lines: int

    @classmethod
    def of(cls, sheets: Sequence[Sheet]) -> Batch:
        """Pad sheets."""
        asked = {
            "numbers": _pad([sheet.question.numbers.T for sheet in sheets]),
            "traits": _pad([sheet.question.traits for sheet in sheets]),
            "focus": _pad([sheet.focus for sheet in sheets]),
            "real": _pad([np.ones_like(sheet.focus) for sheet in sheets]),
        }
        told = {
            "numbers": _pad([sheet.numbers.T for sheet in sheets]),
            "features": _pad([sheet.features for sheet in sheets]),
            "line": _pad([sheet.line for sheet in sheets], -1),
        }
        kind = torch.stack([torch.from_numpy(sheet.kind) for sheet in sheets])
        found = torch.zeros(
            len(sheets), *map(max, zip(*(s.found.shape[:2] for s in sheets), strict=True)), FOUND
        )
        for row, sheet in zip(found, sheets, strict=True):
            lines, words, _ = sheet.found.shape
            row[:lines, :words] = torch.from_numpy(sheet.found)
        return cls(asked, told, found, kind, int(told["line"].max()) + 1)


def first_vectors(encoder: Encoder) -> Tensor:
    """Give the encoder's vectors of the vocabulary's words on their main axes; a row of zeros before them."""
    vectors = encoder.encode_passages(list(vocabulary()[0]))
    left, sizes, _ = np.linalg.svd(vectors - vectors.mean(0), full_matrices=False)
    found = left[:, :WORD] * sizes[:WORD]
    return torch.from_numpy(np.vstack([np.zeros((1, WORD)), found / found.std() / 3]).astype(np.float32))


def _drop(x: Tensor, rate: float) -> Tensor:
    """Drop channels for all words of a text at once: as good here, and a tenth of the random numbers."""
    kept = (torch.rand(len(x), 1, x.shape[-1]) >= rate).to(x.dtype) / (1 - rate)
    return x * kept


def _pad(rows: Sequence[object], value: float = 0) -> Tensor:
    return pad_sequence([torch.as_tensor(row) for row in rows], batch_first=True, padding_value=value)


class Block(nn.Module):
    """A convolution over three words, `step` apart, with a way round it."""

    def __init__(self, step: int) -> None:
        """Make it of small random weights."""
        super().__init__()
        self.step = step
        self.weight = nn.Parameter(torch.empty(WIDTH, 3 * WIDTH))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)
        self.bias = nn.Parameter(torch.zeros(WIDTH))
        self.scale = nn.Parameter(torch.ones(WIDTH))
        self.shift = nn.Parameter(torch.zeros(WIDTH))

    def forward(self, x: Tensor, real: Tensor, drop: float) -> Tensor:
        """Read each word with its neighbours."""
        padded = functional.pad(x, (0, 0, self.step, self.step))
        sides = torch.cat([padded[:, : x.shape[1]], x, padded[:, 2 * self.step :]], -1)
        x = x + _drop(
            functional.relu(functional.linear(sides, self.weight, self.bias)), drop if self.training else 0.0
        )
        return functional.layer_norm(x.float(), (WIDTH,), self.scale, self.shift) * real


class Network(nn.Module):
    """Words in, logits out: starts, ends (batch, words), rank and answers (batch, sentences)."""

    def __init__(self, words: Tensor, letters: int, drop: float = 0.2) -> None:
        """Start with these word vectors (words + 1, WORD), the rest at random."""
        super().__init__()
        self.drop = drop
        self.word = nn.Parameter(words.clone())
        self.letter = nn.Parameter(torch.randn(letters + 1, LETTER) * 0.1)
        self.tag = nn.Parameter(torch.randn(len(TAGS) + 1, TAG) * 0.1)
        self.question = nn.Linear(HELD + 1 + TRAITS, WIDTH)
        self.align = nn.Linear(HELD, ALIGN)
        self.text = nn.Linear(2 * HELD + TRAITS + MATCHES + 1, WIDTH)
        for when, steps in zip(("before", "after"), DILATIONS, strict=True):
            for number, step in enumerate(steps):
                self.add_module(f"{when}{number}", Block(step))
        self.pool = nn.Linear(WIDTH, 1)
        self.vector = nn.Linear(WIDTH + len(QuestionType), WIDTH)
        self.meet = nn.Parameter(torch.randn(WIDTH) * 0.1)
        self.fuse = nn.Linear(4 * WIDTH, WIDTH)
        self.span = nn.Linear(WIDTH, 2)
        self.spans = nn.Linear(WIDTH, 2 * WIDTH)
        self.asked = nn.Linear(WIDTH + 1 + TRAITS, HEARD)
        self.found = nn.Linear(FOUND + 2, HEARD)
        self.judge = nn.Linear(3 * WIDTH + 2 * HEARD, 64)
        self.judged = nn.Linear(64, 2)

    def _held(self, row: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        ids, first, last, label = row["numbers"].unbind(-1)
        if self.training:  # so that unknown words are nothing new
            ids = torch.where(torch.rand(ids.shape) < 0.1, 0, ids)
        word = functional.embedding(ids, self.word)
        letters = [functional.embedding(side, self.letter) for side in (first, last)]
        return word, torch.cat([word, *letters, functional.embedding(label, self.tag)], -1)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Compute the logits; those of padding are -1e4."""
        asked, told = batch.asked, batch.told
        rate = self.drop if self.training else 0.0
        real, there = (told["line"] >= 0).unsqueeze(-1).float(), asked["real"].unsqueeze(-1)
        empty = (asked["real"] == 0).unsqueeze(1)
        said_word, said = self._held(asked)
        word, held = self._held(told)
        said, held = _drop(said, rate), _drop(held, rate)
        question = (
            functional.relu(
                self.question(torch.cat([said, asked["focus"].unsqueeze(-1), asked["traits"]], -1))
            )
            * there
        )
        scores = functional.relu(self.align(held)) @ functional.relu(self.align(said)).transpose(1, 2) / 8.0
        near = torch.softmax(scores.float().masked_fill(empty, -1e4), -1)
        unit = [x / x.norm(dim=-1, keepdim=True).clamp_min(1e-6) for x in (word, said_word)]
        cosine = (unit[0] @ unit[1].transpose(1, 2)).float()
        peak = cosine.masked_fill(empty, -1e4).amax(-1, keepdim=True)
        text = functional.relu(self.text(torch.cat([held, told["features"], near @ said, peak], -1))) * real
        for number in range(len(DILATIONS[0])):
            block = self.get_submodule(f"before{number}")
            question, text = block(question, there, rate), block(text, real, rate)
        whole = torch.softmax(self.pool(question).float().masked_fill(there == 0, -1e4), 1)
        vector = torch.tanh(self.vector(torch.cat([(whole * question).sum(1), batch.kind], -1))).unsqueeze(1)
        question, text = _drop(question, rate), _drop(text, rate)
        alike = ((text * self.meet) @ question.transpose(1, 2)).float()
        met = torch.softmax(alike.masked_fill(empty, -1e4), -1) @ question
        heard = self._heard(batch, question, (alike, cosine))
        text = functional.relu(self.fuse(torch.cat([text, met, text * met, text * vector], -1))) * real
        for number in range(len(DILATIONS[1])):
            text = self.get_submodule(f"after{number}")(text, real, rate)
        spans = self.spans(vector).view(-1, 2, WIDTH)
        places = (self.span(text) + text @ spans.transpose(1, 2)).float().masked_fill(real == 0, -1e4)
        rank, answers = self._judge(text, vector, heard, batch)
        return places[..., 0], places[..., 1], rank, answers

    def _heard(self, batch: Batch, question: Tensor, scores: tuple[Tensor, Tensor]) -> Tensor:
        """Pool over the question's words what each sentence has of them."""
        asked, line = batch.asked, batch.told["line"]
        size = (len(line), batch.lines + 1, question.shape[1])
        where = (line + 1).unsqueeze(-1).expand(-1, -1, size[-1])
        peaks = [torch.full(size, -1e4).scatter_reduce(1, where, x, "amax")[:, 1:] for x in scores]
        peaks = [x * (x > -1e3) for x in peaks]
        word = self.asked(torch.cat([question, asked["focus"].unsqueeze(-1), asked["traits"]], -1))
        beside = self.found(torch.cat([batch.found, torch.stack(peaks, -1)], -1))
        there = asked["real"].view(len(line), 1, -1, 1)
        units = functional.relu(word.unsqueeze(1) + beside) * there
        return torch.cat([units.amax(2), units.sum(2) / there.sum(2)], -1)

    def _judge(self, text: Tensor, vector: Tensor, heard: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """Pool the words of each sentence."""
        line, lines = batch.told["line"], batch.lines
        size = (len(text), lines + 1, WIDTH)
        where = (line + 1).unsqueeze(-1).expand(-1, -1, WIDTH)
        text = text.float()
        top = torch.full(size, -1e4).scatter_reduce(1, where, text, "amax")[:, 1:]
        count = torch.zeros(size[:2]).scatter_add(1, line + 1, torch.ones_like(line, dtype=torch.float))[
            :, 1:
        ]
        mean = torch.zeros(size).scatter_add(1, where, text)[:, 1:] / count.clamp_min(1).unsqueeze(-1)
        top = top * (count > 0).unsqueeze(-1)
        pooled = torch.cat([top, top * vector, mean, heard], -1)
        judged = (
            self.judged(functional.relu(self.judge(pooled)))
            .float()
            .masked_fill((count == 0).unsqueeze(-1), -1e4)
        )
        return judged[..., 0], judged[..., 1]
