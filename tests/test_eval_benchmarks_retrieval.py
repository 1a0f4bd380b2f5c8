import json
import lzma
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.benchmarks import results
from eval.benchmarks.collections import Collection, Judged, add_distractors, load_collections
from eval.benchmarks.peers import PEERS, Peer
from eval.benchmarks.retrieval import FIGURES, Models, compare, expand, find_retriever, measure, sample
from eval.benchmarks.retrievers import OURS, ours, replacing, reranked_by
from index import keyword
from index.encode import load_encoder
from index.errors import InputError
from index.types import Article, Hit, Passage
from tiny_models import save_reranker

CONTEXTS = ("梵语是印度的古典语言。", "海参崴是俄罗斯的港口。")
ANSWERS = [{"id": "1", "text": "俄羅斯", "answer_start": 4}]


def write(path: Path, *values: Any) -> Path:
    text = "\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    path.write_bytes(lzma.compress(text.encode()) if path.suffix == ".xz" else text.encode())
    return path


def shape(collection: Collection) -> tuple[list[str], list[tuple[str, list[set[int]]]]]:
    asked = [(judged.text, [set(held) for held in judged.wanted]) for judged in collection.questions]
    return [passage.text for passage in collection.passages], asked


def rows(source: str = "cmrc_dev", *, answers: Any = ANSWERS) -> list[dict[str, Any]]:
    return [
        {"src": source, "context": context, "question": question, "answers": given}
        for context, question, given in zip(CONTEXTS, ("梵语？", "哪里的港口？"), ([], answers), strict=True)
    ]


def test_squad_json_as_drcd_publishes_it(tmp_path: Path) -> None:
    contexts = ["梵語是印度的古典語言。", "海參崴是俄羅斯的港口。"]
    asked = [{"id": "1-2-1", "question": "海參崴是哪裡的港口?", "answers": ANSWERS}]
    paragraphs = [{"id": str(n), "context": text, "qas": [asked, []][n]} for n, text in enumerate(contexts)]
    article = {"title": "港口", "id": "1", "paragraphs": paragraphs}
    path = write(tmp_path / "DRCD_dev.json", {"version": "1.3", "data": [article]})
    (found,) = load_collections(path)
    assert found.name == "DRCD_dev"
    assert shape(found) == ([contexts[0]], [("海參崴是哪裡的港口?", [{0}])])


def test_squad_json_may_span_lines_and_leave_questions_unanswered(tmp_path: Path) -> None:
    asked = [
        {"question": "谁？", "answers": [], "is_impossible": True},
        {"question": "哪里？", "answers": ANSWERS},
    ]
    value = {"data": [{"paragraphs": [{"context": CONTEXTS[1], "qas": asked}]}]}
    (tmp_path / "xquad.zh.json").write_text(json.dumps(value, indent=2), encoding="utf-8")
    (found,) = load_collections(tmp_path / "xquad.zh.json")
    assert (found.name, *shape(found)) == ("xquad.zh", [CONTEXTS[1]], [("哪里？", [{0}])])


def test_the_first_form_of_cmrc2018(tmp_path: Path) -> None:
    asked = [{"query_id": "T_1_Q_0", "query_text": "哪里的港口？", "answers": ["俄罗斯"]}]
    value = [{"context_id": "T_1", "context_text": CONTEXTS[1], "qas": asked, "title": "海参崴"}]
    (found,) = load_collections(write(tmp_path / "cmrc2018_trial.json", value))
    assert (found.name, *shape(found)) == ("cmrc2018_trial", [CONTEXTS[1]], [("哪里的港口？", [{0}])])


def test_json_lines_are_a_collection_for_each_source(tmp_path: Path) -> None:
    path = write(tmp_path / "mrc_dev.jsonl.xz", *rows(), *rows("dureader"))
    assert [collection.name for collection in load_collections(path)] == ["cmrc_dev", "dureader"]
    assert shape(load_collections(path)[1]) == (list(CONTEXTS), [("哪里的港口？", [{1}])])


def test_rgb_takes_a_questions_own_passages_that_hold_every_item_of_the_answer(tmp_path: Path) -> None:
    first = {"id": 1, "query": "主演是谁？", "answer": ["海清", ["童瑶", "童谣"]]}
    first |= {"positive": ["海清、童谣主演。", "海清主演。"], "negative": ["主演未定。"]}
    second = {
        "id": 2,
        "query": "谁是海清？",
        "answer": ["演员"],
        "positive": ["海清是演员。"],
        "negative": [],
    }
    (found,) = load_collections(write(tmp_path / "zh.json", first, second))
    texts = ["海清、童谣主演。", "海清主演。", "主演未定。", "海清是演员。"]
    assert (found.name, *shape(found)) == ("zh", texts, [("主演是谁？", [{0}]), ("谁是海清？", [{3}])])


