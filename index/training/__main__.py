"""`python -m index.training --data DIR --out DIR`: train the static encoder."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.training.recipe import RECIPE, train


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    arguments = parser.parse_args()
    train(arguments.data, arguments.out, recipe=RECIPE)


if __name__ == "__main__":
    main()
