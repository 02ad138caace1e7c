// One pass over the nodes in the order of the text, with the functions, classes and `if`s around.
#include "analyzer/extract/python/seen_values.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analyzer/extract/python/seen_expressions.h"

namespace unknot::python {
namespace {

constexpr std::size_t kLongestCondition = 80;

class Walk {
 public:
  Walk(const SyntaxTree& tree, const SeenWords& words, SeenNames which) : tree_(tree), words_(words), which_(which), names_(tree) {}

  SeenValues run() {
    if (tree_.nodes.empty()) return std::move(out_);
    for (NodeId n = 1; n < tree_.nodes.size(); ++n) {
      while (!around_.empty() && n >= around_.back().end) leave();
      visit(n);
    }
    while (!around_.empty()) leave();
    follow_main();
    return std::move(out_);
  }

 private:
  enum class What : std::uint8_t { function, klass, condition, attempt };
  struct Around {
    What what;
    NodeId end;
    std::string text{};               ///< the dotted name, the condition as written
    std::size_t index = 0;            ///< of the function; of the class's group
  };
  static constexpr std::size_t kNoGroup = static_cast<std::size_t>(-1);

  void leave() {
    if (around_.back().what == What::function || around_.back().what == What::klass) names_.close();
    around_.pop_back();
  }
  const Around* nearest(What what) const {
    const auto found = std::ranges::find(around_.rbegin(), around_.rend(), what, &Around::what);
    return found == around_.rend() ? nullptr : &*found;
  }
  const Around* owner() const {
    const auto found = std::ranges::find_if(around_.rbegin(), around_.rend(), [](const Around& a) { return a.what == What::function || a.what == What::klass; });
    return found == around_.rend() ? nullptr : &*found;
  }
  std::string prefix() const { return owner() == nullptr ? "@." : owner()->text + "."; }

  static std::string_view last(std::string_view name, int words) {
    auto at = name.size();
    for (int i = 0; i < words && at != std::string_view::npos; ++i) at = at == 0 ? std::string_view::npos : name.rfind('.', at - 1);
    return at == std::string_view::npos ? name : name.substr(at + 1);
  }
  bool is_of_interest(std::string_view dotted) const { return words_.words.contains(last(dotted, 1)) || words_.words.contains(last(dotted, 2)); }
  bool is_key(std::string_view name) const { return words_.words.contains(name); }

  SeenGroup group(SeenAs as, std::string of, NodeId at) const {
    SeenGroup out{.as = as, .of = std::move(of)};
    if (owner() != nullptr) out.within = owner()->text;
    for (const auto& one : around_)
      if (one.what == What::condition) out.condition = one.text;
    out.is_main = is_below_main(at);
    for (const auto& one : around_) out.is_guarded = one.what == What::attempt || (out.is_guarded && one.what == What::condition);
    const auto place = tree_.position_of(at);
    out.line = place.line, out.column = place.column;
    return out;
  }

  static bool asks_for_main(std::string_view condition) { return condition.find("__name__") != std::string::npos && condition.find("__main__") != std::string::npos; }
  bool is_below_main(NodeId n) const {
    return std::ranges::any_of(mains_, [&](const auto& main) { return main.first < n && n < main.second; });
  }

  /// What a function does that only stands below `if __name__ == "__main__"` is done there.
  void follow_main() {
    if (mains_.empty()) return;
    std::map<std::string_view, bool> only_there;
    for (const SeenGroup& one : out_.groups)
      if (one.as == SeenAs::call && !one.is_main && one.within.starts_with("@.") && one.within.find('.', 2) == std::string::npos) only_there.emplace(std::string_view(one.within).substr(2), false);
    if (only_there.empty()) return;
    std::set<std::string_view> elsewhere;
    for (NodeId n = 1; n < tree_.nodes.size(); ++n) {
      if (tree_.kind(n) != Kind::identifier) continue;
      const auto found = only_there.find(tree_.source(n));
      // Not the definition, not what others call so: a module, an attribute.
      const Kind around = tree_.kind(n - 1);
      if (found == only_there.end() || around == Kind::function_definition || around == Kind::dotted_name || (tree_[n].begin > 0 && tree_.text[tree_[n].begin - 1] == '.')) continue;
      if (is_below_main(n)) found->second = true;
      else elsewhere.insert(found->first);
    }
    for (SeenGroup& one : out_.groups)
      if (const auto found = one.as == SeenAs::call && one.within.size() > 2 ? only_there.find(std::string_view(one.within).substr(2)) : only_there.end(); found != only_there.end())
        one.is_main |= found->second && !elsewhere.contains(found->first);
  }

