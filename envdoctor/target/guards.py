"""Tells of errors that a package catches while it imports its own optional parts, and passes over.

    try:
        from .roi_head import AVARoIHead
    except (ImportError, ModuleNotFoundError):
        pass

hides the error and AVARoIHead with it. Such handlers are found in the sources as they are loaded,
and a call that tells of the error is put before their first line; nothing else is changed.
"""

import ast
import importlib.machinery
import sys
from typing import Any, Callable, Iterator, List, Optional, Sequence, Set

Tell = Callable[[str, List[str], BaseException], None]

_CAUGHT = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_HOOK = "__envdoctor_swallowed__"


class Guards:
    """A finder on sys.meta_path that reads the watched packages' sources through `_Loader`."""

    def __init__(self, watched: Sequence[str], tell: Tell) -> None:
        self._watched = frozenset(watched)
        self._tell = tell

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The ordinary finder's answer, with another loader for sources of watched packages."""
        if name.partition(".")[0] not in self._watched:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and type(spec.loader) is importlib.machinery.SourceFileLoader:
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self._tell)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, tell: Tell) -> None:
        super().__init__(name, path)
        self._tell = tell

    def get_code(self, fullname: str) -> Any:
        """The module's code, with a call in each of its guards."""
        source = self.get_data(self.path)
        tree = marked(source) if b"except" in source else None
        if tree is None:
            return super().get_code(fullname)
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: Any) -> None:
        """Runs the module, which finds the call's target among its globals."""

        def swallowed(hides: List[str]) -> None:
            error = sys.exc_info()[1]
            if isinstance(error, ImportError):
                self._tell(module.__name__, hides, error)

        module.__dict__[_HOOK] = swallowed
        try:
            super().exec_module(module)
        finally:
            module.__dict__.pop(_HOOK, None)


def marked(source: bytes) -> Optional[ast.Module]:
    """The source with a call in each guard of the module's own imports; None when it has none."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    guards = [node for node in tree.body if isinstance(node, ast.Try) and _has_import(node)]
    found = False
    for guard in guards:
        hides = list(dict.fromkeys(_hidden(guard, tree)))
        for handler in guard.handlers:
            if _catches(handler) and not any(isinstance(part, ast.Raise) for part in handler.body):
                call = ast.parse(f"{_HOOK}({hides!r})").body[0]
                for part in ast.walk(call):
                    ast.copy_location(part, handler)
                handler.body.insert(0, call)
                found = True
    return tree if found else None


def _has_import(guard: ast.Try) -> bool:
    return any(isinstance(part, (ast.Import, ast.ImportFrom)) for part in guard.body)


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or getattr(kind, "id", "") in _CAUGHT for kind in kinds)


def _hidden(guard: ast.Try, tree: ast.Module) -> Iterator[str]:
    """What is not there after an error: names from the package itself, and what a flag switches."""
    for part in guard.body:
        if isinstance(part, ast.ImportFrom) and part.level:
            for alias in part.names:
                yield alias.asname or alias.name
    flags = _assigned(guard)
    for node in tree.body:
        if isinstance(node, ast.If) and getattr(node.test, "id", "") in flags:
            for part in node.body:
                yield from _registered(part)


def _registered(part: ast.stmt) -> Iterator[str]:
    """The class that a statement defines, or the ones that it hands to a call."""
    if isinstance(part, ast.ClassDef):
        yield part.name
    elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
        for argument in part.value.args:
            if isinstance(argument, ast.Name):
                yield argument.id


def _assigned(guard: ast.Try) -> Set[str]:
    return {
        target.id
        for part in guard.body
        if isinstance(part, ast.Assign)
        for target in part.targets
        if isinstance(target, ast.Name)
    }
