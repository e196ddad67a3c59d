"""The driver's libraries and the fabric manager, as files show them."""

from envdoctor.facts.driver_libraries import read_driver_libraries
from envdoctor.facts.fabric import read_fabric_manager
from envdoctor.model.machine import Container, DriverLibraries, NvidiaDevices
from envdoctor.model.read import Read
from tests.support.roots import make_root, posix_only

LIBRARIES = "/usr/lib/x86_64-linux-gnu"
NO_CONTAINER = Read.absent("/.dockerenv")
SWITCHES = Read.of(NvidiaDevices((), ("/dev/nvidia-nvswitch0",)), "/dev")


@posix_only
def test_the_files_behind_the_names(tmp_path):
    files = {"/dev/nvidiactl": "", f"{LIBRARIES}/libcuda.so.535.104.05": ""}
    links = {f"{LIBRARIES}/libcuda.so.1": "libcuda.so.535.104.05"}
    read = read_driver_libraries(make_root(tmp_path, files, links), {}, "linux")
    assert read.value == DriverLibraries("", f"{LIBRARIES}/libcuda.so.535.104.05")


def test_library_path_comes_first_and_wsl_s_own_is_told(tmp_path):
    files = dict.fromkeys(
        ("/dev/dxg", "/opt/compat/libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"), ""
    )
    root = make_root(tmp_path, files)
    found = read_driver_libraries(root, {"LD_LIBRARY_PATH": ":/opt/compat"}, "linux").known()
    assert found.cuda.endswith("/opt/compat/libcuda.so.1")
    assert found.wsl == "/usr/lib/wsl/lib/libcuda.so.1"


def test_nothing_is_looked_for_without_a_sign_of_nvidia(tmp_path):
    root = make_root(tmp_path, {f"{LIBRARIES}/libcuda.so.1": ""})
    assert read_driver_libraries(root, {}, "linux").is_absent
    assert read_driver_libraries(root, {}, "windows").is_absent
    folder = make_root(tmp_path, running=False)
    assert read_driver_libraries(folder, {}, "linux").state == "unknown"


def test_without_nvswitches_there_is_no_fabric_manager(tmp_path):
    devices = Read.of(NvidiaDevices(("0000:01:00.0",), ("/dev/nvidia0",)), "/dev")
    assert read_fabric_manager(make_root(tmp_path), devices, NO_CONTAINER).is_absent
    folder = make_root(tmp_path, running=False)
    assert read_fabric_manager(folder, SWITCHES, NO_CONTAINER).state == "unknown"


def test_the_manager_is_known_by_its_pid_file_or_by_its_name(tmp_path):
    run = {"/proc/7/comm": "nv-fabricmanage\n", "/proc/uptime": "1 1\n"}
    pid = {"/run/nvidia-fabricmanager/nv-fabricmanager.pid": "7\n"}
    by_file = make_root(tmp_path / "file", {**run, **pid})
    by_name = make_root(tmp_path / "name", run)
    stale = make_root(tmp_path / "stale", {**pid, "/proc/7/comm": "sshd\n"})
    for root, source, running in (
        (by_file, next(iter(pid)), True),
        (by_name, "/proc/*/comm", True),
        (stale, "/proc/*/comm", False),
    ):
        read = read_fabric_manager(root, SWITCHES, NO_CONTAINER)
        assert (read.known().running, read.source) == (running, source)


def test_a_container_hides_the_machine_s_processes(tmp_path):
    docker = Read.of(Container("docker"), "/.dockerenv")
    read = read_fabric_manager(make_root(tmp_path, {"/proc/1/comm": "sh\n"}), SWITCHES, docker)
    assert read.state == "unknown"
    unreadable = read_fabric_manager(make_root(tmp_path / "none"), SWITCHES, NO_CONTAINER)
    assert unreadable.state == "unknown"
