"""Values to HTML: pure functions."""
