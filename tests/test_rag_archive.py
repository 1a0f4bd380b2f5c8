import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from index.errors import ArchiveError, EncoderError, InputError
from index.read import File
from index.types import Article, PartialDate
from rag.archive import QUESTION_LIMIT, Archive, build
from rag.types import Answer

PAGE = "港区开港\n\n本报讯（记者 陈立）3月4日，“远望”号靠泊。港区总投资12亿元。\n"
QUESTION = "港区总投资多少？"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path / "page.txt"


@pytest.fixture
def built(tmp_path: Path, page: Path) -> Path:
    build([page], tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def other_encoder(tmp_path: Path) -> str:
    """A static model of a few pieces, in sentence-transformers' form."""
    folder = tmp_path / "other"
    folder.mkdir()
    pieces = [("<unk>", -20.0), ("港区", -1.0), ("投资", -1.0), ("种子", -1.0)]
    Tokenizer(Unigram(pieces, unk_id=0)).save(str(folder / "tokenizer.json"))
    table = np.vstack([np.zeros(3), np.eye(3)]).astype(np.float16)
    save_file({"embedding.weight": table}, folder / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return str(folder)


def article(name: str, text: str, *, source: str = "") -> Article:
    return Article(id=name, title="", text=text, source=source or name)


def ask(folder: Path, question: str = QUESTION) -> Answer:
    archive = Archive.open(folder)
    answer = archive.ask(question)
    archive.close()
    return answer


def test_a_mistyped_path_leaves_no_empty_archive_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="找不到"):
        build([tmp_path / "none"], tmp_path / "archive")
    assert not (tmp_path / "archive").exists()


def test_a_folder_that_holds_something_else_is_left_as_it_was(tmp_path: Path, page: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("亲爱的", encoding="utf-8")
    with pytest.raises(ArchiveError, match="没有改动它"):
        build([page], tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_an_archive_that_was_built_is_opened_and_answers_the_same(tmp_path: Path, page: Path) -> None:
    summary = build([page], tmp_path / "archive")
    assert [article.title for article in summary.articles] == ["港区开港"]
    opened = Archive.open(tmp_path / "archive").ask(QUESTION)
    assert opened == Archive.from_files([page]).ask(QUESTION)
    assert opened.short == "12亿元"


def test_an_opened_archive_answers_the_same_when_opened_again(built: Path) -> None:
    assert repr(ask(built)).encode() == repr(ask(built)).encode()


def test_files_are_added_to_an_archive_that_exists(tmp_path: Path, built: Path) -> None:
    (tmp_path / "school.txt").write_text("新校启用\n\n本报讯（记者 何红）新校占地300亩。\n", "utf-8")
    build([tmp_path / "school.txt"], built)
    assert ask(built).short == "12亿元"
    assert ask(built, "新校占地多少亩？").short == "300亩"


def test_a_file_that_changed_replaces_what_it_said(page: Path, built: Path) -> None:
    page.write_text(PAGE.replace("12亿元", "15亿元"), encoding="utf-8")
    build([page], built)
    assert ask(built).short == "15亿元"
    assert len(list(Archive.open(built).articles)) == 1


def test_an_open_archive_sees_what_another_one_adds(tmp_path: Path, built: Path) -> None:
    archive = Archive.open(built)
    assert archive.ask(QUESTION).short == "12亿元"
    (tmp_path / "school.txt").write_text("新校启用\n\n本报讯（记者 何红）新校占地300亩。\n", "utf-8")
    build([tmp_path / "school.txt"], built)
    assert archive.ask("新校占地多少亩？").short == "300亩"


def test_a_file_that_cannot_be_read_is_listed_and_the_others_are_added(tmp_path: Path, page: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    seen: list[tuple[int, int, str]] = []
    summary = build(
        [page, tmp_path / "bad.txt"], tmp_path / "archive", progress=lambda *step: seen.append(step)
    )
    assert [problem.source for problem in summary.problems] == ["bad.txt"]
    assert [article.title for article in summary.articles] == ["港区开港"]
    assert [(done, total) for done, total, _ in seen] == [(0, 2), (1, 2), (2, 2)]
    with pytest.raises(InputError):
        Archive.from_files([tmp_path / "bad.txt"])


def test_another_encoder_is_refused_until_build_encodes_anew(
    page: Path, built: Path, other_encoder: str
) -> None:
    with pytest.raises(ArchiveError, match="编码器"):
        Archive.open(built, encoder=other_encoder)
    build([page], built, encoder=other_encoder)
    assert ask(built).short == "12亿元"
    assert Archive.open(built, encoder=other_encoder).search(QUESTION, 1)[0].parts["dense"] > 0.9
    with pytest.raises(ArchiveError, match="编码器"):
        Archive.open(built, encoder="default")


def test_an_encoder_that_is_not_there_is_named_and_nothing_is_made(tmp_path: Path, page: Path) -> None:
    with pytest.raises(EncoderError, match="nowhere"):
        build([page], tmp_path / "archive", encoder=str(tmp_path / "nowhere"))
    assert not (tmp_path / "archive").exists()


def test_a_missing_archive_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="baowen index"):
        Archive.open(tmp_path / "none")


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, None])
def test_a_damaged_database_is_an_archive_error(built: Path, damage: bytes | None) -> None:
    file = built / "archive.db"
    file.write_bytes(file.read_bytes()[:5000] if damage is None else damage)
    with pytest.raises(ArchiveError, match="损坏"):
        Archive.open(built)


@pytest.mark.parametrize("name", ["state.json", "dense.faiss", "keyword/meta.json"])
def test_damaged_search_indexes_are_made_anew(built: Path, name: str) -> None:
    expected = ask(built)
    (built / "search" / name).write_bytes(b"\x00broken")
    assert ask(built) == expected


def test_lost_search_indexes_are_made_anew(built: Path) -> None:
    expected = ask(built)
    for file in sorted((built / "search").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert ask(built) == expected


def test_threads_that_ask_at_once_hear_what_they_hear_alone(built: Path) -> None:
    questions = [QUESTION, "什么时候靠泊？", "你好", "港区总投资多少？谁主持？"] * 4
    alone = [repr(ask(built, question)) for question in questions]
    archive = Archive.open(built)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda question: repr(archive.ask(question)), questions))
    assert together == alone


