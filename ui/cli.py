"""The command line `baowen`.

Heavy modules (rag with FAISS, gradio, rich) are imported inside the commands that need them, so that `--help`
and the first answer do not wait.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import ArchiveError, BaowenError, InputError
from index.read import printable
from ui.usage import Command, Group, explain_usage

if TYPE_CHECKING:
    from rag import Answer, Archive, Turn
    from rag.llm import Chat

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
_LEAVE = ("/退出", "/quit", "/exit")

_INTERRUPTED = (
    "已中断。共 {1} 个文件，前 {0} 个已处理，读入的都保存在档案库里，可以照常使用。"
    "要读完其余的，重新运行同一条命令：已读入的会更新，不会重复。"
)

app = typer.Typer(
    cls=Group,
    add_completion=False,
    help="报问：向报纸档案提问，答案句句有出处。",
    epilog="例：baowen ask “2022年高新区外贸进出口总额是多少？”",
)

ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive", metavar="目录", help="档案库目录；不写则用随附的几个版面。", show_default=False
    ),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker", metavar="名称", help="重排模型的名称或目录；不写则用自带的排序。", show_default=False
    ),
]
ExplainOption = Annotated[bool, typer.Option("--explain", help="说明为什么这样回答。")]
LlmOption = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="模型",
        help="由哪个语言模型措辞，如 openai:gpt-4o-mini；不写则只摘原文。",
        show_default=False,
    ),
]
LlmUrlOption = Annotated[
    str | None,
    typer.Option(
        "--llm-base-url",
        metavar="地址",
        help="语言模型的地址，如 http://127.0.0.1:8000/v1。",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failure or files skipped, 2 wrong input, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a replaced stream may know no encoding
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(_run(given or ["--help"]))


def _run(arguments: list[str]) -> int:
    """Run one command; the one broad boundary, where failures become a Chinese line and an exit code."""
    command = typer.main.get_command(app)
    try:
        return int(command.main(arguments, prog_name="baowen", standalone_mode=False) or 0)
    except Exception as error:
        if arguments[0] == "--debug" or os.environ.get("BAOWEN_DEBUG") == "1":
            raise
        code, message = _explain(error)
        typer.echo(printable(message), err=True)
        return code


def _explain(error: Exception) -> tuple[int, str]:
    if isinstance(error, BaowenError):
        return 2, str(error)
    if hasattr(error, "format_message"):  # Typer's usage errors, whose class is private
        return 2, f"{explain_usage(error.format_message())}用 baowen --help 看用法。"
    if isinstance(error, OSError):
        return 2, f"读写文件失败：{error}"
    return 1, f"出了意外（{type(error).__name__}：{error}）。加 --debug 可看详情：baowen --debug ……"


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示完整的错误信息。")] = False,
) -> None:
    del debug  # read in `_run`, which sees the failures


@app.command(cls=Command)
def ask(
    question: Annotated[str, typer.Argument(metavar="问题", help="要问的问题，有空格时用引号括起来。")],
    archive: ArchiveOption = None,
    reranker: RerankerOption = None,
    explain: ExplainOption = False,
    llm: LlmOption = None,
    llm_base_url: LlmUrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """回答一个问题，并列出每句话的出处。"""
    from ui.export import answer_to_dict

    answer = _ask(_open(archive, reranker, _chat_model(llm, llm_base_url)), question)
    _print(answer_to_dict(answer, explain=explain) if as_json else _written(answer, explain=explain))


@app.command(cls=Command)
def chat(
    archive: ArchiveOption = None,
    reranker: RerankerOption = None,
    explain: ExplainOption = False,
    llm: LlmOption = None,
    llm_base_url: LlmUrlOption = None,
) -> None:
    """连续问答，可以追问；输入 /退出 结束。"""
    opened = _open(archive, reranker, _chat_model(llm, llm_base_url))
    turns: list[Turn] = []
    _print("请提问，可以接着追问；输入 /退出 结束。")
    for question in _typed():
        if question.startswith("/"):
            _print(f"没有 {question.strip()} 这个命令。直接输入问题；输入 /退出 结束。")
            continue
        try:
            answer = _ask(opened, question, turns)
        except InputError as error:
            _print(printable(str(error)))
            continue
        turns.append(answer.turn)
        _print(f"{_written(answer, explain=explain)}\n")


@app.command(cls=Command)
def index(
    paths: Annotated[list[Path], typer.Argument(metavar="文件或目录", help="要读入的文件或目录。")],
    archive: Annotated[Path, typer.Option("--archive", metavar="目录", help="档案库目录，没有则新建。")],
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder", metavar="名称", help="向量模型的名称或目录；不写则用自带的。", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """把文件读入档案库；已读过的文件会被新的内容替换。"""
    from rag import build
    from ui.export import summary_to_dict
    from ui.terminal import format_problems, format_summary

    with _progress_bar() as progress:
        summary = build(paths, archive, encoder=encoder, progress=progress)
    _print(summary_to_dict(summary) if as_json else format_summary(summary))
    if summary.problems and not as_json:
        typer.echo(format_problems(summary.problems), err=True)
    if summary.problems:
        raise typer.Exit(1 if summary.articles else 2)


@app.command(cls=Command)
def articles(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """列出档案里的文章。"""
    from ui.export import article_to_dict
    from ui.terminal import format_articles

    found = _open(archive).articles
    _print([article_to_dict(article, text=True) for article in found] if as_json else format_articles(found))


@app.command(cls=Command)
def search(
    words: Annotated[str, typer.Argument(metavar="词语", help="要找的词语，有空格时用引号括起来。")],
    k: Annotated[int, typer.Option("-k", metavar="数目", help="列出多少段。")] = 10,
    since: Annotated[
        str, typer.Option(metavar="日期", help="这天及以后见报，如 2022-04。", show_default=False)
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="日期", help="这天及以前见报，如 2023。", show_default=False)
    ] = "",
    archive: ArchiveOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """查找与词语最相关的段落。"""
    from index.dates import read_date
    from ui.export import hit_to_dict
    from ui.terminal import format_hits

    if k < 1:
        raise InputError(f"-k 要写 1 以上的数，不能是 {k}。")
    first, last = read_date(since), read_date(until)
    opened = _open(archive, reranker)
    hits = opened.search(words, k, since=first.first if first else None, until=last.last if last else None)
    _print([hit_to_dict(hit) for hit in hits] if as_json else format_hits(hits))


@app.command(cls=Command)
def serve(
    archive: ArchiveOption = None,
    reranker: RerankerOption = None,
    llm: LlmOption = None,
    llm_base_url: LlmUrlOption = None,
    host: Annotated[str, typer.Option(metavar="地址", help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="端口", help="监听的端口。")] = 7860,
) -> None:
    """打开问答网页；不写 --archive 则用自己的档案库，第一次从随附的版面建立。"""
    from ui.places import archive_folder
    from ui.ports import why_not

    chat_model, own = _chat_model(llm, llm_base_url), archive_folder()
    opened = _open(archive, reranker, chat_model) if archive else _open_own(own, reranker, chat_model)
    from ui.server import launch

    try:
        page = launch(opened, host=host, port=port)
    except (OSError, OverflowError) as error:
        raise InputError(why_not(host, port, error)) from error
    try:
        _print(f"报问已打开：{page.url}（按 Ctrl-C 结束）\n{_kept_words(opened, archive or own)}")
        threading.Event().wait()
    finally:
        page.close()


@app.command("eval", cls=Command)
def evaluate(
    questions: Annotated[
        Path | None,
        typer.Option(metavar="文件", help="问题文件（JSON Lines）；不写则用自带的。", show_default=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="目录", help="把报告网页写到这个目录，已有的改名保留。", show_default=False),
    ] = None,
    dialogues: Annotated[
        bool, typer.Option("--dialogues", help="评测多轮对话；--questions 给出的是对话文件。")
    ] = False,
    archive: ArchiveOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """用已知答案的问题评测，打印各项指标。"""
    if dialogues:
        if report:
            raise InputError("--dialogues 不写报告。请去掉 --report，或去掉 --dialogues。")
        _evaluate_dialogues(questions, _open(archive, reranker), as_json=as_json)
        return
    from eval.report import format_table, write_report
    from eval.run import evaluate as run_questions
    from eval.run import load_questions

    asked = load_questions(questions) if questions else load_questions()
    outcome = run_questions(_open(archive, reranker), asked)
    _print(outcome.to_json() if as_json else format_table(outcome))
    if report:
        typer.echo(f"报告：{write_report(outcome, report)}", err=True)


@app.command(cls=Command)
def feedback(
    archive: Annotated[
        Path | None,
        typer.Option(
            "--archive", metavar="目录", help="档案库目录；不写则用网页自己的档案库。", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="文件", help="写到这个文件；不写则打印。", show_default=False)
    ] = None,
) -> None:
    """把读者在网页上的评价变成评测用的问题（JSON Lines）。"""
    from eval.questions import write_questions
    from ui.feedback import KIND, OPEN, questions_of
    from ui.places import archive_folder

    opened = _open(archive or archive_folder())
    questions = questions_of(opened.records.all(KIND, owner=None))
    if out:
        out.write_text(write_questions(questions), encoding="utf-8")
    elif questions:
        _print(write_questions(questions).rstrip("\n"))
    wrong = sum(question.split == OPEN for question in questions)
    typer.echo(
        f"共 {len(questions)} 条评价，其中 {wrong} 条读者说不对（split 为{OPEN}），先改正再评测。", err=True
    )


@app.command(cls=Command)
def doctor(
    archive: ArchiveOption = None,
    llm: LlmOption = None,
    llm_base_url: LlmUrlOption = None,
    port: Annotated[int, typer.Option(metavar="端口", help="网页要用的端口。")] = 7860,
) -> None:
    """检查档案库、向量模型、语言模型和端口，说明该怎么办。"""
    from ui.doctor import examine, format_findings
    from ui.places import archive_folder

    opened = archive or (archive_folder() if archive_folder().exists() else SEEDS)  # what `serve` opens
    findings = examine(opened, llm=llm or "", base_url=llm_base_url or "", port=port)
    _print(format_findings(findings))
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)


def _written(answer: Answer, *, explain: bool) -> str:
    """Write an answer for the terminal, with why it is what it is where asked for."""
    from ui.terminal import format_answer, format_explanation

    return format_answer(answer) + (f"\n\n{format_explanation(answer.explain())}" if explain else "")


def _evaluate_dialogues(path: Path | None, archive: Archive, *, as_json: bool) -> None:
    from eval.dialogues import converse, format_talks, load_dialogues

    talks = converse(archive, load_dialogues(path) if path else load_dialogues())
    _print(talks.to_json() if as_json else format_talks(talks))


def _open(directory: Path | None, reranker: str | None = None, chat_model: Chat | None = None) -> Archive:
    """Open an archive directory, or read the shipped pages into memory."""
    from rag import Archive

    if directory:
        return Archive.open(directory, reranker=reranker, chat_model=chat_model)
    return Archive.from_files([SEEDS], reranker=reranker, chat_model=chat_model)


def _open_own(folder: Path, reranker: str | None, chat_model: Chat | None) -> Archive:
    """Open the user's own archive, made of the shipped pages the first time; else those, in memory."""
    from rag import Archive, build

    try:
        if not folder.exists():
            new = folder.with_name("archive.new")  # gets its name when it is whole
            shutil.rmtree(new, ignore_errors=True)
            build([SEEDS], new)
            new.rename(folder)
        opened = Archive.open(folder, reranker=reranker, chat_model=chat_model)
        opened.records.remove("probe", "")  # writes nothing, and fails where nothing can be written
        return opened
    except (ArchiveError, OSError) as error:
        typer.echo(printable(f"自己的档案库用不了：{error}"), err=True)
        return _open(None, reranker, chat_model)


