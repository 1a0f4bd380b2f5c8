"""A transcript as a Word file. python-docx's only home."""

from __future__ import annotations

import io
import re
from typing import Any

from index.read import printable
from ui.transcript import REFERENCES, Entry, Transcript

_LATIN, _TEXT, _HEADLINE = "Times New Roman", "宋体", "黑体"
_STYLES = (("Normal", _TEXT), ("Title", _HEADLINE), ("Heading 1", _HEADLINE))
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(transcript: Transcript) -> bytes:
    """Write a Word file on A4 with headings, lists, raised numbers and the list of references."""
    import docx  # slow to import, and only this needs it
    from docx.shared import Mm

    written = docx.Document()
    section = written.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    written.core_properties.title = _clean(transcript.title)
    written.core_properties.author, written.core_properties.language = "报问", "zh-CN"
    for name, font in _STYLES:
        _set_font(written.styles[name], font)
    written.add_heading(_clean(transcript.title), level=0)
    written.add_paragraph(_clean(transcript.heading))
    for entry in transcript.entries:
        _add_entry(written, entry)
    if transcript.references:
        written.add_heading(REFERENCES, level=1)
    for text in transcript.references:
        written.add_paragraph(_clean(text), style="List Number")
    saved = io.BytesIO()
    written.save(saved)
    return saved.getvalue()


def _add_entry(written: Any, entry: Entry) -> None:
    written.add_heading(_clean(entry.question), level=1)
    if entry.short:
        written.add_paragraph().add_run(_clean(entry.short)).bold = True
    for item in entry.items:
        written.add_paragraph(_clean(item), style="List Bullet")
    for note in entry.notes:
        written.add_paragraph(_clean(note))
    for line in entry.lines:
        paragraph = written.add_paragraph(_clean(line.text))
        for number in line.numbers:
            paragraph.add_run(f"[{number}]").font.superscript = True
    if entry.dated:
        written.add_paragraph().add_run(_clean(entry.dated)).italic = True


def _set_font(style: Any, font: str) -> None:
    """Name the font of Chinese characters beside that of Latin ones: Word keeps them apart."""
    from docx.oxml.ns import qn

    style.font.name = _LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    for themed in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{themed}"), None)  # a theme's font would win over ours


def _clean(text: str) -> str:
    """Give one line without what XML cannot hold."""
    return _NO_XML.sub("\ufffd", " ".join(printable(text).split()))
