// requirements.txt: packages that a Python project declares. Only exact pins name a version; a file that it
// includes (-r, -c) is read if it lies in the image under such a name itself, never followed, and noted if
// its name is another.
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

bool is_requirements_file(std::string_view path) {
  const auto name = base::base_name(path);
  if (!name.ends_with(".txt")) return false;
  return name.starts_with("requirements") || base::base_name(base::folder_of(path)) == "requirements";
}

// The file that an option includes, as written; "" for other options.
std::string_view included_by(std::string_view line) {
  for (const std::string_view option : {"--requirement", "--constraint", "-r", "-c"}) {
    if (!line.starts_with(option)) continue;
    auto rest = line.substr(option.size());
    if (option.starts_with("--") && !rest.starts_with('=') && !rest.starts_with(' ')) continue;
    if (rest.starts_with('=')) rest.remove_prefix(1);
    return base::trim(rest);
  }
  return {};
}

// An address is never read; a path is, if it lies in the image under a name that is.
bool is_read(std::string_view included, std::string_view path) {
  if (base::contains(included, "://")) return false;
  const bool beside = included.find('/') == std::string_view::npos;
  return is_requirements_file(beside ? std::string(base::folder_of(path)) + "/" + std::string(included)
                                     : std::string(included));
}

class Requirements : public Extractor {
 public:
  Requirements()
      : Extractor({.name = "lang/requirements",
                   .role = Role::kLockFile,
                   .triggers = {.extensions = {"txt"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    return is_requirements_file(candidate.path) && !lang::inside_package(candidate.path) ? Wish::whole()
                                                                                         : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    if (file.size() > kMaxBytes) return base::over_limit("requirements file larger than 4 MiB");
    lang::PackageCollector packages;
    // pip takes a byte order mark into account: PowerShell's "pip freeze > requirements.txt" writes UTF-16.
    PQ_TRY(const auto text, lang::plain_text(file));
    std::size_t loose = 0, unread = 0, invalid = 0;
    std::string first_unread, first_invalid;
    python::each_line(text, [&](std::string_view line) {
      const auto requirement = python::parse_requirement(line);
      if (const auto included = included_by(line); !included.empty() && !is_read(included, file.path())) {
        if (unread++ == 0) first_unread = lang::descriptive(included);
      }
      if (requirement.kind == Requirement::Kind::kLoose) ++loose;
      if (requirement.kind == Requirement::Kind::kInvalid && invalid++ == 0)
        first_invalid =
            lang::descriptive(std::string(requirement.name) + "==" + std::string(requirement.version));
      if (requirement.kind != Requirement::Kind::kPinned) return;
      packages.add(
          lang::package("pypi", {}, requirement.name, requirement.version, model::Evidence::kDeclared));
    });
    auto record = std::move(packages).take();
    if (loose != 0) {
      record.notes.push_back({.code = "unversioned",
                              .message = std::to_string(loose) + " requirements without an exact version"});
    }
    if (invalid != 0) {
      record.notes.push_back({.code = "unreadable",
                              .message = std::to_string(invalid) +
                                         (invalid == 1 ? " requirement names" : " requirements name") +
                                         " what is no version, the first: " + first_invalid,
                              .incomplete = true});
    }
    if (unread != 0) {
      record.notes.push_back(
          {.code = "not-read",
           .message = std::to_string(unread) + (unread == 1 ? " included file is" : " included files are") +
                      " not read, first " + first_unread +
                      "; call it requirements-NAME.txt, or put it into a folder requirements",
           .incomplete = true});
    }
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_requirements() { return std::make_unique<Requirements>(); }

}  // namespace pratique::extract
