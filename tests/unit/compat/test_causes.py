"""The taxonomy: words are only appended."""

PUBLISHED = """
gpu_arch_not_in_torch_build extension_missing_gpu_arch gpu_unsupported_by_library driver_too_old
driver_module_mismatch driver_state_broken container_without_gpu_access cuda_visible_devices_wrong
fabric_manager_not_running wsl_driver_setup missing_cuda_shared_lib mmcv_cuda_variant_mismatch
library_path_conflict mkl_version_conflict torch_cpu_build_installed torch_torchvision_mismatch
mixed_cuda_packages cuda_toolkit_mismatch_for_build cuda_toolkit_too_old_for_gpu
cuda_home_misconfigured compiler_too_new torch_too_new_for_source_build
torch_too_old_for_source_build setuptools_too_new build_isolation no_matching_wheel mmcv_too_new
mmcv_too_old mmdet_too_old extension_torch_abi_mismatch mmcv_ops_missing
extension_built_without_cuda openmmlab_generations_mixed mmcv_install_damaged release_defect
numpy_abi_mismatch dependency_too_new conflicting_packages dependency_missing
torch_load_weights_only torch_too_new_for_mmengine missing_system_library system_runtime_too_old
shm_too_small wrong_environment_active incomplete_source_checkout docker_apt_key_rotated
not_environment
python_too_old python_too_new torch_too_old torch_newer_than_known cuda_too_old mmengine_too_old
mmengine_too_new mmdet_too_new mmpose_too_old mmaction2_too_old setuptools_too_old decoder_missing
disk_full memory_too_small network_unreachable driver_missing gpu_not_found gpu_lost mixed_gpus
compiler_missing interpreter_broken package_damaged probe_timed_out permission_denied
module_shadowed
""".split()


def test_published_words_stay_first_and_in_order(tables):
    assert list(tables.causes.words())[: len(PUBLISHED)] == PUBLISHED


def test_words_are_words_and_mean_something(tables):
    words = tables.causes.words()
    assert len(words) == len(set(words))
    for word in words:
        assert word.isidentifier()
        assert word == word.lower()
        assert len(tables.causes.means(word)) > 20
        assert word in tables.causes
    assert "no_such_word" not in tables.causes
    assert tables.causes.means("no_such_word") is None


def test_what_the_words_mean(tables):
    assert "NumPy 1 vs 2" in tables.causes.means("numpy_abi_mismatch")
    assert tables.causes.as_of >= "2026-11-22"
