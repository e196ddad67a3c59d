"""Which image a Dockerfile begins with."""

import pytest


@pytest.mark.parametrize("python", ["3.8", "3.10", "3.14"])
def test_debian_with_a_python(tables, python):
    found = tables.docker_images.with_python(python)
    assert (found.name, found.python) == (f"python:{python}-slim-bookworm", python)
    assert found.toolkit == ""
    assert found.source


def test_a_python_that_nobody_has_an_image_of(tables):
    assert tables.docker_images.with_python("2.7") is None


@pytest.mark.parametrize(
    ("cuda", "python", "image", "brings"),
    [
        ("12.1", "3.10", "nvidia/cuda:12.1.1-devel-ubuntu22.04", "3.10"),
        ("12.1", "3.8", "nvidia/cuda:12.1.1-devel-ubuntu20.04", "3.8"),
        ("12.8", "3.12", "nvidia/cuda:12.8.2-devel-ubuntu24.04", "3.12"),
        ("12.8", "3.11", "nvidia/cuda:12.8.2-devel-ubuntu24.04", "3.12"),
    ],
)
def test_the_toolkit_with_the_python_where_there_is_one(tables, cuda, python, image, brings):
    found = tables.docker_images.with_toolkit(cuda, python)
    assert (found.name, found.python, found.toolkit) == (image, brings, cuda)


def test_a_toolkit_whose_image_is_gone(tables):
    assert tables.docker_images.with_toolkit("10.2", "3.8") is None
