"""The benchmark commands: `python -m eval.benchmarks --help`.

`speed`, `rgb`, `mrc` and `rewrites` print JSON lines, `retrieval` and `ablation` Markdown tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import BaowenError, InputError

if TYPE_CHECKING:
    from eval.benchmarks.collections import Collection
    from eval.benchmarks.retrieval import Models

app = typer.Typer(
    help="报问的基准测试。数据从哪里来，见 eval/benchmarks/README.md。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Data = Annotated[Path, typer.Option(help="JSON Lines 数据文件，可用 xz 压缩。")]
Sets = Annotated[list[Path], typer.Option(help="SQuAD 式 JSON、RGB、JSON Lines 或 questions.jsonl；可重复。")]
Distractors = Annotated[Path | None, typer.Option(help="作干扰的文本，一行一篇，可用 xz 压缩。")]
Limit = Annotated[int, typer.Option(min=0, help="多少段干扰。")]
Questions = Annotated[int, typer.Option(min=0, help="每组最多多少题，均匀抽取；0 为全部。")]
Only = Annotated[list[str] | None, typer.Option(help="只测这些组（如 cmrc_dev、questions-dev）；可重复。")]
EncoderName = Annotated[str | None, typer.Option(help="向量模型的目录或名称；默认用自带的。")]
RerankerName = Annotated[str | None, typer.Option(help="重排模型的目录或名称；默认用自带的排序。")]
Json = Annotated[Path | None, typer.Option(help="把数字另存为 JSON。")]
Save = Annotated[bool, typer.Option("--save", help="按提交存进 eval/results/。")]


@app.command()
def speed() -> None:
    """冷启动提问、为种子报纸建档、热提问各要多久。"""
    from eval.benchmarks.speed import measure

    _print(measure())


@app.command()
def rgb(data: Data) -> None:
    """RGB 中文：五段材料、不同噪声比例下的回答与弃答。"""
    from eval.benchmarks.rgb import measure

    for figures in measure(data):
        _print(figures)


@app.command()
def news(
    documents: Annotated[Path, typer.Option(help="新闻正文，每行一篇，xz 压缩。")],
    pairs: Annotated[Path, typer.Option(help="新闻标题与正文，每行一个 JSON，xz 压缩。")],
    split: Annotated[str, typer.Option(help="test、fit 或 train；后两者训练过模型。")] = "test",
) -> None:
    """关于别处新闻的问题和对话：四成多的问题报上没有答案，问法与有答案的只差一处。"""
    from eval.benchmarks.news import measure
    from eval.dialogues import format_talks
    from eval.report import format_table

    report, talks = measure(documents, pairs, split=split)
    typer.echo(f"{format_table(report)}\n{format_talks(talks)}")


@app.command()
def archives(
    documents: Annotated[Path, typer.Option(help="新闻正文，每行一篇，xz 压缩。")],
    pairs: Annotated[Path, typer.Option(help="新闻标题与正文，每行一个 JSON，xz 压缩。")],
    split: Annotated[str, typer.Option(help="test 或 dev；后者改进程序时看过。")] = "test",
) -> None:
    """别处新闻的八个小档案，各类问题：几年对比、历年、会议、清单、前提有误、没有答案。"""
    from eval.benchmarks.archives import measure
    from eval.report import format_table

    typer.echo(format_table(measure(documents, pairs, split=split)))


@app.command()
def papers(
    split: Annotated[str, typer.Option(help="test 或 dev；后者改进程序时看过。")] = "test",
) -> None:
    """别的报纸的整版文字（虚构，随项目）：切分、各类问题和对话。"""
    from eval.benchmarks.papers import measure
    from eval.dialogues import format_talks
    from eval.report import format_table

    report, talks = measure(split)
    typer.echo(f"{format_table(report)}\n{format_talks(talks)}")


@app.command()
def wordings(
    split: Annotated[str, typer.Option(help="test 或 dev；后者改进程序时看过。")] = "test",
) -> None:
    """我们自己的问题换四种说法：书面、口语、搜索词、通篇换词。"""
    from eval.benchmarks.wordings import measure
    from eval.report import format_table

    typer.echo(format_table(measure(split)))


@app.command()
def mrc(
    data: Data,
    limit: Annotated[int, typer.Option(min=0, help="最多多少题，均匀抽取；0 为全部。")] = 0,
    distractors: Distractors = None,
    pool: Limit = 35_000,
) -> None:
    """阅读理解：引文句是否含答案，短答案的 EM 与 F1。给定段落；有干扰文本时，从全部段落和干扰里找。"""
    from eval.benchmarks.mrc import measure, measure_open

    found = (
        measure_open(data, limit, distractors=distractors, pool=pool) if distractors else measure(data, limit)
    )
    for source, figures in found.items():
        _print({"source": source, **figures})


@app.command()
def retrieval(
    data: Sets,
    distractors: Distractors = None,
    limit: Limit = 35_000,
    questions: Questions = 0,
    only: Only = None,
    retriever: Annotated[
        list[str] | None, typer.Option(help="ours、ours:dense、bm25s、peers…；可重复。")
    ] = None,
    encoder: EncoderName = None,
    reranker: RerankerName = None,
    json: Json = None,
    save: Save = False,
) -> None:
    """检索：召回@1/5/20、MRR@10、nDCG@10、索引速度、延迟和内存。"""
    from eval.benchmarks.retrieval import Models

    collections = _collections(data, distractors, limit, only=only, questions=questions)
    _compare(collections, retriever or ["ours"], models=Models(encoder, reranker), json=json, save=save)


@app.command()
def ablation(
    data: Sets,
    distractors: Distractors = None,
    limit: Limit = 35_000,
    questions: Questions = 0,
    only: Only = None,
    json: Json = None,
    save: Save = False,
) -> None:
    """检索的各个成分：整套、逐一去掉、单用一个。"""
    from eval.benchmarks.retrieval import SHIPPED
    from eval.benchmarks.retrievers import OURS

    collections = _collections(data, distractors, limit, only=only, questions=questions)
    _compare(collections, list(OURS), models=SHIPPED, json=json, save=save)


def _collections(
    data: Sequence[Path], distractors: Path | None, limit: int, *, only: Sequence[str] | None, questions: int
) -> Sequence[Collection]:
    from eval.benchmarks.collections import add_distractors, load_collections
    from eval.benchmarks.retrieval import sample

    found = [collection for path in data for collection in load_collections(path)]
    if unknown := set(only or ()) - {collection.name for collection in found}:
        names = "、".join(collection.name for collection in found)
        raise InputError(f"数据里没有 {'、'.join(sorted(unknown))} 这组。可选：{names}。")
    chosen = [sample(c, questions) for c in found if not only or c.name in only]
    return add_distractors(chosen, distractors, limit) if distractors and limit else chosen


def _compare(
    collections: Sequence[Collection],
    retrievers: Sequence[str],
    *,
    models: Models,
    json: Path | None,
    save: bool,
) -> None:
    """Measure, say what is done on the error stream as it comes, and print the tables at the end."""
    from eval.benchmarks import results
    from eval.benchmarks.retrieval import compare

    if json and not json.parent.is_dir():
        raise InputError(f"没有目录 {json.parent}，结果存不进去。请先建立它，或换一个 --json。")
    commit = results.current_commit()  # now: another may be checked out before the last row is measured
    rows = []
    for row in compare(collections, retrievers, models=models):
        rows.append(row)
        typer.echo(f"{row.collection} {row.retriever} R@1 {row.figures['recall@1'].value:.3f}", err=True)
        if save:
            results.save([row], commit=commit)
    if json:
        json.write_text(results.to_json(rows), encoding="utf-8")
    typer.echo(results.table(rows))


@app.command()
def rewrites(
    data: Data, limit: Annotated[int, typer.Option(min=0, help="最多多少行；0 为全部。")] = 0
) -> None:
    """追问的补全：留出的一半里，补全与人写的有多近。"""
    from eval.benchmarks.rewrites import measure

    _print(measure(data, limit))


@app.command()
def page(count: Annotated[int, typer.Option(min=20, help="一共问多少题。")] = 1000) -> None:
    """网页连问许多题：服务器的内存，和读者等多久。"""
    from eval.benchmarks.page import measure

    _print(measure(count))


@app.command()
def llm() -> None:
    """语言模型的回答：三成句子被改动时，改动的有没有漏过，没改的有没有错杀；核对、首字、退回要多久。"""
    from eval.benchmarks.llm import measure

    _print(measure())


@app.command("llm-soak")
def llm_soak(count: Annotated[int, typer.Option(min=8, help="一共问多少题。")] = 500) -> None:
    """语言模型随机出错，八个问题同时问：有没有挂住、漏掉、答错。"""
    from eval.benchmarks.llm import soak

    _print(soak(count))


def _print(figures: Mapping[str, float | str]) -> None:
    rounded = {
        name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()
    }
    typer.echo(json.dumps(rounded, ensure_ascii=False))


def main() -> None:
    """Run a benchmark; exit with code 2 and one line where its data cannot be used."""
    try:
        app()
    except BaowenError as error:
        typer.echo(f"错误：{error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
