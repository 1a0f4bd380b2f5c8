from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputError
from rag.followup import complete
from rag.omission import BITS, candidates, restore
from rag.omission_training import Row, examples, fit, for_training, read_rewrites
from rag.types import Answer

ROWS = [
    Row(f"你知道{name}吗", "知道啊", f"我很喜欢{pronoun}", f"我很喜欢{name}")
    for name, pronoun in (("周深", "他"), ("李娜", "她"), ("孙杨", "他"), ("王菲", "她"))
]


def test_every_span_stands_at_every_place_and_for_every_pronoun() -> None:
    texts = candidates("他好看吗", "周深唱歌", "好听").texts
    assert "周深好看吗" in texts
    assert "周深他好看吗" in texts
    assert "他好看周深吗" in texts
    assert "周深的好看吗" in texts


def test_a_name_takes_the_pronouns_place_and_a_topic_is_put_in() -> None:
    assert restore("我很喜欢他", "你知道周杰伦吗", "当然知道") == "我很喜欢周杰伦"
    assert restore("好听吗", "以父之名怎么样", "打卡以父之名") == "以父之名好听吗"


def test_in_a_chat_without_citations_the_model_completes() -> None:
    history = [Answer("你知道周杰伦吗", "当然知道").turn]
    assert complete("我很喜欢他", history).text == "我很喜欢周杰伦"
    whole = "2022年海州港区的外贸进出口总额增长百分之几？"
    assert complete(whole, history).text == whole


def test_fitting_learns_what_the_examples_show_and_gives_the_same_twice() -> None:
    data = examples(ROWS)
    weights = fit(data, epochs=5)
    assert weights.shape == (1 << BITS,)
    assert np.array_equal(weights, fit(data, epochs=5))
    best = [int(np.argmax(weights[example.features].sum(axis=1))) for example in data]
    assert all(place in example.right for place, example in zip(best, data, strict=True))


def test_rows_are_read_and_halved_by_their_history(tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    path.write_text("甲\t\t乙\t\t丙\t\t丁\n少了一栏\t\t乙\n", encoding="utf-8")
    assert read_rewrites(path) == [Row("甲", "乙", "丙", "丁")]
    assert {for_training(f"第{n}句") for n in range(20)} == {True, False}
    path.write_text("没有栏\n", encoding="utf-8")
    with pytest.raises(InputError, match="四栏"):
        read_rewrites(path)
    with pytest.raises(InputError, match="读不了追问数据"):
        read_rewrites(tmp_path / "none.txt")


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_anything_is_completed_without_failing(question: str, said: str, replied: str) -> None:
    assert restore(question, said, replied) == restore(question, said, replied)
