"""How a language model's answers hold up: a scripted model alters 30 % of its sentences; faults at random.

The server is real and on loopback, the client is LangChain's; the model behind it is a script, so that it is
known of every sentence whether it is true.
"""

from __future__ import annotations

import random
import re
import resource
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from eval.benchmarks.llm_server import FAULTS, ScriptedServer, Step, Wait, faithful, pieces, relevant
from eval.metrics import percentile
from eval.questions import load_questions
from index.types import Article, Passage
from rag import Archive
from rag.llm import Breaker, Chat, Options, open_chat
from rag.spans import MentionKind, mentions
from rag.support import find_support, list_sources
from rag.types import Answer
from rag.verify import unsupported

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
ALTERED = 0.3  # of the sentences
STALLED = 0.3  # seconds without a token, in the soak
AT_ONCE = 8
_PEOPLE = "张伟 李娜 王建国 赵敏 刘洋 陈志强 孙丽华 周杰 吴晓波 欧阳锋 何平 马明 宋文 郭涛 许静 韩雪".split()
_PLACES = "烟台市 上海市 浦东新区 长沙市 成都市 新疆 纽约 法国 泉州市 洛阳市".split()
_BODIES = "中国银行 华为公司 清华大学 市财政局 腾讯公司 省科技厅 新华社 招商局".split()
_STRANGERS = {
    MentionKind.PERSON: _PEOPLE,
    MentionKind.PLACE: _PLACES,
    MentionKind.ORGANISATION: _BODIES,
}
_DATE = re.compile(r"\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}月|\d{1,2}日")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?![\d.]*[年月日])")
_REWORDED = (
    ("召开", "举行"),
    ("同比", "比上年"),
    ("近日，", ""),
    ("以及", "和"),
    ("表示，", "说，"),
    ("、", "和"),
)


@dataclass(slots=True)
class Script:
    """A model that answers with sentences of the passages, some reworded, some altered, and keeps account."""

    share: float = ALTERED
    true: list[tuple[str, str]] = field(default_factory=list)  # prompt, sentence
    altered: dict[str, str] = field(default_factory=dict)  # sentence, what was altered
    sent: list[float] = field(default_factory=list)  # when each reply began

    def __call__(self, prompt: str) -> Iterator[Step]:
        """Answer a prompt; the same prompt gets the same answer."""
        chance = random.Random(prompt)
        known = "".join(sentence for _, sentence in relevant(prompt, count=10_000))
        self.sent.append(time.monotonic())
        for number, sentence in relevant(prompt):
            said = _reword(sentence, chance)
            made = alter(said, known, chance) if chance.random() < self.share else None
            if made:
                said, what = made
                self.altered[said] = what
            else:
                self.true.append((prompt, said))
            yield from pieces(f"{said}[{number}]")


def alter(sentence: str, known: str, chance: random.Random) -> tuple[str, str] | None:
    """Alter a date, a number or a name, half of them to one of the same passages; None without any."""
    found = [("date", m.span()) for m in _DATE.finditer(sentence)]
    found += [("number", m.span()) for m in _FIGURE.finditer(sentence)]
    for kind in _STRANGERS:
        found += [(kind.value, (m.start, m.end)) for m in mentions(sentence, frozenset({kind}))]
    if not found:
        return None
    what = chance.choice(sorted({kind for kind, _ in found}))
    start, end = chance.choice([span for kind, span in found if kind == what])
    old = sentence[start:end]
    others = _others(what, old, known, chance)
    if not others or not old.strip():
        return None
    return sentence[:start] + chance.choice(others) + sentence[end:], what


def _others(what: str, old: str, known: str, chance: random.Random) -> list[str]:
    """List what can stand in a fact's place: of the passages, or new."""
    if what in ("date", "number"):
        digits = [m.span() for m in re.finditer(r"\d+", old)]
        start, end = chance.choice(digits)
        made = [f"{old[:start]}{int(old[start:end]) + step}{old[end:]}" for step in (1, 2, 3, 10)]
        pattern = _DATE if what == "date" else _FIGURE
        same = [
            m.group()
            for m in pattern.finditer(known)
            if re.sub(r"\d+", "", m.group()) == re.sub(r"\d+", "", old)
        ]
        fresh = [new for new in made if new not in known]
        return [
            new for new in (same if chance.random() < 0.5 else fresh) if new not in old and old not in new
        ]
    kind = MentionKind(what)
    if chance.random() < 0.5 and kind is MentionKind.PERSON:
        there = {known[m.start : m.end] for m in mentions(known, frozenset({kind}))}
        return sorted(name for name in there if name not in old and old not in name)
    return [name for name in _STRANGERS[kind] if name not in known]


def _reword(sentence: str, chance: random.Random) -> str:
    """Word a sentence a little differently, saying the same."""
    for old, new in _REWORDED:
        if chance.random() < 0.3:
            sentence = sentence.replace(old, new, 1)
    clauses = re.split(r"(?<=，)", sentence)
    if len(clauses) > 2 and chance.random() < 0.3:
        del clauses[chance.randrange(1, len(clauses) - 1)]
    return "".join(clauses)


