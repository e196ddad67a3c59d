"""Libraries that read video."""

from envdoctor.facts.decoders import read_decoders
from envdoctor.facts.distributions import installed
from envdoctor.facts.folders import Folders
from envdoctor.facts.modules import ModulePath
from envdoctor.model.environment import Decoder, Package
from envdoctor.model.read import Read
from tests.support.environments import PREFIX, SITE, distribution, venv
from tests.support.roots import posix_only

pytestmark = posix_only
NO_OPENCV = Read.absent(SITE)


def read(root, opencv=NO_OPENCV):
    folders = Folders(root)
    found = installed(folders, (SITE,), PREFIX)
    return read_decoders(ModulePath(folders, (SITE,)), found, opencv, (SITE,)).known()


def test_every_decoder(tmp_path):
    files = {f"{name}/__init__.py": "" for name in ("av", "decord", "torchcodec")}
    files.update(distribution("av", "12.0.0"))
    files.update(distribution("eva_decord", "0.6.1"))
    files.update(distribution("torchcodec", "0.1"))
    cv2 = Package("cv2", "opencv-python", "4.11.0.86", f"{SITE}/cv2", False, ())
    assert set(read(venv(tmp_path, files), Read.of(cv2, SITE))) == {
        Decoder("av", "av", "12.0.0"),
        Decoder("decord", "eva-decord", "0.6.1"),
        Decoder("torchcodec", "torchcodec", "0.1"),
        Decoder("opencv", "opencv-python", "4.11.0.86"),
    }


def test_none(tmp_path):
    assert read(venv(tmp_path)) == ()


def test_metadata_without_its_module_is_no_decoder(tmp_path):
    assert read(venv(tmp_path, distribution("decord", "0.6.0"))) == ()


def test_a_module_that_no_distribution_brought(tmp_path):
    assert read(venv(tmp_path, {"decord/__init__.py": ""})) == (Decoder("decord", "", ""),)
