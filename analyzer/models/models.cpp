// JSON -> models. What is not in the schema is an error, so that a misspelled word is not a fact that is missing.
#include "analyzer/models/models.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <optional>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "graph/words.h"

namespace unknot {
namespace {

using Json = nlohmann::json;

struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An object whose every key has to be asked for.
class Object {
 public:
  Object(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) throw Broken(where_ + ": not an object");
  }
  ~Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  const Json* find(const std::string& key) {
    asked_.insert(key);
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  std::string text(const std::string& key, std::string fallback = {}) {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_string()) throw Broken(where_ + "." + key + ": not a text");
    return value->get<std::string>();
  }
  bool flag(const std::string& key, bool fallback = false) {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_boolean()) throw Broken(where_ + "." + key + ": not true or false");
    return value->get<bool>();
  }
  int number(const std::string& key, int fallback) {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_number_integer()) throw Broken(where_ + "." + key + ": not a whole number");
    return value->get<int>();
  }
  std::vector<std::string> texts(const std::string& key) {
    std::vector<std::string> out;
    const Json* value = find(key);
    if (value == nullptr) return out;
    if (!value->is_array()) throw Broken(where_ + "." + key + ": not a list");
    for (const auto& text : *value) {
      if (!text.is_string()) throw Broken(where_ + "." + key + ": not a list of texts");
      out.push_back(text.get<std::string>());
    }
    return out;
  }
  /// By each object of a list, or each of an object's values with its key.
  void each(const std::string& key, auto&& take) {
    const Json* list = find(key);
    if (list == nullptr) return;
    if (!list->is_array() && !list->is_object()) throw Broken(where_ + "." + key + ": neither a list nor an object");
    for (const auto& [name, value] : list->items()) {
      Object object(value, where_ + "." + key + "." + name);
      take(name, object);
      object.finish();
    }
  }
  template <class Value>
  Value choice(const std::string& key, std::initializer_list<std::pair<const char*, Value>> values, std::optional<Value> fallback = {}) {
    if (find(key) == nullptr && fallback) return *fallback;
    const std::string written = text(key);
    for (const auto& [name, value] : values)
      if (written == name) return value;
    throw Broken(where_ + "." + key + ": \"" + written + "\" is not known");
  }
  void finish() const {
    for (const auto& [key, value] : json_.items())
      if (!asked_.contains(key)) throw Broken(where_ + "." + key + ": not known");
  }
  const std::string& where() const { return where_; }

 private:
  const Json& json_;
  std::string where_;
  std::set<std::string> asked_;
};

HookModel read_hook(const std::string& id, Object& in) {
  HookModel out;
  out.id = id;
  out.phase = in.choice<HookPhase>("phase", {{"before", HookPhase::before},
                                                    {"after", HookPhase::after},
                                                    {"teardown", HookPhase::teardown},
                                                    {"open", HookPhase::open},
                                                    {"close", HookPhase::close},
                                                    {"fail", HookPhase::fail},
                                                    {"setup", HookPhase::setup},
                                                    {"test", HookPhase::test},
                                                    {"serve", HookPhase::serve},
                                                    {"other", HookPhase::other}});
  const std::array<std::pair<const char*, HookShape>, 8> kShapes{{{"override", HookShape::override},
                                                                  {"registered", HookShape::registered},
                                                                  {"field", HookShape::field},
                                                                  {"method", HookShape::duck},
                                                                  {"constructor_of", HookShape::constructor},
                                                                  {"destructor_of", HookShape::destructor},
                                                                  {"named", HookShape::named},
                                                                  {"rest_of", HookShape::rest}}};
  int shapes = 0;
  for (const auto& [key, shape] : kShapes) {
    const std::string name = in.text(key);
    if (name.empty()) continue;
    ++shapes;
    out.shape = shape;
    if (shape == HookShape::constructor || shape == HookShape::destructor) out.owner = name;
    else if (shape == HookShape::rest) out.name = name;
    else out.owner = owner_of(name), out.name = last_word(name), out.qualified = name;
  }
  if (shapes != 1) throw Broken(in.where() + ": not one way to become a hook");
  out.beside = in.text("beside");
  out.not_ending = in.text("not_ending");
  out.sections = in.texts("sections");
  out.given_to = in.text("given_to");
  out.of = in.text("of");
  out.signal = in.text("signal");
  out.event = in.text("event");
  out.parameter = in.text("parameter");
  out.argument = in.number("argument", 0);
  out.single = in.flag("single");
  out.is_static = in.flag("static");
  out.every = in.flag("every");
  out.unproved = in.flag("unproved");
  out.every_if = in.text("every_if");
  out.takes = in.text("takes");
  out.calls_inner = in.number("calls_inner", -1);
  out.raised_into = in.flag("raised_into");
  out.not_below = in.texts("not_below");
  out.unless = in.texts("unless");
  out.source = in.text("source");
  in.find("since"), in.find("until");  // for people and for tests/differential/models
  return out;
}

