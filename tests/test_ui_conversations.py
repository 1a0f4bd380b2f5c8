from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArchiveError
from index.records import Record, Records
from index.types import Hit, Passage
from rag import Archive
from rag.types import Answer, Citation, Failure, Generated, Item, Note, NoteKind, Reason, Statement
from ui.choices import Choices
from ui.codec import DamagedError, decode_exchanges, encode_exchanges
from ui.conversations import (
    KIND,
    Conversation,
    list_conversations,
    open_conversation,
    remove_conversation,
    rename_conversation,
    save_exchanges,
)
from ui.page.history import kept, restored
from ui.render.feedback import feedback_html
from ui.render.history import note_html, talks_html, when_words
from ui.talk import Exchange, Judgement, Verdict, stream_exchanges
from ui_archive import HOSTILE, MEETING, TRADE, refusal, trade_answer

ARTICLES = (TRADE, MEETING, replace(HOSTILE, text=HOSTILE.text.replace("\ud800", "")))
QUESTION = "谁主持会议？"
text = st.text(st.characters(codec="utf-8"), max_size=12)
article = st.sampled_from(ARTICLES)
number = st.integers(1, 3)
hits = st.builds(
    Hit,
    st.builds(Passage, article, st.integers(0, 30), st.integers(30, 60)),
    st.floats(allow_nan=False),
    st.dictionaries(text, st.floats(allow_nan=False), max_size=2),
)
citations = st.tuples(*(st.builds(Citation, st.just(n), article, number, number) for n in (1, 2, 3)))
generated = st.builds(
    Generated,
    text,
    st.lists(st.builds(Statement, text, st.lists(number).map(tuple), st.booleans())).map(tuple),
    text,
    st.floats(0, 9),
    st.floats(0, 9),
    st.booleans(),
)
answers = st.builds(
    Answer,
    text,
    text,
    text,
    citations,
    st.lists(hits, max_size=3).map(tuple),
    st.booleans(),
    st.none() | st.sampled_from(Reason),
    text,
    st.lists(st.builds(Item, text, number, text), max_size=2).map(tuple),
    st.lists(st.builds(Note, st.just(NoteKind.COUNT), st.tuples(text, text, text)), max_size=2).map(tuple),
    text,
    st.none(),
    st.none() | generated,
    text,
)
judgements = st.builds(Judgement, st.sampled_from(Verdict), text, text)
exchanges = st.lists(
    st.builds(Exchange, text, st.none() | answers, text, st.floats(0, 99), st.none() | judgements), max_size=3
).map(tuple)


def find(id: str) -> Any:
    return next((article for article in ARTICLES if article.id == id), None)


@settings(max_examples=60, deadline=None)
@given(exchanges)
def test_a_conversation_comes_back_from_json_as_it_was(told: tuple[Exchange, ...]) -> None:
    plain = json.loads(json.dumps(encode_exchanges(told)))
    assert decode_exchanges(plain, find) == told


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """Put anything in the place of one value of a kept conversation."""
    plain = json.loads(
        json.dumps(encode_exchanges((Exchange("问", trade_answer()), Exchange("二", refusal()))))
    )
    at = plain
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key] or draw(st.booleans()):
            at[key] = draw(anything)
            return plain
        at = at[key]


@settings(max_examples=300, deadline=None)
@given(damaged())
def test_a_damaged_conversation_is_refused_or_can_be_shown(plain: Any) -> None:
    from ui.render.answer import conversation_html
    from ui.render.evidence import evidence_html

    try:
        read = decode_exchanges(plain, find)
    except DamagedError:
        return
    assert conversation_html(read).count('<section class="turn"') == len(read)
    assert evidence_html(read).startswith("<")


@pytest.fixture
def archive() -> Iterator[Archive]:
    opened = Archive.from_articles([TRADE, MEETING])
    yield opened
    opened.close()


def talk(archive: Archive, *questions: str) -> tuple[Exchange, ...]:
    told: tuple[Exchange, ...] = ()
    for question in questions:
        *_, told = stream_exchanges(archive, question, told, choices=Choices())
    return told


