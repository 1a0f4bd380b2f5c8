import json
import lzma
from dataclasses import replace
from pathlib import Path

import pytest

from eval.benchmarks import mrc, rgb
from eval.benchmarks.rows import read_rows, spread
from index.errors import InputError
from index.types import Article
from rag.types import Answer, Citation

ARTICLE = Article(id="p1", title="", text="3月19日，会议召开。陈成华主持会议。", source="")
SILENCE = Answer("", "报上没有。", abstained=True)


def answer(text: str) -> Answer:
    return Answer("", f"{text}[1]", citations=(Citation(1, ARTICLE, 10, 18),))


def test_rows_are_read_compressed_or_plain(tmp_path: Path) -> None:
    rows = [{"id": 1, "query": "谁？"}, {"id": 2, "query": "何时？"}]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "b.jsonl.xz").write_bytes(lzma.compress(text.encode()))
    assert read_rows(tmp_path / "a.jsonl") == read_rows(tmp_path / "b.jsonl.xz") == rows


@pytest.mark.parametrize("content", [b"not json", b"\xff\xff", lzma.compress(b"{}")[:-9]])
def test_data_that_cannot_be_read_is_an_input_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ("a.jsonl.xz" if content.startswith(b"\xfd7zXZ") else "a.jsonl")
    path.write_bytes(content)
    with pytest.raises(InputError, match="读不了基准数据"):
        read_rows(path)


def test_a_limit_takes_rows_from_all_over_the_file() -> None:
    rows = [{"n": n} for n in range(10)]
    assert [row["n"] for row in spread(rows, 4)] == [0, 2, 5, 7]
    assert spread(rows, 0) == spread(rows, 99) == rows


def test_noise_comes_from_the_negative_passages() -> None:
    row = {"positive": list("abcdef"), "negative": list("uvwxyz")}
    assert ["".join(rgb.passages(row, noise)) for noise in rgb.NOISE] == [
        "abcde", "abcdu", "abcuv", "abuvw", "auvwx", "uvwxy",
    ]  # fmt: skip


def test_rgb_wants_every_item_in_at_most_sixty_characters() -> None:
    long = replace(answer("海清、童瑶" + "长" * 60), short="海清、童瑶")
    answers = [answer("海清和童瑶"), answer("海清"), long, SILENCE]
    wanted = [["海清", ["童瑶", "童谣"]]] * 4
    assert rgb.figures(answers, wanted) == {
        "correct": 0.5,
        "correct_short": 0.5,
        "correct_text": 0.25,
        "abstained": 0.25,
        "length": (5 + 2 + 5 + 5) / 4,
        "length_short": (5 + 2 + 5 + 5) / 4,
        "length_text": (5 + 2 + 65 + 5) / 4,
    }


def test_rgb_looks_at_the_excerpt_first() -> None:
    seen = replace(answer("主演是海清、童瑶。"), short="海清", excerpt="主演是海清、童瑶")
    found = rgb.figures([seen], [["海清", "童瑶"]])
    assert (found["correct"], found["correct_short"], found["length"]) == (1.0, 0.0, 8.0)


def test_reading_is_scored_by_the_first_cited_sentence() -> None:
    first, second = Citation(1, ARTICLE, 0, 10), Citation(2, ARTICLE, 10, 18)
    two = Answer("", "x", short="陈成华", citations=(first, second))
    assert mrc.score(two, ["陈成华"]) == {
        "sentence": 0.0,
        "any_sentence": 1.0,
        "em": 1.0,
        "f1": 1.0,
        "abstained": 0.0,
    }
    assert mrc.score(SILENCE, ["陈成华"])["abstained"] == 1


def test_reading_among_other_texts_gives_figures_and_times(tmp_path: Path) -> None:
    row = {
        "src": "news",
        "title": "开工",
        "context": "总投资50亿元的东城智能产业园开工。",
        "question": "东城智能产业园总投资多少？",
        "answers": [{"text": "50亿元"}],
    }
    data, others = tmp_path / "rows.jsonl", tmp_path / "others.txt"
    data.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    others.write_text("今天下雨。\n明天晴。\n", encoding="utf-8")
    found = mrc.measure_open(data, 0, distractors=others, pool=1)
    assert (found["news"]["sentence"], found["news"]["rows"]) == (1.0, 1)
    assert 0 < found["all"]["p50_ms"] <= found["all"]["p95_ms"]
