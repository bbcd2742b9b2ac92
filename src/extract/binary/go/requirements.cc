#include "extract/binary/go/requirements.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/text_hash.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract::go {
namespace {

constexpr std::size_t kMaxRequirements = 2'000;  // of one file; the largest public ones have some hundred
constexpr std::string_view kCache = "cache/download/", kVersions = "/@v/", kEnding = ".mod";

std::string_view unquoted(std::string_view word) {
  const bool quoted = word.size() > 1 && (word.front() == '"' || word.front() == '`');
  return quoted && word.back() == word.front() ? word.substr(1, word.size() - 2) : word;
}

bool is_path(std::string_view word) {
  return !word.empty() && word.size() <= lang::kMaxIdentity &&
         std::ranges::none_of(word, [](char c) { return c == '(' || c == ')' || base::is_space(c); });
}

// "!burnt!sushi" → "BurntSushi": the cache has to lie on file systems that do not tell cases apart.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '!' && i + 1 < text.size();
    const char c = escape ? text[++i] : text[i];
    out += escape && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

// Package URLs have the names of modules in lower case, whatever Go writes.
std::string named(std::string_view module) { return base::to_lower(module); }

// "PATH@VERSION" of a file in the cache; "" for a project's.
std::string module_of(std::string_view path) {
  const auto cache = path.rfind(kCache);
  const auto versions = path.rfind(kVersions);
  if (cache == std::string_view::npos || versions == std::string_view::npos || versions < cache) return {};
  const auto start = cache + kCache.size(), end = versions + kVersions.size();
  if (start >= versions || !path.ends_with(kEnding) || path.size() <= end + kEnding.size()) return {};
  return named(unescaped(path.substr(start, versions - start))) + "@" +
         unescaped(path.substr(end, path.size() - end - kEnding.size()));
}

// A requirement as a mark says it.
struct Requirement {
  std::string module;
  bool indirect = false;
};

struct ModuleFile {
  const Found* found = nullptr;
  std::vector<Requirement> requirements;
};

// By "PATH@VERSION", of projects by "PATH@"; of several the first.
using ModuleFiles = std::unordered_map<std::string, ModuleFile, base::TextHash, std::equal_to<>>;

ModuleFiles files_of(const Records& records) {
  ModuleFiles files;
  for (const auto& found : records.present) {
    if (found.record->kind != RecordKind::kReasons) continue;
    auto key = module_of(found.path);
    ModuleFile file{&found, {}};
    for (const std::string_view mark : found.record->database->marked) {
      const auto words = base::words(mark);
      if (words.size() < 2) continue;
      if (words[0] != "module") {
        file.requirements.push_back({named(words[0]), words.size() > 2});
      } else if (key.empty()) {
        key = named(words[1]) + "@";
      }
    }
    if (!key.empty()) files.try_emplace(std::move(key), std::move(file));
  }
  return files;
}

std::string path_of(const model::Component& component) {
  const auto& purl = component.purl;
  return purl.name_space.empty() ? purl.name : purl.name_space + "/" + purl.name;
}

// The module by the name that others require it by: of one that was replaced, its original's.
std::string required_as(const model::Component& component) {
  const auto original = component.properties.find("pratique:go:original");
  if (original == component.properties.end()) return path_of(component);
  return named(original->second.substr(0, original->second.find('@')));
}

// One program's modules.
class Program {
 public:
  Program(std::vector<std::uint32_t> numbers, Assembly& out) : numbers_(std::move(numbers)), out_(out) {
    for (const auto number : numbers_) by_name_.emplace(required_as(out.components[number]), number);
  }

  // Counts each requirement in `looked_up`.
  void relate(const ModuleFiles& files, std::size_t& looked_up) {
    for (const auto from : numbers_) {
      const auto& component = out_.components[from];
      const auto own = files.find(path_of(component) + "@" + component.purl.version);
      const auto project = files.find(required_as(component) + "@");
      const bool local = component.is_main || component.purl.version.empty();
      if (own != files.end()) {
        relate(from, own->second, looked_up);
      } else if (local && project != files.end()) {
        relate(from, project->second, looked_up);
      }
    }
  }

 private:
  void relate(std::uint32_t from, const ModuleFile& file, std::size_t& looked_up) {
    const bool is_main = out_.components[from].is_main;
    for (const auto& requirement : file.requirements) {
      if (looked_up++ >= lang::kMaxLookups) {
        ++out_.edges_left_out;
        continue;
      }
      const auto to = by_name_.find(requirement.module);
      if (to == by_name_.end() || to->second == from) continue;
      if (is_main && requirement.indirect) {
        model::Component came;
        came.reason = model::InstallReason::kDependency;
        model::join_reason(out_.components[to->second], came);
      } else if (is_main) {
        ask_for(out_.components[to->second], file.found->path);
      }
      // What only others need is no need of this one: since Go 1.17 a file names all that is built.
      if (!requirement.indirect) out_.add_edge({from, to->second});
    }
  }

  std::vector<std::uint32_t> numbers_;
  Assembly& out_;
  std::unordered_map<std::string, std::uint32_t, base::TextHash, std::equal_to<>> by_name_;
};

}  // namespace

bool is_module_file(std::string_view path) {
  if (path.ends_with(kEnding) && base::contains(path, kVersions)) return !module_of(path).empty();
  if (base::base_name(path) != "go.mod" || base::contains(path, "pkg/mod/")) return false;
  const auto all = lang::segments_of(path);
  const bool brought = std::ranges::find(all, "vendor") != all.end();
  return !brought && !lang::has_test_folder(all, 0, all.size() - 1);
}

Record parse_module_file(std::string_view text) {
  std::vector<std::string> marks;
  std::string_view block;  // "require" within its parentheses
  for (const auto line : base::lines(text)) {
    const auto comment = line.find("//");
    auto words = base::words(line.substr(0, comment));
    if (words.empty()) continue;
    if (block.empty() && words.size() == 2 && words[1] == "(") {
      block = words[0];
      continue;
    }
    if (words[0] == ")") {
      block = {};
      continue;
    }
    const auto verb = block.empty() ? words[0] : block;
    if (block.empty()) words.erase(words.begin());
    if (words.empty() || !is_path(unquoted(words[0]))) continue;
    if (verb == "module" && words.size() == 1) marks.push_back("module " + std::string(unquoted(words[0])));
    if (verb != "require" || words.size() != 2 || !is_path(unquoted(words[1]))) continue;
    const auto said = comment == std::string_view::npos ? "" : base::trim(line.substr(comment + 2));
    const bool indirect = said == "indirect" || said.starts_with("indirect;");
    if (marks.size() <= kMaxRequirements)
      marks.push_back(std::string(unquoted(words[0])) + " " + std::string(unquoted(words[1])) +
                      (indirect ? " indirect" : ""));
  }
  Record record{.kind = RecordKind::kReasons};
  if (marks.size() < 2) return {};
  record.database.edit().marked = std::move(marks);
  return record;
}

void add_requirements(const Records& records, std::size_t first, Assembly& out) {
  const auto files = files_of(records);
  if (files.empty()) return;
  std::map<std::string_view, std::vector<std::uint32_t>> programs;
  for (auto i = first; i < out.components.size(); ++i)
    programs[out.components[i].locations.front().path].push_back(static_cast<std::uint32_t>(i));
  std::size_t looked_up = 0;
  for (auto& [path, numbers] : programs) Program(std::move(numbers), out).relate(files, looked_up);
}

}  // namespace pratique::extract::go
