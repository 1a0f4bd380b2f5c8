"""Datelines and bylines: 本报海州讯（记者 王五）, 新华社北京5月3日电, 本报记者 张三, □记者 李四."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.layout import HAN
from index.rarity import rarity
from index.surnames import has_surname

_BULLET = r"[□■◎●○◆◇▲△★☆▪•]?"
_PAPER = (
    r"本报|本刊|本台|本网|本站|新华社|新华网|中新社|中新网|人民网|央视网|央广网|光明网|中国新闻网|"
    rf"(?:(?!在)[{HAN}]){{1,8}}?(?:日报|晚报|时报|晨报|早报|商报|都市报|导报|通讯社|新闻网|融媒|电视台)"
)
_DATE = r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
_BRACKET = r"[（(](?P<names>[^（）()]{0,160})[）)]"
_WIRE = re.compile(
    rf"{_BULLET}[【\[（(]?据?(?:{_PAPER})(?P<place>(?:(?!本报|记者|[在就])[{HAN}]){{2,8}}?)?(?:{_DATE})?"
    rf"(?:专?电(?![视台影话商子力网信动梯价池])|综合消息|消息(?=[（(:：])|(?<=本[台报网站])消息(?=[,，])|快?讯)[】\]）)]?(?:[,，:：]?{_BRACKET})?[:：]?"
)
_OPENING = re.compile(
    rf"{_BULLET}{_BRACKET}(?<=[）)])|{_BULLET}(?:本报|本刊|本台)(?:[{HAN}]{{2,4}})?记者[{HAN}]{{2,12}}?报道[:：,，]?"
)
_ROLE = re.compile(
    r"(?:本报|本刊|本台|新华社)?(?:全媒体|融媒体?|见习|实习|首席|特约|特派|驻地|高级)*"
    rf"(?P<role>记者|通讯员|实习生|(?<![{HAN}])(?:文[/／]图|图[/／]文|(?:作者|撰文|整理|摄影|文图?|图文?)(?=[:：/／])))[:：/／]?"
)
_LINE_ROLE = re.compile(
    r"(?:本报|本刊|本台|新华社)?(?:全媒体|融媒体?|见习|实习|首席|特约|特派|驻地|高级)*(?:记者|通讯员|实习生)"
    r"|(?:作者|撰文|整理|摄影)[:：/／]|文[/／:：]图?|文图[/／:：]|图文[/／:：]|图[/／]文"
)
_SIGNED = re.compile(r"[（(]([^（）()]{2,60})[）)]$")
_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}[·•][{HAN}]{{1,8}}")
_NAMELY = 0.9  # rarity from which two or three characters alone in brackets are a name
_NOT_NAMES = re.compile(
    "报道|摄影(?:报道)?|整理|综合|供图|手记|观察|调查|走访|探访|来信|体验|连线|获悉|了解|从"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a dateline or byline says; `month` and `day` are those inside the dateline itself."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    place: str = ""
    month: int | None = None
    day: int | None = None


def is_wire(text: str) -> bool:
    """Tell whether text begins with a dateline that names its paper or agency, not only its reporters."""
    return bool(_WIRE.match(squeeze(text[:400])))


def squeeze(text: str) -> str:
    """Leave out all white space."""
    return "".join(text.split())


def dateline_length(text: str) -> int:
    """Count the non-white characters of the dateline that text begins with; 0 without one."""
    head = squeeze(text[:400])
    match = _WIRE.match(head) or _OPENING.match(head)
    if match is None or ("names" in match.groupdict() and match.re is _OPENING and not _credits(match)):
        return 0
    return match.end()


def _credits(match: re.Match[str]) -> bool:
    """Tell whether a bracket at the head of a text names reporters (`报道` needs no bracket)."""
    names = match.group("names")
    return names is None or bool(re.match(r"(?:本报|见习|实习|特约)*(?:记者|通讯员)", names))


def is_byline(text: str) -> bool:
    """Tell whether a whole line only says who wrote: 本报记者 张三 通讯员 李四, or （张三 李四）."""
    signed = _SIGNED.fullmatch(text.strip())
    if signed and _only_names(signed.group(1)):
        return True
    line = text.strip("□■◎●○◆◇▲△★☆▪•（）()[]【】 \t\u3000")
    if len(line) > 60 or not _LINE_ROLE.match(squeeze(line)):
        return False
    reporters, others = names_in(line)
    rest = _ROLE.sub("", squeeze(line)).strip("、，,/／:：")
    names = reporters + others
    named = sum(len(name) for name in names)
    bare = len(text.split()) == 1
    return bool(names) and named >= len(rest) - 4 and not (bare and not has_surname(names[0]))


def names_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read reporters and correspondents from `记者 张三 通讯员 李四 王五` (line breaks as `\\n`)."""
    text = re.sub(r"记\s*者", "记者", re.sub(r"通\s*讯\s*员", "通讯员", text))
    found: dict[str, list[str]] = {"记者": [], "通讯员": []}
    roles = list(_ROLE.finditer(text))
    for role, after in zip(roles, [*roles[1:], None], strict=False):
        part = re.split(r"[）)】\]。]", text[role.end() : after.start() if after else len(text)])[0]
        key = "通讯员" if role.group("role") == "通讯员" else "记者"
        found[key] += [name for name in split_names(part) if name not in found[key]]
    return tuple(found["记者"]), tuple(found["通讯员"])