std::vector<SkipModel> read_skips(const std::string& key, Object& in) {
  std::vector<SkipModel> out;
  in.each(key, [&](const std::string&, Object& skip) {
    out.push_back({.when = skip.text("when"),
                   .if_called = skip.text("if_called"),
                   .if_parameter = skip.text("if_parameter"),
                   .of = skip.text("of"),
                   .instead = skip.text("instead"),
                   .source = skip.text("source"),
                   .twice = skip.flag("twice"),
                   .proved = skip.flag("proved"),
                   .case_name = skip.text("case"),
                   .since = skip.text("since")});
  });
  return out;
}

PairModel read_pair(Object& in) {
  PairModel out{.each_request = in.flag("each_request", true),
                .befores = in.texts("before"),
                .afters = in.texts("after"),
                .scope = in.text("scope"),
                .same_thread = in.text("thread", "same") == "same",
                .pooled = in.flag("pooled", true),
                .apart = in.flag("apart"),
                .skips = read_skips("skipped", in),
                .lone = read_skips("lone", in),
                .proved = in.flag("proved")};
  return out;
}

void read_calls(Object& in, std::vector<CallModel>& out) {
  const CallEffect effect{.change = in.choice<CallChange>("change", {{"grow", CallChange::grow},
                                                                     {"shrink", CallChange::shrink},
                                                                     {"clear", CallChange::clear},
                                                                     {"set", CallChange::set},
                                                                     {"assign", CallChange::assign},
                                                                     {"swap", CallChange::swap},
                                                                     {"exchange", CallChange::exchange},
                                                                     {"push", CallChange::push},
                                                                     {"pop", CallChange::pop},
                                                                     {"save", CallChange::save},
                                                                     {"none", CallChange::set}}),
                          .argument = in.number("argument", -1),
                          .slot = in.text("slot"),
                          .key = in.number("key", -1),
                          .when_text = in.text("when_text"),
                          .when_names = in.texts("when_names"),
                          .when = in.number("when", -1),
                          .if_null = in.number("if_null", -1),
                          .unless_null = in.number("unless_null", -1),
                          .value = in.number("value", -1),
                          .times = in.number("times", -1),
                          .into = in.number("into", -1),
                          .if_true = in.flag("if_true"),
                          .kept = in.flag("kept"),
                          .always = in.flag("always"),
                          .no_arguments = in.flag("no_arguments")};
  const bool has_effect = in.text("change") != "none";
  const auto tells = in.choice<CallTells>("tells", {{"empty", CallTells::empty}, {"full", CallTells::full}, {"thread", CallTells::thread}}, CallTells::nothing);
  const bool throws = in.flag("throws");
  for (const auto& function : in.texts("functions")) {
    CallModel& model = out.emplace_back(CallModel{.function = function, .effects = {}, .tells = tells, .throws = throws});
    if (has_effect) model.effects.push_back(effect);
  }
}

