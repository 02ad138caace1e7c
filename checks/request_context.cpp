// Pushes that stay, and resources in the store.
#include "checks/request_context.h"

#include <algorithm>

#include "graph/import_context.h"
#include "graph/words.h"

namespace unknot {
namespace {

bool is_module_body(const Definition& d) { return d.function->kind == FunctionKind::initialiser && d.function->parent == kNone; }

/// The test of a program for being run itself: its first way leads there.
bool asks_for_main(const BlockFact& block) {
  return block.end == BlockEnd::branch && block.condition.kind == ConditionKind::equals && block.condition.value.text == "__main__";
}

const std::string* name_of_call(const Definition& d, const OperationFact& o) {
  return o.kind == OperationKind::call && o.callee != kNone ? &d.file->entities[o.callee].name : nullptr;
}

}  // namespace

std::vector<bool> imported_blocks(const FunctionFact& f) {
  return reachable_blocks(f, [&](std::uint32_t b, std::size_t s) { return s == 0 && asks_for_main(f.blocks[b]); });
}

Finding finding_at(const RequestContext& r, const CheckInfo& info, std::string_view case_name, const FactPlace& at, const std::string& identity, const std::string& who) {
  Finding out;
  out.check = info.id;
  out.case_name = case_name;
  out.kind = info.kind;
  out.severity = info.severity;
  if (const auto found = std::ranges::find(info.cases, case_name, &CaseInfo::name); found != info.cases.end()) out.severity = found->severity;
  out.at = r.ends().place(at);
  out.language = r.program().unit(r.context().unit_of(at.file)).language;
  out.fingerprint = fingerprint(info.id, identity, who + "\n" + std::string(case_name));
  return out;
}

std::string short_name(const std::string& name) {
  const auto last = name.rfind('.');
  const auto before = last == std::string::npos || last == 0 ? std::string::npos : name.rfind('.', last - 1);
  return before == std::string::npos ? name : name.substr(before + 1);
}

RequestContext::RequestContext(const Program& program, const LooseEnds& ends) : program_(program), ends_(ends) {
  for (std::uint32_t f = 0; f < context().files().size(); ++f) files_.emplace(&context().files()[f], f);
}

bool RequestContext::has_stores() const {
  return std::ranges::any_of(context().models(), [](const Model& model) { return std::ranges::any_of(model.contexts, &ContextVariable::is_store); });
}

std::uint32_t RequestContext::file_of(const Definition& d) const { return files_.at(d.file); }

bool RequestContext::is_popped(const Definition& d, const ContextMaker& maker) const {
  // Whoever pops what such a function makes, in the same file, means this one, for all that is known; so may who is given it.
  for (const auto& function : d.file->functions)
    for (const auto& block : function.blocks)
      for (const auto& o : block.operations)
        if (o.kind == OperationKind::call && o.callee != kNone)
          if (const std::string& name = d.file->entities[o.callee].name; last_word(name) == maker.pop && std::ranges::find(maker.makers, owner_of(name)) != maker.makers.end()) return true;
  return (d.function->attributes & attribute::coroutine) != 0;
}

bool RequestContext::is_served(std::uint32_t file) const {
  const UnitId unit = context().unit_of(file);
  if (std::ranges::any_of(context().hooks(), [&](const Hook& hook) { return hook.registered.file == file && hook.what->phase != HookPhase::other; })) return true;
  if (std::ranges::any_of(program_.dependencies, [&](const Dependency& d) { return d.to == unit && d.from != unit && d.when != When::typing; })) return true;
  if (program_.imports == nullptr) return false;
  return std::ranges::any_of(program_.imports->entries, [&](const imports::Entry& entry) { return entry.declared && program_.imports->unit_of[entry.point.module] == unit; });
}

std::optional<VersionRange> RequestContext::pinned(const std::string& distribution, std::uint32_t file) const {
  if (program_.imports == nullptr || distribution.empty()) return std::nullopt;
  return program_.imports->settings.versions.find(distribution, program_.file(context().unit_of(file)));
}

bool RequestContext::is_fixed(const ContextMaker& maker, std::uint32_t file) const {
  const auto range = pinned(maker.distribution, file);
  const auto from = parse_version(maker.fixed_in);
  return range && from && range->is_at_least(*from) == Certainty::yes;
}

std::vector<LastingPush> RequestContext::lasting_pushes() const {
  std::vector<LastingPush> out;
  std::set<std::string> at_import;  // functions that modules call
  for (const auto& [usr, definitions] : context().table().all())
    for (const auto& d : definitions) {
      if (!is_module_body(d)) continue;
      const auto live = imported_blocks(*d.function);
      for (std::size_t b = 0; b < live.size(); ++b)
        for (const auto& o : d.function->blocks[b].operations)
          if (live[b] && o.kind == OperationKind::call && o.callee != kNone)
            for (const auto& target : context().table().targets(d.usr(o.callee), false))
              for (const auto& reached : uses().reached(target, 3, ContextUses::Through::all)) at_import.insert(reached.usr());
    }
  for (const auto& [usr, definitions] : context().table().all())
    for (const auto& d : definitions) {
      const bool is_body = is_module_body(d);
      std::vector<bool> live;
      if (is_body) live = imported_blocks(*d.function);
      bool makes = false;  // a factory: a server calls it
      for (const auto& model : context().models())
        for (const auto& maker : model.context_makers)
          for (const auto& block : d.function->blocks)
            for (const auto& o : block.operations)
              if (const auto* name = name_of_call(d, o)) makes |= std::ranges::any_of(maker.makers, [&](const std::string& m) { return owner_of(m) == *name; });
      if (!is_body && !makes && !at_import.contains(std::string(usr))) continue;
      for (std::size_t b = 0; b < d.function->blocks.size(); ++b) {
        if (is_body && !live[b]) continue;
        for (const auto& o : d.function->blocks[b].operations) {
          const auto* name = name_of_call(d, o);
          if (name == nullptr) continue;
          for (const auto& model : context().models())
            for (const auto& maker : model.context_makers) {
              if (last_word(*name) != maker.push || std::ranges::find(maker.makers, owner_of(*name)) == maker.makers.end() || is_popped(d, maker)) continue;
              const auto file = file_of(d);
              out.push_back({.maker = &maker, .in = d, .at = &o, .place = place(d, o), .served = is_served(file), .fixed = is_fixed(maker, file)});
            }
        }
      }
    }
  std::ranges::sort(out, {}, &LastingPush::place);
  return out;
}

/// The case of rules that say so of a server; those of another case say the opposite.
constexpr std::string_view kServedApart = "served-apart";

ServedApart RequestContext::served_apart() const {
  if (program_.imports == nullptr || program_.imports->settings.models == nullptr) return {};
  ServedApart out;
  for (const auto& match : matching_rules(program_.imports->settings, "context-leak")) {
    if (match.rule->case_name != kServedApart) return {};
    if (out.words.empty()) out = {.words = match.message, .at = match.at};
  }
  return out;
}

const ResourceModel* RequestContext::made_by(const Definition& d, const ValueFact& value, int depth, std::string& maker) const {
  if (value.path == kNone || depth > 4) return nullptr;
  const PathFact& path = d.function->paths[value.path];
  if (path.kind == PathKind::call && path.entity != kNone) {
    const std::string name = maker_of(d, path.entity);
    for (const auto& model : context().models())
      for (const auto& resource : model.resources)
        if (std::ranges::find(resource.makers, name) != resource.makers.end()) return maker = name, &resource;
    for (const auto& target : context().table().targets(d.usr(path.entity), false))
      for (const auto& block : target.function->blocks)
        for (const auto& o : block.operations)
          if (o.kind == OperationKind::give)
            if (const auto* found = made_by(target, o.value, depth + 2, maker)) return found;
    return nullptr;
  }
  if (path.kind != PathKind::local && path.kind != PathKind::temporary) return nullptr;
  for (const auto& block : d.function->blocks)
    for (const auto& o : block.operations)
      if (o.kind == OperationKind::assign && o.path == value.path)
        if (const auto* found = made_by(d, o.value, depth + 1, maker)) return found;
  return nullptr;
}

std::vector<StoredResource> RequestContext::stored_resources() const {
  std::vector<StoredResource> out;
  for (const auto& [usr, definitions] : context().table().all())
    for (const auto& d : definitions)
      for (const auto& use : uses().of(d)) {
        if (use.kind != ContextUse::Kind::write || !use.variable->is_store || use.at->kind != OperationKind::assign) continue;
        // What is put into a part of a value is not the value.
        if (use.name != use.variable->name + "." + use.attribute) continue;
        std::string maker;
        if (const auto* model = made_by(d, use.at->value, 0, maker))
          out.push_back({.name = use.name, .attribute = use.attribute, .store = use.variable, .model = model, .maker = maker, .in = d, .place = place(d, *use.at)});
      }
  std::ranges::sort(out, {}, &StoredResource::place);
  return out;
}

std::map<std::string, std::vector<const Hook*>> RequestContext::reached_by(std::initializer_list<HookPhase> phases) const {
  std::map<std::string, std::vector<const Hook*>> out;
  for (const auto& hook : context().hooks()) {
    if (std::ranges::find(phases, hook.what->phase) == phases.end()) continue;
    for (const auto& d : uses().reached({hook.body_file, hook.body}, 4)) {
      auto& hooks = out[d.usr()];
      if (std::ranges::find(hooks, &hook) == hooks.end()) hooks.push_back(&hook);
    }
  }
  return out;
}

std::string RequestContext::maker_of(const Definition& d, std::uint32_t callee) const {
  const std::string type = uses().type_of(d.usr(callee));
  return type.empty() ? d.file->entities[callee].name : type + ".__call__";
}

bool RequestContext::is_unused(const Definition& d) const {
  if (program_.imports == nullptr || d.function->kind != FunctionKind::function) return false;
  const auto& imports = *program_.imports;
  const auto module = std::ranges::find(imports.unit_of, context().unit_of(file_of(d)));
  if (module == imports.unit_of.end()) return false;
  if (mentions_ == nullptr) mentions_ = std::make_unique<NameMentions>(imports.world);
  return !mentions_->may_run(static_cast<std::uint32_t>(module - imports.unit_of.begin()), last_word(d.file->entities[d.function->entity].name));
}

}  // namespace unknot
