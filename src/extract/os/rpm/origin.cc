#include "extract/os/rpm/origin.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "codec/json.h"
#include "codec/toml.h"
#include "extract/os/common/package_db.h"
#include "extract/os/rpm/sqlite_file.h"

namespace pratique::extract::os {

namespace {

using base::Bytes;

constexpr std::size_t kMaxLines = 200'000;
// Content sets of one image; Red Hat's have a few dozen.
constexpr std::size_t kMaxRepositories = 500;
constexpr std::size_t kMaxName = 200;

constexpr std::array<std::string_view, 3> kHistories{"var/lib/dnf/history.sqlite",
                                                     "usr/lib/sysimage/libdnf5/transaction_history.sqlite",
                                                     "var/lib/libdnf5/transaction_history.sqlite"};
constexpr std::array<std::string_view, 2> kManifestFolders{"root/buildinfo/content_manifests/",
                                                           "usr/share/buildinfo/"};
constexpr std::string_view kYumFolder = "var/lib/yum/yumdb/", kFromRepo = "/from_repo";

// Names of repositories and packages have no blanks.
bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// The root in front of a known beginning.
bool stands_in(std::string_view path, std::string_view folder, std::string_view& root) {
  const auto at = path.find(folder);
  if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/')) return false;
  root = path.substr(0, at);
  return true;
}

// What dnf 5 keeps of the system as it is now (libdnf5/system/state.cpp): reasons by "NAME.ARCH", repositories by
// "NAME-VERSION-RELEASE.ARCH".
constexpr std::array<std::string_view, 2> kStates{"usr/lib/sysimage/libdnf5/packages.toml",
                                                  "usr/lib/sysimage/libdnf5/nevras.toml"};

enum class Form { kNone, kHistory, kState, kManifest, kYum };
Form form_of(std::string_view path, std::string_view& root) {
  KnownPath place;
  if (find_known(path, kHistories, place)) return root = place.root, Form::kHistory;
  if (find_known(path, kStates, place)) return root = place.root, Form::kState;
  if (path.ends_with(kFromRepo)) return stands_in(path, kYumFolder, root) ? Form::kYum : Form::kNone;
  if (!path.ends_with(".json")) return Form::kNone;
  for (const auto folder : kManifestFolders) {
    if (stands_in(path, folder, root)) return Form::kManifest;
  }
  return Form::kNone;
}

// Columns of a table by the statement that made it: "CREATE TABLE rpm (item_id INTEGER UNIQUE NOT NULL, name TEXT …)".
// Comments and constraints follow behind the columns that are looked for.
std::map<std::string, std::size_t, std::less<>> columns_of(std::string_view sql) {
  std::map<std::string, std::size_t, std::less<>> columns;
  const auto list = base::cut(sql, "(");
  if (!list) return columns;
  std::string plain;
  for (std::size_t i = 0; i < list->after.size(); ++i) {
    const auto rest = list->after.substr(i);
    std::size_t skip = 0;
    if (rest.starts_with("/*")) skip = std::min(rest.find("*/"), rest.size() - 2) + 2;
    if (rest.starts_with("--")) skip = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (skip > 0) {
      i += skip - 1;
    } else {
      plain += list->after[i];
    }
  }
  std::size_t number = 0;
  for (const auto part : base::split(plain, ',')) {
    auto name = base::trim(part);
    name = name.substr(0, name.find_first_of(" \t\r\n"));
    while (!name.empty() && base::contains("\"'`[", name.substr(0, 1))) name.remove_prefix(1);
    while (!name.empty() && base::contains("\"'`]", name.substr(name.size() - 1))) name.remove_suffix(1);
    columns.emplace(base::to_lower(name), number++);
  }
  return columns;
}

// dnf 5's words for why a package is there. What an "External User" brought, by rpm alone, dnf takes for asked for.
char mark_of_word(std::string_view reason) {
  const auto word = base::to_lower(reason);
  if (word == "user" || word == "group" || word == "external user") return '+';
  return word == "dependency" || word == "weak dependency" || word == "clean" ? '-' : '\0';
}

struct Table {
  std::uint64_t root = 0;
  std::map<std::string, std::size_t, std::less<>> columns;
};

// The history of dnf 4 (schema 1.2: names and architectures in the table rpm) and of libdnf 5 (names and architectures in
// tables of their own, by number).
class History {
 public:
  static Result<History> open(Bytes bytes) {
    PQ_TRY(auto file, SqliteFile::open(bytes));
    History history(std::move(file));
    PQ_CHECK(history.read_schema());
    return history;
  }

