"""Mutants of web applications in Python: places where a teardown, a pop, a close or a removal can be taken away, an import hoisted to
the top of its module, or workers added to the command of an application with sockets. Places are found with CPython's own parser,
without unknot; a hoisted import counts only if CPython then fails with it."""

import ast
import dataclasses
import importlib.machinery
import os
import re

HERE = os.path.dirname(os.path.realpath(__file__))
TEARDOWNS = ("teardown_request", "teardown_appcontext", "teardown_app_request")
RELEASES = ("close", "remove", "release", "reset", "disconnect", "putconn", "cancel", "pop_connection")
REMOVALS = ("pop", "remove", "discard")
LEAKS = ("context-leak", "teardown-skipped", "teardown-unguarded", "connection-leak")


@dataclasses.dataclass
class Mutant:
    file: str
    line: int
    shape: str
    text: str
    checks: tuple  # one of these has to say something new
    edits: list    # [(begin, end, text)] of the file, by characters
    test: str = ""
    undoes: str = ""
    imported: str = ""  # of a hoisted import: the module


def find(folder):
    """Every place in the files of the project that are no tests, sorted."""
    files = {}
    for path in sorted(python_files(folder)):
        with open(os.path.join(folder, path), encoding="utf-8", errors="replace") as stream:
            text = stream.read()
        try:
            files[path] = (text, ast.parse(text))
        except (SyntaxError, ValueError):
            continue
    modules = {module_name(folder, path): path for path in files}
    out = []
    for path, (text, tree) in files.items():
        if re.search(r"(^|/)(tests?|migrations|docs?)(/|_|\.)|conftest|_test\.py$", path):
            continue
        place = Places(path, text)
        whole = "\n".join(one for one, _ in files.values())
        out += [one for one in teardowns(place, tree) if is_stored(one, text, whole)] + list(removals(place, tree)) + list(hoists(place, tree, folder, modules))
        # A script that nobody imports may do with its context what it likes.
        if "Flask(" in text or re.search(rf"(from|import) [\w.]*\b{re.escape(module_name(folder, path).rpartition('.')[2])}\b", whole):
            out += list(pops(place, tree))
    if any(re.search(r"flask_socketio", text) for text, _ in files.values()):
        out += list(workers(folder, files))
    return out


def python_files(folder):
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in ("node_modules", "static")]
        yield from (os.path.relpath(os.path.join(root, name), folder) for name in names if name.endswith(".py"))


def module_name(folder, path):
    """By the packages around it: "app.main.views"."""
    parts = [os.path.splitext(os.path.basename(path))[0]]
    around = os.path.dirname(path)
    while around and os.path.isfile(os.path.join(folder, around, "__init__.py")):
        parts.insert(0, os.path.basename(around))
        around = os.path.dirname(around)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


class Places:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def offset(self, line, column):
        begin = self.starts[line - 1]
        # The parser counts bytes.
        return begin + len(self.text[begin : self.starts[line]].encode()[:column].decode(errors="replace"))

    def span(self, node):
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def without(self, node, shape, checks, undoes=""):
        """The statement is `pass` instead; no line moves."""
        begin, end = self.span(node)
        gone = self.text[begin:end]
        return Mutant(self.path, node.lineno, shape, gone, checks, [(begin, end, "pass" + "\\\n" * gone.count("\n"))], undoes=undoes)


def name_of(node):
    """The last name of what is called or used: "teardown_request" of `app.teardown_request`."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def functions_of(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def releasing(function):
    """Statements of a function that release something; what Flask-SQLAlchemy releases by itself is none."""
    out = []
    for node in ast.walk(function):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and name_of(node.value) in RELEASES and "db.session" not in ast.unparse(node):
            out.append(node)
    return out


def teardowns(place, tree):
    by_name = {function.name: function for function in functions_of(tree)}
    for function in by_name.values():
        for decorator in function.decorator_list:
            if name_of(decorator) in TEARDOWNS and releasing(function):
                begin = place.offset(decorator.lineno, decorator.col_offset)
                end = place.offset(decorator.end_lineno, decorator.end_col_offset)
                yield Mutant(place.path, decorator.lineno, "a teardown that nobody registers", place.text[begin:end], LEAKS, [(begin - 1, end, "")])
                for statement in releasing(function):
                    yield place.without(statement, "a close in a teardown", LEAKS)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and name_of(node.value) in TEARDOWNS and node.value.args):
            continue
        given = node.value.args[0]
        function = by_name.get(name_of(given)) if not isinstance(given, ast.Lambda) else None
        if (function is not None and releasing(function)) or (isinstance(given, ast.Lambda) and name_of(given.body) in RELEASES):
            yield place.without(node, "a teardown that nobody registers", LEAKS)
            for statement in releasing(function) if function is not None else []:
                yield place.without(statement, "a close in a teardown", LEAKS)


def is_stored(mutant, text, whole):
    """Where the store of a request is looked into, somebody has to put that there."""
    names = re.findall(r"""\bg\.(?!pop\b|get\b)(\w+)|\bg\.pop\(["'](\w+)|getattr\((?:flask\.)?g, ["'](\w+)""", text)
    asked = {name for found in names for name in found if name}
    return not asked or any(re.search(rf"\bg\.{name}\b[^=\n]*=(?!=)", whole) for name in asked)


def is_main(node):
    return isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)


def pops(place, tree):
    """Contexts that are pushed and popped, or entered, when a module is imported or an application is made."""
    def walk(body, within):
        for node in body:
            if is_main(node):
                continue
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if node.name in ("create_app", "make_app", "init_app", "app_factory"):
                    yield from walk(node.body, node.name)
                continue
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and name_of(node.value) == "pop" and not node.value.args:
                owner = ast.unparse(node.value.func.value)
                if owner + ".push()" in place.text:
                    yield place.without(node, "a context that is not popped", ("context-leak",), owner + ".push()")
            if isinstance(node, ast.With) and len(node.items) == 1 and name_of(node.items[0].context_expr) in ("app_context", "test_request_context") and node.items[0].optional_vars is None:
                begin = place.offset(node.lineno, node.col_offset)
                given_begin, end = place.span(node.items[0].context_expr)
                yield Mutant(place.path, node.lineno, "a context that is pushed and not entered", place.text[begin:end], ("context-leak",),
                             [(begin, end, f"if not {place.text[given_begin:end]}.push()")], test=within)
            for part in ("body", "orelse", "finalbody"):
                if not isinstance(node, ast.ClassDef):
                    yield from walk([one for one in getattr(node, part, []) if isinstance(one, ast.stmt)], within)
    yield from walk(tree.body, "")


def is_disconnect(function):
    if function.name == "on_disconnect":
        return True
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and name_of(decorator) == "on" and decorator.args and isinstance(decorator.args[0], ast.Constant) and decorator.args[0].value == "disconnect":
            return True
        if name_of(decorator) == "event" and function.name == "disconnect":
            return True
    return False


def removals(place, tree):
    if "socketio" not in place.text:
        return
    for function in filter(is_disconnect, functions_of(tree)):
        for node in ast.walk(function):
            removes = isinstance(node, ast.Delete) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute) and node.value.func.attr in REMOVALS and node.value.args)
            if removes:
                yield place.without(node, "a removal in a disconnect handler", ("connection-leak",))


