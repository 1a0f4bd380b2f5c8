"""Turn text into unit vectors, with the shipped model or any sentence-transformers model on this machine.

The only home of sentence-transformers outside `index/training`. The shipped model is read without it:
importing it takes six seconds, and a static embedding needs only its tokenizer and its table. Nothing is ever
downloaded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load
from tokenizers import Tokenizer

from index.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_FOLDER = Path(__file__).parent / "models" / "default"
NEXT_STEP = "请改用自带的编码器（--encoder default），或给出本机上完好的 sentence-transformers 模型目录。"
UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    ImportError,
    SafetensorError,
)
BATCH = 1024  # texts tokenized at once: bounds memory, changes no vector


class Encoder(Protocol):
    """Makes vectors of passages and of questions whose dot product says how near they are."""

    @property
    def name(self) -> str:
        """Identify the encoder: its model's name and a short checksum of what it computes with."""

    @property
    def dimension(self) -> int:
        """Count the components of a vector."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages into unit rows (texts, dimension); the row of an empty or unknown text is zero."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions likewise."""


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """The mean of a text's token vectors, as in sentence-transformers' `StaticEmbedding`, made unit."""

    name: str
    tokenizer: Tokenizer
    table: Vectors

    @property
    def dimension(self) -> int:
        """Count the components of a vector."""
        return int(self.table.shape[1])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages into unit rows (texts, dimension); the row of an empty or unknown text is zero."""
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, ids in zip(sums, self._tokenize(texts), strict=True):
            # One text at a time: a vector must not depend on the texts beside it, not even in its last bit.
            np.add.reduce(self.table[ids], axis=0, out=row)
        return make_unit(sums)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: a static embedding makes no difference between them and passages."""
        return self.encode_passages(texts)

    def _tokenize(self, texts: Sequence[str]) -> Iterator[list[int]]:
        for first in range(0, len(texts), BATCH):
            batch = [_drop_surrogates(text) for text in texts[first : first + BATCH]]
            for encoding in self.tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield encoding.ids


@dataclass(frozen=True, slots=True)
class ModelEncoder:
    """Any other sentence-transformers model, with its own prompts for questions and passages."""

    name: str
    model: SentenceTransformer
    dimension: int

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages into unit rows (texts, dimension); the row of an empty text is zero."""
        return self._encode(texts, "document")

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions likewise, with the model's prompt for questions."""
        return self._encode(texts, "query")

    def _encode(self, texts: Sequence[str], task: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        filled = [number for number, text in enumerate(texts) if text.strip()]
        if filled:
            encode = self.model.encode_query if task == "query" else self.model.encode_document
            found = encode([_drop_surrogates(texts[number]) for number in filled], show_progress_bar=False)
            vectors[filled] = np.nan_to_num(np.asarray(found, dtype=np.float32))
        return make_unit(vectors)


def load_encoder(name: str | None = None) -> Encoder:
    """Load the shipped encoder (None or `default`), or a model by folder or by name in the local hub cache.

    Raises EncoderError, at once and without a look at the network, for a model that is absent or damaged.
    """
    folder = DEFAULT_FOLDER if name in (None, "default") else _find_folder(str(name))
    try:
        if _is_static(folder):
            return load_static(folder)
        return load_model(folder, label=_label(str(name)))
    except UNREADABLE as error:
        raise EncoderError(f"编码器 {folder} 读不出来，文件可能缺失或损坏（{error}）。{NEXT_STEP}") from error


def load_static(folder: Path) -> StaticEncoder:
    """Load a static embedding from a folder of sentence-transformers, without importing that library."""
    files = [(folder / file).read_bytes() for file in ("tokenizer.json", "model.safetensors")]
    table = load(files[1])["embedding.weight"].astype(np.float32)
    try:
        tokenizer = Tokenizer.from_buffer(files[0])
    except Exception as error:  # tokenizers raises nothing narrower
        raise ValueError(f"tokenizer.json: {error}") from error
    if tokenizer.get_vocab_size() > len(table):
        raise ValueError(f"tokenizer.json: {tokenizer.get_vocab_size()} > {len(table)}")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    label = "baowen-static" if folder == DEFAULT_FOLDER else folder.resolve().name
    return StaticEncoder(f"{label}@{_checksum(files)}", tokenizer, table)


def load_model(folder: Path, *, label: str) -> ModelEncoder:
    """Load any sentence-transformers model from its folder."""
    from sentence_transformers import SentenceTransformer  # takes six seconds to import

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    weights = (tensor.detach().float().numpy().tobytes() for tensor in model.state_dict().values())
    prompts = json.dumps(model.prompts, sort_keys=True).encode()
    dimension = len(model.encode("维", show_progress_bar=False))
    return ModelEncoder(f"{label}@{_checksum(chain([prompts], weights))}", model, dimension)


def make_unit(vectors: Vectors) -> Vectors:
    """Scale rows to length one; zero rows stay zero."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    units: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return units


def _find_folder(name: str) -> Path:
    """Find a model's folder: itself a folder, or the snapshot of a model name in the local hub cache."""
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    from huggingface_hub import snapshot_download  # half a second, and for model names only
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    # A bare name is short for one of sentence-transformers' own models, as in that library.
    for repository in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(repository, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    raise EncoderError(
        f"找不到编码器 {name}：它既不是本机目录，也不在本机的模型缓存里（运行时不联网下载）。"
        f"请先把模型下载到本机，再给出它的目录。{NEXT_STEP}"
    )


def _is_static(folder: Path) -> bool:
    """Tell whether the folder's modules are a static embedding and at most a normalisation."""
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]) and modules[0]["path"] == ""


def _label(name: str) -> str:
    path = Path(name).expanduser()
    return path.resolve().name if path.is_dir() else name


def _checksum(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:12]


def _drop_surrogates(text: str) -> str:
    """Drop halves of characters (from undecodable bytes on a command line), which the tokenizer refuses."""
    return text.encode("utf-8", "ignore").decode("utf-8")
