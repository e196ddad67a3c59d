"""Tells apart, before anything is started, what a file that is no readable video is."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO, Dict, Mapping, Optional, Tuple

from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _

MISSING = "missing"
DIRECTORY = "directory"
NOT_A_FILE = "not_a_file"
EMPTY = "empty"
UNREADABLE = "unreadable"
NOT_A_VIDEO = "not_a_video"
TRUNCATED = "truncated"
NO_STREAM = "no_stream"
NO_FRAMES = "no_frames"

SENTENCES: Dict[str, str] = {
    MISSING: _("there is no file {path}"),
    DIRECTORY: _("{path} is a folder, not a video file"),
    NOT_A_FILE: _("{path} is not a regular file"),
    EMPTY: _("{path} is empty (0 bytes)"),
    UNREADABLE: _("{path} cannot be read: {error}"),
    NOT_A_VIDEO: _("{path} is not a video that the decoders know"),
    TRUNCATED: _("{path} is truncated: a part of the video is missing"),
    NO_STREAM: _("{path} holds no video stream"),
    NO_FRAMES: _("{path} holds no video frames"),
}

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"8BPS")
_ISO_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_RIFF = (b"AVI ", b"WAVE")
_MATROSKA = b"\x1a\x45\xdf\xa3"
_STREAMS = (
    b"FLV",
    b"OggS",
    b"GIF8",
    b"\x30\x26\xb2\x75",  # ASF
    b"\0\0\x01\xba",  # MPEG program stream
    b"\0\0\x01\xb3",  # MPEG video
    b"\0\0\0\x01",  # H.264 or H.265 without a container
)
_TRANSPORT_PACKET_BYTES = 188
_HEAD_BYTES = 4096
_MOST_BOXES = 100_000
_BOX_BYTES = 8


class VideoProblem(WrongInput):
    """The file is no video that can be recognised; `kind` is one of this module's constants."""

    def __init__(self, kind: str, path: str, params: Optional[Mapping[str, str]] = None) -> None:
        super().__init__(SENTENCES[kind], {"path": path, **(params or {})})
        self.kind = kind


def check_video(path: str) -> bool:
    """Raises VideoProblem when the file cannot be a whole video; reads a few bytes only.

    Tells whether it begins as a video does; what does not may still be one that decoders know.
    """
    try:
        mode = os.stat(path)
    except FileNotFoundError as error:
        raise VideoProblem(MISSING, path) from error
    except (OSError, ValueError) as error:
        raise VideoProblem(UNREADABLE, path, {"error": _why(error)}) from error
    if stat.S_ISDIR(mode.st_mode):
        raise VideoProblem(DIRECTORY, path)
    if not stat.S_ISREG(mode.st_mode):
        raise VideoProblem(NOT_A_FILE, path)
    if mode.st_size == 0:
        raise VideoProblem(EMPTY, path)
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD_BYTES)
            kind = _look(head, file, mode.st_size)
    except OSError as error:
        raise VideoProblem(UNREADABLE, path, {"error": _why(error)}) from error
    if kind:
        raise VideoProblem(kind, path)
    return _begins_as_video(head)


def _begins_as_video(head: bytes) -> bool:
    transport = head[:1] == head[_TRANSPORT_PACKET_BYTES : _TRANSPORT_PACKET_BYTES + 1] == b"G"
    contained = head[4:8] in _ISO_BOXES or head[8:12] in _RIFF or head.startswith(_MATROSKA)
    return contained or transport or head.startswith(_STREAMS)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _look(head: bytes, file: BinaryIO, size: int) -> str:
    """What is wrong with the content, "" if nothing can be seen from here."""
    if head.startswith(_PICTURES) or _is_text(head):
        # Decoders "play" pictures and text, and follow the addresses in a playlist.
        return NOT_A_VIDEO
    if head[4:8] in _ISO_BOXES:
        return _look_at_boxes(file, size)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return NOT_A_VIDEO
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return TRUNCATED if int.from_bytes(head[4:8], "little") + 8 > size else ""
    if head.startswith(_MATROSKA):
        return _look_at_matroska(head, size)
    return ""


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        text = head.decode("utf-8", errors="strict" if len(head) < _HEAD_BYTES else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t\f\ufeff" for character in text)


def _look_at_boxes(file: BinaryIO, size: int) -> str:
    """MP4 and QuickTime: the boxes must fill the file, and one of them must be the index."""
    place, seen = 0, set()
    for _count in range(_MOST_BOXES):
        if place >= size:
            break
        file.seek(place)
        header = file.read(16)
        if len(header) < _BOX_BYTES:
            break
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        elif length == 0:
            length = size - place
        seen.add(name)
        if length < _BOX_BYTES:
            break
        if place + length > size:
            return TRUNCATED
        place += length
    return "" if {b"moov", b"moof"} & seen else TRUNCATED


def _look_at_matroska(head: bytes, size: int) -> str:
    """Matroska and WebM: a segment whose length is known must end inside the file."""
    header, place = _number(head, 4)
    segment = place + header
    if head[segment : segment + 4] != b"\x18\x53\x80\x67":
        return ""
    length, start = _number(head, segment + 4)
    unknown = length >= 2 ** (7 * (start - segment - 4)) - 1
    return TRUNCATED if not unknown and start + length > size else ""


def _number(data: bytes, place: int) -> Tuple[int, int]:
    """A Matroska length of one to eight bytes, and where it ends."""
    if place >= len(data) or data[place] == 0:
        return 0, place + 1
    width = 9 - data[place].bit_length()
    value = int.from_bytes(data[place : place + width], "big") - (1 << (7 * width))
    return value, place + width
