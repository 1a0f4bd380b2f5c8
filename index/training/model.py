"""The trainable token table and the contrastive loss."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.training.corpus import Ints

LENT = 0.5  # the share of a vector that its parts lend
SMOOTH = 1e-3  # `a` of the starting weight a / (a + p)


def find_parts(pieces: list[str]) -> tuple[Tensor, Tensor]:
    """List, for every piece, the ids of the pieces strictly inside it, as (flat ids, offsets)."""
    ids = {piece: number for number, piece in enumerate(pieces)}
    flat: list[int] = []
    offsets: list[int] = []
    for piece in pieces:
        offsets.append(len(flat))
        if 1 < len(piece) <= 4 and not piece.isascii():
            inner = {piece[a:b] for a in range(len(piece)) for b in range(a + 1, len(piece) + 1)} - {piece}
            flat += [ids[part] for part in sorted(inner) if part in ids]
    return torch.tensor(flat), torch.tensor(offsets)


class TokenTable(nn.Module):
    """A vector per token: weight x (its own vector + the mean of its parts' vectors).

    The parts (高新 and 新区 in 高新区, as in fastText, Bojanowski et al. 2017) lend rare words a meaning; the
    weight starts at the smooth inverse frequency a / (a + p) (Arora et al. 2017). Both are folded into one
    plain table by `forward`, so that a user pays for neither.
    """

    def __init__(self, pieces: list[str], counts: Ints, *, dimension: int) -> None:
        """Start from random vectors for pieces that were counted so often."""
        super().__init__()
        self.parts, self.offsets = find_parts(pieces)
        self.vectors = nn.Parameter(torch.randn(len(pieces), dimension) / dimension**0.5)
        frequency = torch.from_numpy(counts / counts.sum())
        self.weights = nn.Parameter(torch.log(SMOOTH / (SMOOTH + frequency)).float())

    def forward(self) -> Tensor:
        """Fold vectors, parts and weights into one table (tokens, dimension)."""
        lent = functional.embedding_bag(self.parts, self.vectors, self.offsets, mode="mean")
        return self.weights.exp()[:, None] * (self.vectors + LENT * lent)


def pool(table: Tensor, tokens: Ints, offsets: Ints) -> Tensor:
    """Average token vectors into unit vectors, one a text."""
    mean = functional.embedding_bag(torch.from_numpy(tokens), table, torch.from_numpy(offsets), mode="mean")
    return functional.normalize(mean, dim=1)


def contrast(queries: Tensor, passages: Tensor, groups: Tensor, *, scale: float) -> Tensor:
    """Give the symmetric InfoNCE loss of matching rows; rows of one group are no negatives of each other."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = queries @ passages.T
    same = groups[:, None] == groups[None, :]
    same.fill_diagonal_(False)
    scores = (scale * scores.float()).masked_fill(same, -1e4)
    target = torch.arange(len(queries))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2
