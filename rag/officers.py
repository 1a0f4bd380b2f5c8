"""Who holds a post, and who held it when: 书记是谁？ 历任书记都有谁？ 陈成华之前是谁？"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.types import Article, Hit, Span
from index.words import fold
from rag.compose import Quote, Search, build
from rag.evidence import dated, heading_and_lead, told
from rag.posts import POSTS
from rag.spans import Mention, MentionKind, mentions
from rag.types import Answer, Item, Note, NoteKind
from rag.understand import Query, QuestionType

_HEADS = (
    "书记",
    "主任",
    "局长",
    "部长",
    "院长",
    "行长",
    "校长",
    "园长",
    "所长",
    "站长",
    "董事长",
    "总经理",
    "会长",
)
_ASKED = re.compile(
    rf"(?P<title>[一-鿿a-z（）()]{{0,20}}?(?P<deputy>副?)(?P<post>{POSTS}|负责人))的?"
    r"(?:分别|先后|前后|现在|当时|目前|历来|[这近]些年来?|[这近]?几年来?)*(?:是|叫|为|姓|由|都|有|换|了|过|前后|出现|的名字|名字|姓名|到底|究竟|[，,])*(?:谁|哪几?[位个些任]|什么|啥|甚|姓名|名字|[?？]?$)"
)
_ALONE = re.compile(  # who holds a post, and nothing else
    rf"(?P<title>(?:(?!的)[一-鿿]){{0,14}}?(?:{POSTS}))的?(?:现在|目前)?[是叫由为姓]*(?:谁|哪一?[位个](?:同志|领导)?|什么|啥)(?:名字|担任)?[?？]?"
)
_CHANGED = re.compile(
    rf"换[了过]?(?:哪[几些]?|几)[任位个]?(?P<title>[一-鿿]{{0,10}}?(?:{POSTS}))"
)  # 换过哪几任县长
_IN_POST = re.compile(  # 东圩镇现在谁当书记
    rf"(?P<body>[一-鿿]{{2,12}}?)(?:现在|目前|如今|当时|那时)?(?:是|由)?谁(?:在|来)?(?:当|担任|任|做)(?:了|的)?(?P<title>[一-鿿]{{0,4}}?(?:{POSTS}))[?？]?$"
)
_PARTY = re.compile(r"(?:党委|党工委|党组|党总支|党支部|委)$")
_LEADING = re.compile(
    r"^(?:[这近]?几年来?|[这近]些?年来?|报上出现过?的|请问|那么?|历任|历届|历年|现任|时任|原|前任|前|新任|当时的?|目前的?|现在的?|最近的?|如今的?|的|和|与|是|谁是|上出现的|报上|报纸上|报道中的?|"
    r"(?:19|20)\d{2}|年初?|以来|至今|起|[月日号初末底]|\d+)+"
)
_WITHIN = re.compile(r"的|历任|历届|历年|现任|时任|新任|先后")
_TIMELINE = re.compile(
    r"历任|历届|历年|先后|都有谁|都是谁|有过|换过|哪几[位个任]|哪些人|分别是谁|各是谁|都有哪|前后是"
)
_BEFORE = re.compile(r"(?P<name>[一-鿿]{2,3})(?:书记|主任|市长|局长)?(?:之前|以前|的前任|前任|上一任)")
_AFTER = re.compile(r"(?P<name>[一-鿿]{2,3})(?:书记|主任|市长|局长)?(?:之后|以后|的继任|继任|的接任|下一任)")
_TITLE = re.compile(r"[一-鿿（）()、]{2,40}$")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_IS = re.compile("(?:现|一直)?[为由是]$")  # 主任现为王鹏
_TENURE = re.compile("原|老|前任?|时任|现任")
_POST_END = re.compile(rf"副?(?:{POSTS})$")
_IN_CAPACITY = re.compile(  # 周明是不是以教育局局长的身份参加的
    rf"(?:(?:是不是|是否|是)?(?:以|作为)|(?:当时|那时候?)?(?:是不是|是)(?=[^，,。？?]{{2,14}}[，,]?(?:吗|吧|对[吗吧不])))"
    rf"(?P<title>[一-鿿]{{2,14}}?(?:{POSTS}))(?:的?身份)?"
)
# Of late; a year dates what may be over (2015年任局长).
_SINCE = r"[于自从]?(?:[今去]年)?(?:年?[初底]|\d{1,2}月份?)?(?:\d{1,2}[日号])?起?"
# 王鹏同志任区委书记, 任命王鹏为局长, 王鹏今年2月接替周明任局长; but not 不再担任, 曾任, 任书记时.
_APPOINTED = re.compile(
    rf"(?:同志|先生|女士)?[，,]?{_SINCE}(?:接替[一-鿿]{{2,3}})?(?:正式|被|获|已经?)?(?P<by>为|(?:任命|选举|推选|聘任|当选)为?|出任|接任|就任|兼任|担任|任)"
    rf"(?P<titles>(?:(?!为)[一-鿿（）()、]){{0,30}}(?:{POSTS}))(?!时|期间|以来|[一-鿿]{{0,2}}候选)"
)
# 董事长由周明自1月起担任
_HELD_BY = re.compile(rf"(?P<titles>[一-鿿]{{0,20}}(?:{POSTS}))(?:一职)?由[一-鿿]{{0,6}}$")
_HOLDS = re.compile(rf"(?:同志|先生|女士)?{_SINCE}(?:接任|继任|担任|出任|兼任)")
# 接替周明担任县教育局局长的王鹏
_WHO_HOLDS = re.compile(
    rf"(?<![曾原历再前])(?:现任|接任|继任|出任|担任|就任|兼任)(?P<titles>[一-鿿（）()]{{2,20}}(?:{POSTS}))的$"
)
_HEARD = re.compile("^(?:(?:听取|审议|讨论|传达|学习|邀请)[和与了并]?)+")
_APPOINTING = re.compile(r"(?:任命|选举|推选|聘任|聘请|提名)$")
_UP_TO_VERB = re.compile(r"^.*(?:学习|传达|和|与|由|受|向|到|是|任|为|在|上|对|邀请|听取|新任|现任|时任)")
_VERB = re.compile(rf"{_UP_TO_VERB.pattern}$")
_WRITTEN = re.compile(r"[一-鿿（）()、]{2,40}$")
_ASKS_TITLE = re.compile(
    r"^[一-鿿]{2,4}是(?:谁|什么人)[?？]?$|(?:什么|啥|哪个)(?:职务|职位|岗位|位[子置])|何职|职务是|[一-鿿]\s?的?(?:职务|头衔)[?？]?$|身份|担任什么|什么官|头衔|是干[啥什]么?的|职位|做什么的"
)
_CHANGES = re.compile(r"变化|变的|变了|历任|先后|前后|这几年|变动|哪些职务|都担任")
_OF_PEOPLE = (QuestionType.WHO, QuestionType.LIST, QuestionType.WHAT, QuestionType.WHICH)
_OF_REGION = re.compile("[省市县区镇乡]长")  # of the archive's own, where no other is named
_LEVEL = re.compile(r"^[省市区县镇](?=[党委政教管人组纪监])|[省市区县镇]$")
_SPAN = "至"
_LED_BY_SECRETARY = re.compile("(?:[省市州县区旗镇乡党纪]委|党工委|党组|支部)$")
_RANK = re.compile("常务|第一(?=副|书记)|名誉|执行|首席")  # the 常务副县长 is one of those who are 副县长
_FORMER = re.compile(r"(?:原|时任|前任|前)$")
_ANOTHER = re.compile(  # 第二人民医院 is not the 人民医院
    r"第[一二三四五六七八九十\d]+|附属|分(?=[院校局行社])"
)
_LEFT_OUT = "(?:人民|医|市|县|区)?"  # of a name where its short form leaves it out: 中医医院, 县人民医院
_THIS = re.compile(r"^(?:[该本](?:[院校园行局所馆]|公司|集团)|(?:公司|集团)(?=董事长|总[经裁]))")
_BODY_END = re.compile(
    r"(?P<sort>医院|学校|[中小]学|幼儿园|大学|公司|集团|银行|支行)(?:院长|校长|园长|行长|董事长|总经理)$"
)
_ONCE = re.compile(r"^(?:原任?|曾任?|前任|历任)(?!则|因)")
_ACTING = re.compile(r"代理?(?=[省市县区镇乡局院部主]|$)")
_WHOSE = re.compile("^[一-鿿]*[省市州县区](?=[一-鿿]{2})")
_OFFICE = re.compile("[局委厅办]")
_REGION = re.compile(r"[一-鿿]{2,6}?[省市县区镇](?=党|委|政|人大|[省市区县镇乡]长|纪|组织|宣传|统战|$)")


@dataclass(frozen=True, slots=True)
class Holder:
    """A person named with a post: the sentence, the name in it, and the titles before the name."""

    article: Article
    sentence: Span
    name: Span
    titles: str

    @property
    def text(self) -> str:
        """Cut the name out of the article."""
        return self.article.text[self.name.start : self.name.end]

    @property
    def day(self) -> str:
        """Give the date that the mention holds for, "" when unknown."""
        date = self.article.event_date or self.article.published
        return str(date) if date else ""


def asked_title(query: Query) -> str:
    """Give the title whose holder a question asks for (泗水县委书记), folded and without brackets, or ""."""
    asked = _BRACKETS.sub("", fold(query.text))
    found = _IN_POST.search(asked) or _CHANGED.search(asked) or _ASKED.search(asked)
    if not found:
        return ""
    if body := found.groupdict().get("body"):
        return _LEADING.sub("", body) + found["title"]
    title = re.split(r"之[前后]|以[前后]|时(?!任)期?的?|出现过?的|期间的?|时候的?", found["title"])
    return _WITHIN.sub("", _LEADING.sub("", "".join(title[-1:])))


def holders(title: str, articles: Sequence[Article]) -> list[Holder]:
    """Find who is named with a title, oldest first; a report counts once for each person."""
    head = re.search(r"(?:主要)?负责人$|一把手$", title)
    body = title[: head.start()] if head else ""
    region = not body or body[-1] in "省市州县区旗镇乡"
    of_party = _LED_BY_SECRETARY.search(body) or (region and title.endswith("一把手"))
    heads = _HEADS[:1] if of_party else _HEADS  # of a region
    titles = [body + post for post in heads] if head else [title]
    found = [holder for article in articles for one in titles for holder in _named(one, article)]
    found.sort(key=lambda holder: (holder.day, holder.article.id, holder.name.start))
    return list({(holder.article.id, holder.text): holder for holder in reversed(found)}.values())[::-1]


def _named(title: str, article: Article) -> Iterator[Holder]:
    post = _POST_END.search(title)
    if not post or post.group() not in fold(article.text):
        return
    for sentence in told(article):
        text = article.text[sentence.start : sentence.end]
        if post.group() not in fold(text):
            continue
        for person in mentions(text, frozenset({MentionKind.PERSON})):
            both = (_titles(fold(text), person, post.group()), _appointed(fold(text), person))
            around = _around(title, fold(text[: person.start]), article)
            if any(_same(title, one, titles, around) for titles in both for one in titles.split("、")):
                name = Span(sentence.start + person.start, sentence.start + person.end)
                yield Holder(article, sentence, name, "、".join(filter(None, both)))


def _around(title: str, before: str, article: Article) -> str:
    """Give what tells whose post a bare one is: the words before, the headline where they name no body."""
    body = _BODY_END.search(title)
    return before if body and body["sort"] in before else before + fold(heading_and_lead(article))


def _appointed(text: str, person: Mention) -> str:
    """Give the titles that a person is appointed to behind the name, or is said to hold before it, or ""."""
    held = _HELD_BY.search(text, 0, person.start)
    if held and _HOLDS.match(text, person.end):
        return held["titles"]
    if holds := _WHO_HOLDS.search(text, 0, person.start):
        return holds["titles"]
    found = None if text.endswith("接替", 0, person.start) else _APPOINTED.match(text, person.end)
    named = found and (found["by"] != "为" or _APPOINTING.search(text[: person.start]))
    return found["titles"] if found and named else ""


def _titles(text: str, person: Mention, post: str) -> str:
    """Give the titles before a name, and the post where it stands behind (市委林红玉书记)."""
    ahead = text[max(0, person.start - 60) : person.start].rstrip(" ")  # 商务部部长 高虎城：…
    before = _TITLE.search(_IS.sub("", _BRACKETS.sub("", ahead)))
    titles = before.group() if before else ""
    return titles + post if text.startswith(post, person.end) else titles


def _same(title: str, one: str, titles: str, around: str) -> bool:
    """Tell whether a title is the one asked for: the same words from the end, what is left not at odds.

    区党工委书记 is 济宁高新区党工委书记 where the report speaks of 济宁高新区; 副书记 is not 书记.
    """
    one = _THIS.sub("", one)
    size = next((n for n in range(min(len(title), len(one)), 0, -1) if title[-n:] == one[-n:]), 0)
    asked, said = title[: len(title) - size], _VERB.sub("", one[: len(one) - size])
    bare = _PARTY.sub("", said)  # 高新区书记 is the 济宁高新区党工委书记, and the 区党工委书记 there
    zone = said.endswith("党工委") and asked.endswith(bare) and asked in around
    within = bool(asked) and (zone or (len(bare) > 1 and bare.endswith(asked)))
    levels = {_level(titles), _level(one)} - {""}
    regions = _REGION.findall(_UP_TO_VERB.sub("", titles))
    if (
        size < 2
        or _ONCE.search(titles)
        or bool(_ACTING.search(asked)) > bool(_ACTING.search(said))
        or (len(regions) == 1 and _another_region(title, regions[0]))
        or (levels and not within and _level(asked) not in {"", *levels})
        or f"{asked} {said} ".count("副 ")
        or _FORMER.search(said)
        or set(_RANK.findall(asked)) - set(_RANK.findall(said))
        or set(_ANOTHER.findall(said)) - set(_ANOTHER.findall(title))
    ):
        return False
    body, post = _BODY_END.search(title), _POST_END.search(one)
    short = title[: body.end("sort")] if body else ""
    if said or not asked:  # 东湖县委书记 is the 东湖县县委书记, 中医院院长 the 中医医院院长
        spelt = body and post and _spelt(short, one[: post.start()])
        return not asked or said in asked or bool(spelt) or within or _shortens(asked, said, title[-size:])
    if body and not _spelt(re.sub(f"^[省市县区](?!{body['sort']}$)", "", short), around):
        return False
    parts = [asked[i : i + 2] for i in range(len(asked) - 1)] or [asked]
    return sum(part in around for part in parts) >= len(parts) / 2


def _shortens(asked: str, said: str, end: str) -> bool:
    """Tell whether an office is asked for by its short name: 县交通(局局长) for 县交通运输, 市卫健(委主任).

    The letters are those of the long name, in order, from its first one; both are of one region and level.
    """
    short, long = (_WHOSE.sub("", text) for text in (asked, said))
    region, other = asked.removesuffix(short), said.removesuffix(long)
    letters = iter(long)
    return (
        bool(_OFFICE.match(end))
        and 1 < len(short) < len(long)
        and long.startswith(short[0])
        and all(letter in letters for letter in short)
        and (region.endswith(other) or other.endswith(region))
    )


def _spelt(short: str, text: str) -> bool:
    """Tell whether a text writes a short name out: 中医院 as 中医医院, 县医院 as 县人民医院 alone."""
    return bool(re.search(_LEFT_OUT.join(map(re.escape, short)), text))


def _another_region(title: str, region: str) -> bool:
    """Tell whether a title asked for names a place that is not the one place of the titles held."""
    asked = _REGION.search(title)
    return asked is not None and region[-3:-1] not in title and asked.group()[-3:-1] not in region


def report_titles(query: Query, hits: Sequence[Hit], search: Search) -> Answer | None:
    """Answer what post somebody holds, the newest first; every change of it where that is asked."""
    if not _ASKS_TITLE.search(fold(query.text)):
        return None
    articles = {hit.passage.article.id: hit.passage.article for hit in hits}
    held = fold("\n".join(article.text for article in articles.values()))
    people = [
        fold(query.text)[m.start : m.end] for m in mentions(query.text, frozenset({MentionKind.PERSON}))
    ]
    people = [name for name in people if name in held]
    if len(people) != 1:
        return None
    articles |= {h.passage.article.id: h.passage.article for h in search(people[0], query.times)}
    found = [holder for article in articles.values() for holder in _titled(people[0], article)]
    found = [h for h in found if not query.times or dated(query, h.article, "") > 0]
    if not found:
        return None
    found.sort(key=lambda holder: (holder.day, holder.article.id, holder.name.start))
    each = list({holder.titles: holder for holder in reversed(found)}.values())[::-1]
    shown = each if _CHANGES.search(fold(query.text)) else [max(found, key=lambda h: (h.day, len(h.titles)))]
    answer = build(query, [_quote(holder) for holder in shown], "；".join(h.titles for h in shown), hits)
    items = (Item(holder.titles, number, _label(holder)) for number, holder in enumerate(shown, 1))
    return answer.with_items(*items)


def _titled(name: str, article: Article) -> Iterator[Holder]:
    """Find a person with the titles that stand before the name, as they are written (but 听取县长周明…)."""
    for sentence in told(article):
        text = article.text[sentence.start : sentence.end]
        place = fold(text).find(name)
        before = _WRITTEN.search(text[:place]) if place > 0 else None
        if before and _POST_END.search(fold(before.group())):
            span = Span(sentence.start + place, sentence.start + place + len(name))
            yield Holder(article, sentence, span, _HEARD.sub("", before.group()))


def _level(text: str) -> str:
    """Give the level of government that a title begins or an organisation ends with: 省, 市, 区 … or ""."""
    found = _LEVEL.search(text)
    return found.group()[0] if found else ""


def report_holders(query: Query, hits: Sequence[Hit], search: Search) -> Answer | None:
    """Answer who holds a post: the newest, dated, and who came before; all for a timeline."""
    asked, title = fold(query.text), asked_title(query)
    earlier, later = _BEFORE.search(asked), _AFTER.search(asked)
    if not title or query.type not in _OF_PEOPLE:
        return None
    if beside := earlier or later:  # of 周明之前的书记 the post is the one that he holds
        title = _held_by(beside["name"], title, search(f"{beside['name']}{title}", query.times)) or title
    heads = _TIMELINE.search(asked) and _OF_REGION.fullmatch(title)
    if len(title) < 4 and not (heads or beside):
        return None  # 局长 alone: of what is for the ranking to tell
    asked_for = [title, re.sub("一把手$", "书记", title)]
    found_by = (hit for words in dict.fromkeys(asked_for) for hit in search(words, query.times))
    articles = {hit.passage.article.id: hit.passage.article for hit in [*hits, *found_by]}
    found = holders(title, list(articles.values()))
    timed = [h for h in found if not query.times or dated(query, h.article, "") > 0]
    if earlier:
        timed = _beside(found, earlier["name"], before=True)
    elif later:
        timed = _beside(found, later["name"], before=False)
    elif _TIMELINE.search(asked):
        return _timeline(query, timed, hits) if timed else None
    if not timed:
        return None
    newest = timed[-1]
    return _newest(query, newest, [] if query.times or earlier or later else timed, hits)


def _held_by(name: str, title: str, hits: Sequence[Hit]) -> str:
    """Give the whole title that reports give a person: 东湖县委书记 for 书记; "" where none does."""
    articles = {hit.passage.article.id: hit.passage.article for hit in hits}.values()
    held = (one for article in articles for titles in _titles_of(name, article) for one in titles.split("、"))
    ones = (_LEADING.sub("", one) for one in held if one.endswith(title))
    return max(
        (one for one in ones if title.startswith("副") or f"副{title}" not in one), key=len, default=""
    )


def asks_beside(query: Query) -> bool:
    """Tell whether a question asks who held a post before or after somebody."""
    asked = fold(query.text)
    found = _BEFORE.search(asked) or _AFTER.search(asked)
    people = mentions(asked, frozenset({MentionKind.PERSON})) if found else ()
    named = any(p.start == found.start("name") for p in people) if found else False
    return named and query.type in _OF_PEOPLE and bool(asked_title(query))


def held_titles(
    names: Sequence[str], question: str, articles: Sequence[Article]
) -> Iterator[tuple[str, str, str]]:
    """List people whom a question gives a title that no report gives them: name, that title, a title held."""
    for name in names:
        place = question.index(name)
        asked = _LEADING.sub("", _titles(question[:place], Mention(place, place, MentionKind.PERSON), "无"))
        capacity = _IN_CAPACITY.match(question, place + len(name))
        asked = capacity["title"] if capacity else asked
        if not _POST_END.search(asked) or asked.endswith("一把手"):
            continue
        held = [
            titles
            for article in articles
            for titles in _titles_of(name, article)
            if any(map(_POST_END.search, titles.split("、")))
        ]
        ones = [one for titles in held for one in titles.split("、")]
        if ones and not any(_may_be(asked, one) for one in ones):
            yield name, asked, held[0]


def holds_another(query: Query, text: str) -> bool:
    """Tell whether just the holder of a post is asked for, and the people of a sentence hold others.

    局长 is one post, 公安局局长 and 教育局局长 are two.
    """
    alone = _ALONE.fullmatch(_LEADING.sub("", fold(query.text)))
    if not alone or alone["title"].endswith("一把手"):
        return False
    said, people = fold(text), mentions(text, frozenset({MentionKind.PERSON}))
    held = [t for person in people for t in (_titles(said, person, "无"), _appointed(said, person))]
    ones = [one for titles in held for one in titles.split("、") if _POST_END.search(one)]
    return bool(ones) and not any(_may_be(alone["title"], one) for one in ones)


def _may_be(asked: str, one: str) -> bool:
    """Tell whether two titles can be the same: the same post, the organisation of one within the other."""
    post, other = _POST_END.search(asked), _POST_END.search(one)
    if not post or not other or post.group() != other.group():
        return False
    short, long = sorted((_TENURE.sub("", t[: p.start()]) for t, p in ((asked, post), (one, other))), key=len)
    letters = iter(long)
    return all(letter in letters for letter in short)


def _titles_of(name: str, article: Article) -> Iterator[str]:
    text = fold(article.text)
    for match in re.finditer(re.escape(name), text):
        person = Mention(match.start(), match.end(), MentionKind.PERSON)
        yield from filter(None, (_titles(text, person, "无"), _appointed(text, person)))


def _beside(found: list[Holder], name: str, *, before: bool) -> list[Holder]:
    """Keep those who are named before the person's first mention, or after the last one."""
    days = [holder.day for holder in found if holder.text.endswith(name) or name.endswith(holder.text)]
    if not days:
        return []
    if before:
        return [holder for holder in found if holder.day < min(days)]
    return [holder for holder in found if holder.day > max(days)][:1]


