// Arch Linux packages: pacman's database of installed packages, a folder for each, var/lib/pacman/local/NAME-VERSION, with
// `desc` (its facts) and `files` (what it installed). Both are blocks, "%NAME%" and then a line for each value
// until an empty one (libalpm, be_local.c).
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"
#include "extract/os/common/folder_database.h"

namespace pratique::extract {

namespace {

using namespace os;

constexpr std::array<std::string_view, 1> kDatabase = {"var/lib/pacman/local"};
constexpr std::size_t kMaxWord = 1024;
constexpr std::size_t kMaxText = 64 << 10;

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWord && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
}

std::optional<std::string_view> root_of(std::string_view path) {
  KnownPath known;
  if (!find_known(base::folder_of(base::folder_of(path)), kDatabase, known)) return std::nullopt;
  return known.root;
}

// Calls take(block, line) for every value.
template <class Take>
void each_value(std::string_view text, Take&& take) {
  std::string_view block;
  for (const auto line : base::lines(text)) {
    if (line.empty()) {
      block = {};
    } else if (block.empty() && line.size() > 2 && line.front() == '%' && line.back() == '%') {
      block = line;
    } else if (!block.empty()) {
      take(block, line);
    }
  }
}

constexpr ResolverRules kRules{.order = "alpm"};

// "glibc>=2.33", "libgcc_s.so=1-64", "sh" (alpm_dep_from_string); what is optional says behind a colon what for.
Capability capability_of(std::string_view text) {
  const auto end = std::min(text.find_first_of("<>=: "), text.size());
  Capability one{.name = text.substr(0, end)};
  const auto rest = text.substr(end);
  constexpr std::pair<std::string_view, Compare> kOperators[] = {{">=", Compare::kGreaterOrEqual},
                                                                 {"<=", Compare::kLessOrEqual},
                                                                 {"=", Compare::kEqual},
                                                                 {">", Compare::kGreater},
                                                                 {"<", Compare::kLess}};
  for (const auto& [sign, compare] : kOperators) {
    if (!rest.starts_with(sign)) continue;
    one.compare = compare;
    one.version = rest.substr(sign.size(), rest.find_first_of(": ") - sign.size());
    break;
  }
  return one;
}

// A value a line, as they stand in the file.
void relate(const RelationTexts& texts, Resolver& resolver) {
  for (const auto line : base::lines(texts.provides)) resolver.offer(capability_of(line));
  for (const auto line : base::lines(texts.depends)) resolver.need(capability_of(line));
  for (const auto line : base::lines(texts.recommends))
    resolver.need(capability_of(line), model::Scope::kOptional);
}

// Blocks with a line for each other package.
void take_relation(std::string_view block, std::string_view line, RelationTexts& texts) {
  auto* text = block == "%DEPENDS%"      ? &texts.depends
               : block == "%OPTDEPENDS%" ? &texts.recommends
               : block == "%PROVIDES%"   ? &texts.provides
                                         : nullptr;
  if (text != nullptr && text->size() + line.size() < kMaxText) text->append(line).append("\n");
}

Result<Record> parse_facts(std::string_view text) {
  std::map<std::string_view, std::string_view> first;
  std::vector<std::string> licenses;
  RelationTexts relations;
  each_value(text, [&](std::string_view block, std::string_view line) {
    if (line.size() > kMaxText) return;
    first.try_emplace(block, line);
    take_relation(block, line, relations);
    if (block == "%LICENSE%" && licenses.size() < 64) licenses.emplace_back(line);
  });
  if (!is_word(first["%NAME%"]) || !is_word(first["%VERSION%"]))
    return base::invalid("no package of pacman's: no name, or no version");
  std::map<std::string, std::string> qualifiers;
  if (is_word(first["%ARCH%"])) qualifiers["arch"] = first["%ARCH%"];
  model::Component component{
      .purl = model::make_purl("alpm", "", first["%NAME%"], first["%VERSION%"], std::move(qualifiers)),
      .licenses = std::move(licenses)};
  component.supplier = first["%PACKAGER%"];
  component.homepage = first["%URL%"];
  component.description = first["%DESC%"];
  if (const auto base = first["%BASE%"]; is_word(base) && base != component.purl.name) {
    component.source_name = base;
    component.source_version = component.purl.version;
  }
  // "1": for the sake of another package; absent or "0": explicitly (alpm.h, alpm_pkgreason_t).
  component.reason =
      first["%REASON%"] == "1" ? model::InstallReason::kDependency : model::InstallReason::kExplicit;
  RecordBuilder builder;
  builder.add(std::move(component));
  if (relations != RelationTexts{}) builder.add_relations(std::move(relations));
  return std::move(builder).finish(true);
}

Record parse_files(std::string_view text) {
  std::vector<std::string_view> paths;
  each_value(text, [&](std::string_view block, std::string_view line) {
    if (block == "%FILES%") paths.push_back(line);
  });
  return file_list_of(paths);
}

class Pacman final : public Extractor {
 public:
  Pacman()
      : Extractor({.name = "os/pacman",
                   .role = Role::kPackageDatabase,
                   .version = 2,
                   .triggers = {.paths = {"pacman/local/*/desc", "pacman/local/*/files"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    return root_of(candidate.path) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (base::base_name(file.path()) == "desc") return parse_facts(text);
    return parse_files(text);
  }

  void assemble(const Records& records, Assembly& out) const override {
    const FilesBeside present(records.present), removed(records.removed);
    Reporter reporter(records, "arch", out);
    FolderRelations relations(kRules);
    for (const auto& chosen : choose_folders(records, root_of)) {
      if (out.is_full()) {
        out.leave_out(chosen.found->path, 1);
        continue;
      }
      const auto folder = base::folder_of(chosen.found->path);
      Reporter::Files list;
      if (const auto* files = (chosen.removed ? removed : present).find(folder, "files")) {
        list.paths = files->record->database->paths;
        list.layer = files->layer;
      }
      auto component = chosen.found->record->components.front();
      // Built by hand, as makepkg leaves it where nobody signs.
      list.of_distribution = component.supplier != "Unknown Packager";
      const auto& purl = chosen.found->record->components.front().purl;
      const auto number = reporter.add(std::move(component), chosen, list, base::folder_of(folder));
      auto& resolver = relations.add(chosen.root, purl.name, purl.version, number);
      const auto& texts = chosen.found->record->database->relations;
      if (!texts.empty()) relate(texts.front(), resolver);
    }
    relations.finish(reporter, out);
    reporter.finish();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_pacman() { return std::make_unique<Pacman>(); }

}  // namespace pratique::extract
