"""`python -m rag.training`: fit the ranking of sentences and the judge (a few minutes; no torch)."""

from rag.training.ranking import main

if __name__ == "__main__":
    main()
