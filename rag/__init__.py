"""Ask a newspaper archive: `Archive` opens, fills, searches and answers; `Answer` is what it says."""

from rag.archive import Archive, Problem, Summary, build
from rag.types import Answer, Citation, Reason, Turn

__all__ = ["Answer", "Archive", "Citation", "Problem", "Reason", "Summary", "Turn", "build"]
