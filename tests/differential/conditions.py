"""From the text of #if conditions to -D and -U settings under which all of them hold."""

import itertools
import re

TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9a-fA-F]+|\d+)[uUlL]*|([A-Za-z_]\w*)|('(?:[^'\\]|\\.)*')|(\|\||&&|==|!=|<=|>=|<<|>>|[-+*/%()!~<>?:&|^,]))")
LEVELS = [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">="], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]]
OPERATIONS = {
    "==": lambda a, b: int(a == b), "!=": lambda a, b: int(a != b), "<": lambda a, b: int(a < b), ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b), ">=": lambda a, b: int(a >= b), "+": lambda a, b: a + b, "-": lambda a, b: a - b,
    "*": lambda a, b: a * b, "/": lambda a, b: a // b if b else 0, "%": lambda a, b: a % b if b else 0, "&": lambda a, b: a & b,
    "|": lambda a, b: a | b, "^": lambda a, b: a ^ b, "<<": lambda a, b: a << min(b, 63), ">>": lambda a, b: a >> min(b, 63)}
UNDEFINED = None


class NotUnderstood(Exception):
    """The condition holds something that settings of macros cannot answer."""


def settings_for(texts, predefined=None):
    """A dict macro -> None (undefined) or int under which every condition of `texts` holds; {} for none needed. Macros of
    `predefined` (name -> int) keep their value where the conditions allow it, and are then not in the dict.
    Raises NotUnderstood with the reason."""
    predefined = predefined or {}
    trees = [Parser(text).parse() for text in texts if text.strip()]
    numbers, defined, compared = set(), set(), set()
    for tree in trees:
        collect(tree, numbers, defined, compared)
    macros = sorted(defined | compared)
    near = sorted({n + d for n in numbers for d in (-1, 0, 1)} | {0, 1})
    choices = []
    for macro in macros:
        values = [UNDEFINED, 1] + near if macro in compared else [1, UNDEFINED]
        choices.append(list(dict.fromkeys(([predefined[macro]] if macro in predefined else []) + values)))
    for tried, values in enumerate(itertools.product(*choices)):
        if tried > 200000:
            raise NotUnderstood("too many macros to try")
        chosen = dict(zip(macros, values))
        if all(evaluate(tree, chosen) for tree in trees):
            return {name: value for name, value in chosen.items() if name not in predefined or predefined[name] != value}
    raise NotUnderstood("the conditions exclude each other")


def arguments_for(settings):
    """The settings as compiler arguments."""
    return [f"-U{name}" if value is UNDEFINED else f"-D{name}={value}" for name, value in sorted(settings.items())]


class Parser:
    """Recursive descent over the integer expressions of #if."""

    def __init__(self, text):
        self.text, self.tokens, at = text, [], 0
        text = text.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise NotUnderstood(f"not an expression: {text}")
            self.tokens.append(match.group().strip())
            at = match.end()
        self.at = 0

    def parse(self):
        tree = self.ternary()
        if self.at != len(self.tokens):
            raise NotUnderstood(f"not an expression: {self.text}")
        return tree

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted=None):
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise NotUnderstood(f"not an expression: {self.text}")
        self.at += 1
        return token

    def ternary(self):
        condition = self.binary(0)
        if self.peek() != "?":
            return condition
        self.take()
        yes = self.ternary()
        self.take(":")
        return ("?", condition, yes, self.ternary())

    def binary(self, level):
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in LEVELS[level]:
            operation = self.take()
            left = (operation, left, self.binary(level + 1))
        return left

    def unary(self):
        token = self.take()
        if token in "!~-+":
            return ("unary" + token, self.unary())
        if token == "(":
            inner = self.ternary()
            self.take(")")
            return inner
        if token == "defined":
            if self.peek() == "(":
                self.take()
                name = self.take()
                self.take(")")
            else:
                name = self.take()
            return ("defined", name)
        if token[0].isdigit():
            digits = token.rstrip("uUlL")
            return ("number", int(digits, 16 if digits[:2].lower() == "0x" else 8 if digits[0] == "0" and len(digits) > 1 else 10))
        if token in ("true", "false"):
            return ("number", int(token == "true"))
        if token[0].isalpha() or token[0] == "_":
            if self.peek() == "(":
                raise NotUnderstood(f"asks the compiler: {token}(...)")
            return ("macro", token)
        raise NotUnderstood(f"not an expression: {self.text}")


def collect(tree, numbers, defined, compared):
    if tree[0] == "number":
        numbers.add(tree[1])
    elif tree[0] == "defined":
        defined.add(tree[1])
    elif tree[0] == "macro":
        compared.add(tree[1])
    else:
        for part in tree[1:]:
            collect(part, numbers, defined, compared)


def evaluate(tree, chosen):
    kind = tree[0]
    if kind == "number":
        return tree[1]
    if kind == "defined":
        return int(chosen[tree[1]] is not UNDEFINED)
    if kind == "macro":
        return chosen[tree[1]] or 0
    if kind == "&&":
        return int(bool(evaluate(tree[1], chosen)) and bool(evaluate(tree[2], chosen)))
    if kind == "||":
        return int(bool(evaluate(tree[1], chosen)) or bool(evaluate(tree[2], chosen)))
    if kind == "?":
        return evaluate(tree[2] if evaluate(tree[1], chosen) else tree[3], chosen)
    if kind.startswith("unary"):
        value = evaluate(tree[1], chosen)
        return {"!": int(not value), "-": -value, "~": ~value, "+": value}[kind[5:]]
    return OPERATIONS[kind](evaluate(tree[1], chosen), evaluate(tree[2], chosen))
