"""A worker of the DataLoader ended without a word: shared memory in a container, else nobody knows."""

from tests.support.texts import named

ERROR = "RuntimeError: DataLoader worker (pid(s) 13424, 5324) exited unexpectedly\n"
SHM = ("shm_too_small", "medium")


def test_in_a_container():
    assert named("$ docker run --gpus all -it mmaction2\n\n" + ERROR)[0] == SHM
    assert named("It runs in a Kubernetes pod (kubectl apply).\n\n" + ERROR)[0] == SHM


def test_outside_of_one():
    assert SHM not in named(ERROR)


def test_shared_memory_is_not_short():
    assert SHM not in named("$ docker run --ipc=host -it mmaction2\n\n" + ERROR)


def test_the_worker_raised_an_error_of_its_own():
    own = "ValueError: Caught ValueError in DataLoader worker process 0.\n"
    assert SHM not in named("$ docker run -it mmaction2\n\n" + own + ERROR)