def _kept_words(archive: Archive, folder: Path) -> str:
    """Say where what is done on the page is kept."""
    if archive.is_kept:
        return f"档案、对话和添加的版面保存在：{folder}"
    return "这次只用随附的版面，放在内存里：关掉报问，对话和添加的版面就没有了。"


def _chat_model(llm: str | None, base_url: str | None) -> Chat | None:
    """Open the language model that options, environment or settings file name, if any."""
    from ui.chat_model import open_configured

    return open_configured(llm or "", base_url or "")


def _ask(archive: Archive, question: str, history: Sequence[Turn] = ()) -> Answer:
    """Ask; on a terminal show what a language model writes while it writes it."""
    if not archive.generates:
        return archive.ask(question, history=history)
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(stderr=True)
    with Live(console=console, transient=True, auto_refresh=False) as shown:
        for answer in archive.stream(question, history=history):
            if console.is_terminal:
                shown.update(Text(printable(answer.text) or "……"), refresh=True)
    return answer


def _print(value: str | dict[str, Any] | list[dict[str, Any]]) -> None:
    """Print text as it is and anything else as JSON, escaped where the terminal cannot show Chinese."""
    if not isinstance(value, str):
        unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        value = json.dumps(value, ensure_ascii=not unicode, indent=2)
    typer.echo(value)


def _typed() -> Iterator[str]:
    """Yield the lines that the user types, until /退出 or the end of the input."""
    with suppress(ImportError):
        import readline  # noqa: F401  # imported for its effect: editing and recalling lines

    prompt = "问> " if sys.stdin.isatty() else ""
    with suppress(EOFError):
        while (line := input(prompt)).strip() not in _LEAVE:
            yield line


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """Show a progress bar on the terminal while files are read; nothing in a pipe."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    console, seen = Console(stderr=True), [0, 0]
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("读入", total=None)

        def show(done: int, total: int, source: str) -> None:
            name = escape(printable(Path(source).name))
            bar.update(task, completed=done, total=total, description=name or "整理索引")
            seen[:] = [done, total]

        try:
            yield show
        except KeyboardInterrupt:
            typer.echo(_INTERRUPTED.format(*seen), err=True)
            raise typer.Exit(130) from None


if __name__ == "__main__":
    main()
