from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fake_encoder import FakeEncoder
from index.cross import load_reranker
from index.cut import cut
from index.errors import EncoderError
from index.search import Searcher
from index.store import Store
from index.types import Article, Hit, Passage
from rag import Archive
from tiny_models import save_encoder, save_reranker

QUESTION = "小松基地总投资多少亿元"
TEXTS = ("小松产业基地项目总投资3.6亿元。", "今年一季度外贸进出口总值达到亿元，同比增长。", "学生返校复课。")


def article(number: int, title: str = "") -> Article:
    return Article(id=f"a{number}", title=title, text=TEXTS[number], source=f"s{number}")


def whole(article: Article) -> Hit:
    return Hit(Passage(article, 0, len(article.text)), 0.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_reranker(tmp_path_factory.mktemp("models") / "bge-reranker-v2-m3")


class Longest:
    """Puts long passages first."""

    name = "longest"

    def score(self, question: str, hits: Sequence[Hit]) -> NDArray[np.float64]:
        assert question == QUESTION
        return np.array([float(len(passage.text)) for passage in (hit.passage for hit in hits)])


def test_a_pair_s_score_is_what_the_model_gives_for_question_and_headed_passage(folder: Path) -> None:
    from sentence_transformers import CrossEncoder

    passages = [whole(article(0, "小松增长")), whole(article(1)), whole(article(2))]
    pairs = [(QUESTION, f"小松增长\n{TEXTS[0]}"), (QUESTION, TEXTS[1]), (QUESTION, TEXTS[2])]
    expected = CrossEncoder(str(folder), device="cpu").predict(pairs)
    found = load_reranker(str(folder)).score(QUESTION, passages)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert len(set(found)) == 3


def test_no_passages_have_no_scores(folder: Path) -> None:
    assert load_reranker(str(folder)).score(QUESTION, []).shape == (0,)


def test_a_model_with_several_labels_counts_the_last(tmp_path: Path) -> None:
    reranker = load_reranker(str(save_reranker(tmp_path / "two", labels=2)))
    both = reranker.model.predict([(QUESTION, TEXTS[0])])
    np.testing.assert_allclose(reranker.score(QUESTION, [whole(article(0))]), both[:, 1], atol=1e-6)


def test_a_reranker_s_name_is_its_publisher_s_and_its_checksum(folder: Path) -> None:
    name = load_reranker(str(folder)).name
    assert name.startswith("bge-reranker-v2-m3@")
    assert name == load_reranker(str(folder)).name


@pytest.mark.usefixtures("no_network")
def test_nothing_is_asked_of_the_network(folder: Path) -> None:
    assert load_reranker(str(folder)).score(QUESTION, [whole(article(0))]).shape == (1,)


@pytest.mark.usefixtures("no_network")
def test_an_absent_reranker_is_not_looked_for_elsewhere_and_how_to_get_it_is_said() -> None:
    with pytest.raises(EncoderError, match="找不到重排模型 BAAI/bge-reranker-v2-m3") as raised:
        load_reranker("BAAI/bge-reranker-v2-m3")
    assert "hf download BAAI/bge-reranker-v2-m3 --local-dir bge-reranker-v2-m3" in str(raised.value)


def test_an_embedding_model_or_an_empty_folder_is_no_reranker(tmp_path: Path) -> None:
    vectors = save_encoder(tmp_path / "bge-m3", "XLMRoberta", pooling="cls")
    with pytest.raises(EncoderError, match="不是重排模型"):
        load_reranker(str(vectors))
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match="读不出来"):
        load_reranker(str(tmp_path / "empty"))


def test_a_search_puts_hits_in_the_reranker_s_order_and_keeps_the_places_scores() -> None:
    encoder = FakeEncoder()
    store = Store.create(None, encoder=encoder.name, dimension=encoder.dimension, model="fake")
    groups = [(article(number), cut(article(number))) for number in range(3)]
    store.add((), groups, encoder.encode_passages([p.text for _, passages in groups for p in passages]))
    plain = Searcher(store, encoder).search(QUESTION, 3)
    hits = Searcher(store, encoder, reranker=Longest()).search(QUESTION, 3)
    assert plain[0].passage.article.id == "a0"
    assert [hit.passage.article.id for hit in hits] == ["a1", "a0", "a2"]
    assert [hit.parts["rerank"] for hit in hits] == [float(len(TEXTS[n])) for n in (1, 0, 2)]
    assert [hit.score for hit in hits] == [hit.score for hit in plain]
    assert len(Searcher(store, encoder, reranker=Longest()).search(QUESTION, 1)) == 1


def test_an_archive_takes_a_reranker_by_its_folder(folder: Path, tmp_path: Path) -> None:
    articles = [article(number) for number in range(3)]
    hits = Archive.from_articles(articles, reranker=str(folder)).search(QUESTION, 3)
    scores = [hit.parts["rerank"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    with pytest.raises(EncoderError, match="找不到重排模型"):
        Archive.from_articles(articles, reranker=str(tmp_path / "none"))
