"""Modules that nobody has installed: a finder whose modules answer every attribute, so that a project's own imports can be followed.

What is asked of a stub gives a stub, that can be called, subclassed, indexed, compared and used as a decorator or a context manager.
"""
import abc
import ast
import functools
import importlib.abc
import importlib.machinery
import os
import sys
import types
import typing


class Anything:
    """An object that answers everything with itself or its kind."""

    def __init__(self, *arguments, **keywords):
        pass

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__()

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__") and name not in ("__wrapped__",):
            raise AttributeError(name)
        return attribute(name)

    def __call__(self, *arguments, **keywords):
        # What a decorator makes of a function nobody knows; a class stays one.
        if len(arguments) == 1 and not keywords and isinstance(arguments[0], (type, classmethod, staticmethod)):
            return arguments[0]
        return Anything()

    def __mro_entries__(self, bases):
        # One stub among the bases is enough, and none is needed where another base has one.
        first = next(base for base in bases if isinstance(base, Anything))
        return (Base,) if first is self and not any(isinstance(base, type) and issubclass(base, Base) for base in bases) else ()

    def __prepare__(self, *arguments, **keywords):
        return {}

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        return False

    def __len__(self):
        return 0

    def __bool__(self):
        return True

    def __getitem__(self, key):
        return Anything()

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __contains__(self, key):
        return False

    def __hash__(self):
        return id(self)

    def __eq__(self, other):
        return self is other

    def __str__(self):
        return "1"

    def __fspath__(self):
        return "/nonexistent"

    def __int__(self):
        return 1

    def __index__(self):
        return 1

    def __float__(self):
        return 1.0

    def __set_name__(self, owner, name):
        pass

    def __get__(self, instance, owner=None):
        return self


def _operator(self, *others):
    return Anything()


for _name in ("add sub mul truediv floordiv mod pow and or xor lshift rshift matmul".split()):
    setattr(Anything, f"__{_name}__", _operator)
    setattr(Anything, f"__r{_name}__", _operator)
for _name in ("neg pos invert abs round".split()):
    setattr(Anything, f"__{_name}__", _operator)
for _name in ("lt le gt ge".split()):
    setattr(Anything, f"__{_name}__", lambda self, other: True)


class OfBase(abc.ABCMeta):
    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return attribute(name)


class Base(metaclass=OfBase):
    """What a class that derives from a stub derives from."""

    def __init__(self, *arguments, **keywords):
        pass

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__()

    def __class_getitem__(cls, key):
        return cls

    def __call__(self, *arguments, **keywords):
        return Anything()

    def __getitem__(self, key):
        return Anything()

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        return False

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return attribute(name)


class AnyError(Exception):
    pass


def attribute(name):
    """An attribute of a stub, by its name."""
    if name.startswith("has_") and name.endswith("_context"):
        return lambda: False  # nothing is current while modules are imported
    if name.endswith(("Error", "Exception", "Warning", "NotFound", "Timeout", "Abort", "Exit")):
        return AnyError
    return Anything()


class StubModule(types.ModuleType):
    def __call__(self, *arguments, **keywords):
        return Anything()

    def __getattr__(self, name):
        if name in ("__all__", "__file__", "__wrapped__"):
            raise AttributeError(name)
        if name == "__version__":
            return "99.0.0"
        # What its library has of it, that one has the same.
        value = getattr(typing, name) if self.__name__ == "typing_extensions" and hasattr(typing, name) else attribute(name)
        setattr(self, name, value)
        return value


class StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes last: for what neither Python nor the project has. A module that a package of the project lacks is there as well (a build
    may write it) unless somebody guards against that it is not."""

    def __init__(self, root, packages):
        self.root, self.packages = root, packages

    def find_spec(self, name, path=None, target=None):
        package, _, last = name.rpartition(".")
        if name.split(".")[0] in self.packages and (is_guarded(self.root) or not is_package(package) or last in bound_names(sys.modules[package])):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        module.__path__ = []


def is_package(name):
    return hasattr(sys.modules.get(name), "__path__")


def bound_names(module):
    """All names that the text of a module binds, wherever."""
    path = getattr(module, "__file__", None)
    return names_in(path) if path else frozenset()


@functools.lru_cache(None)
def names_in(path):
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            names.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.asname for alias in node.names if alias.asname)
    return frozenset(names)


def is_guarded(root):
    frame = sys._getframe()
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(root) and frame.f_lineno in guarded_lines(path):
            return True
        frame = frame.f_back
    return False


@functools.lru_cache(None)
def guarded_lines(path):
    """Lines in the body of a `try` whose handlers take an ImportError."""
    caught = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
    lines = set()
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and any(handler.type is None or caught & {part.id for part in ast.walk(handler.type) if isinstance(part, ast.Name)} for handler in node.handlers):
            lines.update(range(node.body[0].lineno, node.body[-1].end_lineno + 1))
    return lines


class Environment(dict):
    """Variables that a project asks for are set."""

    def __missing__(self, key):
        return "1"

    def copy(self):
        return Environment(self)


def install(root, packages):
    sys.path[:] = [entry for entry in sys.path if "-packages" not in entry]
    sys.meta_path.append(StubFinder(root, packages))
    os.environ = Environment(os.environ)
