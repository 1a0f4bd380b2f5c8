import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from index.encode import DEFAULT_FOLDER, Encoder, ModelEncoder, StaticEncoder, load_encoder
from index.errors import ArchiveError, EncoderError
from rag import Archive, build
from tiny_models import save_encoder, save_reranker

PASSAGES = [
    "4月23日，高新区初中毕业年级学生返校复课，各学校做好了测温、消毒等防控工作。",
    "今年一季度，全区外贸进出口总值达到12.5亿元，同比增长8.6%。",
    "小松产业基地项目总投资3.6亿元，建成后将生产液压挖掘机。",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def write_static(folder: Path, table: list[list[float]]) -> Path:
    """Write a static model of the pieces <unk>, 外贸 and 学生, in sentence-transformers' form."""
    folder.mkdir(exist_ok=True)
    tokenizer = Tokenizer(Unigram([("<unk>", -20.0), ("外贸", -1.0), ("学生", -1.0)], unk_id=0))
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embedding.weight": np.array(table, dtype=np.float16)}, folder / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def transformer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A one-layer transformer with random weights and prompts, saved as sentence-transformers saves it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("transformer")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"问文:外贸进出口总值是多少今年增长学生"]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    config = BertConfig(
        vocab_size=40, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    model = SentenceTransformer(
        modules=[transformer, Pooling(16)], prompts={"query": "问:", "document": "文:"}, device="cpu"
    )
    model.save(str(folder / "tiny"), create_model_card=False)
    return folder / "tiny"


def test_rows_are_unit_vectors_of_the_stated_dimension(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(PASSAGES)
    assert vectors.shape == (3, encoder.dimension) == (3, 256)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("text", ["", " \n", "，。！？", "\x00", "\ud800"])
def test_text_without_words_is_a_zero_row(encoder: Encoder, text: str) -> None:
    assert not encoder.encode_passages([text]).any()


def test_no_texts_are_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 256)


@pytest.mark.parametrize(
    ("question", "nearest"),
    [("初三学生什么时候开学？", 0), ("一季度对外贸易增长了多少", 1), ("小松基地一共投资多少钱？", 2)],
)
def test_a_question_is_nearest_to_the_passage_that_answers_it(
    encoder: Encoder, question: str, nearest: int
) -> None:
    scores = encoder.encode_passages(PASSAGES) @ encoder.encode_queries([question])[0]
    assert scores.argmax() == nearest


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("濟寧高新區舉行對外貿易會議", "济宁高新区举行对外贸易会议"),
        ("２０２３年ＧＤＰ增长", "2023年gdp增长"),
    ],
)
def test_traditional_and_full_width_forms_have_the_plain_form_s_vector(
    encoder: Encoder, written: str, plain: str
) -> None:
    first, second = encoder.encode_passages([written, plain])
    np.testing.assert_array_equal(first, second)


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    together = encoder.encode_passages([*PASSAGES, "", "长" * 5000, *PASSAGES])
    alone = np.concatenate([encoder.encode_passages([text]) for text in PASSAGES])
    np.testing.assert_array_equal(together[:3], alone)
    np.testing.assert_array_equal(together[-3:], alone)
    assert load_encoder("default").name == encoder.name


def test_the_shipped_vectors_are_those_of_sentence_transformers(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(DEFAULT_FOLDER), device="cpu")
    expected = model.encode(PASSAGES, normalize_embeddings=True)
    np.testing.assert_allclose(encoder.encode_passages(PASSAGES), expected, atol=1e-3)


def test_the_shipped_folder_is_at_most_32_megabytes() -> None:
    assert sum(file.stat().st_size for file in DEFAULT_FOLDER.rglob("*")) <= 32_000_000


def test_another_model_is_read_from_its_folder_with_its_prompts(transformer_folder: Path) -> None:
    encoder = load_encoder(str(transformer_folder))
    texts = ["外贸进出口总值是多少", "", "学生增长"]
    queries, passages = encoder.encode_queries(texts), encoder.encode_passages(texts)
    assert queries.shape == (3, encoder.dimension) == (3, 16)
    np.testing.assert_allclose(np.linalg.norm(queries, axis=1), [1, 0, 1], atol=1e-6)
    assert np.abs(queries - passages).max() > 1e-3
    assert load_encoder(str(transformer_folder)).name == encoder.name
    assert encoder.name.startswith("tiny@")


def test_a_vector_is_the_unit_mean_of_the_token_vectors(tmp_path: Path) -> None:
    encoder = load_encoder(str(write_static(tmp_path / "mine", [[0, 0], [3, 0], [0, 4]])))
    assert isinstance(encoder, StaticEncoder)
    vectors = encoder.encode_passages(["外贸学生", "外贸外贸", "龘学生", "龘", ""])
    np.testing.assert_allclose(vectors, [[0.6, 0.8], [1, 0], [0, 1], [0, 0], [0, 0]], atol=1e-6)


def test_the_name_is_the_same_for_the_same_weights_and_changes_with_them(tmp_path: Path) -> None:
    first = load_encoder(str(write_static(tmp_path / "mine", [[0, 0], [3, 0], [0, 4]]))).name
    again = load_encoder(str(write_static(tmp_path / "mine", [[0, 0], [3, 0], [0, 4]]))).name
    other = load_encoder(str(write_static(tmp_path / "mine", [[0, 0], [3, 0], [0, 5]]))).name
    assert first.startswith("mine@")
    assert first == again
    assert first != other


