"""The Gradio page, a file a tab. Gradio's only home."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by gradio while it is imported
