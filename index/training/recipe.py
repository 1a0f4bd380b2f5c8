"""The recipe of the shipped encoder, from data folder to saved model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.training.batches import Batch, draw_pairs, draw_sentences
from index.training.corpus import Documents, Pairs, lay_out, match_up, read_texts
from index.training.model import TokenTable, contrast, pool
from index.training.vocabulary import make_tokenizer


@dataclass(frozen=True, slots=True)
class Stage:
    """A run of steps that draws its batches from several sources, each with its share."""

    steps: int
    shares: Mapping[str, float]
    scale: float = 20  # of the cosine in the loss: the inverse temperature


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the weights besides the data."""

    vocabulary: int = 50_000
    dimension: int = 256
    batch: int = 2048
    rate: float = 0.006
    seed: int = 7
    stages: tuple[Stage, ...] = field(
        default=(
            Stage(700, {"sentence": 1}, scale=25),
            Stage(
                300,
                {"title": 2, "brief": 1, "question": 2, "court": 0.5, "query": 1, "sentence": 1},
                scale=40,
            ),
        )
    )


RECIPE = Recipe()


def train(data: Path, out: Path, *, recipe: Recipe) -> None:
    """Train an encoder on the data folder and save it as a sentence-transformers model with its card."""
    began = time.monotonic()
    texts = read_texts(data)
    tokenizer = make_tokenizer(texts.for_vocabulary(), size=recipe.vocabulary)
    print(f"{time.monotonic() - began:5.0f} s  {tokenizer.get_vocab_size()} pieces", flush=True)
    documents = lay_out(texts.documents, tokenizer)
    pairs = {source: match_up(rows, tokenizer) for source, rows in texts.pairs.items()}
    print(f"{time.monotonic() - began:5.0f} s  {len(documents.flat.tokens)} tokens", flush=True)
    save_model(out, tokenizer, learn(tokenizer, documents, pairs, recipe))
    print(f"{time.monotonic() - began:5.0f} s  saved to {out}", flush=True)


def learn(
    tokenizer: Tokenizer, documents: Documents, pairs: Mapping[str, Pairs], recipe: Recipe
) -> NDArray[np.float16]:
    """Fit the token table stage by stage; deterministic for a seed and a number of threads."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    ids = tokenizer.get_vocab()
    counts = np.bincount(documents.flat.tokens, minlength=len(ids))
    model = TokenTable(sorted(ids, key=ids.__getitem__), counts, dimension=recipe.dimension)
    for stage in recipe.stages:
        optimizer = torch.optim.Adam(model.parameters(), lr=recipe.rate, betas=(0.9, 0.98), fused=True)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, recipe.rate, total_steps=stage.steps + 1, pct_start=0.05, anneal_strategy="linear"
        )
        for step, batch in enumerate(draw_batches(stage, documents, pairs, recipe.batch, rng)):
            loss = measure_loss(model(), batch, stage.scale)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            if step % 100 == 0:
                print(f"{step:5d} of {stage.steps}  loss {loss.item():.3f}", flush=True)
    with torch.no_grad():
        table: NDArray[np.float16] = model().numpy().astype(np.float16)
    table[0] = 0  # the unknown piece says nothing
    return table


def draw_batches(
    stage: Stage, documents: Documents, pairs: Mapping[str, Pairs], size: int, rng: np.random.Generator
) -> Iterator[Batch]:
    """Yield a stage's batches, each from one source: its own kind makes the harder negatives."""
    sources = [source for source in stage.shares if source == "sentence" or len(pairs[source].places)]
    shares = np.array([stage.shares[source] for source in sources])
    for source in rng.choice(sources, size=stage.steps, p=shares / shares.sum()):
        if source == "sentence":
            yield draw_sentences(documents, size, rng)
        else:
            yield draw_pairs(pairs[source], size, rng)


def measure_loss(table: torch.Tensor, batch: Batch, scale: float) -> torch.Tensor:
    """Give the contrastive loss of a batch."""
    queries = pool(table, batch.queries.tokens, batch.queries.offsets)
    passages = pool(table, batch.passages.tokens, batch.passages.offsets)
    return contrast(queries, passages, torch.from_numpy(batch.groups), scale=scale)


def save_model(out: Path, tokenizer: Tokenizer, table: NDArray[np.float16]) -> None:
    """Save in sentence-transformers' own form: `StaticEmbedding`, then `Normalize`."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    out.mkdir(parents=True, exist_ok=True)
    modules: list[torch.nn.Module] = [StaticEmbedding(tokenizer, embedding_weights=table), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(out), create_model_card=False)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)  # half the size of the indented one
