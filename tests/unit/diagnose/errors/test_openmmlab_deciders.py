"""What weighs the facts where a message of OpenMMLab alone does not decide."""

import pytest

from tests.support.texts import causes_of, explained

EXT = "ModuleNotFoundError: No module named 'mmcv._ext'"
NMS = "RuntimeError: nms_impl: implementation for device cuda:0 not found."


def first(text, tables):
    return explained(text, tables)[0]


def words(text, tables):
    return [cause for cause, _ in explained(text, tables)]


def goals(text):
    return [str(goal) for goal in causes_of(text)[0].finding.goals]


class TestMmcvExt:
    def test_the_package_without_ops(self, tables):
        assert first(f"mmcv-lite==2.1.0\n{EXT}", tables) == ("mmcv_ops_missing", "high")
        assert first(EXT, tables) == ("mmcv_ops_missing", "medium")
        assert any("mmcv-full" in goal for goal in goals(f"mmcv==1.7.1\n{EXT}"))

    def test_two_packages_that_bring_mmcv(self, tables):
        text = f"mmcv==1.7.1\nmmcv-full==1.7.1\n{EXT}"
        assert words(text, tables)[:2] == ["mmcv_install_damaged", "mmcv_ops_missing"]

    def test_one_that_should_have_them(self, tables):
        assert first(f"mmcv-full==1.7.1\n{EXT}", tables) == ("mmcv_ops_missing", "medium")


class TestOpsWithoutDevice:
    def test_a_build_for_the_cpu(self, tables):
        assert first(f"$ pip install mmcv\n{NMS}", tables) == (
            "extension_built_without_cuda",
            "high",
        )
        assert first(NMS, tables) == ("extension_built_without_cuda", "medium")
        older = "RuntimeError: nms is not compiled with GPU support"
        assert first(older, tables) == ("extension_built_without_cuda", "high")

    def test_a_published_wheel_that_lacks_the_code(self, tables):
        text = f"cuda: 12.1\n$ mim install mmcv\n{NMS}"
        assert words(text, tables)[:2] == ["release_defect", "extension_built_without_cuda"]

    @pytest.mark.parametrize(
        "told",
        [
            "cuda: 11.8\n$ mim install mmcv",
            "cuda: 12.1\nmmcv: 2.0.1\n$ mim install mmcv",
            "cuda: 12.1\ntorch: 2.2.0+cu121\n$ mim install mmcv",
            "$ pip install mmcv -f https://download.openmmlab.com/mmcv/dist/cu118/torch2.1.0/index.html",
            "cuda: 12.1\n$ pip install mmcv",
        ],
    )
    def test_but_only_the_one_that_is_known(self, told, tables):
        assert "release_defect" not in words(f"{told}\n{NMS}", tables)

    def test_an_op_on_the_cpu(self, tables):
        text = "RuntimeError: carafe_forward_impl: implementation for device cpu not found."
        assert first(text, tables) == ("not_environment", "medium")


class TestNamesOfMmcv:
    def test_a_module_that_moved(self, tables):
        text = "ModuleNotFoundError: No module named 'mmcv.runner'"
        assert first(text, tables) == ("openmmlab_generations_mixed", "high")

    def test_a_name_that_moved(self, tables):
        text = "ImportError: cannot import name 'Config' from 'mmcv' (/env/mmcv/__init__.py)"
        assert first(text, tables) == ("openmmlab_generations_mixed", "high")
        assert first(f"mmcv: 2.1.0\n{text}", tables) == ("openmmlab_generations_mixed", "high")

    def test_both_generations_installed(self, tables):
        text = "mmcv-full: 1.7.1\nmmcv: 2.0.0\nImportError: cannot import name 'Config' from 'mmcv'"
        assert first(text, tables) == ("mmcv_install_damaged", "high")

    def test_a_listed_release_that_has_it(self, tables):
        text = "mmcv-full: 1.7.1\nModuleNotFoundError: No module named 'mmcv.runner'"
        assert first(text, tables) == ("mmcv_install_damaged", "medium")

    def test_what_came_with_a_later_release(self, tables):
        text = "ImportError: cannot import name 'MODELS' from 'mmcv.cnn'"
        assert first(f"mmcv-full: 1.2.7\n{text}", tables) == ("mmcv_too_old", "high")
        assert "mmcv_too_old" in words(text, tables)

    def test_a_module_that_is_there_tells_the_generation(self, tables):
        text = "ImportError: cannot import name 'BaseModule' from 'mmcv.runner'"
        assert first(text, tables) == ("mmcv_too_old", "medium")

    def test_an_op_that_came_later(self, tables):
        text = "ImportError: cannot import name 'nms_quadri' from 'mmcv.ops' (/env/mmcv/ops/__init__.py)"
        assert first(text, tables) == ("mmcv_too_old", "medium")

    def test_files_in_the_traceback_tell_the_generation(self, tables):
        text = (
            '  File "/env/site-packages/mmcv/runner/epoch_based_runner.py", line 127, in run\n'
            "AttributeError: module 'mmcv' has no attribute 'mkdir_or_exist'"
        )
        assert first(text, tables) == ("mmcv_install_damaged", "medium")
        assert first(text.splitlines()[1], tables) == ("openmmlab_generations_mixed", "medium")

    def test_a_name_of_no_release(self, tables):
        text = "ImportError: cannot import name 'my_own_name' from 'mmcv.cnn'"
        assert first(text, tables)[1] == "low"

    def test_a_bare_folder(self, tables):
        text = "ImportError: cannot import name 'Config' from 'mmcv' (unknown location)"
        assert first(text, tables) == ("mmcv_install_damaged", "high")

    def test_quoted_code_counts_where_mmcv_2_is_told(self, tables):
        text = "how do I replace `from mmcv.runner import load_checkpoint` (Error)?"
        assert words(f"mmcv: 2.0.0\n{text}", tables)[0] == "openmmlab_generations_mixed"
        assert "openmmlab_generations_mixed" not in words(f"mmcv-full: 1.7.1\n{text}", tables)
        assert words(text, tables) == []