  void visit(NodeId n) {
    switch (tree_.kind(n)) {
      case Kind::function_definition: return function(n);
      case Kind::class_definition: return klass(n);
      case Kind::if_statement: {
        const NodeId condition = tree_.child(n, Field::condition);
        if (const NodeId body = tree_.child(n, Field::consequence); condition != kNoNode && body != kNoNode && asks_for_main(tree_.source(condition))) mains_.emplace_back(body, tree_[body].end_node);
        if (condition != kNoNode) around_.push_back({.what = What::condition, .end = tree_[n].end_node, .text = std::string(tree_.source(condition).substr(0, kLongestCondition))});
        return;
      }
      case Kind::try_statement: around_.push_back({.what = What::attempt, .end = tree_[n].end_node}); return;
      case Kind::import_statement: return import(n);
      case Kind::import_from_statement: return import_from(n);
      case Kind::assignment: return assignment(n);
      case Kind::for_statement:
        if (const NodeId left = tree_.child(n, Field::left); left != kNoNode && tree_.kind(left) == Kind::identifier) names_.bind_own(tree_.source(left));
        return;
      case Kind::global_statement:
        for (const NodeId name : tree_.children(n)) names_.bind(tree_.source(name), "@." + std::string(tree_.source(name)));
        return;
      case Kind::call: return call(n);
      case Kind::decorator: return bare_decorator(n);
      case Kind::attribute: return asked(n);
      case Kind::return_statement: return given(n);
      default: return;
    }
  }

  void function(NodeId n) {
    const NodeId name = tree_.child(n, Field::name), list = tree_.child(n, Field::parameters);
    if (name == kNoNode) return;
    names_.bind_own(tree_.source(name));
    const auto at = tree_.position_of(name);
    SeenFunction function{.name = prefix() + std::string(tree_.source(name)), .parameters = {}, .more = {}, .gives = {}, .line = at.line, .column = at.column};
    const bool is_method = owner() != nullptr && owner()->what == What::klass;
    const NodeId end = tree_[n].end_node;
    around_.push_back({.what = What::function, .end = end, .text = function.name, .index = out_.functions.size()});
    names_.open(function.name + ".");
    bool is_first = true;
    if (list != kNoNode)
      for (const NodeId p : tree_.children(list)) parameter(p, is_method && std::exchange(is_first, false), function);
    out_.functions.push_back(std::move(function));
  }

  void parameter(NodeId p, bool is_self, SeenFunction& function) {
    NodeId name = tree_.child(p, Field::name);
    if (name == kNoNode) name = tree_.kind(p) == Kind::typed_parameter ? tree_.first_child(p) : p;
    switch (tree_.kind(p)) {
      case Kind::list_splat_pattern: function.more.emplace_back("*"); return;
      case Kind::dictionary_splat_pattern: function.more.emplace_back("**"); return;
      case Kind::keyword_separator:
      case Kind::positional_separator: return;
      default: break;
    }
    if (name == kNoNode || tree_.kind(name) != Kind::identifier) {
      function.more.emplace_back("*");
      return;
    }
    names_.bind_own(tree_.source(name));
    if (is_self) return;
    const bool has_default = tree_.kind(p) == Kind::default_parameter || tree_.kind(p) == Kind::typed_default_parameter;
    (has_default ? function.more : function.parameters).emplace_back(tree_.source(name));
  }

  void klass(NodeId n) {
    const NodeId name = tree_.child(n, Field::name);
    if (name == kNoNode) return;
    names_.bind_own(tree_.source(name));
    const std::string dotted = prefix() + std::string(tree_.source(name));
    SeenGroup out = group(SeenAs::assignment, dotted, name);
    out.is_class = true;
    if (const NodeId bases = tree_.child(n, Field::superclasses); bases != kNoNode)
      for (const NodeId base : tree_.children(bases))
        if (std::string one = names_.dotted(base); !one.empty()) out.bases.push_back(std::move(one));
    around_.push_back({.what = What::klass, .end = tree_[n].end_node, .text = dotted, .index = out_.groups.size()});
    names_.open(dotted + ".");
    out_.groups.push_back(std::move(out));
  }

