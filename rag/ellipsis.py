"""Ask the question before of something else: 2020年园区的普惠率是多少？ 公办率呢？"""

from __future__ import annotations

import re

from index.rarity import rarity
from index.words import fold, tag
from rag.remarks import deeds
from rag.slots import change
from rag.spans import MentionKind, mentions
from rag.talk import WHO
from rag.topic import THINGS, asks, counted_things, informative, take_apart, topic, word_ends
from rag.understand import QuestionType, content_words, question_type

_KINDS = (MentionKind.PERSON, MentionKind.TITLE, MentionKind.ORGANISATION, MentionKind.PLACE)
_ASPECT = re.compile(r"(?:这[块个些]|那些|方面|[这那]方面|领域|工作)+$")
_ASPECT_OF = re.compile(
    r"(?<=对)[^，,]{2,12}?(?=怎么|有什么|有哪些|是怎)|(?<=会议)[^，,上]{2,8}?(?=有什么要求)"
)
_MEASURE = re.compile(
    r"(?:总?额|增[幅速]|增长率?|面积|人[数口]|数量|金额|占比|比例|产值|收入|营收|利润|税收|总?投资|排名|名次)$"
)
_POST = re.compile(r"副?[一-鿿]{0,2}(?:书记|主任|局长|市长|区长|县长|部长|主席|院长|校长|董事长|总经理)")
_OF_WORKS = "是哪家？"
_ATTRIBUTES = (
    (r"(?:[全总周]长|长度|增长|时速|电话|手机|号码|邮箱|年龄|岁数|身高|体重)$", "是多少？"),
    (r"(?:时间|日期)$", "是什么时候？"),
    (r"地[点址方]$", "是哪里？"),
    (r"(?:[人者长记任员]|主[持讲]|嘉宾)$", "是谁？"),
    (r"(?:[数额量率积资价]|^钱|收入|产值|资本|资金|人口)$", "是多少？"),
    (r"(?:主题|内容|目[的标]|名[称字]|任务|议题|口号|背景|意义|亮点|职务|职责|学[历位]|专业)$", "是什么？"),
    (r"(?:主办|承办|协办|牵头|责任)(?:单位|方)$", "是谁？"),
    (r"原因$", "是什么？"),
    (r"(?:监理|设计|施工|承建|总包|代建|勘察)(?:单位|方)?$", _OF_WORKS),
)
_REGIONS = frozenset("省市县区镇乡村")
_PART = re.compile(r"^(?:其中|里面)|[这那](?:个|段|部分|边|些|块)|[境区市县]内|以[内外]$")
_TIME_FIRST = re.compile(r"^(?:(?:19|20)\d{2}年)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?的?")
_NAMED = frozenset("ns nt nz nrfg eng".split())
_PERSONAL = re.compile(r"^(?:学[历位]|职务|籍贯|年龄|岁数|电话|手机|生日|老家|民族|专业|简历|履历|党派)$")
_PLACES = frozenset({MentionKind.PLACE})
_WIDE = re.compile(r"全[球国省市区县镇]|世界")
_DOING = re.compile(r"(?P<deed>[一-鿿]{2,4})的")


def owner(attribute: str, before: str) -> str:
    """Name what an attribute is of: the person of the question before, else its topic."""
    people = mentions(before, WHO) if _PERSONAL.search(attribute) else []
    return before[people[0].start : people[0].end] if people else topic(before)


def put(before: str, new: str) -> str:
    """Put the new words in the place of those of their sort; "" where there are none.

    In a question of two clauses (六大行动，甲行动谁管) those of the second.
    """
    front, comma, last = before.rpartition("，")
    within = comma and asks(last) and not asks(front) and informative(take_apart(last).before)
    if within and (found := put(last, new)):
        return front + comma + found
    if _PART.search(new) and before.startswith(subject := topic(before, things=False)):
        return subject + new + before[len(subject) :]
    if found := _done_by(before, new) or _befell(before, new) or _wider(before, new) or _posted(before, new):
        return found
    bare, asked = new.rstrip("的"), take_apart(before)
    bare = _ASPECT.sub("", bare) or bare
    counted = _counted(before, new) or _counted(before, bare)
    if found := (counted if _is_common(bare) else "") or _longer(before, bare) or _mentioned(before, bare):
        return found
    if counted:
        return counted
    if shared := _same_shape(before, bare):
        return before.replace(_modified(before, shared) if bare.endswith(shared) else shared, bare, 1)
    if _MEASURE.search(bare) and (measure := _MEASURE.search(topic(before))):
        return topic(before)[: measure.start()] + bare + asking(before, bare)
    if aspect := _ASPECT_OF.search(before):
        return before[: aspect.start()] + bare + before[aspect.end() :]
    return _as_subject(asked.before, asked.word + asked.behind, bare)


