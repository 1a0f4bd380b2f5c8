"""What a page's furniture says: numbers, hotlines, editors, and what stands on which page."""

from pathlib import Path

import pytest

from rag.archive import Archive
from rag.verify import unsupported

PAGES = {
    "a.txt": """海州市委宣传部主管 海州日报社出版
国内统一刊号:CN37-0012 邮发代号:23-45
新闻热线:84825110 广告热线:84825226
海州日报
2021年3月5日 星期五
农历辛丑年正月廿二
总第3216期 今日4版
务实 · 创新 · 开放 · 争先

海州港扩建工程开工
本报讯(记者 陈立)3月4日,海州港扩建工程开工,市长周明宣布开工。

导读
搬进园区的印染厂,日子过得怎样 >> 02版
老街改造:这五个路口要绕行 >> 03版

责任编辑:俞斌 校对:谭芳
""",
    "b.txt": """海州日报
2022年9月6日 星期二
总第3711期

海州粮库开工
本报讯(记者 苏敏)9月5日,海州粮库开工,副市长梁栋出席。

责任编辑:赖晓棠 投稿热线:84825167
""",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder: Path = tmp_path_factory.mktemp("pages")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Archive.from_files([folder])


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("2021年3月5日的海州日报是总第几期？", "总第3216期"),
        ("最近一期报纸是总第几期？", "总第3711期"),
        ("2021年3月5日的报纸责编是谁？", "俞斌"),
        ("2022年9月的报纸责任编辑叫什么？", "赖晓棠"),
        ("海州日报的刊号是多少？", "CN37-0012"),
        ("海州日报由哪家报社出版？", "海州日报社"),
        ("2021年3月5日报纸的广告热线", "84825226"),
        ("给海州日报投稿打哪个电话？", "84825167"),
        ("2021年3月5日的报纸，印染厂那篇在第几版？", "02版"),
        ("2021年3月的报纸导读里第三版登了什么？", "老街改造:这五个路口要绕行"),
        ("2021年3月5日那天是星期几？", "星期五"),
        ("2021年3月5日的报头上印着什么口号？", "务实 · 创新 · 开放 · 争先"),
    ],
)
def test_the_furniture_of_the_issue_answers(archive: Archive, question: str, short: str) -> None:
    answer = archive.ask(question)
    assert answer.short == short
    assert not unsupported(answer)


@pytest.mark.parametrize(
    "question",
    [
        "海州粮库由谁主管？",
        "印染厂的联系电话是多少？",
        "开工仪式由哪家单位主办？",
        "举报电话是多少？",
        "报名电话是多少？",
    ],
)
def test_what_is_asked_of_anything_else_is_not_answered_by_furniture(archive: Archive, question: str) -> None:
    assert not any(
        citation.article.kind.value in ("masthead", "guide") for citation in archive.ask(question).citations
    )
