"""Imports one module of a project in this interpreter, with stubs for what is not installed, and says what came of it."""
import importlib
import os
import sys
import traceback

import third_party_stubs


def run(root, file, name, roots, packages):
    third_party_stubs.install(root, packages)
    sys.path[:] = [os.path.join(root, one) if one else root for one in roots] + [entry for entry in sys.path if entry and entry != os.path.dirname(os.path.abspath(__file__))]
    sys.argv = [file]
    sys.setrecursionlimit(5000)
    text = "passes"
    try:
        importlib.import_module(name)
    except BaseException as error:  # whatever it is, it is the outcome
        place = ""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename.startswith(root + "/"):
                place = f" {os.path.relpath(frame.filename, root)}:{frame.lineno}"
                break
        text = f"{type(error).__name__}{place} | {str(error).splitlines()[0] if str(error) else ''}"
    sys.stdout = sys.__stdout__
    print("OUTCOME " + text, flush=True)
    os._exit(0)