def hoists(place, tree, folder, modules):
    """Imports of the project's own modules inside of functions, copied to the module's first line of code."""
    first = next((node for node in tree.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) and not (isinstance(node, ast.ImportFrom) and node.module == "__future__")), None)
    if first is None:
        return
    here = module_name(folder, place.path)
    package = here if place.path.endswith("__init__.py") else here.rpartition(".")[0]
    done = set()
    for function in functions_of(tree):
        for node in ast.walk(function):
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            names = [alias.name for alias in node.names]
            target = names[0] if isinstance(node, ast.Import) else node.module or ""
            if isinstance(node, ast.ImportFrom) and node.level:
                around = package.split(".")[: len(package.split(".")) - node.level + 1] if package else []
                target = ".".join([*around, *([node.module] if node.module else [])])
            written = ast.unparse(node)
            if written in done or (target not in modules and f"{target}.{names[0]}" not in modules) or target == here or "*" in names:
                continue
            done.add(written)
            begin = place.offset(first.lineno, 0)
            yield Mutant(place.path, first.lineno, "an import that is hoisted", written, ("import-cycle",), [(begin, begin, written + "; ")] if is_simple(first) else [(begin, begin, written + "\n")],
                         test=function.name, imported=target if target in modules else f"{target}.{names[0]}")


def is_simple(statement):
    return not hasattr(statement, "body") and not getattr(statement, "decorator_list", [])


def workers(folder, files):
    """The command line of a server with four workers."""
    found = False
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        for name in sorted(names):
            if not re.match(r"Procfile|Dockerfile|.*\.(sh|yml|yaml|service)$", name):
                continue
            path = os.path.relpath(os.path.join(root, name), folder)
            with open(os.path.join(folder, path), encoding="utf-8", errors="replace") as stream:
                text = stream.read()
            for match in re.finditer(r"^(?!\s*#)(.*[\s\"'])?gunicorn(?= )(?!\S)", text, re.MULTILINE):
                line_end = text.find("\n", match.end())
                rest = text[match.end() : line_end if line_end >= 0 else len(text)]
                if re.search(r"install|apt|pip ", match.group(0)):
                    continue
                set_already = re.search(r"(-w|--workers)[ =]\S+", rest)
                edit = (match.end() + set_already.start(), match.end() + set_already.end(), "-w 4") if set_already else (match.end(), match.end(), " -w 4")
                found = True
                yield Mutant(path, text.count("\n", 0, match.end()) + 1, "workers for an application with sockets", rest.strip(), ("socket-settings",), [edit])
    if found:
        return
    for path, (text, tree) in files.items():
        made = [node for node in tree.body if isinstance(node, ast.Assign) and name_of(node.value) == "SocketIO" and isinstance(node.value, ast.Call)]
        if made and "test" not in path:
            yield Mutant("Procfile", 1, "workers for an application with sockets", "", ("socket-settings",), [(0, 0, f"web: gunicorn -k gevent -w 4 {module_name(folder, path)}:app\n")])
            return


def apply(text, mutant):
    for begin, end, instead in sorted(mutant.edits, reverse=True):
        text = text[:begin] + instead + text[end:]
    return text


def really_fails(folder, mutant, modules):
    """Does CPython fail with one of the two modules as its entry, because the other is not finished?"""
    interpreter = importlib.machinery.SourceFileLoader("imports_script", os.path.join(HERE, "imports")).load_module()
    roots = {path: path[: len(path) - len(os.path.splitext(path)[0])] for path in modules.values()}
    packages = sorted({name.split(".")[0] for name in modules})
    for name in (module_name(folder, mutant.file), mutant.imported):
        path = modules[name]
        depth = name.count(".") + 1 + (1 if path.endswith("__init__.py") else 0)
        roots = ["/".join(path.split("/")[:-depth])]
        kind, what, message = interpreter.import_in_project((folder, path, name, roots, packages))
        if kind == "import" and ("partially initialized" in message or "circular import" in message):
            return f"{what}: {message}"
    return ""
