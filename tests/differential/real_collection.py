"""What the real pytest imports when it collects tests: each file in order, and what came of it."""
import json
import os
import subprocess
import sys
import traceback


class Collector:
    """A process that has pytest loaded, and collects in children of its own."""

    def __init__(self, python):
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        self.process = subprocess.Popen([python, "-B", os.path.abspath(__file__)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd="/")
        self.version = json.loads(self.process.stdout.readline())

    def collect(self, root, arguments):
        self.process.stdin.write(json.dumps([str(root), arguments]) + "\n")
        self.process.stdin.flush()
        return [tuple(step) for step in json.loads(self.process.stdout.readline())]


def words_of(error, root):
    # What pytest raises for what a module raises.
    while error.__cause__ is not None and (type(error).__name__ in ("CollectError", "ConftestImportFailure") or str(error).startswith("Error importing plugin")):
        error = error.__cause__
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(root + "/"):
            return f"{type(error).__name__} {os.path.relpath(frame.filename, root)}:{frame.lineno}"
    return type(error).__name__


def collect(root, arguments):
    import _pytest.config
    import _pytest.python
    import pytest
    steps = {}

    def recorded(path, act):
        path = os.path.relpath(path, root)
        try:
            value = act()
        except BaseException as error:
            steps.setdefault(path, words_of(error, root))
            raise
        steps.setdefault(path, "passes")
        return value

    manager = _pytest.config.PytestPluginManager
    prepare = manager._importconftest
    manager._importconftest = lambda self, path, *rest, **named: recorded(path, lambda: prepare(self, path, *rest, **named))
    if hasattr(_pytest.python, "importtestmodule"):
        load = _pytest.python.importtestmodule
        _pytest.python.importtestmodule = lambda path, *rest: recorded(path, lambda: load(path, *rest))
    else:
        load = _pytest.python.Module._importtestmodule
        _pytest.python.Module._importtestmodule = lambda self: recorded(self.path, lambda: load(self))
    os.chdir(root)
    sys.path[0:1] = [root]
    try:
        pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *arguments])
    except Exception:  # what a plugin of a conftest.py raises comes through
        pass
    return list(steps.items())


def serve():
    import pytest
    sys.dont_write_bytecode = True
    answers = os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1), os.dup2(nothing, 2)
    answers.write(json.dumps(pytest.__version__) + "\n")
    answers.flush()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                answers.write(json.dumps(collect(*json.loads(line))) + "\n")
            except BaseException as error:
                answers.write(json.dumps([["crashed", str(error)]]) + "\n")
            answers.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    serve()
