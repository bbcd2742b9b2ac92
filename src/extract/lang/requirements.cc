// requirements.txt: packages that a Python project declares. Only exact pins name a version; a file that it
// includes (-r, -c) is read if it lies in the image under such a name itself, and never followed.
#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/python/requirement.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using python::Requirement;

// Hand-written or by pip-compile; 4 MiB hold 30,000 hashed pins.
constexpr std::uint64_t kMaxBytes = 4ull << 20;

class Requirements : public Extractor {
 public:
  ExtractorInfo info() const override {
    return {"lang/requirements", 1, {.extensions = {"txt"}}, NameUse::kNone};
  }

  Wish wants(const Candidate& candidate) const override {
    const auto name = base::base_name(candidate.path);
    const bool named_so = name.starts_with("requirements") && name.ends_with(".txt");
    const bool in_folder =
        name.ends_with(".txt") && base::base_name(base::folder_of(candidate.path)) == "requirements";
    return (named_so || in_folder) && !lang::inside_package(candidate.path) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto bytes, file.text());
    if (bytes.size() > kMaxBytes) return base::over_limit("requirements file larger than 4 MiB");
    lang::PackageList packages;
    std::size_t loose = 0;
    python::each_line(python::decode_requirements(bytes), [&](std::string_view line) {
      const auto requirement = python::parse_requirement(line);
      if (requirement.kind == Requirement::Kind::kLoose) ++loose;
      if (requirement.kind != Requirement::Kind::kPinned) return;
      packages.add(
          lang::package("pypi", {}, requirement.name, requirement.version, model::Evidence::kDeclared));
    });
    auto record = std::move(packages).take();
    if (loose != 0) {
      record.notes.push_back({.code = "unversioned",
                              .message = std::to_string(loose) + " requirements without an exact version"});
    }
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_requirements() { return std::make_unique<Requirements>(); }

}  // namespace pratique::extract