def _done_by(before: str, new: str) -> str:
    """Ask who did something else: 谁主持, 讲话的呢 → 谁讲话."""
    deed, asked = _DOING.fullmatch(new), take_apart(before)
    does = deed and (deeds(new) or tag(new)[0][1] == "v") and asked.word in ("谁", "哪位")
    front = asked.before.rstrip("是由") if informative(asked.before) else topic(before)
    return f"{front}{asked.word}{deed['deed']}" if deed and does else ""


def _befell(before: str, new: str) -> str:
    """Ask when something else happened: 哪天落马的, 双开呢 → 哪天双开的."""
    asked = take_apart(before)
    behind = re.fullmatch(r"(?P<deed>[一-鿿]{2,4})(?P<end>的|了)?[?？。]*", asked.behind)
    if not behind or not asked.before or any(label[0] != "v" for _, label in tag(new + behind["deed"])):
        return ""
    return f"{asked.before}{asked.word}{new}{behind['end'] or ''}？"


def _posted(before: str, new: str) -> str:
    """Put a post in the place of another: 什么时候当的**副市长** → 县委书记."""
    old = _POST.search(take_apart(before).behind) if _POST.fullmatch(new) else None
    return before.replace(old.group(), new, 1) if old else ""


def _wider(before: str, new: str) -> str:
    """Ask of all of a region or the world what was asked of a place."""
    place = next(iter(mentions(before, _PLACES)), None) if _WIDE.fullmatch(new) else None
    if not place or place.start not in (0, *word_ends(before)):
        return ""
    rest = before[place.end :]
    seam = before[place.end - 1] not in _REGIONS and rest[:1] in _REGIONS  # 兖州 + 区
    return before[: place.start] + new + rest[seam:]


def _counted(before: str, new: str) -> str:
    """Count the new things in the place of the old (多少公里管网, 多少公园), those that can be counted."""
    asked = take_apart(before)
    things = THINGS.match(asked.behind) if asked.word in ("多少", "几", "哪些", "哪几个") else None
    if not things or len(new) < 2 or (things["unit"] and attribute(new) == "是多少？"):
        return ""
    unit = things["unit"] if len(things["unit"]) == 1 else ""
    if new.endswith("的"):  # 进决赛的: of the same things
        done = tag(new)[0][1] == "v"
        whole = counted_things(asked.behind)
        if not done and len(words := tag(whole)) > 1:  # 幼儿园的, of 义务教育**学位**
            return f"{asked.before}{asked.word}{unit}{new[:-1]}{words[-1][0]}"
        return f"{asked.before}{asked.word}{unit}{whole}{new[:-1]}" if done else ""
    return f"{asked.before}{asked.word}{unit}{new}"


def _is_common(text: str) -> bool:
    """Tell a thing that bears no name: 口袋公园."""
    return not mentions(text, WHO) and all(label not in ("ns", "nt", "nz") for _, label in tag(text))


def _longer(before: str, new: str) -> str:
    """Put a phrase in the place of a shorter one that begins and ends alike: 党工委会议, 党工委扩大会议."""
    if len(new) < 5:
        return ""
    alike = re.search(rf"{re.escape(new[:2])}[^，,。？?]{{0,12}}?{re.escape(new[-2:])}", before)
    return before[: alike.start()] + new + before[alike.end() :] if alike else ""


