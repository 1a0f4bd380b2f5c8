"""What a model writes becomes an answer: checked, cited, streamed; and what it is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from eval.benchmarks.llm_server import KEY, ScriptedServer, Step, passages_of, says
from index.types import Article, PartialDate, Passage
from rag.archive import Archive
from rag.generate import choose_passages, estimate_tokens, more_questions
from rag.llm import Options, Rewriting, open_chat
from rag.phrases import FAILURES, NOT_STATED, UNVERIFIED
from rag.types import Answer, Failure, Generated, Reason, Statement
from rag.verify import unsupported

PORT = Article(
    id="a",
    title="港区开港",
    text="本报讯（记者 陈立）3月4日，“远望”号靠泊港区。港区总投资12亿元，市长周明到场。新校占地300亩。",
    source="p",
    published=PartialDate(2021, 3),
)
QUESTION = "港区总投资多少？"
QUOTE = "港区总投资12亿元，市长周明到场。"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def archive_of(server: ScriptedServer, reply: str = "", *, script: str = "", **options: object) -> Archive:
    """Give an archive of one report whose model says `reply`, or follows a script."""
    if not script:
        script = f"says-{len(server.scripts)}"
        server.scripts[script] = says(reply)
    chat = open_chat(f"openai:{script}", base_url=server.url, api_key=KEY, options=Options(**options))  # type: ignore[arg-type]
    return Archive.from_articles([PORT], chat_model=chat)


def statements(answer: Answer) -> tuple[Statement, ...]:
    assert answer.generated is not None, answer.notice
    return answer.generated.statements


def test_a_faithful_sentence_is_verified_and_cites_the_exact_words(server: ScriptedServer) -> None:
    answer = archive_of(server, "港区的总投资为12亿元[1]。").ask(QUESTION)
    assert statements(answer) == (Statement("港区的总投资为12亿元。", (1,), True),)
    assert answer.text == "港区的总投资为12亿元。[1]"
    (citation,) = answer.citations
    assert citation.quote == QUOTE == PORT.text[citation.start : citation.end]
    assert (answer.short, answer.notice, answer.abstained) == ("12亿元", "", False)
    assert unsupported(answer) == ""


@pytest.mark.parametrize(
    "reply",
    [
        "港区总投资12亿元。",
        "港区总投资12亿元。[1]",
        "港区总投资12亿元[1]。",
        "港区总投资12亿元。[7]",
        "港区总投资12亿元。【1】",
        "港区总投资12亿元。［材料1］",
        "港区总投资12亿元。[1][2]",
        "港区总投资12亿元。[1, 3]",
        "根据材料1，港区总投资12亿元。[1]",
        "- **港区总投资12亿元。**[1]",
        "答：港区总投资12亿元。[1]\n希望对您有帮助！",
    ],
)
def test_marks_are_read_in_any_form_and_mended(reply: str, server: ScriptedServer) -> None:
    answer = archive_of(server, reply).ask(QUESTION)
    assert statements(answer) == (Statement("港区总投资12亿元。", (1,), True),)


def test_an_unsupported_sentence_is_marked_or_dropped(server: ScriptedServer) -> None:
    reply = "港区总投资12亿元。[1]市长周明到场。[1]欧阳震华捐款9876万元。[1]"
    marked = archive_of(server, reply).ask(QUESTION)
    assert [s.verified for s in statements(marked)] == [True, True, False]
    assert marked.text.endswith(f"欧阳震华捐款9876万元。{UNVERIFIED}")
    assert [c.quote for c in marked.citations] == [QUOTE]
    dropped = archive_of(server, reply, keep_unverified=False).ask(QUESTION)
    assert dropped.text == "港区总投资12亿元。[1]市长周明到场。[1]"


def test_an_answer_that_mostly_leaves_the_evidence_is_not_shown(server: ScriptedServer) -> None:
    answer = archive_of(server, "港区总投资12亿元。[1]会议由张伟主持。[1]总投资99亿元。[1]").ask(QUESTION)
    assert FAILURES[Failure.UNSUPPORTED] in answer.notice
    assert answer.text == f"{QUOTE}[1]"


def test_a_short_answer_that_no_verified_sentence_holds_is_left_out(server: ScriptedServer) -> None:
    answer = archive_of(server, "市长周明到场。[1]").ask(QUESTION)
    assert (answer.short, len(statements(answer))) == ("", 1)


def test_the_model_may_say_that_nothing_is_stated(server: ScriptedServer) -> None:
    answer = archive_of(server, NOT_STATED).ask(QUESTION)
    assert (answer.abstained, answer.reason, answer.citations) == (True, Reason.FACT_ABSENT, ())
    assert answer.hits


def test_small_talk_is_not_sent_to_the_model(server: ScriptedServer) -> None:
    archive = archive_of(server, "好的。")
    before = len(server.requests)
    assert archive.ask("你好").reason is Reason.OUT_OF_SCOPE
    assert len(server.requests) == before


def test_without_generation_the_model_is_not_asked(server: ScriptedServer) -> None:
    archive = archive_of(server, "好的。")
    before = len(server.requests)
    assert archive.ask(QUESTION, generate=False).text == f"{QUOTE}[1]"
    assert len(server.requests) == before


def test_answers_grow_and_the_last_is_what_ask_returns(server: ScriptedServer) -> None:
    def slowly(_: str) -> Iterator[Step]:
        from eval.benchmarks.llm_server import Wait

        for character in "港区总投资12亿元。[1]市长周明到场。[1]":
            yield character
            yield Wait(0.01)

    server.scripts["slowly"] = slowly
    answers = list(archive_of(server, script="slowly").stream(QUESTION))
    made = [answer.generated for answer in answers]
    assert made[0] == Generated("slowly")
    assert all(isinstance(each, Generated) and each.model == "slowly" for each in made)
    shown = [(len(each.statements), each.pending) for each in made if each]
    assert any(pending for _, pending in shown)
    assert [count for count, _ in shown] == sorted(count for count, _ in shown)
    assert shown[-1] == (2, "")
    assert [each.done for each in made if each] == [False] * (len(made) - 1) + [True]
    assert made[-1] is not None
    assert made[-1].first_token > 0
    assert 1 < made[-1].rate < 1000
    assert answers[-1].text == archive_of(server, script="slowly").ask(QUESTION).text


def test_the_first_token_is_passed_on_at_once(server: ScriptedServer) -> None:
    more: list[str] = []

    def timed(_: str) -> Iterator[Step]:
        from eval.benchmarks.llm_server import Wait

        yield "港区总投"
        yield Wait(2.0)
        more.append("sent")
        yield "资12亿元。[1]"

    server.scripts["timed"] = timed
    for answer in archive_of(server, script="timed").stream(QUESTION):
        if answer.generated and answer.generated.pending:
            assert answer.generated.pending == "港区总投"
            assert not more
            break


def test_thoughts_are_not_shown(server: ScriptedServer) -> None:
    answers = list(archive_of(server, "<think>99亿元？</think>港区总投资12亿元。[1]").stream(QUESTION))
    assert "99亿元" not in "".join(answer.text for answer in answers)
    assert answers[-1].text == "港区总投资12亿元。[1]"


def test_a_prompt_that_is_too_long_is_sent_again_with_less(server: ScriptedServer) -> None:
    from eval.benchmarks.llm_server import overflow_above

    articles = [
        Article(id=str(n), title="港区", text=f"港区{n}号码头投资{n}亿元。" * 12, source=str(n))
        for n in range(1, 9)
    ]
    server.scripts["short"] = overflow_above(1400)
    chat = open_chat("openai:short", base_url=server.url)
    before = len(server.requests)
    answer = Archive.from_articles(articles, chat_model=chat).ask("港区3号码头投资多少？")
    prompts = [request["messages"][-1]["content"] for request in server.requests[before:]]
    sizes = [len(prompt) for prompt in prompts]
    assert 1 < len(sizes) <= 3
    assert sizes == sorted(sizes, reverse=True)
    assert answer.generated is not None
    assert "港区3号" in passages_of(prompts[-1])[0][1]


def test_the_passages_of_the_extractive_answer_come_first_and_keep_to_the_budget() -> None:
    articles = [
        Article(id=str(n), title="", text=f"第{n}所新校启用，占地{n}00亩。", source=str(n))
        for n in range(1, 9)
    ]
    answer = Archive.from_articles(articles).ask("第3所新校占地多少亩？")
    passages = choose_passages(answer, [answer.hits])
    assert passages[0].article.id == answer.citations[0].article.id
    assert len({passage.article.id for passage in passages}) == len(passages)


def test_a_citation_that_no_hit_holds_brings_its_sentence() -> None:
    archive = Archive.from_articles([PORT])
    answer = archive.ask(QUESTION)
    assert choose_passages(answer, [[]])[0].text in PORT.text


def test_tokens_are_estimated_from_above() -> None:
    assert estimate_tokens("港区abc") == 4
    assert estimate_tokens("") == 1


# ---- history ----


def test_the_model_completes_a_follow_up_question(server: ScriptedServer) -> None:
    asked: list[str] = []

    def completes(prompt: str) -> Iterator[Step]:
        asked.append(prompt)
        yield "港区新校投资多少？" if "接着问" in prompt else "新校占地300亩。[1]"

    server.scripts["completes"] = completes
    archive = archive_of(server, script="completes")
    first = archive.ask(QUESTION, generate=False)
    answer = archive.ask("新校呢？", history=[first.turn])
    assert answer.rewritten == "港区新校投资多少？"
    assert answer.question == "新校呢？"
    assert QUESTION in asked[0]


@pytest.mark.parametrize("wrong", ["张伟的电话是多少？", "第一行\n第二行", "", "港" * 600])
def test_a_completion_that_nobody_said_is_void(wrong: str, server: ScriptedServer) -> None:
    def completes(prompt: str) -> Iterator[Step]:
        yield wrong if "接着问" in prompt else "新校占地300亩。[1]"

    server.scripts["wrong"] = completes
    archive = archive_of(server, script="wrong")
    first = archive.ask(QUESTION, generate=False)
    by_rules = archive.ask("新校占地多少亩？", history=[first.turn], generate=False)
    assert archive.ask("新校占地多少亩？", history=[first.turn]).rewritten == by_rules.rewritten


def test_a_model_that_fails_in_completing_leaves_it_to_the_rules(server: ScriptedServer) -> None:
    archive = archive_of(server, script="broken-server")
    first = archive.ask(QUESTION, generate=False)
    answer = archive.ask("谁到场？", history=[first.turn])
    assert FAILURES[Failure.SERVER_ERROR] in answer.notice
    assert answer.text == archive.ask("谁到场？", history=[first.turn], generate=False).text


# ---- more searches ----


def test_more_searches_are_off_unless_asked_for(server: ScriptedServer) -> None:
    lines = "港区投资额\n1\n港区总投资多少？\n- 港区花费多少\n港区建设资金\n港区开港日期\n新校面积"
    server.scripts["lines"] = says(lines)
    until = time.monotonic() + 5
    chats = [
        open_chat("openai:lines", base_url=server.url, options=Options(rewriting=how)) for how in Rewriting
    ]
    assert more_questions(QUESTION, chats[0], end=until) == []
    for chat in chats[1:]:
        assert more_questions(QUESTION, chat, end=until) == [
            "港区投资额",
            "港区花费多少",
            "港区建设资金",
            "港区开港日期",
        ]


def test_each_search_has_its_turn_among_the_passages() -> None:
    archive = Archive.from_articles([PORT, Article(id="b", title="", text="春耕备足种子。", source="b")])
    answer = archive.ask("你好")
    one, two = archive.search("港区", 2), archive.search("种子", 2)
    found = choose_passages(answer, [one, two])
    assert [passage.article.id for passage in found] == ["a", "b"]
    assert isinstance(found[0], Passage)
