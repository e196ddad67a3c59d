"""All the places that a plan is installed from, on one loopback server that serves small real wheels."""

import os
import shutil

from envdoctor.compat import tables as tables_module
from tests.support.index_server import Answer, Index, make_wheel

_PLACES = (
    ("https://download.pytorch.org/whl", "/whl"),
    ("https://download.openmmlab.com/mmcv/dist", "/mmcv/dist"),
    ("https://mmwheels.onedl.ai", "/onedl"),
)


class StackIndex:
    """The package index, PyTorch's indexes and OpenMMLab's pages; what a folder holds, it lists."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = str(folder)
        self.answers = {}
        """What to say below a path instead."""
        self._index = Index(server, self._of("simple"), speaks_json=True)
        server.paths["*"] = self._answer

    @property
    def environ(self):
        """What makes pip ask here and nowhere else."""
        return {
            "HOME": self.folder,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": f"{self.server.url}/simple",
            "PIP_TRUSTED_HOST": self.server.host,
        }

    def redirect_tables(self, monkeypatch):
        """Makes the tables name this server where they name PyTorch's and OpenMMLab's."""
        source = os.path.join(tables_module.tables_root(), "compiled")
        target = os.path.join(self.folder, "tables", "compiled")
        shutil.copytree(source, target)
        for name in ("torch.json", "mmcv_wheels.json"):
            path = os.path.join(target, name)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            for address, below in _PLACES:
                text = text.replace(address, self.server.url + below)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        monkeypatch.setattr(tables_module, "tables_root", lambda: os.path.dirname(target))

    def publish(self, plan):
        """Everything that the plan takes, where it takes it from."""
        for pin in plan.pins:
            self.add(pin, plan.python)

    def add(self, pin, python, version=""):
        """One wheel of a pin, for a Python, in the pin's place."""
        tag = f"cp{python.replace('.', '')}"
        native = pin.name in ("torch", "torchvision", "mmcv")
        tag = f"{tag}-{tag}-linux_x86_64" if native else "py3-none-any"
        where = pin.index_url[len(self.server.url) + 1 :] if pin.option else "simple"
        version = version or (pin.version if pin.specifier.startswith("==") else "1.26.4")
        if pin.name == "setuptools":
            version = "80.9.0"
        return make_wheel(self._of(where.replace("/index.html", "")), pin.name, version, tag)

    def remove(self, pin):
        """Takes all wheels of a pin away from where it is installed from."""
        where = pin.index_url[len(self.server.url) + 1 :] if pin.option else "simple"
        folder = self._of(where.replace("/index.html", ""))
        for name in os.listdir(folder):
            if name.startswith(pin.name.replace("-", "_") + "-"):
                os.unlink(os.path.join(folder, name))

    def _of(self, where):
        folder = os.path.join(self.folder, "served", where)
        os.makedirs(folder, exist_ok=True)
        return folder

    def _answer(self, request):
        path = request.path.partition("?")[0].strip("/")
        for below, answer in self.answers.items():
            if path.startswith(below):
                return answer(request) if callable(answer) else answer
        if path.startswith("simple/"):
            return self._index.answer(request)
        is_page = path.endswith("/index.html")
        folder, _, project = path.rpartition("/")
        place = os.path.join(self.folder, "served", folder)
        if not os.path.isdir(place):
            return Answer("404", status=404)
        stem = "" if is_page else project.replace("-", "_") + "-"
        names = [name for name in os.listdir(place) if name.startswith(stem)]
        if not names and not is_page:
            return Answer("404", status=404)
        rows = "".join(f'<a href="{name.replace("+", "%2B")}">{name}</a><br>' for name in names)
        return Answer(f"<!DOCTYPE html><html><body>{rows}</body></html>")
