"""Turn text into unit vectors, with the shipped model or any sentence-transformers model on this machine.

The only home of sentence-transformers outside `index/training`. The shipped model is read without it:
importing it takes six seconds, and a static embedding needs only its tokenizer and its table. Nothing is ever
downloaded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load
from tokenizers import Tokenizer

from index.errors import EncoderError
from index.prompts import Prompts, choose_prompts

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

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
PADDED = 32  # texts that go through a transformer at once, padded to the longest of them
LONGEST = (
    1024  # tokens of a text that a transformer reads; questions and passages hold at most 500 characters
)
_SETTINGS = ("modules.json", "*config.json", "*_*/config.json", "tokenizer.json", "vocab.txt", "*.model")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


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
        for row, ids in zip(sums, self.tokenize(texts), strict=True):
            # One text at a time: a vector must not depend on the texts beside it, not even in its last bit.
            np.add.reduce(self.table[ids], axis=0, out=row)
        return make_unit(sums)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: a static embedding makes no difference between them and passages."""
        return self.encode_passages(texts)

    def tokenize(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Yield the token ids of each text."""
        for first in range(0, len(texts), BATCH):
            batch = [_drop_surrogates(text) for text in texts[first : first + BATCH]]
            for encoding in self.tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield encoding.ids


@dataclass(frozen=True, slots=True)
class ModelEncoder:
    """Any other sentence-transformers model: its own pooling, its family's prompts.

    Texts go through in the order of their length, `PADDED` at once, so that memory is bounded.
    """

    name: str
    model: SentenceTransformer
    prompts: Prompts
    dimension: int

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages into unit rows (texts, dimension); the row of an empty text is zero."""
        return self._encode(texts, "document", self.prompts.passage)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions likewise, with the model's prompt for questions."""
        return self._encode(texts, "query", self.prompts.query)

    def _encode(self, texts: Sequence[str], task: Literal["query", "document"], prompt: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        filled = [number for number, text in enumerate(texts) if text.strip()]
        if filled:
            clean = [_drop_surrogates(texts[number]) for number in filled]
            encode = self.model.encode_query if task == "query" else self.model.encode_document
            found = encode(clean, prompt=prompt, batch_size=PADDED, show_progress_bar=False)
            vectors[filled] = np.nan_to_num(np.asarray(found, dtype=np.float32))
        return make_unit(vectors)


def load_encoder(name: str | None = None) -> Encoder:
    """Load the shipped encoder (None or `default`), or a model by folder or by name in the local hub cache.

    Raises EncoderError, at once and without a look at the network, for a model that is absent or damaged.
    """
    shipped = name in (None, "default")
    folder = DEFAULT_FOLDER if shipped else find_model(str(name))
    if not folder:
        absence = describe_absence(str(name), kind="编码器", option="--encoder")
        raise EncoderError(f"{absence}也可以用自带的编码器（--encoder default）。")
    try:
        if _is_static(folder):
            return load_static(folder)
        return load_model(folder, name=publisher_name(str(name)))
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
    return StaticEncoder(f"{label}@{checksum(files)}", tokenizer, table)


def load_model(folder: Path, *, name: str) -> ModelEncoder:
    """Load any sentence-transformers model from its folder.

    Its name stands for everything that a vector depends on: weights, tokenizer, pooling, lengths and prompts.
    """
    if scores_pairs(folder):
        raise ValueError("这是重排模型，请用 --reranker")
    from sentence_transformers import SentenceTransformer  # takes six seconds to import

    keep_quiet()
    model = SentenceTransformer(str(folder), local_files_only=True)
    settle(model)
    prompts = choose_prompts(model.prompts, f"{name} {_read(folder / 'config.json').get('_name_or_path')}")
    dimension = len(model.encode("维", prompt=prompts.passage, show_progress_bar=False))
    parts = chain([repr((prompts, dimension)).encode()], identify(model, folder))
    return ModelEncoder(f"{Path(name).name}@{checksum(parts)}", model, prompts, dimension)


def scores_pairs(folder: Path) -> bool:
    """Tell a model that scores question and passage together from one that makes vectors.

    Raise ValueError, before a long import, when it is neither: what no file holds would be random numbers.
    """
    modules, config = (_read(folder / file) for file in ("modules.json", "config.json"))
    if not modules and not config:
        raise ValueError("modules.json, config.json")
    architecture = "".join(config.get("architectures") or ()) if config else ""
    return "Pooling" not in str(modules) and architecture.endswith(
        ("ForSequenceClassification", "ForCausalLM")
    )


def keep_quiet() -> None:
    """Draw no progress bars on a terminal that is our caller's."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def settle(model: SentenceTransformer | CrossEncoder) -> None:
    """Bound a model's memory; on a processor, compute in float32 what may be saved in half precision.

    Half precision is slow on most processors, and makes a vector depend on the texts beside it.
    """
    model.max_seq_length = min(model.max_seq_length or LONGEST, LONGEST)
    if all(tensor.device.type == "cpu" for tensor in model.parameters()):
        model.float()


def identify(model: SentenceTransformer | CrossEncoder, folder: Path) -> Iterator[bytes]:
    """Yield what a model computes with: its weights, its tokenizer and the settings of its modules."""
    for pattern in _SETTINGS:
        yield from (file.read_bytes() for file in sorted(folder.glob(pattern)))
    for tensor in model.state_dict().values():
        yield tensor.detach().float().cpu().numpy().tobytes()


def make_unit(vectors: Vectors) -> Vectors:
    """Scale rows to length one; zero rows stay zero."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    units: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return units


def find_model(name: str) -> Path | None:
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
    return None


def describe_absence(name: str, *, kind: str, option: str) -> str:
    """Say that a model is not on this machine, and how it gets here."""
    how = "请先把模型下载到本机，再给出它的目录。"
    if _REPOSITORY.fullmatch(name):
        folder = name.split("/")[-1]
        how = f"请先在能联网的机器上下载：hf download {name} --local-dir {folder}，再写 {option} {folder}。"
    return f"找不到{kind} {name}：它既不是本机目录，也不在本机的模型缓存里（运行时不联网下载）。{how}"


def _is_static(folder: Path) -> bool:
    """Tell whether the folder's modules are a static embedding and at most a normalisation."""
    modules = _read(folder / "modules.json")
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]) and modules[0]["path"] == ""


def publisher_name(name: str) -> str:
    """Name a model as its publisher does, also when it is given as a folder of the hub cache."""
    path = Path(name).expanduser()
    if not path.is_dir():
        return name
    parents = path.resolve().parents
    cached = path.resolve().parent.name == "snapshots"
    return parents[1].name.removeprefix("models--").replace("--", "/") if cached else path.resolve().name


def _read(file: Path) -> Any:
    """Read a JSON file; a missing one is empty."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def checksum(parts: Iterable[bytes]) -> str:
    """Give a short checksum of all parts together."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:12]


def _drop_surrogates(text: str) -> str:
    """Drop halves of characters (from undecodable bytes on a command line), which the tokenizer refuses."""
    return text.encode("utf-8", "ignore").decode("utf-8")
