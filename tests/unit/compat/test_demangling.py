"""Readable names of C++ symbols."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.compat.demangling.parser import demangle
from envdoctor.compat.symbols import readable

STRING = "std::basic_string<char, std::char_traits<char>, std::allocator<char> >"


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_Z3fooi", "foo(int)"),
        ("_Z3foov", "foo()"),
        ("_ZN3c108GradMode10is_enabledEv", "c10::GradMode::is_enabled()"),
        ("_ZN3c104cuda9SetDeviceEi", "c10::cuda::SetDevice(int)"),
        ("_ZNK3c105Error4whatEv", "c10::Error::what() const"),
        ("_ZN3c1017RegisterOperatorsD1Ev", "c10::RegisterOperators::~RegisterOperators()"),
        (
            "_ZN3c105ErrorC2ENS_14SourceLocationESs",
            f"c10::Error::Error(c10::SourceLocation, {STRING})",
        ),
        ("_ZNK2at10TensorBase8data_ptrIfEEPT_v", "float* at::TensorBase::data_ptr<float>() const"),
        (
            "_ZN2at4_ops6narrow4callERKNS_6TensorElN3c106SymIntES6_",
            "at::_ops::narrow::call(at::Tensor const&, long, c10::SymInt, c10::SymInt)",
        ),
        ("_ZN3c10ltERKNS_6SymIntEi", "c10::operator<(c10::SymInt const&, int)"),
        (
            "_ZN2at18TensorIteratorBase8for_eachEN3c1012function_refIFvPPcPKlllEEEl",
            "at::TensorIteratorBase::for_each(c10::function_ref<void (char**, long const*, long, long)>, long)",
        ),
        ("_ZTIN3c1021AutogradMetaInterfaceE", "typeinfo for c10::AutogradMetaInterface"),
        (
            "_ZNK5torch8autograd4Node4nameB5cxx11Ev",
            "torch::autograd::Node::name[abi:cxx11]() const",
        ),
        (
            "_ZNR5torch7Library5_implEPKcONS_11CppFunctionE",
            "torch::Library::_impl(char const*, torch::CppFunction&&) &",
        ),
        ("_Z1fILb1ELin3ELj7EEvv", "void f<true, -3, 7u>()"),
        ("_Z1fIJidEEvDpT_", "void f<int, double>(int, double)"),
        ("_Z1fPFivE", "f(int (*)())"),
        ("_Z1fRA3_i", "f(int (&) [3])"),
    ],
)
def test_names(symbol, name):
    assert demangle(symbol) == name


@pytest.mark.parametrize(
    "symbol",
    [
        "",
        "printf",
        "_Z",
        "_ZN",
        "_Z3fo",
        "_Z9999999999x",
        "_ZZ1fvE1x",
        "_Z1fIXLi1EEEvv",
        "_ZNKUlvE_clEv",
        "_ZN3fooE" * 2000,
    ],
)
def test_what_is_not_understood_stays_as_it_is(symbol):
    assert demangle(symbol) is None
    assert readable(symbol) == symbol


def test_a_string_is_called_one():
    assert (
        readable("_ZN3c105ErrorC2ENS_14SourceLocationESs")
        == "c10::Error::Error(c10::SourceLocation, std::string)"
    )
    assert (
        readable("_Z1fRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE")
        == "f(std::string const&)"
    )


@given(
    st.lists(
        st.sampled_from(
            [
                "N",
                "S",
                "I",
                "E",
                "T",
                "J",
                "L",
                "X",
                "K",
                "P",
                "R",
                "O",
                "F",
                "A",
                "C",
                "D",
                "B",
                "v",
                "i",
                "l",
                "3foo",
                "1a",
                "St",
                "Ss",
                "S_",
                "S0_",
                "T_",
                "C1",
                "D2",
                "Dp",
                "cv",
            ]
        ),
        max_size=60,
    )
)
@settings(max_examples=500, deadline=None)
def test_any_letters_give_a_text_or_nothing(parts):
    text = demangle("_Z" + "".join(parts))
    assert text is None or len(text) < 10_000_000