def test_rgb_wants_each_item_where_no_passage_holds_all_of_them(tmp_path: Path) -> None:
    row = {"query": "宣誓和首次会议的时间", "answer": ["1月3日", "1月12日"], "negative": ["宣誓须知。"]}
    row["positive"] = [["1月3日宣誓。", "3日宣誓。"], ["1月12日开会。"]]
    absent = row | {"query": "没有段落能答", "answer": ["1月3日", "2月1日"]}
    (found,) = load_collections(write(tmp_path / "zh_int.json", row, absent))
    assert shape(found)[1] == [("宣誓和首次会议的时间", [{0}, {2}])]


def test_our_questions_want_the_passages_that_show_their_quotes() -> None:
    path = Path(results.__file__).parents[1] / "questions.jsonl"
    (dev,) = (c for c in load_collections(path) if c.name == "questions-dev")
    judged = next(judged for judged in dev.questions if judged.text.startswith("3月19日的高新区党工委会议"))
    (held,) = judged.wanted
    texts = [dev.passages[place].text for place in held]
    assert texts
    assert all("陈成华主持会议并讲话" in text for text in texts)


@pytest.mark.parametrize("content", ["{}", "[]", '{"id": 1}', '{"positive": ["甲"]}', "[1]", "不是", ""])
def test_a_file_of_no_known_format_says_where_to_look(tmp_path: Path, content: str) -> None:
    path = tmp_path / "data.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"data\.json.*(README\.md|换一个文件)"):
        load_collections(path)


def test_distractors_are_cut_shuffled_alike_and_shared(tmp_path: Path) -> None:
    path = tmp_path / "news.txt.xz"
    path.write_bytes(lzma.compress("\n".join(f"第{n}篇。" + "新闻。" * 120 for n in range(9)).encode()))
    one, other = (Collection(name, (), ()) for name in ("甲", "乙"))
    first, second = add_distractors([one, other], path, 5)
    assert [passage.text for passage in first.passages] == [passage.text for passage in second.passages]
    assert len(first.passages) == 5
    assert not first.passages[0].text.startswith("第0篇")
    assert max(len(passage.text) for passage in first.passages) <= 320


def test_figures_of_a_question_that_wants_two_things() -> None:
    judged = Judged("?", (frozenset([7]), frozenset([1, 2])))
    assert {name: figure([5, 2, 1, 9, 7], judged) for name, figure in FIGURES.items()} == {
        "recall@1": 0.0,
        "recall@5": 1.0,
        "recall@20": 1.0,
        "mrr@10": 0.5,
        "ndcg@10": pytest.approx((0.63093 + 0.5 + 0.38685) / (1 + 0.63093 + 0.5), abs=1e-4),
    }


def test_what_is_found_too_late_counts_for_nothing() -> None:
    found = [*range(100, 110), 1]
    figures = {name: figure(found, Judged("?", (frozenset([1]),))) for name, figure in FIGURES.items()}
    assert figures == {"recall@1": 0, "recall@5": 0, "recall@20": 1, "mrr@10": 0, "ndcg@10": 0}


@pytest.mark.parametrize("retriever", OURS)
def test_every_setting_of_ours_finds_the_passage_that_answers(tmp_path: Path, retriever: str) -> None:
    (collection,) = load_collections(write(tmp_path / "a.jsonl", *rows()))
    row = measure(collection, retriever)
    assert row.figures["recall@1"].value == row.figures["ndcg@10"].value == 1.0
    assert (row.collection, row.passages, row.questions) == ("cmrc_dev", 2, 1)
    assert row.index_mb_s > 0
    assert row.p95_ms >= row.p50_ms > 0


def test_an_ingredient_is_replaced_only_while_ours_runs() -> None:
    asked: list[str] = []

    def spy(term: str) -> float:
        asked.append(term)
        return 1.0

    article = Article(id="a", title="", text=CONTEXTS[1], source="")
    passages = [Passage(article, 0, len(article.text))]
    search = replacing(ours, keyword, necessity=spy)(passages, load_encoder())
    before = keyword.necessity
    assert list(search("港口", 1)) == [0]
    assert "港口" in asked
    assert keyword.necessity is before