def measure() -> dict[str, float]:
    """Give what was shown as verified, what was wrongly rejected, and how long the steps take."""
    script = Script()
    with ScriptedServer(altering=script) as server:
        chat = open_chat("openai:altering", base_url=server.url)
        archive = Archive.from_files([SEEDS], chat_model=chat)
        asked = [question.question for question in load_questions() if question.answerable]
        shown, first = Counter[str](), []
        for question in asked:
            begun = len(script.sent)
            for answer in archive.stream(question):
                if answer.generated and answer.generated.pending and len(script.sent) == begun + 1:
                    first.append(1000 * (time.monotonic() - script.sent[-1]))
                    begun = -1
            _count(answer, script, shown)
        rejected, spent = _check(script)
        fallback = _fall_back(server, asked[:30])
    return {
        "questions": len(asked),
        "altered": len(script.altered),
        "altered_shown_as_verified": shown["altered"],
        "faithful": len(script.true),
        "faithful_wrongly_rejected": rejected / len(script.true),
        "answered_by_the_model": shown["answers"] / max(1, shown["asked"]),
        "verify_p50_ms": percentile(spent, 50),
        "verify_p95_ms": percentile(spent, 95),
        "first_token_p95_ms": percentile(first, 95),
        "fallback_p95_ms": percentile(fallback, 95),
    }


def _count(answer: Answer, script: Script, shown: Counter[str]) -> None:
    shown["asked"] += not answer.abstained
    if answer.generated is None:
        return
    shown["answers"] += 1
    for statement in answer.generated.statements:
        shown["altered"] += statement.verified and statement.text in script.altered


def _check(script: Script) -> tuple[int, list[float]]:
    """Count the true sentences that are rejected; time the checking of each answer, in milliseconds."""
    by_prompt: dict[str, list[str]] = {}
    for prompt, sentence in script.true:
        by_prompt.setdefault(prompt, []).append(sentence)
    rejected, spent = 0, []
    for prompt, said in by_prompt.items():
        passages = [_passage(text) for text in _framed(prompt)]
        started = time.perf_counter()
        sources = list_sources(passages, trusted=lambda _: True)
        rejected += sum(not find_support(sentence, (), sources) for sentence in said)
        spent.append(1000 * (time.perf_counter() - started))
    return rejected, spent


def _framed(prompt: str) -> list[str]:
    return re.findall(r"<材料 [^>]*>\n(.*?)\n</材料>", prompt, re.DOTALL)


def _passage(text: str) -> Passage:
    return Passage(Article(id=text[:40], title="", text=text, source=""), 0, len(text))


def _fall_back(server: ScriptedServer, questions: list[str]) -> list[float]:
    """Time from a server's failure to the extractive answer, in milliseconds."""
    failed: list[float] = []

    def dies(prompt: str) -> Iterator[Step]:
        yield from relevant(prompt, count=1)[0][1][:8]
        failed.append(time.monotonic())
        yield from FAULTS["dies"](prompt)

    server.scripts["dies-on-record"] = dies
    chat = open_chat("openai:dies-on-record", base_url=server.url)
    archive = Archive.from_files([SEEDS], chat_model=Chat(chat.model, breaker=Breaker(rest=0.0)))
    taken = []
    for question in questions:
        before = len(failed)
        answer = archive.ask(question)
        if len(failed) > before and answer.notice:
            taken.append(1000 * (time.monotonic() - failed[-1]))
    return taken


def soak(count: int = 500) -> dict[str, float]:
    """Ask at `AT_ONCE` at a time while faults strike at random; say what hung, leaked or was wrong."""
    names = [*FAULTS, *["faithful"] * len(FAULTS)]

    def chaos(prompt: str) -> Iterator[Step]:
        chance = random.Random()
        yield from {**FAULTS, "faithful": faithful}[chance.choice(names)](prompt)
        yield Wait(0.001)

    questions = [question.question for question in load_questions()]
    asked = [questions[number % len(questions)] for number in range(count)]
    with ScriptedServer(chaos=chaos) as server:
        opened = open_chat("openai:chaos", base_url=server.url)
        options = Options(timeout=STALLED, deadline=4 * STALLED)
        chat = Chat(opened.model, options=options, breaker=Breaker(rest=0.0))
        archive = Archive.from_files([SEEDS], chat_model=chat)
        expected = {question: archive.ask(question, generate=False) for question in set(asked)}
        warm = asked[: max(AT_ONCE, count // 5)]
        list(_together(archive, warm))
        threads, files, memory = _threads(), _open_files(), _memory()
        started = time.monotonic()
        outcomes = Counter(
            _judge(answer, expected[question]) for question, answer in _together(archive, asked)
        )
        taken = time.monotonic() - started
        _settle(server, threads)
        return {
            "questions": count,
            "seconds": taken,
            **{name: outcomes[name] for name in ("generated", "degraded", "refused", "wrong")},
            "threads_more": _threads() - threads,
            "files_more": _open_files() - files,
            "mib_more": _memory() - memory,
        }


def _together(archive: Archive, questions: list[str]) -> Iterator[tuple[str, Answer]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from zip(questions, pool.map(archive.ask, questions), strict=True)


def _judge(answer: Answer, expected: Answer) -> str:
    """Call an answer generated and sound, honestly degraded, a refusal, or wrong."""
    if answer.generated:
        return "wrong" if unsupported(answer) else "generated"
    if (answer.text, answer.citations) != (expected.text, expected.citations):
        return "wrong"
    return "degraded" if answer.notice else "refused" if answer.abstained else "wrong"


def _settle(server: ScriptedServer, threads: int) -> None:
    """Wait a little for what was cancelled, and the threads that served it, to be gone."""
    end = time.monotonic() + 5
    while (server.running or _threads() > threads) and time.monotonic() < end:
        time.sleep(0.05)


def _threads() -> int:
    """Count threads but for those that asyncio keeps, at most a few, to look addresses up."""
    return sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate())


def _open_files() -> int:
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.is_dir() else 0


def _memory() -> float:
    """Give the most memory held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
