from hypothesis import given
from hypothesis import strategies as st

from index.words import fold, ngrams, runs, tag, terms, words


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_terms_of_any_text_hold_no_white_space(text: str) -> None:
    assert not any(character.isspace() for term in terms(text) for character in term)


def test_full_width_and_traditional_and_radical_forms_fold_to_one() -> None:
    assert fold("２０２２年ＧＤＰ") == "2022年gdp"
    assert fold("濟寧高新區") == "济宁高新区"
    assert fold("人⺠日报") == "人民日报"
    assert fold("埃德•亚德尼") == fold("埃德・亚德尼") == "埃德·亚德尼"


def test_words_hold_long_words_and_their_parts() -> None:
    assert words("高新区外贸进出口") == ["高新", "新区", "高新区", "外贸", "进出", "出口", "进出口"]


def test_numbers_with_decimals_and_percent_are_one_run() -> None:
    assert runs("增长44.6%，共1477个") == ("增长", "44.6%", "共", "1477", "个")


def test_ngrams_do_not_cross_punctuation_or_latin() -> None:
    assert ngrams("外贸，A类企业", 2) == ["外贸", "类企", "企业"]


def test_a_one_character_question_still_has_a_term() -> None:
    assert terms("谁") == ["谁"]


def test_a_verb_before_le_is_no_part_of_a_name() -> None:
    assert tag("吴晶干了什么")[:2] == [("吴晶", "nr"), ("干", "v")]
    assert tag("签了几个")[:2] == [("签", "v"), ("了", "ul")]
    assert tag("印发了什么")[0] == ("印发", "v")
    assert tag("何毅出生于1979年")[0] == ("何毅", "nr")


def test_a_name_that_ends_in_a_character_twice_is_whole() -> None:
    assert tag("申亮亮纪念馆") == [("申亮亮", "nr"), ("纪念馆", "n")]


def test_the_post_before_a_name_is_no_part_of_it() -> None:
    assert [word for word, _ in tag("研究会会长孙录宝主持")][:3] == ["研究会", "会", "长"]
    assert ("长孙", "ns") in tag("长孙无忌")


@given(st.text() | st.text(alphabet="会长孙李了签干印发省"))
def test_tagged_words_join_to_the_folded_text(text: str) -> None:
    assert "".join(word for word, _ in tag(text)) == fold(text)