def _mentioned(before: str, new: str) -> str:
    """Put a person, a title, an organisation or a place in the place of another, posts (张三局长) and all."""
    for kind in _KINDS:
        kinds = frozenset({kind})
        named, old = mentions(new, kinds), mentions(before, kinds)
        behind = [new[mention.end :] for mention in named]
        post = kind is MentionKind.PERSON
        if old and any(len(rest) <= 1 or (post and _POST.fullmatch(rest)) for rest in behind):
            rest = before[old[0].end :]
            rest = _POST.sub("", rest, count=1) if post and _POST.match(rest) else rest
            put_in = _region(before[old[0].start : old[0].end], new) + new
            return before[: old[0].start] + put_in + (rest[1:] if {new[-1], rest[:1]} <= _REGIONS else rest)
    return ""


def _same_shape(before: str, new: str) -> str:
    """Find the word of the question before that ends or begins like the new one (普惠率, 公办率)."""
    words = sorted((word for word in content_words(before) if len(word) > 1), key=len, reverse=True)
    ends = [w for w in words if len(new) > 1 and w != fold(new) and w[-1] == fold(new)[-1]]
    starts = [w for w in words if len(w) == len(new) and w != fold(new) and w[0] == fold(new)[0]]
    starts = [w for w in starts if _kinds(w) == _kinds(new)]  # 主题 is no 主持
    found = next(iter((*ends, *starts)), "")
    return found if found and found in before else ""


def _kinds(text: str) -> list[str]:
    return [label[0] for _, label in tag(text)]


def _modified(before: str, head: str) -> str:
    """Lengthen a word by the noun right before it (工业**增加值**), names of places aside."""
    words = tag(before[: before.index(head)])
    noun = words[-1][0] if words and words[-1][1] in ("n", "nz", "vn", "b", "j") else ""
    return before[before.index(head) - len(noun) :][: len(noun) + len(head)]


def _as_subject(before: str, rest: str, new: str) -> str:
    """Put a new name in the place of the noun phrase that the question before begins with."""
    weight = sum(rarity(word) for word in content_words(new))
    if attribute(new) in ("是多少？", "是什么？", _OF_WORKS) or not is_fragment(new) or weight < 0.8:
        return ""
    subject = topic(before + rest)
    if mentions(subject, WHO) and all(label in ("n", "vn") for _, label in tag(new)):
        return ""  # something of the person, not another one
    if subject in rest:
        return before + rest.replace(subject, new, 1)
    if not before.startswith(subject):
        return ""
    kept = change(subject, "")[0]
    time = _TIME_FIRST.match(kept)
    return (time.group() if time else "") + _region(subject, new) + new + before[len(subject) :] + rest


def _region(subject: str, new: str) -> str:
    """Give the places that a subject begins with, for a new one that names none: **兖州区**小学."""
    named = any(label in _NAMED for _, label in tag(new)) or mentions(new, WHO)
    if named or new[-1] in _REGIONS:
        return ""
    places = ""
    for word, label in tag(_TIME_FIRST.sub("", subject)):
        if label != "ns":
            break
        places += word
    return places


def is_fragment(text: str) -> bool:
    """Tell a noun phrase from a clause: no verb, save a character of a short name (武王墩)."""
    return all(
        label not in ("v", "vd", "y") or (len(word) == 1 and label == "v" and 2 < len(text) < 5)
        for word, label in tag(text)
    )


def attribute(new: str) -> str:
    """Give what is asked of a thing that everything of a sort has (金额, 主题), or ""."""
    return next((asked for words, asked in _ATTRIBUTES if re.search(words, new)), "")


def asking(before: str, new: str) -> str:
    """Give what the question before asked, for a new thing that does not say by itself what is asked."""
    if what := attribute(new):
        return what
    if question_type(new) is not QuestionType.WHAT:
        return "？"
    kind, asked = question_type(before), take_apart(before)
    if kind is QuestionType.HOW_MANY:
        return f"是{asked.word or '多少'}？"
    if kind in (QuestionType.WHO, QuestionType.WHEN, QuestionType.WHERE):
        return f"是{asked.word}{asked.behind}？"
    return (
        "有什么要求？"
        if re.search(r"会议?", before)
        else "是什么？"
        if kind is QuestionType.WHAT
        else "怎么样？"
    )