void read_contexts(Object& in, Model& out) {
  in.each("contexts", [&](const std::string& name, Object& context) {
    out.contexts.push_back({.name = name, .is_application = context.flag("application"), .is_store = context.flag("store"), .source = context.text("source")});
  });
  out.needs_context = in.texts("needs_context");
  in.each("context_makers", [&](const std::string&, Object& maker) {
    out.context_makers.push_back({.makers = maker.texts("functions"), .push = maker.text("push"), .pop = maker.text("pop"), .distribution = maker.text("distribution"),
                                  .fixed_in = maker.text("fixed_in"), .source = maker.text("source"), .proved = maker.flag("proved")});
  });
  out.context_asks = in.texts("context_asks");
  out.context_carriers = in.texts("context_carriers");
  out.stream_carriers = in.texts("stream_carriers");
  in.each("early_streams", [&](const std::string&, Object& early) {
    out.early_streams = {.distribution = early.text("distribution"), .first = early.text("first"), .last = early.text("last")};
    early.find("source");
  });
  in.each("spawns", [&](const std::string&, Object& spawn) {
    for (const auto& function : spawn.texts("functions"))
      out.spawns.push_back({.function = function, .argument = spawn.number("argument", 0), .keyword = spawn.text("keyword"), .is_worker = spawn.flag("worker")});
    spawn.find("source");
  });
  out.responses = in.texts("responses");
  in.each("made_once", [&](const std::string&, Object& once) {
    out.made_once.push_back({.makers = once.texts("functions"), .what = once.text("what")});
    once.find("source");
  });
  in.each("thread_registries", [&](const std::string&, Object& registry) {
    out.thread_registries.push_back({.makers = registry.texts("functions"), .release = registry.text("release"), .is_shared = registry.flag("shared")});
    registry.find("source");
  });
  out.connection_ids = in.texts("connection_ids");
  out.refusals = in.texts("refusals");
  out.identity_words = in.texts("identity_words");
  out.login_guards = in.texts("login_guards");
  in.each("resources", [&](const std::string&, Object& resource) {
    out.resources.push_back({.makers = resource.texts("functions"), .releases = resource.texts("released_by"), .lingers = resource.flag("lingers"), .resting = resource.texts("resting"), .source = resource.text("source")});
  });
}

void read_queries(Object& in, Model& out) {
  if (const Json* queries = in.find("queries")) {
    Object of(*queries, in.where() + ".queries");
    for (const auto& [key, list] : kQueryLists) out.queries.*list = of.texts(key);
    of.text("source");
    of.finish();
  }
  if (const Json* templates = in.find("templates")) {
    Object of(*templates, in.where() + ".templates");
    out.templates = {.functions = of.texts("functions"), .folders = of.texts("folders")};
    of.text("source");
    of.finish();
  }
  if (const Json* by_hand = in.find("by_hand")) {
    Object of(*by_hand, in.where() + ".by_hand");
    out.by_hand = {.modules = of.texts("modules"), .decorators = of.texts("decorators"), .fills = of.texts("fills")};
    of.text("source");
    of.finish();
  }
}

TestRunnerModel read_test_runner(Object& in) {
  TestRunnerModel out;
  in.each("settings", [&](const std::string&, Object& file) {
    out.settings.push_back({.file = file.text("file"), .section = file.text("section"), .is_enough = file.flag("enough")});
  });
  const std::initializer_list<std::pair<const char*, std::string*>> texts{
      {"command", &out.command}, {"distribution", &out.distribution}, {"prepares", &out.prepares}, {"early_folders", &out.early_folders},
      {"paths_setting", &out.paths_setting}, {"files_setting", &out.files_setting}, {"passed_over_setting", &out.passed_over_setting},
      {"arguments_setting", &out.arguments_setting}, {"ignore_option", &out.ignore_option}, {"own_names_argument", &out.own_names_argument},
      {"plugins", &out.plugins}, {"folders_in_turn_since", &out.folders_in_turn_since}, {"paths_first_since", &out.paths_first_since}};
  for (const auto& [key, text] : texts) *text = in.text(key);
  out.files = in.texts("files"), out.passed_over = in.texts("passed_over"), out.changed_by = in.texts("changed_by");
  in.text("source");
  if (out.command.empty()) throw Broken(in.where() + ": no command");
  return out;
}

OptionModel read_option(const std::string& name, Object& in) {
  OptionModel out{.name = name, .flags = in.texts("flags"), .is_switch = in.flag("switch"), .fallback = in.text("default"), .variable = in.text("variable")};
  in.find("since"), in.find("until");  // for people and for the test that holds a model to the library
  return out;
}

