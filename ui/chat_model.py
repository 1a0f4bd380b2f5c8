"""Open the language model that the settings name, if they name one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ui.places import settings_file

if TYPE_CHECKING:
    from rag.llm import Chat
    from ui.settings import Settings


def open_configured(llm: str = "", base_url: str = "") -> Chat | None:
    """Open the model of the options, the environment or the settings file; None, at no cost, without any.

    Raise InputError when the settings cannot be used.
    """
    if not (llm or base_url or os.environ.get("BAOWEN_LLM") or settings_file().is_file()):
        return None
    from ui.settings import load_settings  # pydantic takes time to import, and so does LangChain

    return open_with(load_settings(llm=llm, llm_base_url=base_url))


def open_with(settings: Settings) -> Chat | None:
    """Open the model that settings name; None when they name none."""
    if not settings.llm:
        return None
    from rag.llm import Options, Rewriting, open_chat

    options = Options(
        timeout=settings.llm_timeout,
        deadline=settings.llm_deadline,
        context=settings.llm_context,
        keep_unverified=settings.llm_unverified == "mark",
        rewriting=Rewriting(settings.llm_rewriting),
    )
    key = settings.llm_api_key.get_secret_value()
    return open_chat(settings.llm, base_url=settings.llm_base_url, api_key=key, options=options)