def _quote(holder: Holder) -> Quote:
    """Cut the sentence to the clauses around the name, where it is long."""
    text = holder.article.text
    start, end = holder.sentence.start, holder.sentence.end
    if end - start > 80:
        borders = [i + 1 for i in range(start, holder.name.start) if text[i] in "，,；;"]
        start = borders[-1] if borders else start
        stop = next((i for i in range(holder.name.end, end) if text[i] in "，,；;。"), end - 1)
        end = stop + (text[stop] == "。")
    return Quote(holder.article, Span(start, end))


def _label(holder: Holder) -> str:
    date = holder.article.event_date or holder.article.published
    return date.words if date else ""


def _newest(query: Query, newest: Holder, found: Sequence[Holder], hits: Sequence[Hit]) -> Answer:
    others = [holder for holder in found if holder.text != newest.text and holder.day < newest.day]
    names = list(dict.fromkeys(holder.text for holder in reversed(others)))[:1]
    before = [holder for holder in others if holder.text in names]
    shown = [newest, *before[-1:]] if names else [newest]
    answer = build(query, [_quote(holder) for holder in shown], newest.text, hits)
    notes = [Note(NoteKind.AS_OF, (_label(newest),))] if _label(newest) else []
    if before and _label(before[-1]):
        notes.append(Note(NoteKind.BEFORE, (_label(before[-1]), before[-1].text)))
    return answer.with_notes(*notes)


def _timeline(query: Query, found: Sequence[Holder], hits: Sequence[Hit]) -> Answer:
    """Show every holder once, from the first to the last mention, in order of date."""
    ends: dict[str, list[Holder]] = {}
    for holder in found:
        ends.setdefault(holder.text, []).append(holder)
    shown = [(mentioned[0], mentioned[-1]) for mentioned in ends.values()]
    quotes = list(dict.fromkeys(_quote(holder) for both in shown for holder in both))
    answer = build(query, quotes, "、".join(ends), hits)
    items = (
        Item(
            first.text, quotes.index(_quote(first)) + 1, _SPAN.join(dict.fromkeys(map(_label, (first, last))))
        )
        for first, last in shown
    )
    return answer.with_items(*items)
