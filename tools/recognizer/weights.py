"""Writes a state dict as a safetensors file, byte for byte the same for the same tensors."""

import json
import struct
from pathlib import Path
from typing import Dict, List, Mapping

import torch

_NAMES = {torch.float32: "F32", torch.int64: "I64"}


def write(state: Mapping[str, torch.Tensor], path: Path) -> None:
    """`state` must hold float32 and int64 tensors only; raises KeyError otherwise."""
    header: Dict[str, object] = {"__metadata__": {"format": "pt"}}
    parts: List[bytes] = []
    place = 0
    # Wider types first, so that every tensor begins where its type may begin.
    for name, tensor in sorted(state.items(), key=lambda item: (-item[1].element_size(), item[0])):
        data = tensor.detach().cpu().contiguous().numpy().tobytes()
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [place, place + len(data)],
        }
        parts.append(data)
        place += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))
