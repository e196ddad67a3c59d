"""What decides about shared libraries: undefined symbols, missing libraries, two versions of one."""

import pytest

from tests.support.texts import causes_of, named

ABI, VISION = "extension_torch_abi_mismatch", "torch_torchvision_mismatch"
CONFLICT, MIXED = "library_path_conflict", "mixed_cuda_packages"
MISSING, VARIANT = "missing_cuda_shared_lib", "mmcv_cuda_variant_mismatch"
EXT = "/env/lib/python3.8/site-packages/mmcv/_ext.cpython-38-x86_64-linux-gnu.so"


def first(text):
    return named(text)[0]


def why(text):
    finding = causes_of(text)[0].finding
    return finding.why.format_map(finding.params)


class TestSymbolsOfTorch:
    def test_an_extension_and_the_torch_that_it_was_built_for(self):
        text = f"ImportError: {EXT}: undefined symbol: _ZN3c104cuda9SetDeviceEi\n"
        assert first(text) == (ABI, "high")
        assert "c10::cuda::SetDevice(int)" in why(text)
        assert "mmcv._ext" in why(text)

    def test_the_other_kind_of_std_string(self):
        text = (
            "torch: 2.7.0+cu128\n\n"
            f"ImportError: {EXT}: undefined symbol: _ZN3c105ErrorC2ENS_14SourceLocationESs\n"
        )
        assert first(text) == (ABI, "high")
        assert "C++ ABI" in why(text)

    def test_torchvision_s_own(self):
        text = "ImportError: torchvision/_C.cpython-36m-x86_64-linux-gnu.so: undefined symbol: _ZN3c106Device8validateEv\n"
        assert first(text) == (VISION, "high")

    def test_torchaudio_s_own_and_the_release_that_belongs_to_torch(self):
        text = (
            "torch: 2.5.1+cu124\n\n"
            "OSError: /env/lib/python3.10/site-packages/torchaudio/lib/libtorchaudio.so: "
            "undefined symbol: _ZN3c1010Dispatcher17runRecordFunctionERN2at14RecordFunctionE\n"
        )
        assert first(text) == (ABI, "high")
        assert ("torchaudio", "==2.5.1") in [tuple(g) for g in causes_of(text)[0].finding.goals]

    def test_torch_s_own_libraries(self):
        text = "ImportError: /env/lib/python3.8/site-packages/torch/lib/libtorch_python.so: undefined symbol: _ZN2at4_ops3foo4callEv\n"
        assert first(text) == (MIXED, "medium")

    def test_a_function_of_the_extension_itself(self):
        text = f"ImportError: {EXT}: undefined symbol: _Z30pyramid_deformable_im2col_cudaN2at6TensorES0_\n"
        assert first(text) == ("not_environment", "medium")

    def test_the_symbol_is_not_told(self):
        text = "flash_attn_2_cuda.cpython-311-x86_64-linux-gnu.so: undefined symbol\n"
        assert first(text) == (ABI, "medium")

    def test_another_library_s(self):
        text = "ImportError: /lib/x86_64-linux-gnu/libp11-kit.so.0: undefined symbol: ffi_type_pointer\n"
        assert first(text) == (CONFLICT, "low")