  // What it says of packages: a line "NAME-VERSION-RELEASE.ARCH REPOSITORY" each, and "+NAME.ARCH" of what a user (or a
  // group that one asked for) brought, "-NAME.ARCH" of what came along. Each table is read once.
  struct Said {
    std::string lines;
    std::vector<std::string> reasons;
  };
  Result<Said> said() {
    PQ_TRY(const auto repositories, names("repo", "repoid"));
    PQ_TRY(package_names_, names("pkg_name", "name"));
    PQ_TRY(architectures_, names("arch", "name"));
    PQ_TRY(const auto words, names("trans_item_reason", "name"));
    PQ_TRY(const auto last, last_transactions(words));
    Said out;
    std::size_t count = 0;
    // An update keeps the reason: the last item of each name counts.
    std::map<std::string, std::pair<std::int64_t, char>> marks;
    const std::vector<std::string_view> wanted =
        by_number() ? std::vector<std::string_view>{"item_id", "name_id", "version", "release", "arch_id"}
                    : std::vector<std::string_view>{"item_id", "name", "version", "release", "arch"};
    PQ_CHECK(each("rpm", wanted, [&](std::int64_t, const auto& cells) {
      const auto item = last.find(cells[0].number);
      if (item == last.end() || count >= kMaxLines) return;
      const auto name = named(cells[1], package_names_), arch = named(cells[4], architectures_);
      const auto whole = name + "-" + std::string(base::as_text(cells[2].bytes)) + "-" +
                         std::string(base::as_text(cells[3].bytes)) + "." + arch;
      if (!is_word(whole)) return;
      ++count;
      const auto& [order, repository, mark] = item->second;
      const auto known = repositories.find(repository);
      if (known != repositories.end() && is_word(known->second))
        out.lines += whole + " " + known->second + "\n";
      auto& best = marks[name + "." + arch];
      if (mark != 0 && order >= best.first) best = {order, mark};
    }));
    for (const auto& [name, mark] : marks) {
      if (mark.second != 0) out.reasons.push_back(mark.second + name);
    }
    return out;
  }
  const Problems& problems() const { return problems_; }

 private:
  explicit History(SqliteFile file) : file_(std::move(file)) {}

  // Of an item: the order of its last transaction, for it may have been reinstalled from another repository.
  struct Last {
    std::int64_t order = 0, repository = 0;
    char mark = 0;
  };
  using Names = std::unordered_map<std::int64_t, std::string>;

  bool by_number() const { return tables_.contains("pkg_name"); }
  std::string named(const SqliteValue& cell, const Names& texts) const {
    if (!by_number()) return std::string(base::as_text(cell.bytes));
    const auto at = texts.find(cell.number);
    return at == texts.end() ? std::string() : at->second;
  }

  Result<std::unordered_map<std::int64_t, Last>> last_transactions(const Names& words) {
    std::vector<std::string_view> wanted = {"item_id", "repo_id"};
    const std::string_view reason = by_number() ? "reason_id" : "reason";
    if (tables_.find("trans_item")->second.columns.contains(reason)) wanted.push_back(reason);
    std::unordered_map<std::int64_t, Last> last;
    PQ_CHECK(each("trans_item", wanted, [&](std::int64_t key, const auto& cells) {
      if (last.size() >= kMaxLines) return;
      char mark = 0;
      if (cells.size() > 2) mark = by_number() ? mark_of(words, cells[2].number) : mark_of(cells[2].number);
      last[cells[0].number] = {key, cells[1].number, mark};
    }));
    return last;
  }

  // libdnf's TransactionItemReason: 1 dependency, 2 user, 3 clean, 4 weak dependency, 5 group; libdnf 5 has words.
  static char mark_of(std::int64_t reason) {
    if (reason == 2 || reason == 5) return '+';
    return reason == 1 || reason == 3 || reason == 4 ? '-' : '\0';
  }
  static char mark_of(const Names& words, std::int64_t reason) {
    const auto found = words.find(reason);
    return found == words.end() ? '\0' : mark_of_word(found->second);
  }

