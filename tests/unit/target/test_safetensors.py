"""The loader takes what is whole and says what is wrong with anything else."""

import json
import struct

import pytest

from envdoctor.target import safetensors


def written(path, header, data, length=None):
    text = json.dumps(header).encode() if isinstance(header, dict) else header
    size = len(text) if length is None else length
    path.write_bytes(struct.pack("<Q", size) + text + data)
    return str(path)


def tensor(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def test_reads_entries_and_data(tmp_path):
    header = {"__metadata__": {"format": "pt"}, "b": tensor("I64", (), (8, 16)), "a": tensor()}
    data = struct.pack("<ff", 1.5, -2.0) + struct.pack("<q", 7)
    entries, read = safetensors.read(written(tmp_path / "x", header, data))
    assert entries["a"] == safetensors.Entry("F32", (2,), 0, 8)
    assert entries["b"] == safetensors.Entry("I64", (), 8, 16)
    assert read == data


@pytest.mark.parametrize(
    ("header", "data", "says"),
    [
        ({"a": tensor(offsets=(0, 4))}, bytes(8), "4 bytes for 8"),
        ({"a": tensor(offsets=(4, 12))}, bytes(12), "does not begin"),
        ({"a": tensor(), "b": tensor(offsets=(4, 12))}, bytes(12), "does not begin"),
        ({"a": tensor()}, bytes(9), "9 bytes of data, 8 described"),
        ({"a": tensor()}, bytes(7), "7 bytes of data, 8 described"),
        ({"a": tensor("F8")}, bytes(8), "unknown type"),
        ({"a": tensor(shape=(-2,))}, bytes(8), "no valid shape"),
        ({"a": tensor(shape=(True, 2))}, bytes(8), "no valid shape"),
        ({"a": tensor(shape=(1,) * 9)}, bytes(8), "no valid shape"),
        ({"a": tensor(offsets=(0, 8, 8))}, bytes(8), "no valid offsets"),
        ({"a": tensor(offsets=(0.0, 8))}, bytes(8), "no valid offsets"),
        ({"a": {"dtype": "F32"}}, bytes(8), "not described"),
        ({"a": [1]}, bytes(8), "not described"),
        (b"[1]", b"", "no table"),
        (b"{", b"", "no JSON"),
        (b"\xff\xfe", b"", "no JSON"),
        (b"[" * 100_000, b"", "no JSON"),
        (b'{"a": 1, "a": 2}', b"", "stands twice"),
    ],
)
def test_names_what_is_wrong(tmp_path, header, data, says):
    with pytest.raises(safetensors.BadFile, match=says):
        safetensors.read(written(tmp_path / "x", header, data))


@pytest.mark.parametrize("length", [2**63, 100])
def test_refuses_a_header_longer_than_the_file(tmp_path, length):
    with pytest.raises(safetensors.BadFile, match="longer than it may be"):
        safetensors.read(written(tmp_path / "x", {"a": tensor()}, bytes(8), length))


@pytest.mark.parametrize("content", [b"", b"1234567"])
def test_refuses_a_file_without_a_length(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(safetensors.BadFile, match="too few"):
        safetensors.read(str(tmp_path / "x"))


def test_refuses_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(safetensors, "LARGEST_FILE", 20)
    with pytest.raises(safetensors.BadFile, match="too many"):
        safetensors.read(written(tmp_path / "x", {"a": tensor()}, bytes(8)))


def test_tensors_have_their_values(tmp_path):
    torch = pytest.importorskip("torch", reason="needs torch")
    header = {"n": tensor("I64", (), (0, 8)), "w": tensor("F32", (2, 1), (8, 16))}
    data = struct.pack("<q", 12) + struct.pack("<ff", 0.25, -3.0)
    loaded = safetensors.load(torch, written(tmp_path / "x", header, data))
    assert loaded["n"].item() == 12
    assert loaded["w"].tolist() == [[0.25], [-3.0]]
    assert loaded["w"].dtype == torch.float32


def test_a_type_no_recognizer_uses_is_refused(tmp_path):
    torch = pytest.importorskip("torch", reason="needs torch")
    path = written(tmp_path / "x", {"a": tensor("U8", (8,), (0, 8))}, bytes(8))
    with pytest.raises(safetensors.BadFile, match="no recognizer uses"):
        safetensors.load(torch, path)


def test_tensors_have_their_values_before_torch_1_10(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch", reason="needs torch")
    if int(torch.__version__.split(".")[0]) > 1:
        pytest.skip("the typed storages of torch 1 are gone in torch 2")
    monkeypatch.delattr(torch, "frombuffer", raising=False)
    header = {"n": tensor("I64", (), (0, 8)), "w": tensor("F32", (2, 1), (8, 16))}
    data = struct.pack("<q", 12) + struct.pack("<ff", 0.25, -3.0)
    loaded = safetensors.load(torch, written(tmp_path / "x", header, data))
    assert loaded["n"].item() == 12
    assert loaded["w"].tolist() == [[0.25], [-3.0]]
    from envdoctor.target.video_stages import pixels

    assert pixels(torch, b"\x00\x7f\xff").tolist() == [0, 127, 255]