def test_a_thread_asks_while_another_adds() -> None:
    archive = Archive.from_articles([article("a", "港区总投资12亿元。")])
    schools = [[article(f"n{n}", f"第{n}所新校启用。")] for n in range(20)]
    with ThreadPoolExecutor(1) as pool:
        adding = pool.map(archive.add_articles, schools)
        shorts = [archive.ask(QUESTION).short for _ in range(20)]
        list(adding)
    assert set(shorts) == {"12亿元"}
    assert len(list(archive.articles)) == 21


def test_five_texts_make_an_archive_in_memory() -> None:
    texts = [
        "港区总投资12亿元。",
        "市长周明主持会议。",
        "新校占地300亩。",
        "全市备足化肥八万吨。",
        "条例自5月1日起施行。",
    ]
    archive = Archive.from_articles(article(str(n), text) for n, text in enumerate(texts))
    answer = archive.ask("谁主持会议？")
    assert (answer.short, answer.text) == ("周明", "市长周明主持会议。[1]")
    assert archive.coverage is None


def test_articles_of_one_source_or_none_stand_side_by_side() -> None:
    made = [
        Article(id="a", title="", text="港区总投资12亿元。", source=""),
        Article(id="b", title="", text="新校占地300亩。", source=""),
    ]
    archive = Archive.from_articles(made)
    assert list(archive.articles) == made
    assert archive.ask("新校占地多少亩？").short == "300亩"


def test_an_id_used_twice_is_an_input_error_and_changes_nothing() -> None:
    archive = Archive.from_articles([article("a", "港区开港。")])
    for added in (
        [article("b", "甲。"), article("b", "乙。")],
        [article("a", "丙。", source="elsewhere")],
    ):
        with pytest.raises(InputError, match="编号相同"):
            archive.add_articles(added)
    assert [known.text for known in archive.articles] == ["港区开港。"]