class TestModulesOfAGeneration:
    TEXT = "ModuleNotFoundError: No module named 'mmdet.core'"

    def test_the_former_in_the_present(self, tables):
        assert first(self.TEXT, tables) == ("openmmlab_generations_mixed", "high")
        assert first(f"mmdet: 3.3.0\n{self.TEXT}", tables)[0] == "openmmlab_generations_mixed"

    def test_a_listed_release_that_has_it(self, tables):
        assert first(f"mmdet: 2.28.2\n{self.TEXT}", tables)[0] == "wrong_environment_active"

    def test_the_packages_own_clone(self, tables):
        text = (
            f'  File "/src/mmdetection/mmdet/apis/inference.py", line 9, in <module>\n{self.TEXT}'
        )
        assert "wrong_environment_active" in words(text, tables)


class TestPackagesThatAreMissing:
    def test_not_installed(self, tables):
        text = "ModuleNotFoundError: No module named 'mmdet'"
        assert first(text, tables) == ("dependency_missing", "medium")

    def test_listed_all_the_same(self, tables):
        text = "mmdet==3.3.0\nModuleNotFoundError: No module named 'mmdet'"
        assert first(text, tables)[0] == "wrong_environment_active"

    def test_its_own_clone_is_run(self, tables):
        text = (
            "$ cd mmaction2; python tools/train.py configs/tsn.py\n"
            "ModuleNotFoundError: No module named 'mmaction'"
        )
        assert first(text, tables) == ("wrong_environment_active", "medium")

    def test_mmengine_beside_code_for_mmcv_1(self, tables):
        text = "    from mmdet.core import get_classes\nModuleNotFoundError: No module named 'mmengine'"
        assert first(text, tables) == ("openmmlab_generations_mixed", "medium")
        assert first(text.splitlines()[1], tables) == ("dependency_missing", "medium")


class TestNamesOfOtherPackages:
    def test_a_script_of_the_clone(self, tables):
        text = (
            "$ python tools/train.py config.py\n"
            "ImportError: cannot import name 'train_model' from 'mmaction.apis'"
        )
        assert first(text, tables) == ("wrong_environment_active", "medium")

    def test_a_script_of_another_package_than_the_one_that_lacks_it(self, tables):
        text = (
            '  File "/src/mmdetection3d/tools/train.py", line 17, in <module>\n'
            '  File "/src/mmdetection3d/mmdet3d/models/builder.py", line 3, in <module>\n'
            "ImportError: cannot import name 'build' from 'mmdet.models.builder'"
        )
        assert first(text, tables) == ("openmmlab_generations_mixed", "medium")

    def test_code_of_somebody_else(self, tables):
        text = "ImportError: cannot import name 'coco_eval' from 'mmdet.evaluation'"
        assert first(text, tables) == ("openmmlab_generations_mixed", "medium")

    def test_a_bare_folder(self, tables):
        text = "ImportError: cannot import name 'x' from 'mmdet' (unknown location)"
        assert first(text, tables) == ("package_damaged", "medium")

    def test_a_file_that_hides_the_package(self, tables):
        text = "ImportError: cannot import name 'x' from partially initialized module 'mmdet' (/src/mmdet.py)"
        assert "module_shadowed" in words(text, tables)


