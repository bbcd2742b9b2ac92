// Files of kinds that are known and not read yet (table/kinds.h): found here, judged by table/notes.h when it
// is known what else was found.
#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/support/places.h"
#include "extract/unread/table/kinds.h"

namespace pratique::extract {
namespace {

using unread::Kind;
using unread::Sort;

// A project file larger than this is taken to name packages without a look.
constexpr std::uint64_t kMaxLook = 1 << 20;

// Caches of downloaded packages: their own lock files say nothing of what is used here.
constexpr std::string_view kCaches[] = {
    "pkg/mod/", ".m2/",   ".cargo/registry/",  ".cargo/git/",         ".nuget/", "bower_components/",
    ".gradle/", ".yarn/", ".build/checkouts/", "Carthage/Checkouts/", "Pods/"};

bool in_a_package(std::string_view path) {
  for (const auto cache : kCaches) {
    const auto at = path.find(cache);
    if (at != std::string_view::npos && (at == 0 || path[at - 1] == '/')) return true;
  }
  return lang::inside_package(path) || npm::locate(path).place != lang::Place::kElsewhere;
}

bool concerns_project(const Kind& kind) { return kind.sort == Sort::kLock || kind.sort == Sort::kManifest; }

// The path of a Go module, go.mod's first directive (https://go.dev/ref/mod#go-mod-file-module).
std::string module_of(std::string_view text) {
  for (const auto line : base::lines(text)) {
    const auto words = base::words(line);
    if (words.size() >= 2 && words[0] == "module") return std::string(words[1]);
  }
  return {};
}

class UnreadFiles final : public Extractor {
 public:
  UnreadFiles()
      : Extractor({.name = "unread/unread",
                   .role = Role::kUnread,
                   .version = unread::table_version(),
                   .triggers = {.paths = unread::file_patterns()}}) {}

  Wish wants(const Candidate& candidate) const override {
    const auto number = finder_.find(candidate.path);
    if (number == unread::Finder::kNone) return Wish::no();
    const auto& kind = unread::kinds()[number];
    if (concerns_project(kind) && in_a_package(candidate.path)) return Wish::no();
    return kind.needs.empty() || candidate.size > kMaxLook ? Wish::parts({}) : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    const auto number = finder_.find(file.path());
    Record record;
    if (number == unread::Finder::kNone) return record;
    const auto& kind = unread::kinds()[number];
    if (!kind.needs.empty() && file.size() <= kMaxLook) {
      PQ_TRY(const auto text, file.text());
      // What is damaged, or written in UTF-16, may ask for anything.
      const bool is_text = !base::contains(text, std::string_view("\0", 1));
      if (is_text && !base::contains(text, kind.needs)) return record;
      if (const auto module = module_of(text); kind.name == "go.mod" && !module.empty())
        record.unread.edit().package = module;
    }
    record.kind = RecordKind::kUnread;
    record.unread.edit().kind = static_cast<std::uint32_t>(number);
    record.unread.settle();
    return record;
  }

  void assemble(const Records& records, Assembly& out) const override {
    for (const auto& found : records.present) {
      if (found.record->kind != RecordKind::kUnread) continue;
      const auto& facts = *found.record->unread;
      out.unread.push_back({found.path, found.layer, facts.kind, facts.package});
    }
    if (records.view == nullptr) return;
    for (std::size_t number = 0; number < unread::kinds().size(); ++number) {
      for (auto pattern : base::words(unread::kinds()[number].patterns)) {
        if (!pattern.ends_with('/')) continue;
        pattern = pattern.substr(1, pattern.size() - 2);
        if (records.view->exists(pattern))
          out.unread.push_back({std::string(pattern), records.view->layer_of(pattern), number, ""});
      }
    }
  }

 private:
  const unread::Finder finder_;
};

}  // namespace

std::unique_ptr<Extractor> make_unread() { return std::make_unique<UnreadFiles>(); }

}  // namespace pratique::extract
