"""Show answers: the Gradio page and the command line."""
