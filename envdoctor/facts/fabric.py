"""Whether the service that sets up NVSwitches runs."""

from __future__ import annotations

from envdoctor.facts.outcome import not_running
from envdoctor.facts.root import Root
from envdoctor.model.machine import Container, FabricManager, NvidiaDevices
from envdoctor.model.read import Read

_PID_FILE = "/run/nvidia-fabricmanager/nv-fabricmanager.pid"
_NAME = "nv-fabricmanager"[:15]  # as much of a name as the kernel keeps
_SMALL = 64
_NODE = "/dev/nvidia-nvswitch"


def read_fabric_manager(
    root: Root, devices: Read[NvidiaDevices], container: Read[Container]
) -> Read[FabricManager]:
    """*absent* without an NVSwitch; *unknown* in a container, which hides the machine's processes."""
    if not root.is_live:
        return not_running()
    if devices.value is None or not has_switches(devices.value):
        return Read.absent(devices.source, "no NVSwitch")
    if container.value is not None:
        return Read.unknown("a container hides the machine's processes", "/proc")
    try:
        number = root.read_text(_PID_FILE, _SMALL).strip()
    except OSError:
        number = ""
    if number.isdigit() and _is_manager(root, number):
        return Read.of(FabricManager(running=True), _PID_FILE)
    try:
        names = root.list("/proc")
    except OSError as error:
        return Read.unknown(str(error), "/proc")
    running = any(name.isdigit() and _is_manager(root, name) for name in names)
    return Read.of(FabricManager(running), "/proc/*/comm")


def has_switches(devices: NvidiaDevices) -> bool:
    """Whether NVSwitches are on the bus or have device files."""
    return bool(devices.switches) or any(node.startswith(_NODE) for node in devices.nodes)


def _is_manager(root: Root, process: str) -> bool:
    try:
        return root.read_text(f"/proc/{process}/comm", _SMALL).strip() == _NAME
    except OSError:
        return False  # ended while we looked, or hidden from us