def test_an_article_added_again_replaces_itself() -> None:
    archive = Archive.from_articles([article("a", "港区总投资12亿元。")])
    archive.add_articles([article("a", "港区总投资15亿元。")])
    assert archive.ask(QUESTION).short == "15亿元"


def test_the_page_of_an_article_is_kept_as_it_was(built: Path) -> None:
    archive = Archive.open(built)
    (known,) = archive.articles
    assert archive.page_text(known) == PAGE
    assert archive.page_text(article("a", "手写。")) is None


def test_coverage_is_from_the_first_to_the_last_date() -> None:
    days = [PartialDate(2021, 3, 5), PartialDate(2019, 9), None]
    made = [
        Article(id=str(n), title="", text="会议召开。", source=str(n), published=day)
        for n, day in enumerate(days)
    ]
    assert Archive.from_articles(made).coverage == (PartialDate(2019, 9), PartialDate(2021, 3, 5))


@pytest.mark.parametrize("question", ["", " \n\t", "　", "\x00\x07", "\u200b\ufeff", "\ud800"])
def test_an_empty_question_is_an_input_error(question: str) -> None:
    archive = Archive.from_articles([article("a", "港区开港。")])
    for use in (archive.ask, archive.search, archive.evidence, lambda text: list(archive.stream(text))):
        with pytest.raises(InputError, match="问题是空的"):
            use(question)


def test_a_question_may_be_as_long_as_the_limit_and_no_longer() -> None:
    archive = Archive.from_articles([article("a", "港区开港。")])
    assert archive.ask("港" * QUESTION_LIMIT).question == "港" * QUESTION_LIMIT
    with pytest.raises(InputError, match=f"{QUESTION_LIMIT + 1} 字，最多 {QUESTION_LIMIT} 字"):
        archive.ask("港" * (QUESTION_LIMIT + 1))


def test_control_characters_in_a_question_change_nothing() -> None:
    archive = Archive.from_articles([article("a", "港区总投资12亿元。")])
    plain, odd = archive.ask(QUESTION), archive.ask(" 港区\x00总\u200b投资\ufeff多少？\u202e\n")
    assert (odd.text, odd.short, odd.hits) == (plain.text, plain.short, plain.hits)
    assert odd.rewritten == QUESTION


def test_evidence_is_what_the_answer_is_chosen_from() -> None:
    archive = Archive.from_articles([article("a", "会议召开。港区总投资12亿元。")])
    found = archive.evidence(QUESTION)
    assert [sentence.text for sentence in found] == ["港区总投资12亿元。", "会议召开。"]
    assert archive.ask(QUESTION).citations[0].quote == found[0].text


def test_files_of_two_folders_that_look_alike_are_both_there(tmp_path: Path) -> None:
    for year in ("2022", "2023"):
        (tmp_path / year / "01").mkdir(parents=True)
        (tmp_path / year / "01" / "p.txt").write_text(PAGE, encoding="utf-8")
    archive = Archive.from_files([tmp_path / "2022", tmp_path / "2023"])
    assert [known.source for known in archive.articles] == ["2022/01/p.txt", "2023/01/p.txt"]


def test_half_a_character_is_an_input_error() -> None:
    with pytest.raises(InputError, match="残缺"):
        Archive.from_articles([article("a", "港\ud800区。")])


def test_a_file_whose_articles_clash_with_others_is_listed(page: Path) -> None:
    archive = Archive.from_articles([article("page.txt#1", "港区开港。", source="mine")])
    assert [problem.source for problem in archive.add_files([page]).problems] == ["page.txt"]
    assert [known.source for known in archive.articles] == ["mine"]


