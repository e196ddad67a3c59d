"""The code letters of the Itanium mangling, with the words that c++filt has for them.

Source: Itanium C++ ABI, chapter 5.1; the spellings are those of binutils' demangler.
"""

BUILTINS = {
    "v": "void",
    "w": "wchar_t",
    "b": "bool",
    "c": "char",
    "a": "signed char",
    "h": "unsigned char",
    "s": "short",
    "t": "unsigned short",
    "i": "int",
    "j": "unsigned int",
    "l": "long",
    "m": "unsigned long",
    "x": "long long",
    "y": "unsigned long long",
    "n": "__int128",
    "o": "unsigned __int128",
    "f": "float",
    "d": "double",
    "e": "long double",
    "g": "__float128",
    "z": "...",
}

WIDE_BUILTINS = {
    "Dn": "decltype(nullptr)",
    "Di": "char32_t",
    "Ds": "char16_t",
    "Da": "auto",
}

INTEGER_SUFFIXES = {"i": "", "j": "u", "l": "l", "m": "ul", "x": "ll", "y": "ull"}
"""Literals of these types are written with a suffix, others with a cast."""

_TRAITS = "std::char_traits<char>"

ABBREVIATIONS = {
    "a": "std::allocator",
    "b": "std::basic_string",
    "s": f"std::basic_string<char, {_TRAITS}, std::allocator<char> >",
    "i": f"std::basic_istream<char, {_TRAITS} >",
    "o": f"std::basic_ostream<char, {_TRAITS} >",
    "d": f"std::basic_iostream<char, {_TRAITS} >",
}

SPECIALS = {
    "TV": "vtable for ",
    "TI": "typeinfo for ",
    "TS": "typeinfo name for ",
    "TT": "VTT for ",
    "Th": "non-virtual thunk to ",
    "Tv": "virtual thunk to ",
    "GV": "guard variable for ",
}

OPERATORS = {
    "nw": " new",
    "na": " new[]",
    "dl": " delete",
    "da": " delete[]",
    "ps": "+",
    "ng": "-",
    "ad": "&",
    "de": "*",
    "co": "~",
    "pl": "+",
    "mi": "-",
    "ml": "*",
    "dv": "/",
    "rm": "%",
    "an": "&",
    "or": "|",
    "eo": "^",
    "aS": "=",
    "pL": "+=",
    "mI": "-=",
    "mL": "*=",
    "dV": "/=",
    "rM": "%=",
    "aN": "&=",
    "oR": "|=",
    "eO": "^=",
    "ls": "<<",
    "rs": ">>",
    "lS": "<<=",
    "rS": ">>=",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "ss": "<=>",
    "nt": "!",
    "aa": "&&",
    "oo": "||",
    "pp": "++",
    "mm": "--",
    "cm": ",",
    "pm": "->*",
    "pt": "->",
    "cl": "()",
    "ix": "[]",
}
