"""Training of what `rag` answers with: the network of the reader, the ranking of sentences, the judge."""