class TestSymbolsOfCuda:
    NCCL = "ImportError: torch/lib/libtorch_cuda.so: undefined symbol: ncclCommRegister\n"
    JIT = (
        "ImportError: /env/lib/python3.10/site-packages/nvidia/cusparse/lib/libcusparse.so.12: "
        "undefined symbol: __nvJitLinkComplete_12_4, version libnvJitLink.so.12\n"
    )

    def test_two_majors_of_one_package(self):
        text = "pip: nvidia-nccl-cu12==2.29.3, nvidia-nccl-cu13==2.29.7\n\n" + self.NCCL
        assert first(text) == (MIXED, "high")

    def test_a_version_of_the_container_beside_the_environment_s(self):
        text = "nccl in the container: 2.16.2\n\n" + self.NCCL
        assert first(text) == (CONFLICT, "medium")

    def test_alone(self):
        assert first(self.NCCL) == (MIXED, "medium")
        assert first(self.JIT) == (CONFLICT, "medium")

    def test_a_path_that_is_told(self):
        text = "LD_LIBRARY_PATH: /opt/cuda-12.0/lib64\n\n" + self.NCCL
        assert first(text) == (CONFLICT, "medium")

    def test_a_file_of_the_system(self):
        text = (
            "Could not load library libcudnn_cnn_train.so.8. Error: "
            "/usr/local/cuda/lib64/libcudnn_cnn_train.so.8: undefined symbol: "
            "_ZN5cudnn3cnn34layerNormFwdEv, version libcudnn_cnn_infer.so.8\n"
        )
        assert first(text) == (CONFLICT, "high")
        assert MISSING not in dict(named(text))

    def test_the_loader_s_other_wording(self):
        text = (
            "OSError: /env/lib/python3.8/site-packages/nvidia/cublas/lib/libcublas.so.11: symbol "
            "cublasLtHSHMatmulAlgoInit version libcublasLt.so.11 not defined in file "
            "libcublasLt.so.11 with link time reference\n"
        )
        assert first(text) == (CONFLICT, "medium")
        assert "cublasLtHSHMatmulAlgoInit" in why(text)

    def test_an_extension_compiled_by_a_newer_toolkit(self):
        text = "ImportError: mmdet/ops/gpu_nms.cpython-36m-x86_64-linux-gnu.so: undefined symbol: __cudaRegisterFatBinaryEnd\n"
        assert first(text)[0] == "cuda_toolkit_mismatch_for_build"

    @pytest.mark.parametrize(
        ("file", "cause"),
        [
            ("/opt/intel/mkl/lib/intel64/libmkl_gf_lp64.so", (CONFLICT, "high")),
            ("/env/lib/libmkl_gf_lp64.so", ("mkl_version_conflict", "medium")),
        ],
    )
    def test_the_mkl_of_intel_or_of_the_environment(self, file, cause):
        assert first(f"ImportError: {file}: undefined symbol: mkl_lapack_ao_zgetrf\n") == cause


class TestMissingLibraries:
    CUDART = "ImportError: libcudart.so.10.2: cannot open shared object file: No such file or directory\n"

    def test_mmcv_of_another_index(self):
        text = "torch: 1.9.0+cu111\nmmcv-full: 1.3.13\n\n" + self.CUDART
        assert first(text) == (VARIANT, "high")

    def test_a_wheel_that_is_known_to_be_built_wrongly(self):
        command = "$ pip install mmcv-full -f https://download.openmmlab.com/mmcv/dist/cu111/torch1.9.0/index.html\n"
        text = "mmcv-full: 1.3.14\n\n" + command + self.CUDART
        assert first(text) == ("release_defect", "medium")

    def test_mmcv_and_mmcv_full_both(self):
        text = "mmcv: 1.0.3\nmmcv-full: 1.0.3\n\n" + self.CUDART
        assert first(text)[0] == "mmcv_install_damaged"

    def test_another_extension(self):
        text = "$ python -c 'import spatial_correlation_sampler'\n\n" + self.CUDART
        assert first(text) == (ABI, "medium")

    def test_torch_itself(self):
        text = "    from torch._C import *\n" + self.CUDART.replace("10.2", "12")
        assert first(text) == (MISSING, "medium")

    def test_another_program_s_warning(self):
        text = "W Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file\n"
        assert first(text) == (MISSING, "low")

    def test_the_one_that_is_lacking_is_named(self):
        text = (
            "Could not load library libcudnn_cnn_infer.so.8. Error: libnvrtc.so: cannot open "
            "shared object file: No such file or directory\n"
        )
        assert first(text) == (MISSING, "medium")
        assert why(text).startswith("libnvrtc.so ")

    @pytest.mark.parametrize(
        ("library", "found"),
        [
            ("libtorch_cuda_cu.so", (ABI, "high")),
            ("libtorch_cuda.so", (ABI, "medium")),
            ("libc10.so", (ABI, "medium")),
            ("libcaffe2_nvrtc.so", (MISSING, "medium")),
        ],
    )
    def test_libraries_of_torch(self, library, found):
        text = (
            f"ImportError: {library}: cannot open shared object file: No such file or directory\n"
        )
        assert first(text) == found


