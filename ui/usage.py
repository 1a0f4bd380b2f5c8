"""Make Typer speak Chinese: help pages and messages about wrong usage."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_MESSAGES = (
    (r"Missing (?:argument|option|parameter) '(.+?)'\.", r"缺少参数 \1。"),
    (r"No such option: (\S+)", r"没有选项 \1。"),
    (r"No such command '(.+?)'\.", r"没有命令 \1。"),
    (r"Invalid value for (.+?): ", r"参数 \1 的值不对。"),
    (r"Option '(.+?)' requires .+", r"选项 \1 后面要写一个值。"),
    (r"Option '(.+?)' does not take a value\.", r"选项 \1 后面不写值。"),
    (r"Got unexpected extra argument\S* \((.+)\)", r"多出了参数：\1。有空格的问题请用引号括起来。"),
)


class _Chinese:
    """Writes the help of the Typer class it is mixed into in Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _translate_panels()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """Write the usage line."""
        return _translate_usage(super().get_usage(ctx))  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        """Give the --help option."""
        return _translate_option(super().get_help_option(ctx))  # type: ignore[misc]


class Command(_Chinese, TyperCommand):
    """A command whose help page is Chinese."""


class Group(_Chinese, TyperGroup):
    """The program itself, with a Chinese help page."""


def explain_usage(message: str) -> str:
    """Say in Chinese what Typer says about a wrong command line."""
    for pattern, words in _MESSAGES:
        found = re.match(pattern, message, re.DOTALL)
        if found:
            return found.expand(words)
    return f"命令写得不对：{message}"


def _translate_usage(text: str) -> str:
    return (
        text.replace("Usage:", "用法：")
        .replace("[OPTIONS]", "[选项]")
        .replace("COMMAND [ARGS]...", "命令 [参数]……")
    )


def _translate_option(option: Any) -> Any:
    if option is not None:
        option.help = "显示这份说明。"
    return option


def _translate_panels() -> None:
    from typer import rich_utils  # slow to import, and only help needs it

    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.DEFAULT_STRING = "[默认：{}]"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
