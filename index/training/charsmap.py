"""Write a character table in sentencepiece's precompiled form, which a tokenizer file can hold.

The form is a double-array trie (darts-clone) over UTF-8 bytes, then the replacements, each ended by a zero
byte; the tokenizer applies it in one pass.
A state `s` reached by byte `c` from a state with base `b` lies at `b ^ c`; a key's value lies at its base.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

Trie = dict[int, "Trie | int"]
LEAF = 1 << 31


def build_charsmap(table: Mapping[str, str]) -> bytes:
    """Encode a table of single characters to their replacements."""
    replacements = bytearray()
    trie: Trie = {}
    for source, target in sorted(table.items()):
        node = trie
        for byte in source.encode():
            node = node.setdefault(byte, {})  # type: ignore[assignment]
        node[0] = len(replacements)
        replacements += target.encode() + b"\0"
    units = lay_out_units(trie)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(replacements)


def lay_out_units(trie: Trie) -> list[int]:
    """Place every state of a trie in one array of units (label, leaf flag, offset to the base)."""
    units: dict[int, int] = {0: 0}
    waiting: list[tuple[int, Trie]] = [(0, trie)]
    base = 0
    while waiting:
        place, node = waiting.pop()
        # No two states share a base, or one would answer for the other. `place ^ base` has 21 bits: far more
        # than a table of characters needs.
        base += 1
        while any(base ^ byte in units for byte in node):
            base += 1
        units[place] |= (place ^ base) << 10 | (0 in node) << 8
        for byte, child in node.items():
            units[base ^ byte] = LEAF | child if isinstance(child, int) else byte
            if not isinstance(child, int):
                waiting.append((base ^ byte, child))
    return [units.get(place, 0) for place in range(max(units) + 256)]