  void import(NodeId n) {
    for (const NodeId one : tree_.children(n)) {
      const NodeId path = tree_.kind(one) == Kind::aliased_import ? tree_.child(one, Field::name) : one;
      if (path == kNoNode) continue;
      const std::string module(tree_.source(path));
      if (const NodeId alias = tree_.child(one, Field::alias); alias != kNoNode) names_.bind(tree_.source(alias), module);
      else names_.bind(module.substr(0, module.find('.')), module.substr(0, module.find('.')));
      name(module, path);
    }
  }
  void import_from(NodeId n) {
    const NodeId from = tree_.child(n, Field::module_name);
    if (from == kNoNode) return;
    std::string module(tree_.source(from));
    std::erase(module, ' ');
    if (!module.ends_with('.')) module += '.';
    for (const NodeId one : tree_.children(n)) {
      if (one == from || (tree_.kind(one) != Kind::aliased_import && tree_.kind(one) != Kind::dotted_name)) continue;
      const NodeId path = tree_.kind(one) == Kind::aliased_import ? tree_.child(one, Field::name) : one;
      if (path == kNoNode) continue;
      const NodeId alias = tree_.child(one, Field::alias);
      const std::string dotted = module + std::string(tree_.source(path));
      names_.bind(tree_.source(alias == kNoNode ? path : alias), dotted);
      export_name(tree_.source(alias == kNoNode ? path : alias), dotted);
      name(dotted, path);
    }
  }

  /// Who imports a name from here gets what it stands for.
  void export_name(std::string_view bound, const std::string& dotted) {
    if (owner() == nullptr) out_.aliases.push_back({.name = "@." + std::string(bound), .of = dotted});
  }
  void name(const std::string& dotted, NodeId at) {
    if (!is_of_interest(dotted)) return;
    const auto place = tree_.position_of(at);
    out_.names.push_back({.name = dotted, .within = owner() == nullptr ? std::string() : owner()->text, .is_guarded = nearest(What::attempt) != nullptr,
                          .line = place.line, .column = place.column});
  }
  void asked(NodeId n) {
    const NodeId attribute = tree_.child(n, Field::attribute);
    if (attribute == kNoNode) return;
    const NodeId object = tree_.child(n, Field::object);
    const bool is_plain = object != kNoNode && tree_.kind(object) == Kind::identifier;
    if (words_.words.contains(tree_.source(attribute)) || is_plain) name(names_.dotted(n), attribute);
  }

  void given(NodeId n) {
    const Around* function = nearest(What::function);
    const NodeId value = tree_.first_child(n);
    if (function == nullptr || value == kNoNode) return;
    if (std::string dotted = names_.dotted(value); !dotted.empty()) out_.functions[function->index].gives.push_back(std::move(dotted));
  }

  void assignment(NodeId n) {
    const NodeId left = tree_.child(n, Field::left), right = tree_.child(n, Field::right);
    if (left == kNoNode || right == kNoNode) return;
    const Kind kind = tree_.kind(left);
    if (kind == Kind::identifier) {
      const std::string_view written = tree_.source(left);
      const SeenValue value = names_.value(right);
      std::string alias = names_.dotted(right);
      if (!names_.is_bound_here(written)) names_.bind_own(written);
      std::string own = names_.dotted(left);
      if (tree_.kind(right) == Kind::call) given_to_ = {right, own};
      else if (!alias.empty() && alias != own) out_.aliases.push_back({.name = std::move(own), .of = std::move(alias)});
      names_.keep(written, value);
      const Around* around = owner();
      if (around != nullptr && around->what == What::klass) {
        if (is_key(written)) out_.groups[around->index].settings.push_back(maybe(setting(std::string(written), value, left)));
      } else if (around == nullptr && (which_ == SeenNames::all || is_key(written))) {
        if (module_group_ == kNoGroup) {
          module_group_ = out_.groups.size();
          out_.groups.push_back({.as = SeenAs::assignment, .of = "@", .is_module = true, .line = 1, .column = 1});
        }
        out_.groups[module_group_].settings.push_back(maybe(setting(std::string(written), value, left)));
      }
      return;
    }
    if (kind == Kind::attribute || kind == Kind::subscript) part(n, left, right, kind);
    if (kind == Kind::attribute && tree_.kind(right) == Kind::call) given_to_ = {right, names_.dotted(left)};
  }

