"""The same fault in another program's words, or in a line that was cut off."""

from tests.support.texts import causes_of, named

SIZE = "ValueError: numpy.ndarray size changed, may indicate binary incompatibility"


def test_a_library_of_cuda_in_the_words_of_ctranslate2():
    for library in ("libcublas.so.11", "libcudnn_ops_infer.so.8", "libnvrtc.so.12"):
        text = f"RuntimeError: Library {library} is not found or cannot be loaded\n"
        assert named(text)[0] == ("missing_cuda_shared_lib", "high")


def test_another_library_in_those_words():
    text = "RuntimeError: Library libfoo.so.11 is not found or cannot be loaded\n"
    assert "missing_cuda_shared_lib" not in dict(named(text))


def test_numpy_s_sizes_cut_off():
    assert named(SIZE + "\n")[0] == ("numpy_abi_mismatch", "medium")
    assert named(SIZE + ". Expected 96 from C header, got 88 from PyObject\n")[0][1] == "high"
    assert "{" not in causes_of(SIZE + "\n")[0].finding.why


def test_setup_py_without_nvcc():
    for error in (
        "NameError: name 'bare_metal_version' is not defined",
        "UnboundLocalError: cannot access local variable 'bare_metal_version' where it is not associated",
        "RuntimeError: mamba_ssm was requested, but nvcc was not found.",
    ):
        assert named(error + "\n")[0] == ("cuda_home_misconfigured", "high")


def test_a_warning_of_missing_nvcc_alone_is_no_fault():
    text = "UserWarning: flash_attn was requested, but nvcc was not found.  Are you sure\n"
    assert "cuda_home_misconfigured" not in dict(named(text))


def test_a_message_without_sizes_is_weighed_as_before():
    text = "numpy: 2.1.0\n\nImportError: numpy.core.multiarray failed to import\n"
    assert named(text)[0][0] == "numpy_abi_mismatch"
