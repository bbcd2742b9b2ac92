// requirements.txt: packages that a Python project declares. Only exact pins name a version; a file that it
// includes (-r, -c) is read if it lies in the image under such a name itself, never followed, and noted if
// its name is another.
#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/python/requirement.h"
#include "extract/lang/python/via.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "model/ecosystem.h"

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

// "1.2%2Blocal", as an address writes it: no other character of a version is escaped there.
std::string plus_signs(std::string_view version) {
  return base::replace_all(base::replace_all(version, "%2B", "+"), "%2b", "+");
}

// Lines of one sort: how many, and the first of them.
struct Lines {
  std::size_t count = 0;
  std::string first;
  void add(std::string_view line) {
    if (count++ == 0) first = lang::descriptive(line);
  }
  std::string counted(std::string_view one, std::string_view many) const {
    return std::to_string(count) + std::string(count == 1 ? one : many);
  }
};

// What is told of in notes.
struct Told {
  Lines loose, invalid, refused, unread;
};

void add_notes(const Told& told, Record& record) {
  const auto note = [&](const char* code, std::string message, bool incomplete) {
    record.notes.push_back({.code = code, .message = std::move(message), .incomplete = incomplete});
  };
  if (told.loose.count != 0)
    note("unversioned", std::to_string(told.loose.count) + " requirements without an exact version", false);
  if (told.invalid.count != 0)
    note("unreadable",
         told.invalid.counted(" requirement names", " requirements name") +
             " what is no version, the first: " + told.invalid.first,
         true);
  if (told.refused.count != 0)
    note("unreadable",
         told.refused.counted(" requirement has", " requirements have") +
             " a name or marker that pip refuses, the first: " + told.refused.first,
         true);
  if (told.unread.count != 0)
    note("not-read",
         told.unread.counted(" included file is", " included files are") + " not read, first " +
             told.unread.first + "; call it requirements-NAME.txt, or put it into a folder requirements",
         true);
}

// Names are one by PEP 503, however they are written.
std::string key_of(std::string_view name) {
  return model::canonical_name(model::ecosystem_of_type("pypi"), name);
}

void add_reasons(std::string_view text, const lang::PackageNames& names, lang::PackageCollector& packages) {
  python::each_reason(text, [&](std::string_view package, std::string_view reason) {
    for (const auto id : names.of(key_of(package))) {
      if (reason.empty()) packages.ask_for(id);
      if (!reason.empty()) packages.depend(names.only(key_of(reason)), id);
    }
  });
}

class Requirements : public Extractor {
 public:
  Requirements()
      : Extractor({.name = "lang/requirements",
                   .role = Role::kLockFile,
                   .version = 2,
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
    Told told;
    // Whoever writes such a file by hand asks for all that it names; what was compiled says who asked.
    const bool compiled = python::is_compiled(text);
    lang::PackageNames names;
    python::each_line(text, [&](std::string_view line) {
      const auto requirement = python::parse_requirement(line);
      if (const auto included = included_by(line); !included.empty() && !is_read(included, file.path()))
        told.unread.add(included);
      if (requirement.kind == Requirement::Kind::kLoose) told.loose.add(line);
      if (requirement.kind == Requirement::Kind::kInvalid)
        told.invalid.add(std::string(requirement.name) + "==" + std::string(requirement.version));
      if (requirement.kind == Requirement::Kind::kRefused) told.refused.add(line);
      if (requirement.kind != Requirement::Kind::kPinned) return;
      const auto id = packages.add(lang::package(
          "pypi", {}, requirement.name, plus_signs(requirement.version), model::Evidence::kDeclared));
      names.add(key_of(requirement.name), id);
      if (!compiled) packages.ask_for(id);
    });
    if (compiled) add_reasons(text, names, packages);
    auto record = std::move(packages).take();
    add_notes(told, record);
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_requirements() { return std::make_unique<Requirements>(); }

}  // namespace pratique::extract