class TestStatus:
    @pytest.mark.parametrize(
        ("env", "status", "cause"),
        [
            ("", "NOT_INITIALIZED", "not_environment"),
            ("", "INVALID_VALUE", CONFLICT),
            ("LD_LIBRARY_PATH: /usr/local/cuda/lib64\n", "EXECUTION_FAILED", CONFLICT),
            (
                "torch: 1.8.1+cu102\ngpu: RTX 3090\n",
                "EXECUTION_FAILED",
                "gpu_arch_not_in_torch_build",
            ),
        ],
    )
    def test_of_cublas(self, env, status, cause):
        text = (
            f"{env}\nRuntimeError: CUDA error: CUBLAS_STATUS_{status} when calling `cublasSgemm`\n"
        )
        assert first(text)[0] == cause

    def test_an_assertion_above_it(self):
        text = (
            "Indexing.cu:1146: Assertion `srcIndex < srcSelectDimSize` failed.\n"
            "RuntimeError: CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm`\n"
        )
        assert first(text)[0] == "not_environment"

    @pytest.mark.parametrize(
        ("env", "found"),
        [
            ("", (CONFLICT, "medium")),
            ("LD_LIBRARY_PATH: /public/apps/cudnn/lib64\n", (CONFLICT, "high")),
            ("pip: nvidia-cudnn-cu12==9.1.0.70\n", (MIXED, "medium")),
        ],
    )
    def test_two_cudnns(self, env, found):
        text = "RuntimeError: cuDNN version incompatibility: PyTorch was compiled against (8, 3, 2) but linked against (8, 0, 3)\n"
        assert first(env + "\n" + text) == found


class TestSystem:
    def test_the_gcc_of_a_libstdcxx(self):
        text = "ImportError: /usr/lib64/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by x.so)\n"
        assert first(text) == ("system_runtime_too_old", "high")
        assert "gcc 12.1" in why(text)

    def test_a_libstdcxx_of_the_library_path(self):
        text = (
            "LD_LIBRARY_PATH: /opt/old/lib\n\n"
            "ImportError: /opt/old/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found\n"
        )
        assert first(text) == (CONFLICT, "medium")

    @pytest.mark.parametrize(
        ("said", "found"),
        [
            (
                r'[WinError 126] not found. Error loading "C:\env\torch\lib\fbgemm.dll"',
                ("missing_system_library", "high"),
            ),
            (
                r'[WinError 1114] failed. Error loading "C:\env\torch\lib\c10.dll"',
                ("missing_system_library", "high"),
            ),
            (
                r'[WinError 127] failed. Error loading "C:\env\torch\lib\caffe2.dll"',
                (CONFLICT, "medium"),
            ),
            (
                r'[WinError 126] not found. Error loading "C:\env\torch\lib\cudnn64_9.dll"',
                ("package_damaged", "medium"),
            ),
            (
                r'[WinError 127] failed. Error loading "C:\env\torchvision\image.dll"',
                (VISION, "medium"),
            ),
            (
                "[WinError 126] The specified module could not be found",
                ("missing_system_library", "medium"),
            ),
        ],
    )
    def test_dlls_of_windows(self, said, found):
        assert first(f"OSError: {said}\n") == found

    @pytest.mark.parametrize(
        ("module", "cause"),
        [
            ("flash_attn_2_cuda", ABI),
            ("image", VISION),
            ("cv2", "missing_system_library"),
        ],
    )
    def test_extensions_on_windows(self, module, cause):
        text = f"ImportError: DLL load failed while importing {module}: The specified module could not be found.\n"
        assert first(text)[0] == cause