def test_an_encoder_given_by_a_relative_path_is_found_from_elsewhere(
    tmp_path: Path, page: Path, other_encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    build([page], "archive", encoder=Path(other_encoder).name)
    monkeypatch.chdir("/")
    assert ask(tmp_path / "archive").short == "12亿元"


def test_an_archive_whose_making_was_cut_short_is_made_anew(tmp_path: Path, page: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "archive.db.part").write_bytes(b"half")
    build([page], tmp_path / "archive")
    assert ask(tmp_path / "archive").short == "12亿元"


def test_files_of_one_name_in_two_folders_do_not_replace_each_other(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("上半年", "下半年")]
    for folder in folders:
        folder.mkdir()
        (folder / "一版.txt").write_text(
            f"本报讯（记者 王五）{folder.name}，全市教育工作会议召开。\n", "utf-8"
        )
    first, second, again = (build([folder], tmp_path / "archive") for folder in (*folders, folders[0]))
    assert (first.added, second.added) == (("一版.txt",), ("下半年/一版.txt",))
    assert (again.added, again.updated) == ((), ("一版.txt",))
    whole = build([tmp_path / "上半年" / "一版.txt"], tmp_path / "archive")
    assert whole.updated == ("一版.txt",)


def test_a_file_that_was_moved_replaces_what_it_was(tmp_path: Path) -> None:
    (tmp_path / "旧").mkdir()
    page = tmp_path / "旧" / "一版.txt"
    page.write_text("本报讯（记者 王五）5月9日，全市教育工作会议召开。\n", "utf-8")
    build([page.parent], tmp_path / "archive")
    page.parent.rename(tmp_path / "新")
    assert build([tmp_path / "新"], tmp_path / "archive").updated == ("一版.txt",)


def test_another_file_of_the_name_of_one_that_is_gone_replaces_nothing(tmp_path: Path) -> None:
    for month in ("四月", "五月"):
        (tmp_path / month).mkdir()
        page = tmp_path / month / "一版.txt"
        page.write_text(f"本报讯（记者 王五）{month}9日，全市教育工作会议召开。\n", "utf-8")
        summary = build([page.parent], tmp_path / "archive")
        page.unlink()
    assert (summary.added, summary.updated) == (("五月/一版.txt",), ())
    texts = [known.text for known in Archive.open(tmp_path / "archive").articles]
    assert [month in text for month, text in zip(("四月", "五月"), texts, strict=True)] == [True, True]


def page_titles(folder: Path) -> set[str]:
    return {known.title for known in Archive.open(folder).articles if known.kind.is_report}


def test_a_file_from_elsewhere_replaces_no_page_that_was_added_by_hand(tmp_path: Path, built: Path) -> None:
    uploaded = tmp_path / "upload"
    uploaded.write_text(PAGE.replace("港区开港", "新港开港"), encoding="utf-8")
    archive = Archive.open(built)
    archive.edits.add(archive.preview([File(uploaded, "一版.txt")]).contents)
    archive.close()
    named = tmp_path / "一版.txt"
    named.write_text(PAGE.replace("港区开港", "老港开港"), encoding="utf-8")
    summary = build([named], built)
    assert summary.updated == ()
    assert len(summary.added) == 1
    assert page_titles(built) == {"港区开港", "新港开港", "老港开港"}
    assert build([named], built).updated == summary.added


def test_a_file_whose_text_was_added_by_hand_takes_its_place(tmp_path: Path, built: Path) -> None:
    named = tmp_path / "一版.txt"
    named.write_text(PAGE.replace("港区开港", "新港开港"), encoding="utf-8")
    archive = Archive.open(built)
    archive.edits.add(archive.preview([File(named, "一版.txt")]).contents)
    archive.close()
    assert build([named], built).updated == ("一版.txt",)
    named.write_text(PAGE.replace("港区开港", "老港开港"), encoding="utf-8")
    assert build([named], built).updated == ("一版.txt",)
    assert page_titles(built) == {"港区开港", "老港开港"}


def test_a_file_for_which_no_name_is_left_is_listed_and_replaces_nothing(page: Path) -> None:
    made = [
        article(name, "手写。", source=name)
        for name in ("page.txt", *(f"{'/'.join(page.parts[-n:])}" for n in range(2, len(page.parts))))
    ]
    archive = Archive.from_articles(made)
    (problem,) = archive.add_files([page]).problems
    assert "page.txt" in problem.message
    assert list(archive.articles) == made
