"""Strongly connected components in plain Python, and how those of many units are joined."""


def components(edges):
    """Strongly connected components of two or more nodes, as frozensets. `edges`: (from, to) pairs. Tarjan, no recursion."""
    after = {}
    for source, target in edges:
        if source != target:
            after.setdefault(source, []).append(target)
            after.setdefault(target, [])
    order, low, open_nodes, is_open, found = {}, {}, [], set(), []
    for start in after:
        if start in order:
            continue
        work = [(start, iter(after[start]))]
        order[start] = low[start] = len(order)
        open_nodes.append(start)
        is_open.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in order:
                    order[target] = low[target] = len(order)
                    open_nodes.append(target)
                    is_open.add(target)
                    work.append((target, iter(after[target])))
                    break
                if target in is_open:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == order[node]:
                    members = set()
                    while node not in members:
                        members.add(open_nodes.pop())
                    is_open -= members
                    if len(members) > 1:
                        found.append(frozenset(members))
    return found


def join_overlapping(sets):
    """Sets that share a member become one, until none do."""
    owner = {}

    def root(member):
        while owner[member] != member:
            owner[member] = owner[owner[member]]
            member = owner[member]
        return member

    for members in sets:
        first = None
        for member in members:
            owner.setdefault(member, member)
            if first is None:
                first = member
            else:
                owner[root(member)] = root(first)
    joined = {}
    for member in owner:
        joined.setdefault(root(member), set()).add(member)
    return {frozenset(members) for members in joined.values()}
