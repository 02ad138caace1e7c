"""Statements that take back what the same function put onto a stack of a library, found in the text: restore behind save, pop behind
push, end behind begin. `take_downs` has those of tests."""

import os
import re

from take_downs import Place, blank, closing, statements

# What pushes and what pops, by the end of its name: (pushes, pops, whose it is).
OBJECT, FIRST, NOBODY = "the object that it is called on", "the first argument", "the thread or the process"
STACKS = [
    (("save",), ("restore",), OBJECT), (("beginGroup",), ("endGroup",), OBJECT),
    (("beginReadArray", "beginWriteArray"), ("endArray",), OBJECT),
    (("beginMacro",), ("endMacro",), OBJECT), (("beginEditBlock",), ("endEditBlock",), OBJECT),
    (("beginResetModel",), ("endResetModel",), NOBODY), (("beginInsertRows",), ("endInsertRows",), NOBODY),
    (("beginRemoveRows",), ("endRemoveRows",), NOBODY), (("beginMoveRows",), ("endMoveRows",), NOBODY),
    (("beginInsertColumns",), ("endInsertColumns",), NOBODY), (("beginRemoveColumns",), ("endRemoveColumns",), NOBODY),
    (("setOverrideCursor",), ("restoreOverrideCursor",), NOBODY),
    (("cairo_save",), ("cairo_restore",), FIRST),
    (("cairo_push_group", "cairo_push_group_with_content"), ("cairo_pop_group_to_source",), FIRST),
    (("g_main_context_push_thread_default",), ("g_main_context_pop_thread_default",), FIRST),
    (("g_object_freeze_notify",), ("g_object_thaw_notify",), FIRST),
    (("PyGILState_Ensure",), ("PyGILState_Release",), NOBODY), (("PyEval_SaveThread",), ("PyEval_RestoreThread",), NOBODY),
    (("ERR_set_mark",), ("ERR_pop_to_mark", "ERR_clear_last_mark"), NOBODY), (("BN_CTX_start",), ("BN_CTX_end",), FIRST),
    *(((f"ImGui::{push}",), (f"ImGui::{pop}",), NOBODY) for push, pop in (
        ("PushID", "PopID"), ("PushStyleColor", "PopStyleColor"), ("PushStyleVar", "PopStyleVar"), ("PushFont", "PopFont"),
        ("PushItemWidth", "PopItemWidth"), ("PushTextWrapPos", "PopTextWrapPos"), ("PushClipRect", "PopClipRect"), ("BeginGroup", "EndGroup"),
        ("BeginDisabled", "EndDisabled"), ("BeginChild", "EndChild"), ("Begin", "End"), ("TreeNode", "TreePop"), ("BeginCombo", "EndCombo"),
        ("BeginMenu", "EndMenu"), ("BeginTable", "EndTable"), ("BeginTabBar", "EndTabBar"), ("BeginTabItem", "EndTabItem"),
        ("BeginPopup", "EndPopup"), ("BeginPopupModal", "EndPopup"), ("BeginMenuBar", "EndMenuBar"), ("BeginMainMenuBar", "EndMainMenuBar"),
        ("BeginListBox", "EndListBox"))),
]
POPS = "|".join(re.escape(pop) for _, pops, _ in STACKS for pop in pops)
POP = re.compile(r"^(.*?)(?:\b(?:QApplication|QGuiApplication|QtWidgets)::)?(" + POPS + r")\s*\((.*)\)$", re.DOTALL)
WORDS = re.compile("|".join(sorted({pop.split("::")[-1] for _, pops, _ in STACKS for pop in pops})))
TYPES = re.compile(r"\b(?:class|struct|union|enum|namespace)\b[^;(){}=]*$|extern\s*\"\s*\"\s*$")


def find(folder, units):
    texts = {}
    for unit in units:
        with open(os.path.join(folder, unit), encoding="utf-8", errors="surrogateescape") as stream:
            texts[unit] = stream.read()
    # What a class of the project calls the same is a stack of its own.
    own = {name for text in texts.values() for name in re.findall(r"^[\w:*&<> ]*\b\w+::(\w+)\s*\([^;{}]*\)\s*(?:const\s*)?\{", text, re.MULTILINE)}
    return [place for unit, text in texts.items() if WORDS.search(text) for place in in_file(unit, text)
            if place.shape.removeprefix("pop of ") not in own]


def in_file(unit, text):
    clean = blank(text)
    for begin, end in functions(clean):
        first, last = text.count("\n", 0, begin) + 1, text.count("\n", 0, end) + 1
        for one in statements(clean, text, begin, end):
            pop = POP.match(one.text[:-1] if one.text.endswith(";") else one.text)
            if not pop or not re.fullmatch(r"(?:[\w:]+(?:\(\)|\[\w+\])?\s*(?:->|\.)\s*)*", pop.group(1)):
                continue
            pushed = pushes(clean, begin, one.begin, pop)
            if pushed and not ends_with_function(clean, begin, end, one, pop):
                lines = tuple(sorted({text.count("\n", 0, at) + 1 for at in pushed}))
                undoes = " ".join(clean[pushed[-1] : clean.find(";", pushed[-1])].split())[:120]
                yield Place(file=unit, line=one.line, test=f"lines {first} to {last}", text=one.text, undoes=undoes, lines=lines,
                            shape="pop of " + pop.group(2), begin=one.begin, end=one.end)


def ends_with_function(clean, begin, end, one, pop):
    """Does what stays on the stack go with the function, and does nothing in it see that it stayed?"""
    if re.search(r"\bmain\s*\([^()]*\)\s*$", clean[max(0, begin - 200) : begin]) and not pop.group(1):
        return True
    local = re.fullmatch(r"(\w+)\.", pop.group(1).strip())
    if not local or not re.search(r"\bQSettings\s+" + local.group(1) + r"\b", clean[begin : one.begin]):
        return False
    return not re.search(r"\b" + local.group(1) + r"\b", clean[one.end : end])


def pushes(clean, begin, end, pop):
    """Where the function pushed the same before."""
    out = []
    for names, pops, whose in STACKS:
        if pop.group(2) not in pops:
            continue
        for name in names:
            if whose == OBJECT:
                pattern = re.escape(pop.group(1)) + name + r"\s*\("
            elif whose == FIRST:
                pattern = r"\b" + name + r"\s*\(\s*" + re.escape(pop.group(3).split(",")[0].strip()) + r"\s*[,)]"
            else:
                pattern = r"(?<![\w:])(?:QApplication::|QGuiApplication::|\w+(?:->|\.))?" + re.escape(name) + r"\s*\("
            for match in re.compile(pattern).finditer(clean, begin, end):
                if whose != OBJECT or pop.group(1) or clean[match.start() - 1] not in ".>:_":
                    out.append(match.start())
    return sorted(out)


def functions(clean):
    """Bodies: outermost braces that belong to no class and no namespace."""
    position = 0
    while True:
        position = clean.find("{", position)
        if position < 0:
            return
        if TYPES.search(clean[max(0, position - 300) : position]):
            position += 1
            continue
        end = closing(clean, position)
        yield position, end
        position = end + 1
