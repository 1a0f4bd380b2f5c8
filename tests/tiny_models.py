"""Models with random weights in the architectures of the large ones, saved as their publishers save them."""

from functools import cache
from pathlib import Path
from typing import Any

LETTERS = (
    "今年一季度外贸进出口总值达到亿元同比增长小松产业基地项目总投资学生返校复课防控"
    "为这个句子生成表示以用于检索相关文章：query:passage "
)


@cache
def tokenizer() -> Any:
    """Cut text into characters, with the marks of XLM-R at both ends."""
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    marks = ["<s>", "<pad>", "</s>", "<unk>"]
    pieces = [*((mark, 0.0) for mark in marks), *((letter, -1.0) for letter in dict.fromkeys(LETTERS))]
    cutter = Tokenizer(Unigram(pieces, unk_id=3))
    cutter.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=cutter, pad_token="<pad>", unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    )


def _config(architecture: str, **more: Any) -> Any:
    import transformers

    own = (
        {"num_key_value_heads": 1, "head_dim": 8}
        if architecture == "Qwen3"
        else {"max_position_embeddings": 520}
    )
    return getattr(transformers, f"{architecture}Config")(
        vocab_size=120,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=0.5,  # so that other texts have clearly other vectors
        pad_token_id=1,
        **own,
        **more,
    )


def save_encoder(folder: Path, architecture: str, *, pooling: Any, half: bool = False) -> Path:
    """Save a one-layer embedding model (Bert, XLMRoberta or Qwen3) in sentence-transformers' form."""
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    torch.manual_seed(1)
    model = getattr(transformers, f"{architecture}Model")(_config(architecture))
    part = folder.with_name(f"{folder.name}.part")
    (model.half() if half else model).save_pretrained(part)
    tokenizer().save_pretrained(part)
    modules = [Transformer(str(part)), Pooling(16, pooling)]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    return folder


def save_reranker(folder: Path, *, labels: int = 1) -> Path:
    """Save a one-layer XLM-R that scores pairs, as BAAI saves bge-reranker-v2-m3."""
    import torch
    from transformers import XLMRobertaForSequenceClassification

    torch.manual_seed(1)
    XLMRobertaForSequenceClassification(_config("XLMRoberta", num_labels=labels)).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    return folder
