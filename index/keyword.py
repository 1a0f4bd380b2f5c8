"""Keyword search: BM25 over words and character n-grams. The only home of tantivy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from index.necessity import necessity
from index.words import terms

TITLE_WEIGHT = 0.5
_SATURATION = 2.2  # k1 + 1 of tantivy's BM25: the most that one term can score, in units of its idf
_HEAP = 50_000_000  # bytes before a segment is written; 15 million took 1.6 times as long, 200 no less


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True)
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class KeywordIndex:
    """BM25 over two fields, title and text; in memory, or in a folder that is committed atomically."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap a tantivy index made with this module's schema."""
        self._index = index

    @classmethod
    def open(cls, folder: Path | None = None) -> KeywordIndex:
        """Open or make the index in `folder`, or in memory; raise ValueError when it cannot be read."""
        if folder is None:
            return cls(tantivy.Index(_schema()))
        folder.mkdir(parents=True, exist_ok=True)
        return cls(tantivy.Index(_schema(), path=str(folder)))

    @property
    def count(self) -> int:
        """Count the passages in the index."""
        return int(self._index.searcher().num_docs)

    def update(self, rows: Iterable[tuple[int, str, str]], removed: Sequence[int] = ()) -> None:
        """Replace rows (passage id, title, text) and remove ids, in one commit."""
        writer = self._index.writer(_HEAP, 1)
        kept = list(rows)
        old = Query.term_set_query(self._index.schema, "id", [*removed, *(number for number, _, _ in kept)])
        writer.delete_documents_by_query(old)
        for number, title, text in kept:
            document = tantivy.Document()
            document.add_unsigned("id", number)
            document.add_text("title", " ".join(terms(title)))
            document.add_text("text", " ".join(terms(text)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(
        self, question: str, k: int, *, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Rank passages (id, score), best first; at 1 every term of the question is fully matched."""
        searcher, weights = self._index.searcher(), self.weights(question)
        ceiling = _SATURATION * sum(weights.values())
        if not weights or not ceiling or not searcher.num_docs:
            return []
        query = Query.boolean_query([(Occur.Should, self._term(term)) for term in weights])
        if allowed is not None:
            chosen = Query.const_score_query(
                Query.term_set_query(self._index.schema, "id", list(allowed)), 0.0
            )
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, chosen)])
        found = searcher.search(query, k, count=False).hits
        ranked = [(searcher.doc(address)["id"][0], score / ceiling) for score, address in found]
        return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))

    def weights(self, question: str) -> dict[str, float]:
        """Weigh the question's terms: idf times how likely a passage that answers holds the term."""
        searcher = self._index.searcher()
        frequencies = {term: searcher.doc_freq("text", term) for term in dict.fromkeys(terms(question))}
        # Removed passages are counted in frequencies, but not in num_docs, until segments are merged.
        total = max([searcher.num_docs, *frequencies.values()])
        return {
            term: necessity(term) * math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
            for term, frequency in frequencies.items()
        }

    def _term(self, term: str) -> Query:
        """Look for a term in the text and, at less weight, in the title."""
        schema, weight = self._index.schema, necessity(term)
        text = Query.boost_query(Query.term_query(schema, "text", term), weight)
        title = Query.boost_query(Query.term_query(schema, "title", term), weight * TITLE_WEIGHT)
        return Query.boolean_query([(Occur.Should, text), (Occur.Should, title)])