class TestRegistries:
    def test_a_class_of_a_tree_that_is_not_imported(self, tables):
        text = "KeyError: 'ReDet is not in the models registry'"
        assert first(text, tables) == ("wrong_environment_active", "medium")
        assert words(text, tables)[1] == "not_environment"

    def test_an_import_failed_before(self, tables):
        text = f"{EXT}\nKeyError: 'TOOD is not in the models registry'"
        assert first(text, tables) == ("mmcv_ops_missing", "medium")
        assert ("wrong_environment_active", "low") in explained(text, tables)

    def test_an_import_that_was_swallowed(self, tables):
        text = (
            "mmengine - WARNING - Failed to import mmaction.models, please check the location of the registry\n"
            "KeyError: 'TSN is not in the model registry. Please check'"
        )
        assert explained(text, tables) == [("dependency_missing", "low")]

    def test_a_scope_whose_package_is_not_found(self, tables):
        text = (
            'WARNING - Failed to search registry with scope "mmaction" in the "visualizer" registry tree.\n'
            "KeyError: 'ActionVisualizer is not in the visualizer registry.'"
        )
        assert explained(text, tables) == [("wrong_environment_active", "medium")]

    def test_no_scope_was_set(self, tables):
        text = "KeyError: 'Mask2Former is not in the mmengine::model registry. Please check'"
        assert words(text, tables) == ["not_environment", "wrong_environment_active"]

    def test_nothing_is_named(self, tables):
        text = "KeyError: 'None is not in the dataset registry'"
        assert words(text, tables) == ["not_environment"]

    def test_classes_that_mmdet_brings(self, tables):
        text = "ValueError: FastRCNN is not registered in LOCALIZERS, DETECTORS or DETECTORS"
        assert explained(text, tables) == [("dependency_missing", "high")]

    def test_what_torch_brings_meanwhile(self, tables):
        text = "KeyError: 'Adafactor is already registered in optimizer at torch.optim'"
        assert explained(text, tables) == [("torch_too_new_for_mmengine", "high")]


class TestProgramsThatHideWhy:
    TEXT = "ImportError: Please install mmdet to use init_detector."

    def test_not_listed(self, tables):
        assert first(self.TEXT, tables) == ("dependency_missing", "medium")

    def test_listed(self, tables):
        assert ("dependency_missing", "low") in explained(f"mmdet: 2.22.0\n{self.TEXT}", tables)

    def test_the_fault_behind_it_comes_first(self, tables):
        text = f"AttributeError: module 'mmcv' has no attribute '__version__'\n{self.TEXT}"
        assert first(text, tables) == ("mmcv_install_damaged", "high")

    def test_moviepy(self, tables):
        text = "ImportError: Please install moviepy to enable output file"
        assert first(text, tables) == ("dependency_missing", "medium")
        assert first(f"moviepy==2.1.1\n{text}", tables) == ("dependency_too_new", "high")
        assert first(f"moviepy==1.0.3\n{text}", tables) == ("dependency_missing", "low")

    def test_decord(self, tables):
        text = 'ImportError: Please run "pip install decord" to install Decord first.'
        assert any("decord" in goal for goal in goals(text))
        assert any("eva-decord" in goal for goal in goals(f"platform: Linux aarch64\n{text}"))

    def test_talk_of_weights_only(self, tables):
        text = "[Bug] torch.load weights_only error"
        assert first(f"torch: 2.7.1\n{text}", tables) == ("torch_load_weights_only", "medium")
        assert "torch_load_weights_only" not in words(f"torch: 2.1.0\n{text}", tables)
        assert first(text, tables) == ("torch_load_weights_only", "low")


class TestUnexpectedKeywords:
    ERROR = "TypeError: __init__() got an unexpected keyword argument 'num_stages'"

    def test_the_config(self, tables):
        text = f"$ init_detector(config, checkpoint)\n{self.ERROR}"
        assert first(text, tables) == ("not_environment", "medium")

    def test_another_copy(self, tables):
        text = (
            '  File "tools/train.py", line 126, in main\n'
            '  File "/env/lib/python3.8/site-packages/mmdet/models/builder.py", line 65, in build\n'
            f"{self.ERROR}"
        )
        assert first(text, tables) == ("wrong_environment_active", "medium")

    def test_yapf_has_a_row_of_its_own(self, tables):
        text = "mmcv\nTypeError: FormatCode() got an unexpected keyword argument 'verify'"
        assert words(text, tables) == ["dependency_too_new"]


def test_ranges_of_old_asserts(tables):
    text = "AssertionError: MMCV==1.3.9 is used but incompatible. Please install mmcv>=[1, 1, 4], <=[1, 2, 0]."
    assert first(text, tables) == ("mmcv_too_new", "high")


def test_two_packages_that_refuse_each_others_mmcv(tables):
    text = (
        "mmcv: 2.0.0\n"
        "AssertionError: MMCV==2.0.0 is used but incompatible. Please install mmcv>=1.3.17, <=1.8.0.\n"
        "AssertionError: MMCV==1.7.1 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.1.0."
    )
    assert first(text, tables) == ("openmmlab_generations_mixed", "high")
    assert "mmcv_install_damaged" not in words(text, tables)
