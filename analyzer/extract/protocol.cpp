// The encoding of requests and replies: a tag, then the fields in order.
#include "analyzer/extract/protocol.h"

#include <algorithm>

#include "analyzer/extract/fact_fields.h"

namespace unknot {

static void fields(Is<ScannedFile> auto& v, auto& f) {
  f.field(v.status), f.field(v.signature), f.field(v.hash), f.field(v.facts);
}
static void fields(Is<DriverEntry> auto& v, auto& f) { f.field(v.path), f.field(v.group), f.field(v.kind); }
static void fields(Is<EnteredInclude> auto& v, auto& f) { f.field(v.from), f.field(v.to), f.field(v.line); }
static void fields(Is<EnteredImport> auto& v, auto& f) { f.field(v.in), f.field(v.line); }
static void fields(Is<MacroChange> auto& v, auto& f) { f.field(v.name), f.field(v.depends_on); }
static void fields(Is<ScanRequest> auto& v, auto& f) { f.field(v.paths); }
static void fields(Is<DriverRequest> auto& v, auto& f) { f.field(v.directory), f.field(v.flags), f.field(v.file); }
static void fields(Is<ModuleFile> auto& v, auto& f) { f.field(v.name), f.field(v.path); }
static void fields(Is<PreprocessRequest> auto& v, auto& f) {
  f.field(v.directory), f.field(v.flags), f.field(v.file), f.field(v.predefined), f.field(v.modules);
}
static void fields(Is<MacroRequest> auto& v, auto& f) { f.field(v.paths), f.field(v.names); }
static void fields(Is<ScanReply> auto& v, auto& f) { f.field(v.files); }
static void fields(Is<DriverReply> auto& v, auto& f) {
  f.field(v.ok), f.field(v.modules), f.field(v.message), f.field(v.search), f.field(v.unknown), f.field(v.probed);
}
static void fields(Is<PreprocessReply> auto& v, auto& f) {
  f.field(v.ok), f.field(v.message), f.field(v.paths), f.field(v.includes), f.field(v.imports), f.field(v.module), f.field(v.read),
      f.field(v.missing);
}
static void fields(Is<MacroReply> auto& v, auto& f) { f.field(v.names), f.field(v.files); }
static void fields(Is<MeasureRequest> auto& v, auto& f) { f.field(v.unit); }
static void fields(Is<FileText> auto& v, auto& f) { f.field(v.entered), f.field(v.first), f.field(v.again); }
static void fields(Is<MeasureReply> auto& v, auto& f) { f.field(v.unit), f.field(v.texts), f.field(v.total); }
static void fields(Is<AstRequest> auto& v, auto& f) { f.field(v.unit), f.field(v.text), f.field(v.roots), f.field(v.functions), f.field(v.includes), f.field(v.every_body); }
static void fields(Is<AstBlock> auto& v, auto& f) { f.field(v.path), f.field(v.hash), f.field(v.bytes); }
static void fields(Is<AstReply> auto& v, auto& f) {
  f.field(v.ok), f.field(v.errors), f.field(v.message), f.field(v.file), f.field(v.line), f.field(v.files), f.field(v.functions), f.field(v.read), f.field(v.missing);
}
static void fields(Is<ModuleScanRequest> auto& v, auto& f) { f.field(v.unit), f.field(v.importer); }
static void fields(Is<ModuleScanReply> auto& v, auto& f) {
  f.field(v.ok), f.field(v.message), f.field(v.provides), f.field(v.needs), f.field(v.language), f.field(v.read), f.field(v.missing);
}
static void fields(Is<BmiRequest> auto& v, auto& f) { f.field(v.unit), f.field(v.importer), f.field(v.kind); }
static void fields(Is<BmiReply> auto& v, auto& f) {
  f.field(v.ok), f.field(v.message), f.field(v.file), f.field(v.line), f.field(v.bmi), f.field(v.read), f.field(v.missing);
}
static void fields(Is<EnterRequest> auto& v, auto& f) {
  f.field(v.unit), f.field(v.text), f.field(v.without_file), f.field(v.without_line), f.field(v.bodies);
}
static void fields(Is<TextPlace> auto& v, auto& f) { f.field(v.path), f.field(v.line), f.field(v.column); }
static void fields(Is<EnterFault> auto& v, auto& f) {
  f.field(v.message), f.field(v.on_purpose), f.field(v.at), f.field(v.stack), f.field(v.late), f.field(v.name), f.field(v.left), f.field(v.declared), f.field(v.forward),
      f.field(v.guard), f.field(v.guarded);
}
static void fields(Is<EnterReply> auto& v, auto& f) {
  f.field(v.ok), f.field(v.message), f.field(v.paths), f.field(v.faults), f.field(v.fault_places), f.field(v.cut_short), f.field(v.entered),
      f.field(v.read), f.field(v.missing);
}

static void fields(Is<TextPosition> auto& v, auto& f) { f.field(v.line), f.field(v.column); }
static void fields(Is<TextChange> auto& v, auto& f) { f.field(v.begin), f.field(v.end), f.field(v.text); }
static void fields(Is<BodiesRequest> auto& v, auto& f) { f.field(v.unit), f.field(v.file), f.field(v.at); }
static void fields(Is<OutOfLine> auto& v, auto& f) {
  f.field(v.name), f.field(v.begin), f.field(v.end), f.field(v.why_not), f.field(v.changes), f.field(v.whole), f.field(v.text), f.field(v.namespaces);
}
static void fields(Is<BodiesReply> auto& v, auto& f) { f.field(v.ok), f.field(v.bodies); }

namespace {

template <class Variant>
std::string encode_variant(const Variant& value) {
  std::string out;
  FieldWriter bytes(out);
  bytes.field(value.index());
  std::visit([&](const auto& v) { bytes.field(v); }, value);
  return out;
}

template <class Variant, std::size_t I = 0>
bool decode_alternative(std::size_t tag, FieldReader& bytes, Variant& value) {
  if constexpr (I < std::variant_size_v<Variant>) {
    if (tag != I) return decode_alternative<Variant, I + 1>(tag, bytes, value);
    bytes.field(value.template emplace<I>());
    return bytes.complete();
  } else {
    return false;
  }
}

template <class Variant>
bool decode_variant(std::string_view in, Variant& value) {
  FieldReader bytes(in);
  std::size_t tag = 0;
  bytes.field(tag);
  return decode_alternative(tag, bytes, value);
}

bool is_sound(const PreprocessReply& unit) {
  return std::ranges::all_of(unit.includes, [&](const EnteredInclude& include) {
           return include.from < unit.paths.size() && include.to < unit.paths.size();
         }) &&
         std::ranges::all_of(unit.imports, [&](const EnteredImport& import) { return import.in < unit.paths.size(); });
}

bool is_sound(const EnterReply& unit) {
  const auto names = [&](std::uint32_t path) { return path < unit.paths.size(); };
  const auto stands = [&](const TextPlace& place) { return names(place.path); };
  return std::ranges::all_of(unit.entered, names) && std::ranges::all_of(unit.fault_places, stands) &&
         std::ranges::all_of(unit.faults, [&](const EnterFault& fault) {
           return stands(fault.at) && std::ranges::all_of(fault.stack, stands) &&
                  (!fault.late || (fault.left < fault.stack.size() && stands(fault.declared) && stands(fault.guard) && names(fault.guarded)));
         });
}

/// Do the indices of a reply name something?
bool is_sound(const Reply& reply) {
  if (const auto* scan = std::get_if<ScanReply>(&reply))
    return std::ranges::all_of(scan->files, [](const ScannedFile& file) { return is_sound(file.facts); });
  if (const auto* unit = std::get_if<PreprocessReply>(&reply)) return is_sound(*unit);
  if (const auto* text = std::get_if<MeasureReply>(&reply))
    return is_sound(text->unit) && text->texts.size() == text->unit.paths.size();
  if (const auto* entry = std::get_if<EnterReply>(&reply)) return is_sound(*entry);
  if (const auto* macros = std::get_if<MacroReply>(&reply))
    return std::ranges::all_of(macros->files, [&](const std::vector<MacroChange>& file) {
      return std::ranges::all_of(file, [&](const MacroChange& change) {
        return change.name < macros->names.size() &&
               std::ranges::all_of(change.depends_on, [&](std::uint32_t name) { return name < macros->names.size(); });
      });
    });
  return true;
}

}  // namespace

std::string encode_request(const Request& request) { return encode_variant(request); }
bool decode_request(std::string_view in, Request& request) { return decode_variant(in, request); }
std::string encode_reply(const Reply& reply) { return encode_variant(reply); }
bool decode_reply(std::string_view in, Reply& reply) { return decode_variant(in, reply) && is_sound(reply); }

}  // namespace unknot
