"""Which indexes, pages and channels a user's package manager is set to ask, and how."""

from __future__ import annotations

from envdoctor.facts.indexes.address import Address
from envdoctor.facts.root import Root
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Mapping, Optional, Tuple


class Where(NamedTuple):
    """Whose configuration is read: everything a package manager would go by."""

    root: Root
    environ: Mapping[str, str]
    home: str
    prefix: str
    """Of the environment that is installed into; "" where there is none yet."""
    folder: str
    """The working folder: projects and relative paths start there."""
    system: str
    """"linux", "macos" or "windows"."""

    def folder_of(self, variable: str, fallback: str) -> str:
        """What the variable says, else a folder below home."""
        return self.environ.get(variable) or self.join(self.home, fallback)

    def join(self, *parts: str) -> str:
        """A path; "" when its first part is not known."""
        return "/".join((parts[0].rstrip("/\\"), *parts[1:])) if parts[0] else ""


class Note(NamedTuple):
    """Something in a configuration that could not be used: one sentence."""

    sentence: str
    """English template."""
    params: Mapping[str, str]


class Place(NamedTuple):
    """One address, and who named it."""

    address: Address
    named_by: str
    """A file or a variable."""


class Channel(NamedTuple):
    """One of conda's channels."""

    name: str
    address: Optional[Address]
    """None where conda's own default says where it is."""
    named_by: str


class Network(NamedTuple):
    """How the user's manager connects."""

    proxy: str = ""
    """With its credentials: for the request alone. "": as the environment says."""
    ca_bundle: str = ""
    """"": what this machine trusts."""
    client_certificate: str = ""
    trusted_hosts: Tuple[str, ...] = ()
    """"host" or "host:port": their certificates are not looked at."""
    timeout_seconds: Optional[float] = None
    retries: Optional[int] = None

    def __repr__(self) -> str:
        return f"Network(trusted_hosts={self.trusted_hosts!r})"

    def trusts(self, host: str) -> bool:
        """Whether the user said to take this "host:port" as it is."""
        name, _, port = host.rpartition(":")
        return host in self.trusted_hosts or (port.isdigit() and name in self.trusted_hosts)


class Configuration(NamedTuple):
    """What one package manager asks, in its order."""

    manager: str
    """"pip", "uv" or "conda"."""
    indexes: Tuple[Place, ...] = ()
    find_links: Tuple[Place, ...] = ()
    channels: Tuple[Channel, ...] = ()
    offline: str = ""
    """What says that the network is not to be asked; "" where nothing does."""
    network: Network = Network()
    notes: Tuple[Note, ...] = ()


class Gathered:
    """Addresses as they are found, each once, and what could not be used."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._places: Dict[Address, Place] = {}
        self.notes: "list[Note]" = []

    def add(self, text: object, named_by: str, folder: str = "") -> Optional[Place]:
        """Takes an address in; one that is none is noted, without repeating it."""
        try:
            named = text if isinstance(text, str) else ""
            address = Address.of(named, folder or self._where.folder, self._where.home)
        except ValueError:
            self.notes.append(
                Note(_("{source} names no address of an index"), {"source": named_by})
            )
            return None
        return self._places.setdefault(address, Place(address, named_by))

    @property
    def places(self) -> Tuple[Place, ...]:
        """What was taken in, in order."""
        return tuple(self._places.values())
