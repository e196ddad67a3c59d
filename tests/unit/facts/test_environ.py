import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.facts.environ import read_variables, without_secrets
from envdoctor.model.machine import Variable
from envdoctor.model.read import Read


def test_the_variables_of_the_list_by_name():
    environ = {
        "PYTHONPATH": "/a:/b",
        "CUDA_VISIBLE_DEVICES": "",
        "LD_LIBRARY_PATH": "/usr/local/cuda/lib64",
        "HOME": "/home/someone",
        "USER": "someone",
        "MASTER_ADDR": "node17.example",
        "PIP_INDEX_URL": "https://user:password@pypi.example/simple",
        "NCCL_DEBUG": "INFO",
    }
    found = (
        Variable("CUDA_VISIBLE_DEVICES", ""),
        Variable("LD_LIBRARY_PATH", "/usr/local/cuda/lib64"),
        Variable("NCCL_DEBUG", "INFO"),
        Variable("PYTHONPATH", "/a:/b"),
    )
    assert read_variables(environ) == Read.of(found, "environment")


@pytest.mark.parametrize(
    "name",
    ["NVIDIA_API_KEY", "TORCH_TOKEN", "NVIDIA_NGC_SECRET", "PYTORCH_PASSWORD", "CUDA_AUTH"],
)
def test_a_name_that_promises_a_secret_is_left_out(name):
    assert read_variables({name: "value"}).known() == ()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("https://user:pa55@host/simple", "https://<removed>@host/simple"),
        ("https://user:p@ss@host/simple", "https://<removed>@host/simple"),
        ("https://user:p/ss@host/simple", "https://<removed>@host/simple"),
        ("https://token@host", "https://<removed>@host"),
        ("https://host/a?key=value&b=1 next", "https://host/a?<removed> next"),
        ("https://host/a#access_token=value", "https://host/a?<removed>"),
        ("https://host/t/ab-123/channel", "https://host/t/<removed>/channel"),
        ("http://u:p@a/x http://u:p@b/y", "http://<removed>@a/x http://<removed>@b/y"),
        ("http://u:p@a/x,http://u:p@b/y", "http://<removed>@b/y"),
        ("--mirror=https://u:p@a/x --jobs 4", "--mirror=https://<removed>@a/x --jobs 4"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ", "<removed>"),
        ("a=1,hf_0123456789abcdefghij;b", "a=1,<removed>;b"),
        ("nvapi-0123456789abcdef", "<removed>"),
        ("/opt/hf_cache:/usr/lib", "/opt/hf_cache:/usr/lib"),
        ("https://host/whl/cu121", "https://host/whl/cu121"),
        ("max_split_size_mb:128", "max_split_size_mb:128"),
        ("", ""),
    ],
)
def test_secrets_are_taken_out_of_values(value, kept):
    assert without_secrets(value) == kept


@given(st.text(alphabet=st.characters(blacklist_characters=" "), min_size=1))
def test_no_password_survives_whatever_it_is_made_of(password):
    kept = without_secrets(f"-i https://someone:{password}~@host.example/simple")
    assert kept == "-i https://<removed>@host.example/simple"