def test_a_kept_conversation_goes_on_as_if_it_had_never_been_closed(archive: Archive) -> None:
    told = talk(archive, QUESTION)
    save_exchanges(archive, "甲", "1", told)
    opened = open_conversation(archive, "甲", "1")
    assert opened is not None
    assert (opened.title, opened.exchanges) == (QUESTION, told)
    before, after = told[0].answer, opened.exchanges[0].answer
    assert before is not None
    assert after is not None
    assert after.explain() == before.explain()
    follow_up = "会议是哪天召开的？"
    assert archive.ask(follow_up, [after.turn]) == archive.ask(follow_up, [before.turn])


def test_nobody_finds_renames_or_removes_the_conversation_of_another(archive: Archive) -> None:
    save_exchanges(archive, "甲", "1", talk(archive, QUESTION))
    assert open_conversation(archive, "乙", "1") is None
    assert list_conversations(archive, "乙") == []
    assert remove_conversation(archive, "乙", "1") is None
    rename_conversation(archive, "乙", "1", title="乙的")
    save_exchanges(archive, "乙", "1", talk(archive, "2022年外贸总额是多少？"))
    assert [c.title for c in list_conversations(archive, "甲")] == [QUESTION]


def test_a_browser_without_a_name_keeps_nothing(archive: Archive) -> None:
    save_exchanges(archive, "", "1", talk(archive, QUESTION))
    assert archive.records.all(KIND) == []
    assert open_conversation(archive, "", "1") is None


def test_conversations_are_found_by_words_of_title_question_and_answer(archive: Archive) -> None:
    save_exchanges(archive, "甲", "1", talk(archive, QUESTION))
    save_exchanges(archive, "甲", "2", talk(archive, "2022年外贸进出口总额是多少？"))
    rename_conversation(archive, "甲", "1", title=" 会议\n的 事 ")
    rename_conversation(archive, "甲", "2", title="  ")
    assert [c.id for c in list_conversations(archive, "甲")] == ["2", "1"]
    titles = {
        words: [c.title for c in list_conversations(archive, "甲", words)]
        for words in ("事 主持", "125.6", "乌有")
    }
    assert titles == {"事 主持": ["会议 的 事"], "125.6": ["2022年外贸进出口总额是多少？"], "乌有": []}


def test_a_new_title_outlives_the_next_answer(archive: Archive) -> None:
    save_exchanges(archive, "甲", "1", talk(archive, QUESTION))
    rename_conversation(archive, "甲", "1", title="改过")
    save_exchanges(archive, "甲", "1", talk(archive, QUESTION, "哪天？"))
    opened = open_conversation(archive, "甲", "1")
    assert opened is not None
    assert (opened.title, len(opened.exchanges)) == ("改过", 2)


def test_what_was_removed_can_be_put_back(archive: Archive) -> None:
    save_exchanges(archive, "甲", "1", talk(archive, QUESTION))
    removed = remove_conversation(archive, "甲", "1")
    assert list_conversations(archive, "甲") == []
    assert removed is not None
    archive.records.put(removed)
    assert [c.id for c in list_conversations(archive, "甲")] == ["1"]


def test_a_quote_outlives_its_article() -> None:
    archive = Archive.from_articles([TRADE, MEETING])
    told = talk(archive, QUESTION)
    assert told[0].answer is not None
    quote = told[0].answer.citations[0].quote
    plain = encode_exchanges(told)
    (shown,) = decode_exchanges(plain, lambda id: TRADE if id == TRADE.id else None)
    assert shown.answer is not None
    assert shown.answer.citations[0].quote == quote
    changed = replace(MEETING, text="补记。" + MEETING.text)
    (again,) = decode_exchanges(plain, lambda id: changed if id == MEETING.id else TRADE)
    assert again.answer is not None
    assert again.answer.citations[0].quote == quote
    assert archive.holds(again.answer.citations[0].article)
    assert not archive.holds(changed)
    archive.close()


@pytest.mark.parametrize(
    "value", [{}, {"title": 5}, {"title": "x", "exchanges": 7, "articles": []}, {"exchanges": [None]}]
)
def test_a_record_of_another_shape_is_listed_but_opens_as_nothing(
    archive: Archive, value: dict[str, Any]
) -> None:
    archive.records.put(Record(KIND, "1", value, "甲"))
    assert [c.id for c in list_conversations(archive, "甲")] == ["1"]
    assert list_conversations(archive, "甲", "没有的词") == []
    assert open_conversation(archive, "甲", "1") is None


