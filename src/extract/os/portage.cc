// Gentoo packages: portage's database of installed packages, a folder for each, var/db/pkg/CATEGORY/NAME-VERSION, with a
// file for each fact (PMS §11; portage(5), "/var/db/pkg"). Read are SLOT ("7.4/7.4"; every package has one), repository
// ("gentoo", or the overlay's name), LICENSE, RDEPEND and PDEPEND (what it needs to run, with the conditions on USE flags
// already resolved), and of CONTENTS the files ("obj PATH MD5 MTIME", "sym PATH -> TARGET
// MTIME", "dir PATH").
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "extract/os/common/folder_database.h"
#include "extract/os/common/marks.h"
#include "version/order.h"

namespace pratique::extract {

namespace {

using namespace os;

constexpr std::array<std::string_view, 1> kDatabase = {"var/db/pkg"};
constexpr std::size_t kMaxWord = 256;
constexpr std::size_t kMaxPath = 4096;
constexpr std::size_t kMaxNeeds = 256 << 10;  // bytes; the longest of Gentoo's tree has some 20,000

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWord && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
}

struct Place {
  // As KnownPath::root.
  std::string_view root;
  // "app-shells", "bash-5.1_p16-r3", "SLOT".
  std::string_view category, package, file;
};

std::optional<Place> place_of(std::string_view path) {
  const auto folder = base::folder_of(path), category = base::folder_of(folder);
  KnownPath known;
  if (!find_known(base::folder_of(category), kDatabase, known)) return std::nullopt;
  return Place{.root = known.root,
               .category = base::base_name(category),
               .package = base::base_name(folder),
               .file = base::base_name(path)};
}

std::optional<std::string_view> root_of(std::string_view path) {
  const auto place = place_of(path);
  return place ? std::optional(place->root) : std::nullopt;
}

// The version begins behind the last hyphen that one follows; a revision has a hyphen of its own (PMS §3.2: no name ends in
// what looks like a version).
std::optional<base::Halves> cut_version(std::string_view package) {
  const auto* order = version::find_order("apk");
  for (auto at = package.rfind('-'); at != std::string_view::npos && at > 0;
       at = package.rfind('-', at - 1)) {
    const auto version = package.substr(at + 1);
    const bool digit = !version.empty() && base::is_digit(version.front());
    if (digit && (order == nullptr || order->valid(version)))
      return base::Halves{package.substr(0, at), version};
  }
  return std::nullopt;
}

constexpr ResolverRules kRules{.order = "apk", .unversioned_meets_all = true};
// What somebody asked for: "app-shells/bash", "dev-lang/python:3.11" (portage(5), "world").
constexpr std::array<std::string_view, 1> kWorld = {"var/lib/portage/world"};

// ">=dev-libs/openssl-3.0:0/3=[ssl]" (PMS §8.3): the part behind the name says more than is looked at.
Capability capability_of(std::string_view atom) {
  constexpr std::pair<std::string_view, Compare> kOperators[] = {
      {">=", Compare::kGreaterOrEqual}, {"<=", Compare::kLessOrEqual}, {"=", Compare::kEqual},
      {">", Compare::kGreater},         {"<", Compare::kLess},         {"~", Compare::kBegins}};
  Capability one;
  for (const auto& [sign, compare] : kOperators) {
    if (!atom.starts_with(sign)) continue;
    one.compare = compare;
    atom.remove_prefix(sign.size());
    break;
  }
  atom = atom.substr(0, atom.find_first_of(":["));
  one.name = atom;
  if (one.compare == Compare::kAny) return one;
  if (atom.ends_with('*')) {
    one.compare = Compare::kBegins;
    atom.remove_suffix(1);
  }
  const auto halves = cut_version(atom);
  if (!halves) return {};
  one.name = halves->before;
  one.version = halves->after;
  return one;
}

// "a/b || ( c/d e/f ) !g/h": of a group behind "||" one suffices; groups within it count as its members.
void add_needs(std::string_view text, Resolver& resolver) {
  std::vector<Capability> alternatives;
  std::size_t depth = 0, any_from = 0;  // 0: in no such group
  bool any = false;
  for (const auto word : base::words(text)) {
    if (word == "||") {
      any = true;
    } else if (word == "(") {
      ++depth;
      if (std::exchange(any, false) && any_from == 0) any_from = depth;
    } else if (word == ")") {
      if (depth == any_from && any_from != 0) {
        if (!alternatives.empty()) resolver.need(alternatives);
        alternatives.clear();
        any_from = 0;
      }
      depth -= depth > 0 ? 1 : 0;
    } else if (!word.starts_with('!') && !word.ends_with('?')) {
      const auto one = capability_of(word);
      if (one.name.empty()) continue;
      if (any_from == 0) resolver.need(one);
      if (any_from != 0) alternatives.push_back(one);
    }
  }
}

Result<Record> parse_slot(const Place& place, std::string_view text) {
  if (place.package.starts_with("-MERGING-")) return base::invalid("an installation that was not finished");
  const auto halves = cut_version(place.package);
  if (!is_word(place.category) || !is_word(place.package) || !halves)
    return base::invalid("the folder is not called as a package with its version");
  std::map<std::string, std::string> qualifiers;
  if (const auto slot = base::trim(text); is_word(slot)) qualifiers["slot"] = slot;
  RecordBuilder builder;
  builder.add({.purl = model::make_purl("ebuild", place.category, halves->before, halves->after,
                                        std::move(qualifiers))});
  return std::move(builder).finish(true);
}

Record with_facts(RecordKind kind, DatabaseFacts facts) {
  Record record{.kind = kind};
  record.database.edit() = std::move(facts);
  record.database.settle();
  return record;
}

// What may stand in a path too: " -> " in none that portage made.
std::string_view path_in(std::string_view line) {
  const auto cut = [&](std::string_view text, int fields) {
    for (; fields > 0; --fields) {
      const auto at = text.rfind(' ');
      if (at == std::string_view::npos) return std::string_view();
      text = text.substr(0, at);
    }
    return text;
  };
  if (line.starts_with("obj ")) return cut(line.substr(4), 2);
  if (line.starts_with("sym ")) return line.substr(4, line.find(" -> ") - 4);
  return {};
}

Record parse_world(std::string_view text) {
  std::vector<std::string_view> names;
  for (const auto word : base::words(text)) names.push_back(capability_of(word).name);
  return marks_record(names);
}

Record parse_contents(std::string_view text) {
  std::vector<std::string_view> paths;
  for (const auto line : base::lines(text)) {
    if (const auto path = path_in(line); !path.empty()) paths.push_back(path);
  }
  return file_list_of(paths);
}

class Portage final : public Extractor {
 public:
  Portage()
      : Extractor({.name = "os/portage",
                   .role = Role::kPackageDatabase,
                   .version = 2,
                   .triggers = {.paths = {"db/pkg/*/*/SLOT", "db/pkg/*/*/repository", "db/pkg/*/*/LICENSE",
                                          "db/pkg/*/*/CONTENTS", "db/pkg/*/*/RDEPEND", "db/pkg/*/*/PDEPEND",
                                          "lib/portage/world"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    KnownPath place;
    const bool known = place_of(candidate.path) || find_known(candidate.path, kWorld, place);
    return known ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    const auto place = place_of(file.path());
    if (!place) return parse_world(text);
    if (place->file == "SLOT") return parse_slot(*place, text);
    if (place->file == "CONTENTS") return parse_contents(text);
    if (place->file == "RDEPEND" || place->file == "PDEPEND") {
      DatabaseFacts facts;
      if (text.size() <= kMaxNeeds) facts.log = base::trim(text);
      return with_facts(RecordKind::kNone, std::move(facts));
    }
    const auto word = base::trim(text.substr(0, text.find('\n')));
    if (place->file == "LICENSE") {
      Record record{.kind = RecordKind::kLicenses};
      if (!word.empty() && word.size() <= kMaxPath) record.licenses.emplace_back(word);
      return record;
    }
    DatabaseFacts facts;
    if (is_word(word)) facts.log = word;
    return with_facts(RecordKind::kOrigins, std::move(facts));
  }

  void assemble(const Records& records, Assembly& out) const override {
    const FilesBeside present(records.present), removed(records.removed);
    Reporter reporter(records, "", out);
    FolderRelations relations(kRules);
    const Marks world(records, kWorld);
    for (const auto& chosen : choose_folders(records, root_of)) {
      if (out.is_full()) {
        out.leave_out(chosen.found->path, 1);
        continue;
      }
      add(chosen, chosen.removed ? removed : present, world.of(chosen), reporter, relations);
    }
    relations.finish(reporter, out);
    reporter.finish();
  }

 private:
  static void add(const Chosen& chosen, const FilesBeside& files, const Marks::File* world,
                  Reporter& reporter, FolderRelations& relations) {
    const auto folder = base::folder_of(chosen.found->path);
    auto component = chosen.found->record->components.front();
    Reporter::Files list;
    if (const auto* license = files.find(folder, "LICENSE")) component.licenses = license->record->licenses;
    if (const auto* origin = files.find(folder, "repository");
        origin && !origin->record->database->log.empty()) {
      component.details.edit().origin = origin->record->database->log;
      list.of_distribution = origin->record->database->log == "gentoo";
    }
    if (const auto* contents = files.find(folder, "CONTENTS")) {
      list.paths = contents->record->database->paths;
      list.layer = contents->layer;
    }
    // The folder of the database, for a note on its removal.
    const auto name = component.purl.name_space + "/" + component.purl.name;
    const auto version = component.purl.version;
    // What is not in the world came along, or is of the system's own set, which the profile names.
    if (world != nullptr && world->marked.contains(name)) ask_for(component, world->path);
    const auto number =
        reporter.add(std::move(component), chosen, list, base::folder_of(base::folder_of(folder)));
    auto& resolver = relations.add(chosen.root, name, version, number);
    for (const char* file : {"RDEPEND", "PDEPEND"}) {
      if (const auto* needs = files.find(folder, file)) add_needs(needs->record->database->log, resolver);
    }
  }
};

}  // namespace

std::unique_ptr<Extractor> make_portage() { return std::make_unique<Portage>(); }

}  // namespace pratique::extract