  /// `x.config["KEY"] = v`, `x.debug = v`
  void part(NodeId n, NodeId left, NodeId right, Kind kind) {
    std::string key;
    NodeId object = kNoNode;
    if (kind == Kind::subscript) {
      object = tree_.child(left, Field::value);
      const NodeId subscript = tree_.child(left, Field::subscript);
      if (subscript != kNoNode)
        if (auto text = tree_.string_value(subscript)) key = std::move(*text);
    } else {
      object = tree_.child(left, Field::object);
      if (const NodeId attribute = tree_.child(left, Field::attribute); attribute != kNoNode) key = tree_.source(attribute);
    }
    if (key.empty() || !is_key(key)) return;
    SeenGroup out = group(SeenAs::assignment, names_.dotted(object), n);
    if (out.of.empty()) return;
    out.settings.push_back(setting(std::move(key), names_.value(right), left));
    out_.groups.push_back(std::move(out));
  }
  SeenSetting setting(std::string name, SeenValue value, NodeId at) const {
    const auto place = tree_.position_of(at);
    return {.name = std::move(name), .value = std::move(value), .line = place.line, .column = place.column};
  }

  /// What stands below a condition of the class or the module may not be.
  SeenSetting maybe(SeenSetting setting) const {
    if (!around_.empty() && around_.back().what == What::condition) setting.value = {.kind = SeenKind::unknown, .line = setting.value.line, .column = setting.value.column};
    return setting;
  }

  void call(NodeId n) {
    const NodeId function = tree_.child(n, Field::function), list = tree_.child(n, Field::arguments);
    if (function == kNoNode) return;
    std::string callee = names_.dotted(function);
    if (callee.empty()) return;
    const bool is_given = given_to_.first == n;
    if (!is_given && !is_of_interest(callee)) return;
    SeenGroup out = group(SeenAs::call, std::move(callee), n);
    if (is_given) out.object = given_to_.second;
    if (is_of_interest(out.of) && list != kNoNode) names_.arguments(list, out);
    else out.is_open = true;
    decorated(n, out);
    out_.groups.push_back(std::move(out));
  }

  /// `@login.user_loader`: it is called with the function below, though nothing is written like a call.
  void bare_decorator(NodeId n) {
    const NodeId called = tree_.first_child(n);
    if (called == kNoNode || (tree_.kind(called) != Kind::attribute && tree_.kind(called) != Kind::identifier)) return;
    std::string dotted = names_.dotted(called);
    if (dotted.empty() || !is_of_interest(dotted)) return;
    const NodeId last = tree_.child(called, Field::attribute);
    SeenGroup out = group(SeenAs::call, std::move(dotted), last == kNoNode ? called : last);
    decorated(called, out);
    if (out.is_decorator) out_.groups.push_back(std::move(out));
  }

  /// What stands as a decorator belongs to the function below.
  void decorated(NodeId n, SeenGroup& out) {
    if (n == 0 || tree_.kind(n - 1) != Kind::decorator) return;
    for (NodeId d = tree_[n - 1].end_node; d < tree_.nodes.size(); d = tree_[d].end_node) {
      if (tree_.kind(d) == Kind::decorator) continue;
      if (tree_.kind(d) != Kind::function_definition) return;
      if (const NodeId name = tree_.child(d, Field::name); name != kNoNode) out.object = prefix() + std::string(tree_.source(name)), out.is_decorator = true;
      return;
    }
  }

  const SyntaxTree& tree_;
  const SeenWords& words_;
  const SeenNames which_;
  SeenExpressions names_;
  SeenValues out_;
  std::vector<Around> around_;
  std::vector<std::pair<NodeId, NodeId>> mains_;  ///< blocks of `if __name__ == "__main__"`
  std::pair<NodeId, std::string> given_to_{kNoNode, {}};
  std::size_t module_group_ = kNoGroup;
};

}  // namespace

SeenValues seen_values(const SyntaxTree& tree, const SeenWords& words, SeenNames which) { return Walk(tree, words, which).run(); }

}  // namespace unknot::python
