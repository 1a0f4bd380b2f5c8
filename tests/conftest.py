"""No test may meet the language model that the person who runs them has set up."""

import os

import pytest

for name in [name for name in os.environ if name.startswith("BAOWEN_LLM")]:
    del os.environ[name]
os.environ["BAOWEN_CONFIG"] = os.devnull


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="draw the pictures of README anew")