def test_a_table_too_short_for_its_tokenizer_is_an_encoder_error(tmp_path: Path) -> None:
    folder = write_static(tmp_path / "short", [[0, 0], [3, 0]])
    with pytest.raises(EncoderError, match="3 > 2"):
        load_encoder(str(folder))


FAMILIES = [
    ("bge-small-zh-v1.5", "Bert", "cls", "为这个句子生成表示以用于检索相关文章：", ""),
    ("bge-m3", "XLMRoberta", "cls", "", ""),
    ("multilingual-e5-small", "XLMRoberta", "mean", "query: ", "passage: "),
    (
        "Qwen3-Embedding-0.6B",
        "Qwen3",
        "lasttoken",
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:",
        "",
    ),
]


@pytest.mark.parametrize(("name", "architecture", "pooling", "query", "passage"), FAMILIES)
def test_a_family_of_models_gets_the_prompts_and_the_pooling_of_its_card(
    tmp_path: Path, name: str, architecture: str, pooling: str, query: str, passage: str
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = save_encoder(tmp_path / name, architecture, pooling=pooling)
    encoder, plain = load_encoder(str(folder)), SentenceTransformer(str(folder), device="cpu")
    text = "小松产业基地项目总投资"
    for found, prompt in (
        (encoder.encode_queries([text]), query),
        (encoder.encode_passages([text]), passage),
    ):
        expected = plain.encode([prompt + text], prompt="", normalize_embeddings=True)
        np.testing.assert_allclose(found, expected, atol=1e-5)
    assert encoder.name.startswith(f"{name}@")


@pytest.mark.parametrize("side", ["left", "right"])
def test_padding_changes_no_vector_of_a_model_that_reads_the_last_token(tmp_path: Path, side: str) -> None:
    folder = save_encoder(tmp_path / "Qwen3-Embedding-0.6B", "Qwen3", pooling="lasttoken")
    encoder = load_encoder(str(folder))
    assert isinstance(encoder, ModelEncoder)
    encoder.model.tokenizer.padding_side = side
    texts = ["外贸", "小松产业基地项目总投资达到亿元", "学生返校"]
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    np.testing.assert_allclose(encoder.encode_passages(texts), alone, atol=1e-5)


def test_the_same_weights_with_other_prompts_are_another_encoder(tmp_path: Path) -> None:
    folder = save_encoder(tmp_path / "bge-small-zh-v1.5", "Bert", pooling="cls")
    copy = shutil.copytree(folder, tmp_path / "mine")
    again = shutil.copytree(folder, tmp_path / "models--BAAI--bge-small-zh-v1.5" / "snapshots" / "0a1b")
    first, other, cached = (load_encoder(str(path)).name for path in (folder, copy, again))
    assert first.split("@")[1] != other.split("@")[1]
    assert first == cached


def test_an_archive_is_not_opened_with_the_same_weights_and_other_prompts(tmp_path: Path) -> None:
    folder = save_encoder(tmp_path / "bge-small-zh-v1.5", "Bert", pooling="cls")
    copy = shutil.copytree(folder, tmp_path / "mine")
    (tmp_path / "page.txt").write_text("\n".join(PASSAGES), encoding="utf-8")
    build([tmp_path / "page.txt"], tmp_path / "archive", encoder=str(folder))
    assert Archive.open(tmp_path / "archive").search("外贸", 1)
    with pytest.raises(ArchiveError, match="baowen index --archive 目录 --encoder 编码器"):
        Archive.open(tmp_path / "archive", encoder=str(copy))


def test_half_precision_is_computed_in_full_on_a_processor(tmp_path: Path) -> None:
    folder = save_encoder(tmp_path / "half", "Bert", pooling="cls", half=True)
    encoder = load_encoder(str(folder))
    assert isinstance(encoder, ModelEncoder)
    assert {str(tensor.dtype) for tensor in encoder.model.parameters()} == {"torch.float32"}


def test_a_model_that_scores_pairs_is_no_encoder(tmp_path: Path) -> None:
    folder = save_reranker(tmp_path / "bge-reranker-v2-m3")
    with pytest.raises(EncoderError, match="这是重排模型，请用 --reranker"):
        load_encoder(str(folder))


def test_an_absent_model_of_the_hub_is_named_with_the_command_that_fetches_it() -> None:
    with pytest.raises(
        EncoderError, match="hf download BAAI/bge-m3 --local-dir bge-m3，再写 --encoder bge-m3。"
    ):
        load_encoder("BAAI/bge-m3")


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model", "/no/such/folder", "坏 名字"])
@pytest.mark.usefixtures("no_network")
def test_an_absent_model_is_not_looked_for_elsewhere_and_what_to_do_is_said(name: str) -> None:
    with pytest.raises(EncoderError, match=r"找不到编码器.*--encoder default") as raised:
        load_encoder(name)
    assert name in str(raised.value)


@pytest.mark.parametrize("file", ["modules.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe broken"])
def test_a_damaged_folder_is_an_encoder_error(tmp_path: Path, file: str, content: bytes | None) -> None:
    folder = write_static(tmp_path / "damaged", [[0, 0], [3, 0], [0, 4]])
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(EncoderError, match="读不出来"):
        load_encoder(str(folder))
