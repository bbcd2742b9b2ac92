// Java archives (JAR File Specification; Jakarta EE platform, chapter 8; Spring Boot "executable jar"
// layout): which Maven artifacts they are, those nested in them, and those whose classes were merged into
// them.
#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/java/archive.h"

namespace pratique::extract {
namespace {

// A file over the core's limit for whole files starts with its end: the zip directory is there.
constexpr std::uint64_t kWhole = 48ull << 20;
constexpr std::uint64_t kTail = 1ull << 20;

bool starts_like_an_archive(base::Bytes head) {
  const auto text = base::as_text(head);
  // Spring Boot's "executable" jars have a shell script in front; an empty archive starts with its end
  // record.
  return text.starts_with("PK\3\4") || text.starts_with("PK\5\6") || text.starts_with("#!");
}

class Java : public Extractor {
 public:
  Java()
      : Extractor({.name = "lang/java",
                   .role = Role::kInstalledPackage,
                   .triggers = {.extensions = {"ear", "har", "hpi", "jar", "jpi", "kar", "lpkg", "nar", "par",
                                               "rar", "sar", "war"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    if (candidate.size == 0) return Wish::no();
    // Other formats use the rarer extensions, too; what calls itself .jar and is none is worth a note.
    const auto extension = base::to_lower(candidate.path.substr(candidate.path.rfind('.') + 1));
    const bool certain = extension == "jar" || extension == "war" || extension == "ear";
    if (!certain && !candidate.head.empty() && !starts_like_an_archive(candidate.head)) return Wish::no();
    if (candidate.size <= kWhole) return Wish::whole();
    return Wish::parts({{candidate.size - kTail, kTail}});
  }

  Result<Record> parse(const FileView& file) const override { return java::read_archive(file); }
};

}  // namespace

std::unique_ptr<Extractor> make_java() { return std::make_unique<Java>(); }

}  // namespace pratique::extract
