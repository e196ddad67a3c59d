import threading

from envdoctor.facts.host import HostFacts, read_host, start_nvml
from envdoctor.model.facts import Facts
from envdoctor.model.machine import Variable
from tests.support.roots import make_root


def read(root, environ=None, **options):
    return read_host(root, environ or {}, start_nvml(root, environ or {}, "linux"), **options)


def test_its_fields_are_those_of_facts():
    kinds = Facts.__annotations__
    assert all(kinds[name] == kind for name, kind in HostFacts.__annotations__.items())


def test_an_image_tells_its_files_and_nothing_of_a_kernel(tmp_path):
    files = {
        "/etc/os-release": "NAME=Debian\n",
        "/proc/meminfo": "MemTotal: 1 kB\n",
        "/usr/local/cuda-12.1/bin/nvcc": "",
        "/usr/bin/gcc": "",
    }
    root = make_root(tmp_path, files, running=False)
    host = read(root, {"PATH": "/usr/bin", "CUDA_HOME": "/usr/local/cuda-12.1", "HOME": "/root"})
    assert host.platform.known().distribution == "Debian"
    assert host.toolkits.known()[0].chosen_by == ("CUDA_HOME",)
    assert host.compilers.known()[0].path == "/usr/bin/gcc"
    assert host.variables.known() == (Variable("CUDA_HOME", "/usr/local/cuda-12.1"),)
    kernels = (host.container, host.cpu, host.memory, host.shm, host.nvidia_devices)
    for reading in (*kernels, host.kernel_module, host.driver, host.gpus):
        assert (reading.state, reading.reason) == ("unknown", "not a running machine")


def test_a_machine_with_nothing_to_read_is_read_without_an_error(tmp_path):
    host = read(make_root(tmp_path), system="linux")
    assert {reading.state for reading in host} <= {"read", "absent", "unknown", "unreadable"}
    assert host.memory.is_absent


def test_a_folder_of_path_on_a_dead_mount_costs_the_tools_alone(tmp_path):
    gate = threading.Event()
    base = type(make_root(tmp_path))

    class DeadMount(base):
        def is_file(self, path):
            return gate.wait() if path.startswith("/mnt/dead") else super().is_file(path)

    root = DeadMount(str(tmp_path))
    try:
        host = read(root, {"PATH": "/mnt/dead:/usr/bin"}, system="linux", path_seconds=0.05)
    finally:
        gate.set()
    assert host.toolkits == host.compilers
    assert host.toolkits.state == "unknown"
    assert host.toolkits.reason == "a folder of PATH or CUDA_HOME did not answer within 0.05 s"
    assert host.platform.state == "read"
