#include "extract/binary/go/functions.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/text.h"
#include "binary/go_old_functions.h"
#include "extract/views.h"
#include "model/linked_functions.h"

namespace pratique::extract::go {
namespace {

using binary::GoBuildInfo;
using binary::GoModule;

// First elements of the import paths of the standard library up to Go 1.26, and what compiler and linker add.
constexpr std::string_view kStandard[] = {
    "archive", "arena",   "bufio",    "builtin", "bytes",  "cmd",      "cmp",      "compress", "container",
    "context", "crypto",  "database", "debug",   "embed",  "encoding", "errors",   "expvar",   "flag",
    "fmt",     "go",      "hash",     "html",    "image",  "index",    "internal", "io",       "iter",
    "log",     "main",    "maps",     "math",    "mime",   "net",      "os",       "path",     "plugin",
    "reflect", "regexp",  "runtime",  "simd",    "slices", "sort",     "strconv",  "strings",  "structs",
    "sync",    "syscall", "testing",  "text",    "time",   "type",     "unicode",  "unique",   "unsafe",
    "uuid",    "vendor",  "weak"};

bool is_standard(std::string_view package) {
  const auto first = package.substr(0, package.find('/'));
  return std::ranges::find(kStandard, first) != std::end(kStandard);
}

constexpr std::uint64_t kMaxOldProgram = 32 << 20;

bool is_local(std::string_view path) { return path.starts_with('.') || path.starts_with('/'); }

// What the module's packages are called in advisories: by what was compiled.
std::string published_path(const GoModule& module) {
  const auto& other = module.replacement;
  return other && !is_local(other->path) ? other->path : module.path;
}

class Modules {
 public:
  explicit Modules(const GoBuildInfo& info) {
    for (const auto& module : info.modules) paths_.emplace(module.path, published_path(module));
    if (info.main) paths_.emplace(info.main->path, info.main->path);
  }
  // The module whose path is the longest that the package's begins with; null: none.
  const std::pair<const std::string, std::string>* of(std::string_view package) const {
    for (auto path = package; !path.empty();) {
      if (const auto found = paths_.find(path); found != paths_.end()) return &*found;
      const auto slash = path.rfind('/');
      path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
    }
    return nullptr;
  }
  auto begin() const { return paths_.begin(); }
  auto end() const { return paths_.end(); }

 private:
  std::map<std::string, std::string, std::less<>> paths_;
};

// A section says where the table is: one that was not found there is damaged, or of another form.
bool is_where_a_section_says(const binary::GoFunctionScanner& scanned, const layer::FileView& file) {
  const auto begins_at = [&](std::uint64_t offset) {
    return std::ranges::any_of(scanned.tables(), [&](const auto& table) { return table.offset == offset; });
  };
  if (const auto& mach = views::mach(file)) {
    const auto* section = binary::find_section(*mach, "__gopclntab");
    return section == nullptr || begins_at(section->offset);
  }
  const auto& elf = views::elf(file);
  if (!elf || !elf->sections) return true;
  for (const auto* name : {".gopclntab", ".data.rel.ro.gopclntab"}) {
    const auto* section = binary::find_section(*elf->sections, name);
    if (section == nullptr) continue;
    return begins_at(section->offset);
  }
  return true;
}

std::string why_unknown(const binary::GoFunctionScanner& scanned, const layer::FileView& file) {
  const auto& tables = scanned.tables();
  if (tables.empty()) return "it has no table of functions";
  const bool old = tables.front().old;
  // An old table is read by itself: of a program that carries others, that is not done.
  const bool whole = std::ranges::all_of(tables, &binary::GoFunctionScanner::Table::whole);
  if ((old ? tables.size() > 1 : !whole) || !is_where_a_section_says(scanned, file))
    return "its table of functions is damaged";
  return {};
}

// Of a table of the old form; nothing where it is damaged, or not all there.
binary::GoFunctions old_functions(const binary::GoFunctionScanner& scanned, const layer::FileView& file) {
  std::vector<binary::ElfSegment> loaded;
  if (const auto& elf = views::elf(file)) {
    loaded = elf->segments.value_or(loaded);
  } else if (const auto& pe = views::pe(file)) {
    loaded = binary::loaded_parts(*pe);
  } else if (const auto& mach = views::mach(file)) {
    loaded = mach->segments;
  }
  const auto read = binary::read_old_functions(scanned.tables().front().offset, loaded, views::reader(file));
  return read.value_or(binary::GoFunctions());
}

LinkedModules by_modules(const binary::GoFunctions& all, const GoBuildInfo& info) {
  LinkedModules out;
  if (all.is_full()) out.unknown = "it has more functions than are kept";
  if (!all.packages().contains("runtime"))
    out.unknown = "its table of functions is damaged, or of a form before Go 1.16 and in too large a program";
  if (!out.unknown.empty()) return out;
  const Modules modules(info);
  std::map<std::string, std::vector<std::uint64_t>> keys;
  for (const auto& [path, published] : modules) keys.try_emplace(path);
  std::size_t known = 0, strange = 0;
  for (const auto& [name, functions] : all.packages()) {
    auto package = name == "main" && !info.package.empty() ? info.package : name;
    auto module = std::string(kStandardLibrary);
    if (const auto* found = modules.of(package); found != nullptr) {
      module = found->first;
      package = found->second + package.substr(found->first.size());
      ++known;
    } else if (base::contains(package.substr(0, package.find('/')), ".")) {
      continue;  // of a module that the build list does not name
    } else if (!is_standard(package)) {
      ++strange;
    }
    auto& own = keys[module];
    own.push_back(model::function_key(package, 0));
    for (const auto function : functions) own.push_back(model::function_key(package, function));
  }
  constexpr std::size_t kFew = 3;
  if (strange >= kFew && strange > known) {
    out.unknown = "its packages are none of its modules (obfuscated)";
    return out;
  }
  for (auto& [module, own] : keys) out.functions.emplace(module, model::write_functions(std::move(own)));
  return out;
}

}  // namespace

LinkedModules linked_modules(const binary::GoFunctionScanner& scanned, const GoBuildInfo& info,
                             const layer::FileView& file) {
  LinkedModules out;
  out.unknown = why_unknown(scanned, file);
  if (out.unknown.empty() && info.cut) out.unknown = "it has more modules than are read";
  if (!out.unknown.empty()) return out;
  const bool old = scanned.tables().front().old;
  return by_modules(old ? old_functions(scanned, file) : scanned.functions(), info);
}

// One further pass brings everything, where reading it bit by bit would take as many as there may be.
bool wants_whole(const binary::GoFunctionScanner& scanned, const layer::FileView& file) {
  const auto& tables = scanned.tables();
  const auto& elf = views::elf(file);
  if (tables.size() != 1 || !tables.front().old || file.size() > kMaxOldProgram || !elf || !elf->sections)
    return false;
  const auto* section = binary::find_section(*elf->sections, ".gopclntab");
  return section != nullptr && section->offset == tables.front().offset;
}

}  // namespace pratique::extract::go
