"""The model card that is written beside the weights."""

CARD = """\
---
language: zh
license: apache-2.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# baowen-static: a static Chinese encoder for news retrieval

The mean of token vectors, made unit: {pieces} pieces x {dimension} dimensions, fp16. Made to be fused with
keyword search (`index/search.py`); alone it is the weaker of the two. No pretrained model took part.

```python
load_encoder().encode_queries(["小松产业基地投资多少？"])  # from index.encode, without torch
SentenceTransformer("index/models/default").encode(["……"])  # the same; but an empty text is NaN here
```

## Recipe

`python -m index.training --data DIR --out DIR`: {minutes:.1f} minutes of wall time on {cores} cores,
seed {seed}.

1. **Tokenizer**: a unigram model whose pieces are all common characters and the most frequent words of up to
   four characters, their probabilities counted from cut text; NFKC, lower case, traditional to simplified
   (OpenCC's table). Punctuation has no piece; the unknown piece is a zero vector.
2. **Token table**: weight x (own vector + half the mean of the vectors of the pieces inside it), folded into
   one table at the end; the weights start at the smooth inverse frequency.
3. **Training**: symmetric InfoNCE with in-batch negatives, {batch} pairs of one source a batch,
   Adam at {rate}:
{stages}
   `sentence` pairs a thinned sentence with the text around it (self-supervised); `title` and `brief` pair
   headlines and briefs with bodies; `question` and `court` questions with passages; `query` searches with
   page titles.

## Data and licences

The weights are learned from public data; no text of it is shipped. The licences are those the sources state.

| data | used as | licence of the source |
|---|---|---|
| CRUD-RAG `80000_docs`: web news of 2023 | `sentence` | Apache-2.0 (repository); text: its publishers |
| CCTV 新闻联播 items, 2012-2026 | `sentence`, `title`, `brief` | MIT (repository); CCTV text, study only |
| DRCD dev, simplified | `question` | CC BY-SA 3.0 |
| counter-terror news MRC train; CMRC and DuReader samples | `question` | research use |
| CJRC: court records | `court` | research use |
| QBQTC dev: searches and page titles, labels 1 and 2 | `query` | none stated |
| OpenCC character table, by way of `index.words` | tokenizer | Apache-2.0 |

Never trained on: CMRC2018 dev, counter-terror news dev, DuReader-robust dev, RGB.

## Figures

Measured alone and in place of the shipped one by
`python -m eval.benchmarks retrieval --data FILE --distractors FILE --retriever ours:dense --retriever ours
--encoder DIR`; the shipped one's figures are in `eval/results/ablation.md`.

## Limits

Word order is lost, and a long text blurs: encode passages of a few hundred characters, not whole pages. Latin
words are known only as far as Chinese news writes them. Knowledge ends with the sources above.
"""