def split_names(text: str) -> list[str]:
    """Split a list of names; a single character is one half of a name that was spaced out."""
    tokens = [part for part in re.split(r"[\s、，,;；/／&]+", _mend(text).strip()) if part]
    names: list[str] = []
    half = ""
    for token in tokens:
        if half or len(token) > 1:
            names.append(half + token)
            half = ""
        else:
            half = token
    if half and names:
        names[-1] += half
    return [name for name in names if _NAME.fullmatch(name) and not _NOT_NAMES.fullmatch(name)]


def _mend(text: str) -> str:
    """Join a name broken over two lines; two names that only the line end parted stay two."""

    def joined(match: re.Match[str]) -> str:
        before, after = match.groups()
        return before + after if len(before) + len(after) < 4 else f"{before} {after}"

    return re.sub(rf"([{HAN}]+)[ \t]*\n[ \t]*([{HAN}]+)", joined, text)


def read_byline(raw: str, text: str) -> Byline:
    """Read the dateline at the head of a body as it was set (`raw`), else the byline in its joined `text`."""
    head = take(raw, dateline_length(raw))
    reporters, correspondents = names_in(head)
    if not reporters and not correspondents:
        reporters, correspondents = _names_around(text)
    match = _WIRE.match(squeeze(head))
    if match is None:
        return Byline(reporters, correspondents)
    month, day = match.group("month"), match.group("day")
    return Byline(
        reporters,
        correspondents,
        match.group("place") or "",
        int(month) if month else None,
        int(day) if day else None,
    )


def _names_around(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read names from a byline line at the head or the end of a body, or a bracket at its end: （李四）."""
    lines = text.strip().splitlines() or [""]
    for line in (lines[0], lines[-1]):
        if is_byline(line) and _ROLE.search(line):
            return names_in(line)
    signed = _SIGNED.fullmatch(lines[0]) or _SIGNED.search(lines[-1])
    if signed is None:
        return (), ()
    return names_in(signed.group(1)) if _ROLE.search(signed.group(1)) else (_only_names(signed.group(1)), ())


def _only_names(text: str) -> tuple[str, ...]:
    """Read the names of a text that is made of names; () where it holds anything else."""
    names = split_names(text)
    sure = squeeze(text) == "".join(names) and all(has_surname(name) and len(name) < 4 for name in names)
    word = len(names) == 1 and rarity(names[0]) < _NAMELY  # （方案） is nobody
    return tuple(names) if sure and not word else ()


def take(text: str, size: int) -> str:
    """Cut the head of text that holds `size` non-white characters."""
    count = 0
    for index, char in enumerate(text):
        if count == size:
            return text[:index]
        count += not char.isspace()
    return text


def tidy_dateline(text: str) -> str:
    """Write a dateline with one space between its names and none elsewhere."""
    text = re.sub(r"记\s*者", "记者", re.sub(r"通\s*讯\s*员", "通讯员", text))
    bracket = re.search(r"[（(]", text)
    if bracket is None:
        return squeeze(text)
    head, inner = text[: bracket.end()], text[bracket.end() :]
    inner = _mend(re.sub(r"(记者|通讯员)\s*\n\s*", r"\1 ", inner))
    inner = re.sub(rf"(?<![{HAN}])([{HAN}]) (?=[{HAN}]{{1,2}}(?![{HAN}]))", r"\1", " ".join(inner.split()))
    return squeeze(head) + re.sub(r" (?=[）)])|(?<=[（(]) ", "", inner)
