"""GPU architectures inside compiled files."""

from envdoctor.facts.elf import Elf
from envdoctor.facts.fatbin import read_fatbin, read_gpu_code
from tests.support.binaries import FATBIN, KERNELS, TINY, blob, content


def test_a_library_with_kernels():
    code = read_gpu_code(Elf(blob(content(KERNELS))))
    assert code.cubins == ("sm_75", "sm_80", "sm_90a")
    assert code.ptx == ("compute_90",)
    assert (code.entries, code.complete) == (4, True)


def test_a_container_alone_with_code_for_a_family():
    code = read_fatbin(blob(content(FATBIN)))
    assert code.cubins == ("sm_86", "sm_120f")
    assert code.ptx == ("compute_120f",)
    assert code.complete


def test_a_library_built_without_nvcc():
    code = read_gpu_code(Elf(blob(content(TINY))))
    assert (code.cubins, code.ptx, code.entries, code.complete) == ((), (), 0, True)


def test_containers_one_after_the_other_with_padding_between():
    one = content(FATBIN)
    padded = one + b"\0" * (-len(one) % 8 + 4096) + one
    code = read_fatbin(blob(padded))
    assert (code.entries, code.complete) == (2 * read_fatbin(blob(one)).entries, True)


def test_a_container_that_is_cut_off_is_not_complete():
    one = content(FATBIN)
    assert not read_fatbin(blob(one[: len(one) // 2])).complete
    assert not read_fatbin(blob(one + b"something else, and not a container")).complete
