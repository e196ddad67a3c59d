from envdoctor.facts.cgroup import cpu_quota, memory_groups
from tests.support.roots import make_root

GIB = 1024**3
V1_GROUPS = "9:name=systemd:/\n4:memory:/docker/0123\n2:cpu,cpuacct:/docker/0123\n0::/\n"
V1 = "/sys/fs/cgroup"


def test_without_control_groups_there_is_no_limit(tmp_path):
    root = make_root(tmp_path)
    assert cpu_quota(root) is None
    assert memory_groups(root, 64 * GIB) == ()


def test_v1_inside_a_container_that_sees_its_hosts_path(tmp_path):
    # The container's own group is mounted at the top; the path of /proc/self/cgroup is not there.
    root = make_root(
        tmp_path,
        {
            "/proc/self/cgroup": V1_GROUPS,
            f"{V1}/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
            f"{V1}/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            f"{V1}/memory/memory.limit_in_bytes": f"{4 * GIB}\n",
            f"{V1}/memory/memory.usage_in_bytes": f"{3 * GIB}\n",
            f"{V1}/memory/memory.stat": f"inactive_file 5\ntotal_inactive_file {GIB}\n",
        },
    )
    assert cpu_quota(root) == 1.5
    assert memory_groups(root, 64 * GIB) == ((4 * GIB, 2 * GIB),)


def test_v1_without_limits(tmp_path):
    root = make_root(
        tmp_path,
        {
            "/proc/self/cgroup": V1_GROUPS,
            f"{V1}/cpu,cpuacct/docker/0123/cpu.cfs_quota_us": "-1\n",
            f"{V1}/cpu,cpuacct/docker/0123/cpu.cfs_period_us": "100000\n",
            f"{V1}/memory/docker/0123/memory.limit_in_bytes": "9223372036854771712\n",
        },
    )
    assert cpu_quota(root) is None
    assert memory_groups(root, 64 * GIB) == ()


def test_v2_counts_the_groups_above_too(tmp_path):
    root = make_root(
        tmp_path,
        {
            "/proc/self/cgroup": "0::/user.slice/job.scope\n",
            "/sys/fs/cgroup/user.slice/job.scope/cpu.max": "400000 100000\n",
            "/sys/fs/cgroup/user.slice/cpu.max": "200000 100000\n",
            "/sys/fs/cgroup/user.slice/job.scope/memory.max": "max\n",
            "/sys/fs/cgroup/user.slice/memory.max": f"{2 * GIB}\n",
        },
    )
    assert cpu_quota(root) == 2.0
    assert memory_groups(root, 64 * GIB) == ((2 * GIB, None),)


def test_a_group_outside_the_mount_is_read_at_its_top(tmp_path):
    root = make_root(
        tmp_path,
        {"/proc/self/cgroup": "0::/../other\n", "/sys/fs/cgroup/cpu.max": "100000 100000\n"},
    )
    assert cpu_quota(root) == 1.0


def test_a_broken_quota_is_no_quota(tmp_path):
    root = make_root(
        tmp_path, {"/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "100000 0\n"}
    )
    assert cpu_quota(root) is None


def test_use_below_the_cache_is_not_negative(tmp_path):
    root = make_root(
        tmp_path,
        {
            "/proc/self/cgroup": "0::/\n",
            "/sys/fs/cgroup/memory.max": "1000\n",
            "/sys/fs/cgroup/memory.current": "10\n",
            "/sys/fs/cgroup/memory.stat": "inactive_file 20\n",
        },
    )
    assert memory_groups(root, GIB) == ((1000, 0),)