ConfiguredModel read_configured(const std::string& id, Object& in) {
  ConfiguredModel out{.id = id, .command = in.text("command"), .section = in.text("section"), .arguments_variable = in.text("arguments_variable"),
                      .file = in.text("file"), .file_option = in.text("file_option"), .calls = in.texts("calls"), .mappings = in.texts("mappings"),
                      .options = {}, .is_closed = in.flag("closed")};
  in.each("options", [&](const std::string& name, Object& option) { out.options.push_back(read_option(name, option)); });
  in.text("source");
  return out;
}

std::optional<double> read_bound(const std::string& key, Object& in) {
  const int number = in.number(key, std::numeric_limits<int>::min());
  return number == std::numeric_limits<int>::min() ? std::nullopt : std::optional<double>(number);
}

SettingCondition read_condition(Object& in) {
  SettingCondition out;
  out.kind = in.choice<ConditionOf>("kind", {{"setting", ConditionOf::setting}, {"used", ConditionOf::used}, {"not_used", ConditionOf::not_used},
                                             {"version", ConditionOf::version}, {"named", ConditionOf::named}, {"not_named", ConditionOf::not_named},
                                             {"handler", ConditionOf::handler}, {"started", ConditionOf::started}}, ConditionOf::setting);
  out.of = in.text("of"), out.name = in.text("name"), out.is = in.texts("is"), out.is_not = in.texts("is_not"), out.begins = in.texts("begins");
  out.above = read_bound("above", in), out.below = read_bound("below", in);
  out.times = in.texts("times"), out.times_of = in.text("times_of"), out.above_sum = in.texts("above_sum"), out.sum_of = in.text("sum_of");
  out.missing = in.flag("missing"), out.given = in.flag("given"), out.nowhere = in.flag("nowhere"), out.foreign = in.text("foreign");
  out.unknown = in.flag("unknown"), out.near_miss = in.flag("near_miss"), out.function_target = in.flag("function_target"), out.late = in.flag("late");
  out.names = in.texts("names"), out.module_level = in.flag("module_level"), out.outside = in.texts("outside");
  if (in.find("in_main") != nullptr) out.in_main = in.flag("in_main");
  out.distribution = in.text("distribution"), out.at_least = in.text("at_least"), out.under = in.text("under"), out.or_unpinned = in.flag("or_unpinned");
  out.distributions = in.texts("distributions"), out.registered = in.text("registered"), out.argument = in.text("argument"), out.parameters = in.number("parameters", -1);
  out.unguarded = in.flag("unguarded"), out.not_given = in.texts("not_given");
  return out;
}

SettingModels read_settings(Object& in) {
  SettingModels out;
  in.each("configured", [&](const std::string& id, Object& configured) { out.configured.push_back(read_configured(id, configured)); });
  in.each("rules", [&](const std::string&, Object& rule) {
    SettingRule one{.row = rule.text("row"), .check = rule.text("check"), .case_name = rule.text("case"), .severity = rule.text("severity"), .when = {}, .unless = {},
                    .message = rule.text("message"), .fix = rule.text("fix"), .source = rule.text("source")};
    rule.each("when", [&](const std::string&, Object& condition) { one.when.push_back(read_condition(condition)); });
    rule.each("unless", [&](const std::string&, Object& condition) { one.unless.push_back(read_condition(condition)); });
    out.rules.push_back(std::move(one));
  });
  return out;
}

