"""Whom or what a pronoun of a follow-up means: 他, 他们, 这个园区, 它."""

from __future__ import annotations

import re

from index.surnames import COMPOUND, SINGLE
from index.words import fold, tag
from rag.ellipsis import attribute
from rag.spans import MentionKind, mentions
from rag.talk import NAMING, WHO, Talk, whole_question
from rag.topic import informative, take_apart, topic, word_ends
from rag.understand import QuestionType, question_type

_BODIES = frozenset({MentionKind.ORGANISATION})
LONGEST = 20  # characters of the name of a thing
INSIDE = 2  # characters that follow a noun inside a name, of which it is a part
_NAMED = frozenset({MentionKind.ORGANISATION, MentionKind.PLACE})
_NAME = re.compile(rf"(?:{'|'.join(COMPOUND)}|[{SINGLE}])[一-鿿]{{1,2}}")
_YEAR_END = re.compile(r"(?:19|20)\d{2}年?$")
_GROUP = re.compile(r"[组团队]|一行|班子|代表")


def person_of(talk: Talk) -> str:
    """Name whom the talk is about: the answer to who, else the person last asked about."""
    for turn in reversed(talk.turns):
        asked = whole_question(turn)
        if turn.answer.abstained and NAMING.search(asked):  # nobody was named: who is asked for is meant
            return take_apart(asked).before.rstrip("叫是")
        parts = take_apart(asked)  # 周明批评了谁: he is 周明; 周明去看，谁陪同: the other
        did = parts.behind.strip("？?的了") or parts.before.endswith("是")
        whom = question_type(asked) is QuestionType.WHO and (did or not mentions(parts.before, WHO))
        for text in (turn.answer.short, asked) if whom else (asked, turn.answer.short):
            if named := talk.names(text):
                return named[0]
            people = mentions(text, WHO)
            if people:
                return _whole_name(text, people[0].start, people[0].end, talk)
            if whom and text == turn.answer.short and _NAME.fullmatch(text):
                return text
    return talk.topic


def _whole_name(text: str, start: int, end: int, talk: Talk) -> str:
    """Lengthen a name by the character that always follows it in the articles of the talk (赵文和)."""
    short, longer = text[start:end], text[start : end + 1]
    said = (text for turn in talk.turns for text in (whole_question(turn), turn.answer.short))
    told = fold("\n".join((*said, *(article.text for article in talk.articles))))
    behind = {told[m.end() : m.end() + 1] for m in re.finditer(re.escape(fold(longer)), told)}
    always = len(behind) > 1 and told.count(fold(short)) == told.count(fold(longer))
    return longer if len(short) == 2 and always else short


def people_of(talk: Talk) -> str:
    """Name the people of the talk: the group that it is about, or those answered, where several were."""
    people, bodies = (mentions(talk.answer.short, kinds) for kinds in (WHO, _BODIES))
    kind, named = question_type(talk.before), bodies and not people and len(talk.answer.short) <= 20
    if named and kind in (QuestionType.WHO, QuestionType.WHICH):
        return talk.answer.short
    if len(people) < 2 or _GROUP.search(talk.topic):
        return _body(talk.before) if NAMING.search(talk.before) else _bearer(talk.topic)
    if kind in (QuestionType.WHO, QuestionType.LIST):
        return talk.answer.short
    return talk.topic


def _body(question: str) -> str:
    """Name the body whose member a question asks for: **慈善总会**会长叫什么."""
    *words, (last, _) = tag(topic(question))
    return "".join(word for word, _ in words) if words and last[-1] in "长记任席" else topic(question)


def thing_of(head: str, pronoun: str, talk: Talk) -> str:
    """Name the thing of the talk: what was answered, where it is a thing of that sort, else the topic."""
    short, kind = talk.answer.short.strip("“”《》"), question_type(talk.before)
    sort = head[-1:] if head else ""
    asked = take_apart(talk.before)
    if sort and asked.behind.rstrip("？?。").endswith(sort) and sort not in talk.topic[-1:]:
        return short if short.endswith(sort) else f"{asked.before.rstrip('了过')}的{head}"
    if head and not talk.topic.endswith(head) and (bearer := _up_to(head, talk) or _earlier(head, talk)):
        return bearer
    if pronoun in ("那里", "那儿", "这里", "这儿"):
        return short if kind is QuestionType.WHERE and short else talk.topic
    if not sort:
        return _bearer(talk.event if mentions(talk.topic, WHO) else talk.topic)
    if sort and short.endswith((head, sort)) and len(short) <= 30 and sort not in talk.topic[-1:]:
        return short
    if head in ("公司", "企业", "单位", "集团"):
        return _company(short, talk.topic)
    return talk.topic


def _company(short: str, whole: str) -> str:
    """Name the company of the talk: the one that was answered, else the last that the topic names."""
    if 1 < len(short) <= 20 and mentions(short, _BODIES):
        return short
    named = mentions(whole, _BODIES)
    return whole[named[-1].start : named[-1].end] if named else whole


def _up_to(head: str, talk: Talk) -> str:
    """Cut the topic behind the head that a pronoun names: 这个**园区** of 先进制造业园区管委会揭牌仪式."""
    end = talk.setting.find(head, 1) + len(head)
    named = mentions(talk.setting, _NAMED)
    inside = any(name.start < end < name.end <= end + INSIDE for name in named)  # 市**中心**医院
    return talk.setting[:end] if end > len(head) and end in word_ends(talk.setting) and not inside else ""


def _earlier(head: str, talk: Talk) -> str:
    """Name the thing of that sort that an earlier turn was about, or that an answer names (这个**园区**)."""
    if head in talk.topic or talk.answer.short.endswith(head):
        return ""
    for turn in reversed(talk.turns):
        for text in (topic(whole_question(turn), things=False), turn.answer.short):
            end = text.find(head, 1) + len(head)
            if len(head) <= end <= LONGEST and (end in word_ends(text) or len(head) == 1):
                return text[:end]
    return ""


def _bearer(whole: str) -> str:
    """Name what an attribute is of: **仰望U8**预售价."""
    *words, (last, _) = tag(whole) or [("", "")]
    if not attribute(last):
        return whole
    while words and words[-1][1] in ("v", "vn", "uj"):
        words.pop()
    bare = "".join(word for word, _ in words)
    bare = _YEAR_END.sub("", bare)
    return bare if informative(bare) else whole
