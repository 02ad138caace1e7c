// Operations -> uses of what is current.
#include "graph/context_uses.h"

#include <algorithm>

#include "graph/operation_flags.h"
#include "graph/words.h"

namespace unknot {

std::uint32_t variable_of(const FunctionFact& f, std::uint32_t path) {
  for (auto p = path; p != kNone; p = f.paths[p].base)
    if (f.paths[p].kind == PathKind::variable) return f.paths[p].entity;
  return kNone;
}

std::string dotted(const FileFunctions& file, const FunctionFact& f, std::uint32_t path) {
  std::vector<std::uint32_t> members;
  for (auto p = path; p != kNone; p = f.paths[p].base) {
    const PathFact& step = f.paths[p];
    if (step.kind == PathKind::member) members.push_back(step.entity);
    else if (step.kind == PathKind::element || step.kind == PathKind::call) members.clear();
    else if (step.kind == PathKind::variable) {
      std::string out = file.entities[step.entity].name;
      for (auto m = members.rbegin(); m != members.rend(); ++m) out += "." + file.entities[*m].name;
      return out;
    } else if (step.kind != PathKind::dereference) return {};
  }
  return {};
}

ContextUses::ContextUses(const HookContext& context) : context_(context) {
  TextSet needs, asks, makers, maker_words;
  for (const auto& model : context.models()) {
    asks.insert(model.context_asks.begin(), model.context_asks.end());
    needs.insert(model.needs_context.begin(), model.needs_context.end());
    for (const auto& maker : model.context_makers)
      for (const auto& name : maker.makers) {
        makers.insert(name);
        maker_words.emplace(last_word(name));
      }
  }
  /// The name, or something that it is a member of.
  const auto is_one_of = [](const TextSet& names, std::string_view name) {
    for (auto end = name.size(); end != std::string_view::npos; end = name.rfind('.', end - 1)) {
      if (end == 0) return false;
      if (names.contains(name.substr(0, end))) return true;
    }
    return false;
  };
  const bool is_modelled = std::ranges::any_of(context.models(), [](const Model& model) {
    return !model.contexts.empty() || !model.context_asks.empty() || !model.needs_context.empty() || !model.context_makers.empty();
  });
  for (const auto& file : context.files()) {
    auto& of_file = about_.emplace_back(file.entities.size());
    for (std::size_t e = 0; e < file.entities.size(); ++e) {
      const EntityFact& entity = file.entities[e];
      if (entity.kind == EntityKind::variable && !entity.type.empty()) types_.try_emplace(entity.usr, entity.type);
      if (!is_modelled) continue;
      const std::string_view name = entity.name, owner = owner_of(entity.name);
      of_file[e] = {.variable = context.context_variable(name), .of = context.context_variable(owner), .needs = !needs.empty() && is_one_of(needs, name), .asks = asks.contains(name),
                    .makes = makers.contains(name) || makers.contains(owner) || maker_words.contains(last_word(name)) || maker_words.contains(last_word(owner)),
                    .looks_up = name == "builtins.hasattr" || name == "builtins.getattr"};
    }
  }
}

std::string ContextUses::type_of(const std::string& usr) const {
  const auto known = types_.find(usr);
  return known == types_.end() ? std::string() : std::string(known->second);
}

bool ContextUses::provides(const Definition& d) const {
  for (const auto& path : d.function->paths) {
    if ((path.kind == PathKind::call || path.kind == PathKind::member) && path.entity != kNone && about(*d.file, path.entity).makes) {
      // What is made from the variable that stands for the current one is no help where nothing is current.
      const auto from = variable_of(*d.function, path.base);
      if (from == kNone || about(*d.file, from).variable == nullptr) return true;
    }
  }
  return asks(d);
}

bool ContextUses::asks(const Definition& d) const {
  for (const auto& block : d.function->blocks) {
    for (const auto& o : block.operations)
      if (o.kind == OperationKind::call && o.callee != kNone && about(*d.file, o.callee).asks) return true;
    if (block.condition.kind == ConditionKind::truth && block.condition.path != kNone) {
      const PathFact& asked = d.function->paths[block.condition.path];
      if (asked.kind == PathKind::variable && about(*d.file, asked.entity).variable != nullptr) return true;
    }
  }
  return false;
}

bool ContextUses::is_covered(const Definition& d, const OperationFact& o) const {
  for (auto u = o.unwind; u != kNone; u = d.function->unwinds[u].parent) {
    const UnwindFact& unwind = d.function->unwinds[u];
    if (unwind.kind == UnwindKind::attempt) return true;
    if (unwind.kind != UnwindKind::destroy || unwind.path == kNone) continue;
    // What is entered here may be anything that holds a context.
    for (auto p = unwind.path; p != kNone; p = d.function->paths[p].base) {
      const PathFact& path = d.function->paths[p];
      if (path.entity != kNone && about(*d.file, path.entity).makes) return true;
    }
    if (unwind.callee != kNone && about(*d.file, unwind.callee).makes) return true;
  }
  return false;
}

std::vector<ContextUse> ContextUses::of(const Definition& d) const {
  std::vector<ContextUse> out;
  const FileFunctions& file = *d.file;
  const FunctionFact& f = *d.function;
  const auto variable = [&](std::uint32_t path) {
    const auto found = variable_of(f, path);
    return found == kNone ? nullptr : about(file, found).variable;
  };
  /// The first member behind the variable.
  const auto attribute = [&](std::uint32_t path) {
    std::string name;
    for (auto p = path; p != kNone; p = f.paths[p].base)
      if (f.paths[p].kind == PathKind::member) name = file.entities[f.paths[p].entity].name;
    return name;
  };
  const auto text_of = [&](const OperationFact& o) { return !o.arguments.empty() && o.arguments.front().value.kind == ValueKind::text ? o.arguments.front().value.text : std::string(); };
  for (std::uint32_t b = 0; b < f.blocks.size(); ++b)
    for (const auto& o : f.blocks[b].operations) {
      ContextUse use{.kind = ContextUse::Kind::read, .variable = o.path == kNone ? nullptr : variable(o.path), .name = {}, .attribute = {}, .method = {}, .at = &o, .block = b};
      if (o.kind == OperationKind::read && use.variable != nullptr) {
        use.name = dotted(file, f, o.path);
        use.attribute = attribute(o.path);
        if ((o.flags & operation::fallback) != 0) use.kind = ContextUse::Kind::lookup, use.method = "getattr", use.has_fallback = true;
        out.push_back(use);
      } else if ((o.kind == OperationKind::assign || o.kind == OperationKind::update) && use.variable != nullptr && f.paths[o.path].kind == PathKind::member) {
        use.kind = o.value.kind == ValueKind::initial && o.kind == OperationKind::assign ? ContextUse::Kind::remove : ContextUse::Kind::write;
        use.name = dotted(file, f, o.path);
        use.attribute = attribute(o.path);
        out.push_back(use);
      } else if (o.kind == OperationKind::call && o.callee != kNone) {
        const std::string& callee = file.entities[o.callee].name;
        // Kept aside while its arguments were made.
        if (use.variable == nullptr) use.variable = about(file, o.callee).of;
        if (use.variable != nullptr) {
          use.kind = ContextUse::Kind::call;
          use.name = callee;
          use.method = last_word(callee);
          use.attribute = o.path == kNone ? std::string() : attribute(o.path);
          if (use.attribute.empty() && use.variable->is_store && !text_of(o).empty()) {
            use.kind = ContextUse::Kind::lookup;
            use.attribute = text_of(o);
            use.has_fallback = o.arguments.size() > 1 || use.method == "get";
          }
          out.push_back(use);
        } else if (about(file, o.callee).needs) {
          use.kind = ContextUse::Kind::call;
          use.name = callee;
          out.push_back(use);
        } else if (about(file, o.callee).looks_up && o.arguments.size() >= 2 && o.arguments[0].value.path != kNone && variable(o.arguments[0].value.path) != nullptr) {
          use.variable = variable(o.arguments[0].value.path);
          use.kind = ContextUse::Kind::lookup;
          use.method = last_word(callee);
          use.attribute = o.arguments[1].value.text;
          use.has_fallback = true;
          use.name = use.variable->name + "." + use.attribute;
          out.push_back(use);
        }
      }
    }
  return out;
}

std::vector<Definition> ContextUses::callees(const Definition& d) const {
  std::vector<Definition> out;
  std::set<std::string_view> seen;
  for (const auto& block : d.function->blocks)
    for (const auto& o : block.operations) {
      if ((o.kind != OperationKind::call && o.kind != OperationKind::construct) || o.callee == kNone || !seen.insert(d.usr(o.callee)).second) continue;
      for (const auto& target : context_.table().targets(d.usr(o.callee), false)) out.push_back(target);
    }
  return out;
}

std::vector<Definition> ContextUses::reached(const Definition& from, int depth, Through through) const {
  std::vector<Definition> out{from};
  std::set<std::string_view> seen{from.usr()};
  std::size_t done = 0;
  for (int i = 0; i < depth; ++i) {
    const std::size_t end = out.size();
    for (; done < end; ++done)
      for (const auto& callee : callees(out[done]))
        if (seen.insert(callee.usr()).second && (through == Through::all || !provides(callee))) out.push_back(callee);
  }
  return out;
}

}  // namespace unknot