Model read(const Json& json) {
  Object in(json, "model");
  Model out;
  out.name = in.text("name");
  out.modules = in.texts("modules");
  out.headers = in.texts("headers");
  out.words = in.texts("words");
  if (const Json* said = in.find("version")) {
    Object version(*said, "model.version");
    out.version_text = {.headers = version.texts("headers"), .behind = version.text("behind")};
    version.find("source");
    version.finish();
  }
  out.per_request = in.texts("per_request");
  out.defers = in.texts("defers");
  out.subjects = in.texts("subjects");
  out.named_by = in.texts("named_by");
  out.restores = in.texts("restores");
  const auto read_names = [&](const std::string& key, std::map<std::string, std::string>& into) {
    const Json* names = in.find(key);
    if (names == nullptr) return;
    for (const auto& [name, other] : names->items()) {
      if (!other.is_string()) throw Broken("model." + key + "." + name + ": not a text");
      into.emplace(name, other.get<std::string>());
    }
  };
  read_names("same_as", out.same_as), read_names("undone", out.undone), read_names("resets", out.resets);
  if (out.name.empty()) throw Broken("model: no name");
  in.find("$schema");
  in.find("comment");
  out.configuration = read_settings(in);
  in.each("hooks", [&](const std::string& id, Object& hook) { out.hooks.push_back(read_hook(id, hook)); });
  in.each("pairs", [&](const std::string&, Object& pair) { out.pairs.push_back(read_pair(pair)); });
  in.each("slots", [&](const std::string& name, Object& slot) {
    const std::string of = slot.text("of");
    out.slots.push_back({.name = name, .of_thread = of == "thread", .is_process = of == "process", .of_object = of == "object",
                         .outlives = slot.flag("outlives"), .counts = slot.flag("counts", true), .sticky = slot.texts("sticky"), .is_variable = slot.flag("variable"), .fix = slot.text("fix"), .source = slot.text("source")});
  });
  in.each("calls", [&](const std::string&, Object& call) { read_calls(call, out.calls); });
  in.each("settings", [&](const std::string&, Object& setting) {
    out.settings.push_back({.id = setting.text("id"),
                            .if_used = setting.text("if_used"),
                            .set_by = setting.texts("set_by"),
                            .message = setting.text("message"),
                            .fix = setting.text("fix"),
                            .source = setting.text("source"),
                            .since = setting.text("since")});
  });
  in.each("guards", [&](const std::string&, Object& guard) {
    out.guards.push_back({.type = guard.text("class"), .of = guard.text("of"), .source = guard.text("source")});
  });
  read_contexts(in, out);
  read_queries(in, out);
  const bool tests = in.flag("tests");
  if (const Json* runner = in.find("test_runner")) {
    Object of(*runner, in.where() + ".test_runner");
    out.test_runner = read_test_runner(of);
    of.finish();
  }
  in.finish();
  out.of_tests = tests || std::ranges::any_of(out.pairs, [](const PairModel& pair) { return pair.scope == "test"; });
  for (auto& call : out.calls)
    for (auto& effect : call.effects)
      if (!effect.slot.empty()) {
        const auto slot = std::ranges::find(out.slots, effect.slot, &LibrarySlot::name);
        if (slot == out.slots.end()) throw Broken("model.calls." + call.function + ".slot: no slot \"" + effect.slot + "\"");
        effect.of_object = slot->of_object;
      }
  for (const auto& hook : out.hooks)
    if (!hook.of.empty() && std::ranges::find(out.hooks, hook.of, &HookModel::id) == out.hooks.end())
      throw Broken("model.hooks." + hook.id + ".of: no hook \"" + hook.of + "\"");
  for (const auto& hook : out.hooks)
    if (hook.shape == HookShape::rest && std::ranges::find(out.hooks, hook.name, &HookModel::id) == out.hooks.end())
      throw Broken("model.hooks." + hook.id + ".rest_of: no hook \"" + hook.name + "\"");
  for (const auto& pair : out.pairs)
    for (const auto* ids : {&pair.befores, &pair.afters})
      for (const auto& id : *ids)
        if (std::ranges::find(out.hooks, id, &HookModel::id) == out.hooks.end()) throw Broken("model.pairs: no hook \"" + id + "\"");
  for (const auto& pair : out.pairs)
    for (const auto* cases : {&pair.skips, &pair.lone})
      for (const auto& skip : *cases)
        if (!skip.of.empty() && std::ranges::find(pair.afters, skip.of) == pair.afters.end())
          throw Broken("model.pairs: no hook \"" + skip.of + "\" in the pair");
  return out;
}

}  // namespace

std::expected<Model, std::string> read_model(std::string_view json) {
  try {
    return read(Json::parse(json));
  } catch (const std::exception& failure) {
    return std::unexpected(failure.what());
  }
}

std::shared_ptr<const SettingModels> setting_models_of(std::span<const Model> models) {
  auto out = std::make_shared<SettingModels>();
  for (const auto& model : models) {
    std::ranges::copy(model.configuration.configured, std::back_inserter(out->configured));
    std::ranges::copy(model.configuration.rules, std::back_inserter(out->rules));
  }
  return out;
}

}  // namespace unknot
