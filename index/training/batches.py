"""Draw training batches: token spans of queries and passages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.training.corpus import Documents, Ints, Pairs


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as one token array and the offset of each, as `torch.nn.EmbeddingBag` takes them."""

    tokens: Ints
    offsets: Ints


@dataclass(frozen=True, slots=True)
class Batch:
    """Matching queries and passages; equal `groups` mark passages that are the same text."""

    queries: Bags
    passages: Bags
    groups: Ints


def gather(tokens: Ints, starts: Ints, ends: Ints) -> Bags:
    """Copy the spans `tokens[start:end]` behind one another."""
    lengths = np.maximum(ends - starts, 0)
    offsets = np.cumsum(lengths) - lengths
    places = np.arange(lengths.sum()) + np.repeat(starts - offsets, lengths)
    return Bags(tokens[places], offsets)


def thin(bags: Bags, keep: NDArray[np.float64], rng: np.random.Generator) -> Bags:
    """Keep each token with its text's probability `keep`."""
    lengths = np.diff(np.append(bags.offsets, len(bags.tokens)))
    kept = rng.random(len(bags.tokens)) < np.repeat(keep, lengths)
    before = np.concatenate([[0], np.cumsum(kept)])
    return Bags(bags.tokens[kept], before[bags.offsets])


def draw_sentences(documents: Documents, size: int, rng: np.random.Generator) -> Batch:
    """Pair thinned sentences with the text around them, half the time without the sentence itself."""
    flat = documents.flat
    chosen = rng.integers(len(documents.opens), size=size)
    starts, ends = flat.starts[chosen], np.minimum(flat.ends[chosen], flat.starts[chosen] + 40)
    queries = thin(gather(flat.tokens, starts, ends), rng.uniform(0.3, 0.9, size), rng)
    reach = rng.integers(30, 300, size=size)
    back = rng.integers(0, reach)
    opens = np.maximum(documents.opens[chosen], starts - back)
    closes = np.minimum(documents.closes[chosen], starts + reach - back + (ends - starts))
    hidden = rng.random(size) < 0.5
    # Two spans a passage: before and after the sentence; they meet where the sentence is not hidden.
    cut_starts = np.where(hidden, starts, closes)
    cut_ends = np.where(hidden, np.minimum(ends, closes), closes)
    both = gather(
        flat.tokens,
        np.stack([opens, cut_ends], 1).ravel(),
        np.stack([cut_starts, closes], 1).ravel(),
    )
    return Batch(queries, Bags(both.tokens, both.offsets[::2]), documents.opens[chosen])


def draw_pairs(pairs: Pairs, size: int, rng: np.random.Generator) -> Batch:
    """Draw queries with the openings of their passages."""
    queries, passages = pairs.queries, pairs.passages
    chosen = rng.choice(len(pairs.places), size=min(size, len(pairs.places)), replace=False)
    places = pairs.places[chosen]
    starts, ends = passages.starts[places], passages.ends[places]
    asked = gather(queries.tokens, queries.starts[chosen], queries.ends[chosen])
    return Batch(asked, gather(passages.tokens, starts, np.minimum(ends, starts + 400)), places)
