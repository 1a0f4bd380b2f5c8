"""Settings of the language model: options before the environment (BAOWEN_*) before a TOML file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.errors import InputError
from ui.places import settings_file


class Settings(BaseSettings):
    """What `baowen.toml` and BAOWEN_* may say; the key is never shown."""

    model_config = SettingsConfigDict(
        env_prefix="BAOWEN_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    llm: str = ""
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_timeout: float = Field(default=20.0, gt=0)
    llm_deadline: float = Field(default=60.0, gt=0)
    llm_context: int = Field(default=3000, ge=200)
    llm_unverified: Literal["mark", "drop"] = "mark"
    llm_rewriting: Literal["off", "queries", "parts"] = "off"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the file behind options and environment."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())


def load_settings(**options: str) -> Settings:
    """Read the settings, options first; raise InputError naming the one that cannot be used."""
    try:
        return Settings(**{name: value for name, value in options.items() if value})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "、".join(f"BAOWEN_{str(part['loc'][0]).upper()}" for part in error.errors())
        raise InputError(f"设置 {wrong} 的值不对。请检查环境变量和 {settings_file()}。") from None
    except ValueError as error:  # a file that is no TOML
        raise InputError(
            f"设置文件 {settings_file()} 不是 TOML（{type(error).__name__}）。请改正。"
        ) from None
