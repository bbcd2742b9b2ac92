// Java archives (JAR File Specification; Jakarta EE platform, chapter 8; Spring Boot "executable jar"
// layout): which Maven artifacts they are, those nested in them, and those whose classes were merged into
// them.
#include <algorithm>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/java/archive.h"
#include "extract/lang/java/needs.h"

namespace pratique::extract {
namespace {

// A file over the core's limit for whole files starts with its end: the zip directory is there.
constexpr std::uint64_t kWhole = 48ull << 20;
constexpr std::uint64_t kTail = 1ull << 20;

// Shorter scripts with an archive behind them are told by their words, longer ones are rare enough to look into.
constexpr std::uint64_t kShortScript = 8ull << 10;

bool starts_like_an_archive(base::Bytes head) {
  const auto text = base::as_text(head);
  // Spring Boot's "executable" jars have a shell script in front; an empty archive starts with its end
  // record.
  return text.starts_with("PK\3\4") || text.starts_with("PK\5\6") || text.starts_with("#!");
}

// A program's file: "bin/service", "service-1.0", "service.run".
bool is_named_like_a_program(std::string_view path) {
  constexpr std::string_view kEndings[] = {"bin", "exec", "run", "sh"};
  const auto halves = base::cut_last(base::base_name(path), ".");
  if (!halves || halves->before.empty()) return true;
  return base::is_digit(halves->after.empty() ? 'x' : halves->after.front()) ||
         std::ranges::find(kEndings, base::to_lower(halves->after)) != std::end(kEndings);
}

// A jar that was made a program and has lost its ending: archivers put META-INF first (JAR File Specification),
// behind the 30 bytes of the entry's header; a script in front starts Java with the file itself.
bool may_be_a_program(const Candidate& candidate) {
  constexpr std::size_t kFirstName = 30;
  if (!is_named_like_a_program(candidate.path)) return false;
  const auto head = base::as_text(candidate.head);
  if (!head.starts_with("#!"))
    return head.size() > kFirstName && head.substr(kFirstName).starts_with("META-INF/");
  return candidate.size >= kShortScript || base::contains(head, "java") ||
         base::contains(head, "Spring Boot");
}

class Java : public Extractor {
 public:
  Java()
      : Extractor({.name = "lang/java",
                   .role = Role::kInstalledPackage,
                   .version = 3,
                   .triggers = {.extensions = {"ear", "har", "hpi", "jar", "jpi", "kar", "lpkg", "nar", "par",
                                               "rar", "sar", "war"},
                                .magics = {"PK\3\4", "#!"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    if (candidate.size == 0) return Wish::no();
    if (!java::is_archive_name(candidate.path) && !may_be_a_program(candidate)) return Wish::no();
    // Other formats use the rarer extensions, too; what calls itself .jar and is none is worth a note.
    const auto extension = base::to_lower(candidate.path.substr(candidate.path.rfind('.') + 1));
    const bool certain = extension == "jar" || extension == "war" || extension == "ear";
    if (!certain && !candidate.head.empty() && !starts_like_an_archive(candidate.head)) return Wish::no();
    if (candidate.size <= kWhole) return Wish::whole();
    return Wish::parts({{candidate.size - kTail, kTail}});
  }

  Result<Record> parse(const FileView& file) const override {
    auto record = java::read_archive(file);
    const bool is_other = !record && record.error().kind != ErrorKind::kNeedBytes &&
                          record.error().kind != ErrorKind::kMetered && !java::is_archive_name(file.path());
    return is_other ? Record() : std::move(record);
  }

  void assemble(const Records& records, Assembly& out) const override { java::assemble(records, out); }
};

}  // namespace

std::unique_ptr<Extractor> make_java() { return std::make_unique<Java>(); }

}  // namespace pratique::extract
