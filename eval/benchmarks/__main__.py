"""The benchmark commands: `python -m eval.benchmarks speed | rgb | mrc`; each prints JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from index.errors import BaowenError

app = typer.Typer(
    help="报问的基准测试；每行打印一个 JSON 对象。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Data = Annotated[Path, typer.Option(help="JSON Lines 数据文件，可用 xz 压缩。")]


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
def mrc(
    data: Data, limit: Annotated[int, typer.Option(min=0, help="最多多少题，均匀抽取；0 为全部。")] = 0
) -> None:
    """给定段落的阅读理解：引文句是否含答案，短答案的 EM 与 F1。"""
    from eval.benchmarks.mrc import measure

    for source, figures in measure(data, limit).items():
        _print({"source": source, **figures})


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
