"""The table of telltale symbols, and the questions asked of it."""

import pytest

from envdoctor.compat.symbols import CXX11, OLD, readable
from envdoctor.compat.tables import Tables

SYMBOLS = Tables().symbols
NARROW_OLD = "_ZN2at4_ops6narrow4callERKNS_6TensorElll"
NARROW_NEW = "_ZN2at4_ops6narrow4callERKNS_6TensorElN3c106SymIntES6_"
VIEW = "_ZN2at4_ops4view4callERKNS_6TensorEN3c108ArrayRefIlEE"
SET_DEVICE = "_ZN3c104cuda9SetDeviceEi"
ERROR_OLD = "_ZN3c105ErrorC2ENS_14SourceLocationESs"
ERROR_CXX11 = (
    "_ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
)


@pytest.mark.parametrize("told", SYMBOLS.all(), ids=lambda told: told.symbol)
def test_every_row_is_whole(told):
    assert told.source
    assert told.as_of
    assert told.certainty in ("high", "medium")
    assert told.library in ("c10", "torch_cpu", "torch_python", "c10_cuda", "python")
    assert told.first or told.last or told.abi
    assert told.is_prefix or readable(told.symbol) == told.name


def test_about_seventy_of_them():
    whole, prefixes = SYMBOLS.names()
    assert len(set(whole)) == len(whole) > 50
    assert prefixes == (b"_ZN2at4_ops",)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ((), ""),
        (("_ZN2at4_ops",), ">=1.10"),
        ((NARROW_OLD,), ">=1.10, <=1.13"),
        ((NARROW_OLD, VIEW), ">=1.10, <=1.12"),
        ((NARROW_NEW,), ">=2.0"),
        ((NARROW_NEW, SET_DEVICE, "_ZN2at4_ops"), ">=2.1, <=2.2"),
        (("_ZNR5torch7Library5_implEPKcONS_11CppFunctionE",), "<=1.13"),
        (("PyFrame_GetCode", "something else"), ""),
    ],
)
def test_the_range_of_torch(wanted, text):
    assert SYMBOLS.torch_range_of(wanted).text == text


def test_the_range_names_its_evidence():
    found = SYMBOLS.torch_range_of((NARROW_NEW, SET_DEVICE))
    assert [told.name for told in found.lower] == ["c10::cuda::SetDevice(int)"]
    assert [told.symbol for told in found.upper] == [SET_DEVICE]


def test_what_a_torch_does_not_offer():
    assert [told.symbol for told in SYMBOLS.missing_from((NARROW_OLD,), "2.1.2+cu121")] == [
        NARROW_OLD
    ]
    assert SYMBOLS.missing_from((NARROW_OLD, "_ZN2at4_ops"), "1.13.1") == ()
    assert SYMBOLS.missing_from((NARROW_NEW,), "99.0") == ()


def test_the_abi_of_an_extension():
    assert SYMBOLS.abi_of((ERROR_OLD, NARROW_OLD)) == OLD
    assert SYMBOLS.abi_of((ERROR_CXX11,)) == CXX11
    assert SYMBOLS.abi_of((NARROW_OLD,)) == ""
    assert SYMBOLS.abi_of((ERROR_OLD, ERROR_CXX11)) == ""


@pytest.mark.parametrize(
    ("torch", "variant", "machine", "abi"),
    [
        ("1.13.1", "cu117", "x86_64", OLD),
        ("2.5.1", "cpu", "aarch64", OLD),
        ("2.6.0", "cpu", "aarch64", CXX11),
        ("2.6.0+cu124", "cu124", "x86_64", OLD),
        ("2.6.0+cpu", "cpu", "x86_64", ""),
        ("2.13.0+cpu", "cpu", "x86_64", CXX11),
    ],
)
def test_the_abi_of_torchs_own_wheels(torch, variant, machine, abi):
    assert SYMBOLS.abi_of_torch(torch, variant, machine) == abi


@pytest.mark.parametrize(
    ("symbol", "torch"),
    [
        (SET_DEVICE, "2.3.0"),
        ("_ZTIN3c1021AutogradMetaInterfaceE", "1.7.1"),
        ("_ZN3c106Device8validateEv", "1.8.0"),
    ],
)
def test_what_public_threads_met(symbol, torch):
    assert [told.symbol for told in SYMBOLS.missing_from((symbol,), torch)] == [symbol]