  Result<void> read_schema() {
    constexpr std::uint64_t kSchemaRoot = 1;
    constexpr std::size_t kName = 1, kRoot = 3, kSql = 4;  // fileformat2.html §2.6
    PQ_CHECK(file_.each_row(
        kSchemaRoot,
        [&](Bytes row) {
          const auto name = column(row, kName), root = column(row, kRoot), sql = column(row, kSql);
          if (!name || !root || !sql || root->number <= 0) return;
          const auto text = base::as_text(sql->bytes);
          if (!base::equals_ignoring_case(text.substr(0, 13), "create table ")) return;
          tables_.emplace(base::as_text(name->bytes),
                          Table{static_cast<std::uint64_t>(root->number), columns_of(text)});
        },
        problems_));
    if (!tables_.contains("rpm") || !tables_.contains("trans_item") || !tables_.contains("repo"))
      return base::invalid("SQLite database that is no history of dnf");
    return {};
  }

  // `visit` gets the row's own number and the cells of these columns. A table that is not there has no rows.
  template <class Visit>
  Result<void> each(std::string_view name, const std::vector<std::string_view>& wanted, Visit visit) {
    const auto table = tables_.find(name);
    if (table == tables_.end()) return {};
    std::vector<std::size_t> places;
    for (const auto text : wanted) {
      const auto place = table->second.columns.find(text);
      if (place == table->second.columns.end())
        return base::invalid("history of dnf whose table " + std::string(name) + " has no column " +
                             std::string(text));
      places.push_back(place->second);
    }
    return file_.each_keyed_row(
        table->second.root,
        [&](std::uint64_t key, Bytes row) {
          std::vector<SqliteValue> cells;
          for (const auto place : places) {
            const auto cell = column(row, place);
            if (!cell) return problems_.add(cell.error());
            cells.push_back(*cell);
          }
          visit(static_cast<std::int64_t>(key), cells);
        },
        problems_);
  }

  // Texts of a table by the numbers of their rows, which its column "id" is another name for.
  Result<Names> names(std::string_view table, std::string_view text) {
    Names out;
    PQ_CHECK(each(table, {text}, [&](std::int64_t key, const auto& cells) {
      const auto name = base::as_text(cells[0].bytes);
      if (out.size() < kMaxLines && name.size() <= kMaxName) out.emplace(key, name);
    }));
    return out;
  }

  SqliteFile file_;
  std::map<std::string, Table, std::less<>> tables_;
  Names package_names_, architectures_;
  Problems problems_;
};

Record record_of(std::string lines) {
  Record record{.kind = RecordKind::kOrigins};
  if (!lines.empty()) record.database.edit().log = std::move(lines);
  return record;
}

Result<Record> parse_history(Bytes bytes) {
  if (bytes.empty()) return record_of({});
  PQ_TRY(auto history, History::open(bytes));
  PQ_TRY(auto said, history.said());
  auto record = record_of(std::move(said.lines));
  if (!said.reasons.empty()) record.database.edit().marked = std::move(said.reasons);
  if (const auto count = history.problems().count(); count > 0) {
    record.notes.push_back({.code = "unreadable",
                            .message = "history of dnf: " + history.problems().first().what +
                                       "; of some packages it is not known which repository they are from",
                            .incomplete = false});
  }
  return record;
}

// "bash-1:5.2-1.fc41.x86_64" without its epoch, which a component's version lacks.
std::string without_epoch(std::string_view package) {
  const auto colon = package.find(':');
  const auto dash = package.substr(0, colon).rfind('-');
  if (colon == std::string_view::npos || dash == std::string_view::npos) return std::string(package);
  return std::string(package.substr(0, dash + 1)) + std::string(package.substr(colon + 1));
}

Result<Record> parse_state(std::string_view text) {
  PQ_TRY(const auto document, codec::TomlDocument::parse(text));
  std::vector<std::string> reasons;
  std::string lines;
  std::size_t count = 0;
  document.root()["packages"].each_member([&](std::string_view package, codec::Toml what) {
    const auto mark = mark_of_word(what["reason"].text());
    if (mark != 0 && is_word(package) && ++count <= kMaxLines) reasons.push_back(mark + std::string(package));
  });
  document.root()["nevras"].each_member([&](std::string_view package, codec::Toml what) {
    const auto repository = what["from_repo"].text();
    if (is_word(package) && is_word(repository) && ++count <= kMaxLines)
      lines += without_epoch(package) + " " + std::string(repository) + "\n";
  });
  auto record = record_of(std::move(lines));
  if (!reasons.empty()) record.database.edit().marked = std::move(reasons);
  return record;
}

// {"content_sets": ["rhel-9-for-x86_64-baseos-rpms", …]}: the member that counts; a folder of build information holds other
// documents too.
Result<Record> parse_manifest(std::string_view text) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  std::string lines;
  std::size_t count = 0;
  document.root()["content_sets"].each([&](codec::Json each) {
    if (!is_word(each.text()) || count >= kMaxRepositories) return;
    ++count;
    lines += "* " + std::string(each.text()) + "\n";
  });
  return record_of(std::move(lines));
}

// "HASH-NAME-VERSION-RELEASE-ARCH" → "NAME-VERSION-RELEASE.ARCH".
std::string package_of_folder(std::string_view path) {
  auto folder = path.substr(0, path.size() - kFromRepo.size());
  folder = folder.substr(folder.rfind('/') + 1);
  const auto hash = base::cut(folder, "-");
  const auto arch = hash ? base::cut_last(hash->after, "-") : std::nullopt;
  return arch ? std::string(arch->before) + "." + std::string(arch->after) : std::string();
}

// What is known of one root.
struct Known {
  std::unordered_map<std::string, std::string, base::TextHash, std::equal_to<>> of_package;
  std::set<std::string, std::less<>> of_image;
};

void take(const Found& found, Form form, Known& known) {
  for (const auto line : base::lines(found.record->database->log)) {
    const auto halves = base::cut(line, " ");
    if (form == Form::kYum) {
      if (auto package = package_of_folder(found.path); !package.empty())
        known.of_package.insert_or_assign(std::move(package), std::string(base::trim(line)));
    } else if (halves && halves->before == "*") {
      known.of_image.emplace(halves->after);
    } else if (halves) {
      known.of_package.insert_or_assign(std::string(halves->before), std::string(halves->after));
    }
  }
}

std::string origin_of(const model::Component& component, const Known& known, const std::string& image) {
  const auto arch = component.purl.qualifiers.find("arch");
  const auto name = component.purl.name + "-" + component.purl.version +
                    (arch == component.purl.qualifiers.end() ? "" : "." + arch->second);
  const auto own = known.of_package.find(name);
  if (own == known.of_package.end()) return image;
  const auto& repository = own->second;
  return known.of_image.contains(repository) || image.empty() ? repository : repository + " " + image;
}

}  // namespace