def test_a_reranker_by_name_orders_the_passages_and_names_its_row(tmp_path: Path) -> None:
    folder = save_reranker(tmp_path / "tiny-reranker")
    (collection,) = load_collections(write(tmp_path / "a.jsonl", *rows()))
    models = Models(reranker=str(folder))
    assert measure(collection, "ours", models=models).retriever == "ours + tiny-reranker"
    asked: list[int] = []

    class Backwards:
        name = "backwards"

        def score(self, _question: str, hits: Sequence[Hit]) -> NDArray[np.float64]:
            asked.append(len(hits))
            return np.arange(len(hits), dtype=np.float64)

    search = reranked_by(Backwards(), ours)(collection.passages, load_encoder())
    assert (list(search("哪里的港口？", 2)), asked) == ([0, 1], [2])


def test_a_sample_is_taken_from_all_over_the_questions() -> None:
    collection = Collection("甲", (), tuple(Judged(str(n), ()) for n in range(10)))
    assert [judged.text for judged in sample(collection, 3).questions] == ["0", "3", "6"]
    assert sample(collection, 0) == sample(collection, 99) == collection


def test_an_unknown_retriever_is_named_before_anything_runs() -> None:
    with pytest.raises(InputError, match=r"没有检索器 'no'。可选：ours"):
        find_retriever("no")
    with pytest.raises(InputError, match="没有检索器"):
        next(compare([], ["ours", "no"]))


def test_a_peer_that_is_not_installed_is_named_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PEERS, "bm25s", Peer(PEERS["bm25s"].build, ("no_such_parent.module", "json")))
    with pytest.raises(
        InputError, match=r"bm25s 需要 no_such_parent\.module，.*pip install 'baowen\[peers\]'"
    ):
        next(compare([], ["ours", "bm25s"]))


def test_peers_is_short_for_all_of_them() -> None:
    assert expand(["ours", "peers"]) == ["ours", *PEERS]


@pytest.mark.filterwarnings("ignore")  # theirs, not ours
@pytest.mark.parametrize("name", PEERS)
def test_every_peer_that_is_installed_finds_the_passage_that_answers(tmp_path: Path, name: str) -> None:
    try:
        find_retriever(name)
    except InputError:
        pytest.skip("not installed")
    spare = [
        {"src": "a", "context": f"第{n}段说的是天气。", "question": "", "answers": []} for n in range(30)
    ]
    spare[0]["context"] = "☆"  # to our encoder, a zero vector
    (collection,) = load_collections(write(tmp_path / "a.jsonl", *rows("a"), *spare))
    assert measure(collection, name).figures["recall@1"].value == 1.0


def test_results_are_kept_by_commit_and_replaced_when_run_again(tmp_path: Path) -> None:
    (collection,) = load_collections(write(tmp_path / "a.jsonl", *rows()))
    row = measure(collection, "ours:keyword")
    results.save([row, measure(collection, "ours:dense")], tmp_path, commit="abc")
    path = results.save([row], tmp_path, commit="abc")
    kept = results.load(tmp_path / "abc.json")
    assert [(r.retriever, r.figures["recall@1"].value) for r in kept] == [
        ("ours:keyword", 1.0),
        ("ours:dense", 1.0),
    ]
    written = path.read_text(encoding="utf-8")
    assert written.startswith("### cmrc_dev：1 题，2 段\n")
    assert "| ours:keyword | 1.000 [1.000, 1.000] |" in written


def test_damaged_results_are_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "abc.json").write_text("[{}]", encoding="utf-8")
    with pytest.raises(InputError, match=r"读不了评测结果 .*abc\.json"):
        results.save([], tmp_path, commit="abc")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eval.benchmarks", *map(str, arguments)]
    return subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)


def test_the_command_prints_a_table_and_writes_json(tmp_path: Path) -> None:
    data, news = write(tmp_path / "a.jsonl", *rows()), tmp_path / "news.txt"
    news.write_text("股市今天收涨。\n明天有雨。\n", encoding="utf-8")
    ran = run("retrieval", "--data", data, "--distractors", news, "--json", tmp_path / "out.json")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("### cmrc_dev：1 题，4 段\n")
    (row,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (row["retriever"], row["passages"], row["figures"]["recall@5"]["value"]) == ("ours", 4, 1.0)


def test_the_command_names_what_it_cannot_use(tmp_path: Path) -> None:
    ran = run("retrieval", "--data", write(tmp_path / "a.jsonl", *rows()), "--only", "drcd")
    assert (ran.returncode, ran.stderr) == (2, "错误：数据里没有 drcd 这组。可选：cmrc_dev。\n")


def test_the_command_looks_where_it_will_write_before_it_measures(tmp_path: Path) -> None:
    data = write(tmp_path / "a.jsonl", *rows())
    ran = run("ablation", "--data", data, "--json", tmp_path / "no" / "out.json")
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"错误：没有目录 {tmp_path / 'no'}，")
