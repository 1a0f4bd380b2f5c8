"""No test may meet the language model that the person who runs them has set up."""

import os

for name in [name for name in os.environ if name.startswith("BAOWEN_LLM")]:
    del os.environ[name]
os.environ["BAOWEN_CONFIG"] = os.devnull