std::vector<std::string> rpm_origin_paths() {
  return {"dnf/history.sqlite",  "libdnf5/transaction_history.sqlite",      "libdnf5/packages.toml",
          "libdnf5/nevras.toml", "root/buildinfo/content_manifests/*.json", "usr/share/buildinfo/*.json",
          "yumdb/*/*/from_repo"};
}

bool is_rpm_origin(std::string_view path, std::string_view& root) {
  return form_of(path, root) != Form::kNone;
}

bool is_rpm_origin_name(std::string_view name) {
  return name.ends_with("history.sqlite") || name == "packages.toml" || name == "nevras.toml" ||
         name.ends_with(".json") || name == "from_repo";
}

// By the base name: hard links with the same one are parsed once.
Result<Record> parse_rpm_origin(const FileView& file) {
  const auto name = base::base_name(file.path());
  if (name.ends_with(".sqlite")) {
    PQ_TRY(const auto bytes, file.whole());
    return parse_history(bytes);
  }
  PQ_TRY(const auto text, file.text());
  if (name.ends_with(".json")) return parse_manifest(text);
  if (name.ends_with(".toml")) return parse_state(text);
  const auto repository = base::trim(text);
  return record_of(is_word(repository) ? std::string(repository) : std::string());
}

void set_rpm_origins(const Records& records, std::size_t first, Assembly& out) {
  std::map<std::string, Known, std::less<>> by_root;
  for (const auto& found : records.present) {
    std::string_view root;
    if (found.record == nullptr || found.record->kind != RecordKind::kOrigins) continue;
    const auto form = form_of(found.path, root);
    while (root.ends_with('/')) root.remove_suffix(1);
    if (form != Form::kNone) take(found, form, by_root[std::string(root)]);
  }
  if (by_root.empty()) return;
  std::map<std::string, std::string, std::less<>> images;
  for (const auto& [root, known] : by_root)
    images[root] = base::join(std::vector<std::string>(known.of_image.begin(), known.of_image.end()), " ");
  for (auto i = first; i < out.components.size(); ++i) {
    auto& component = out.components[i];
    const auto known = by_root.find(component.details->root);
    if (known == by_root.end()) continue;
    auto origin = origin_of(component, known->second, images[known->first]);
    if (!origin.empty()) component.details.edit().origin = std::move(origin);
  }
}

}  // namespace pratique::extract::os
