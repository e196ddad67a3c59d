"""The shapes of ELF's records, in 32 and in 64 bits.

Source: System V ABI, chapters 4 and 5.
"""

from struct import Struct

from envdoctor.record import NamedTuple


class Layout(NamedTuple):
    """The shape of the records in 32 or 64 bits."""

    bits: int
    header: Struct
    segment: Struct
    section: Struct
    dynamic: Struct
    symbol: Struct


LAYOUTS = {
    1: Layout(
        32,
        Struct("<HHIIIIIHHHHHH"),
        Struct("<8I"),
        Struct("<10I"),
        Struct("<II"),
        Struct("<IIIBBH"),
    ),
    2: Layout(
        64,
        Struct("<HHIQQQIHHHHHH"),
        Struct("<IIQQQQQQ"),
        Struct("<IIQQQQIIQQ"),
        Struct("<QQ"),
        Struct("<IBBHQQ"),
    ),
}
