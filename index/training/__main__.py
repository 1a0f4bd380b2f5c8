"""`python -m index.training --data DIR --out DIR`: train the static encoder, write its card."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from index.training.card import CARD
from index.training.recipe import RECIPE, Recipe, train


def main() -> None:
    """Read the command line, train, and print the wall time."""
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    arguments = parser.parse_args()
    began = time.monotonic()
    train(arguments.data, arguments.out, recipe=RECIPE)
    minutes = (time.monotonic() - began) / 60
    print(f"trained in {minutes:.1f} min of wall time", flush=True)
    card = write_card(RECIPE, minutes=minutes)
    (arguments.out / "README.md").write_text(card, encoding="utf-8")


def write_card(recipe: Recipe, *, minutes: float) -> str:
    """Fill in the model card."""
    stages = [
        f"   - {stage.steps} steps at scale {stage.scale:g}, drawn from "
        + ", ".join(f"`{source}` {share:g}" for source, share in stage.shares.items())
        for stage in recipe.stages
    ]
    return CARD.format(
        pieces=recipe.vocabulary,
        dimension=recipe.dimension,
        batch=recipe.batch,
        rate=recipe.rate,
        seed=recipe.seed,
        cores=os.cpu_count(),
        minutes=minutes,
        stages="\n".join(stages),
    )


if __name__ == "__main__":
    main()
