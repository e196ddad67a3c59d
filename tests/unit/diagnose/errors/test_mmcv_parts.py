"""What decides about parts of OpenMMLab's packages that are missing: ops of mmcv, version files."""

import pytest

from tests.support.texts import named

EXT = "ImportError: /env/lib/python3.8/site-packages/mmcv/_ext.cpython-38-x86_64-linux-gnu.so: "
OP = EXT + "undefined symbol: _Z17roi_align_forwardN2at6TensorES0_\n"
OWN = EXT + "undefined symbol: _Z30pyramid_deformable_im2col_cudaN2at6TensorES0_\n"


class TestOpsOfMmcv:
    def test_of_a_release(self):
        found = named("mmcv-full: 1.4.0\n\n" + OP)
        assert found[:2] == [("release_defect", "medium"), ("mmcv_install_damaged", "low")]

    def test_of_a_build_by_hand(self):
        found = named("$ MMCV_WITH_OPS=1 pip install -e .\n\n" + OP)
        assert found[:2] == [("mmcv_install_damaged", "medium"), ("release_defect", "low")]

    @pytest.mark.parametrize(
        "symbol",
        [
            "_Z26three_nn_forward_cuda_impliii",
            "_Z41SigmoidFocalLossForwardCUDAKernelLauncherN2at6TensorE",
            "_Z33ROIAlignForwardCUDAKernelLauncherN2at6TensorE",
        ],
    )
    def test_a_part_of_an_op(self, symbol):
        assert named(f"{EXT}undefined symbol: {symbol}\n")[0][0] == "release_defect"

    def test_an_op_that_somebody_added(self):
        assert named(OWN)[0] == ("not_environment", "medium")

    def test_another_extension_with_an_op_of_that_name(self):
        text = (
            "ImportError: /src/lib/_C.so: undefined symbol: _Z17roi_align_forwardN2at6TensorES0_\n"
        )
        assert named(text)[0] == ("not_environment", "medium")


class TestVersionFiles:
    ERROR = "ModuleNotFoundError: No module named 'mmdet.version'\n"

    @pytest.mark.parametrize("module", ["mmdet.version", "basicsr.version", "timm3d._version"])
    def test_a_tree_that_was_not_installed(self, module):
        found = named(f"ModuleNotFoundError: No module named '{module}'\n")
        assert found[0] == ("wrong_environment_active", "medium")
        assert ("incomplete_source_checkout", "low") in found

    def test_of_an_installed_package(self):
        asking = (
            '  File "/env/lib/python3.8/site-packages/mmdet/__init__.py", line 4, in <module>\n'
        )
        assert named(asking + self.ERROR)[0] == ("package_damaged", "medium")

    def test_not_of_every_module_that_is_called_version(self):
        found = named("ModuleNotFoundError: No module named 'torch.version'\n")
        assert ("incomplete_source_checkout", "low") not in found
