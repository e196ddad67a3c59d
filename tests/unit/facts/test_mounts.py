"""Where everything mounted is local, nothing waits for a network."""

import pytest

from envdoctor.facts.deadline import Now, Pending, guarded
from envdoctor.facts.mounts import may_hang
from tests.support.roots import make_root

LOCAL = "overlay / overlay rw 0 0\nproc /proc proc rw 0 0\n/dev/sda1 /data ext4 rw 0 0\n"


@pytest.mark.parametrize(
    "kind", ["nfs4", "cifs", "lustre", "fuse.sshfs", "autofs", "9p", "a-new-one"]
)
def test_a_network_file_system_may_hang(tmp_path, kind):
    root = make_root(tmp_path, {"/proc/self/mounts": f"{LOCAL}server:/home /home {kind} rw 0 0\n"})
    assert may_hang(root)
    assert isinstance(guarded(root, lambda: 1, 5.0), Pending)


def test_local_ones_do_not(tmp_path):
    root = make_root(tmp_path, {"/proc/self/mounts": LOCAL})
    assert not may_hang(root)
    call = guarded(root, lambda: 1, 5.0)
    assert isinstance(call, Now)
    assert call.answer() == 1


@pytest.mark.parametrize(
    "files", [{}, {"/proc/self/mounts": ""}, {"/proc/self/mounts": "nonsense\n"}]
)
def test_what_nobody_tells_may_hang(tmp_path, files):
    assert may_hang(make_root(tmp_path, files))
