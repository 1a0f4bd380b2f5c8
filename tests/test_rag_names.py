from __future__ import annotations

from pathlib import Path

import pytest

from index.types import Article
from rag import Archive
from rag.names import gather, is_place, named_in

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def article(id: str, text: str, **fields: tuple[str, ...]) -> Article:
    return Article(id=id, title="", text=text, source="", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("区党工委书记陈成华主持会议。", {"陈成华"}),
        ("区领导刘伟宏、赵鲁、杨银轩参加活动。", {"刘伟宏", "赵鲁", "杨银轩"}),
        ("刘章箭指出，要提高安全性。", {"刘章箭"}),
        ("有关负责人表示，高水平开放是方向。", set()),
        ("", set()),
    ],
)
def test_people_are_sure_by_their_post_or_their_deed(text: str, people: set[str]) -> None:
    assert named_in(article("1", text)).people == people


@pytest.mark.parametrize(
    ("text", "organisations"),
    [
        ("会议由济宁市委组织部召开。", {"济宁市委组织部"}),
        ("他走访了海富电子科技有限公司。", {"海富电子科技有限公司"}),
        ("各街道、保险公司和科技公司参加。", set()),
        ("要优化发展格局。", set()),
    ],
)
def test_organisations_have_a_name_of_their_own(text: str, organisations: set[str]) -> None:
    assert named_in(article("1", text)).organisations >= organisations
    assert organisations or "科技公司" not in named_in(article("1", text)).organisations


def test_who_is_sure_in_one_article_is_found_in_all_the_most_named_first() -> None:
    texts = {"1": "书记陈成华主持会议。", "2": "会后，陈成华、众人到场。", "3": "局长王卫中出席。"}
    names = gather({a: named_in(a) for a in (article(id, text) for id, text in texts.items())})
    assert names.people == {"陈成华": ("1", "2"), "王卫中": ("3",)}
    assert names.of("陈成华") == ("1", "2")
    assert names.of("没有此人") == ()
    assert names.within("3") == ["王卫中"]


def test_reporters_are_no_news() -> None:
    assert named_in(article("1", "本报讯（记者 曹俐）晴。", reporters=("曹俐",))).people == frozenset()


def test_the_names_of_the_seeds_follow_the_archive() -> None:
    archive = Archive.from_files([SEEDS])
    names = archive.names()
    assert list(names.people)[:2] == ["刘章箭", "刘伟宏"]
    assert len(names.people["刘章箭"]) == 11
    assert archive.names() is names
    archive.add_articles([article("x", "主任欧阳修远主持。")])
    assert archive.names().of("欧阳修远") == ("x",)
    assert archive.named(archive.catalogue.by_id["x"]) == ["欧阳修远"]


@pytest.mark.parametrize("word", ["城市", "东西", "长度", "美化"])
def test_a_common_word_that_the_tagger_takes_for_a_place_is_no_name(word: str) -> None:
    assert not is_place(word)


@pytest.mark.parametrize("word", ["南京", "日本", "泰国", "利物浦", "若羌县"])
def test_a_place_is_known_by_its_end_or_by_its_full_name(word: str) -> None:
    assert is_place(word)