def test_an_answer_that_a_model_did_not_finish_is_kept_with_its_reason(archive: Archive) -> None:
    stopped = replace(trade_answer(), notice=f"{Failure.STOPPED}")
    save_exchanges(archive, "甲", "1", (Exchange("问", stopped), Exchange("坏", error="出错")))
    opened = open_conversation(archive, "甲", "1")
    assert opened is not None
    assert [x.error for x in opened.exchanges] == ["", "出错"]
    assert opened.exchanges[0].answer is not None
    assert opened.exchanges[0].answer.notice == "stopped"


# ---- what the page does with them ----


def test_a_conversation_that_cannot_be_kept_says_so_and_shows_its_answer(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ArchiveError("磁盘满了。")

    told = talk(archive, QUESTION)
    assert kept(archive, told, "", name="")[1:] == (
        "",
        '<p class="kept" role="alert">浏览器没有接受本页的 cookie，对话关掉网页就没有了。</p>',
    )
    monkeypatch.setattr(Records, "put", fail)
    id, address, note = kept(archive, told, "talk-1", name="甲")
    assert (id, address) == ("talk-1", "")
    assert "这次对话没能存下来：磁盘满了。关掉网页就没有了。" in note


def test_an_id_that_a_browser_made_up_is_replaced(archive: Archive) -> None:
    id, address, note = kept(archive, talk(archive, QUESTION), "../<script>", name="甲")
    assert id == address
    assert note == ""
    assert re.fullmatch(r"[\w-]{16}", id)


def test_another_conversation_is_not_written_over(archive: Archive) -> None:
    save_exchanges(archive, "甲", "1", talk(archive, QUESTION))
    id = save_exchanges(archive, "甲", "1", talk(archive, "2022年外贸进出口总额是多少？"))
    assert id != "1"
    assert len(list_conversations(archive, "甲")) == 2


def test_what_the_server_has_forgotten_is_read_again(archive: Archive) -> None:
    told = talk(archive, QUESTION)
    save_exchanges(archive, "甲", "1", told)
    mine = SimpleNamespace(cookies={"baowen": "甲"})
    other = SimpleNamespace(cookies={"baowen": "乙"})
    assert restored(archive, (), "1", mine) == told
    assert restored(archive, (), "1", other) == ()
    assert restored(archive, told[:0], "", mine) == ()
    now = talk(archive, "2022年外贸进出口总额是多少？")
    assert restored(archive, now, "1", mine) == now


NOW = datetime.datetime(2023, 3, 1, 9, 5)


def test_the_list_shows_titles_days_and_what_can_be_brought_back() -> None:
    days = (
        NOW,
        NOW - datetime.timedelta(days=1),
        datetime.datetime(2023, 1, 5),
        datetime.datetime(2022, 12, 31),
    )
    assert [when_words(day, NOW) for day in days] == ["今天 09:05", "昨天 09:05", "1月5日", "2022年12月31日"]
    shown = talks_html(
        [Conversation("a", "外贸", updated=NOW.timestamp())], now=NOW, current="a", removed="会议"
    )
    assert (
        'data-id="a" aria-current="true"><b translate="no">外贸</b><span class="when">今天 09:05</span>'
        in shown
    )
    assert '<b translate="no">会议</b><button type="button" class="tool" data-act="undo"' in shown
    assert 'href="/conversation/a.docx"' in shown
    assert "还没有对话。" in talks_html([], now=NOW)
    assert "没有找到这样的对话。" in talks_html([], now=NOW, found=True)
    many = talks_html([Conversation(str(n), "题", updated=0.0) for n in range(103)], now=NOW)
    assert many.count("<li>") == 100
    assert "还有 3 次更早的对话" in many


def test_hostile_titles_ids_and_words_stay_text() -> None:
    bad = '"><img src=x onerror=alert(1)>\u202e'
    shown = talks_html([Conversation(bad, bad, updated=0.0)], now=NOW, current=bad, removed=bad)
    shown += feedback_html(Judgement(Verdict.BAD, bad, bad), order=1) + note_html(bad)
    assert "<img" not in shown
    assert "\u202e" not in shown
    assert shown.count("onerror") == shown.count("&lt;img src=x onerror=alert(1)&gt;")
