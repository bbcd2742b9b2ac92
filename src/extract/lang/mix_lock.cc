// mix.lock (https://hexdocs.pm/mix/Mix.Project.html, "lockfile"; Hex.SCM writes the tuples): Hex packages that an Elixir
// project declares. What the project itself asks for stands in mix.exs, which is a program.
#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/mix/term.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "model/redact.h"
#include "model/unpublished.h"

namespace pratique::extract {
namespace {

using mix::Term;

constexpr std::uint64_t kMaxBytes = 16ull << 20;

// {:hex, :name, "version", "inner hash", managers, needs, "repository", "hash of the archive"}; older ones end earlier.
Result<model::Component> hex_package(const Term& tuple) {
  PQ_TRY(auto component, lang::package("hex", {}, tuple.at(1, Term::Kind::kAtom).text,
                                       tuple.at(2, Term::Kind::kText).text, model::Evidence::kDeclared));
  lang::add_hash(component, model::HashAlgorithm::kSha256, tuple.at(7, Term::Kind::kText).text);
  const auto repository = tuple.at(6, Term::Kind::kText).text;
  if (!repository.empty() && repository != "hexpm")
    component.details.edit().origin =
        model::unpublished_text(model::Unpublished::kPrivate, "from " + lang::descriptive(repository));
  return component;
}

// {:git, "address", "commit", options}: no version, and the name that the project gives it.
Result<model::Component> git_package(std::string_view name, const Term& tuple) {
  PQ_TRY(auto component, lang::package("hex", {}, name, {}, model::Evidence::kDeclared));
  const auto address = tuple.at(1, Term::Kind::kText).text;
  component.details.edit().origin = model::unpublished_text(
      model::Unpublished::kRepository, lang::descriptive(model::redact_text(address).text));
  return component;
}

class Packages {
 public:
  explicit Packages(const Term& lock) {
    for (std::size_t i = 0; i + 1 < lock.parts.size(); ++i) {
      if (lock.parts[i].kind == Term::Kind::kKey) add(lock.parts[i].text, lock.parts[i + 1]);
    }
  }

  // Needs name applications, as the lock does: {:jason, "~> 1.0", [hex: :jason, optional: true]}.
  Record take() && {
    for (const auto& [tuple, id] : entries_) {
      for (const auto& need : tuple->at(5, Term::Kind::kList).parts) {
        const bool optional = need.at(2, Term::Kind::kList).value("optional").text == "true";
        packages_.depend(id, names_.only(need.at(0, Term::Kind::kAtom).text),
                         optional ? model::Scope::kOptional : model::Scope::kRequired);
      }
    }
    return std::move(packages_).take();
  }

 private:
  void add(std::string_view name, const Term& tuple) {
    const auto kind = tuple.at(0, Term::Kind::kAtom).text;
    if (kind == "git") {
      names_.add(std::string(name), packages_.add(git_package(name, tuple)));
      return;
    }
    if (kind != "hex") {
      packages_.add(base::invalid("neither of Hex nor of Git: " + lang::descriptive(name)));
      return;
    }
    const auto id = packages_.add(hex_package(tuple), {.text = tuple.at(2, Term::Kind::kText).text});
    names_.add(std::string(name), id);
    entries_.emplace_back(&tuple, id);
  }

  lang::PackageCollector packages_;
  lang::PackageNames names_;
  std::vector<std::pair<const Term*, lang::PackageCollector::Id>> entries_;
};

class MixLock final : public Extractor {
 public:
  MixLock()
      : Extractor({.name = "lang/mix_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"mix.lock"}},
                   .name_use = NameUse::kNone}) {}

  // Nor that of a package in the folder where Mix keeps them.
  Wish wants(const Candidate& candidate) const override {
    const auto all = lang::segments_of(candidate.path);
    const bool in_deps = all.size() >= 3 && all[all.size() - 3] == "deps";
    return in_deps || lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    if (file.size() > kMaxBytes) return base::over_limit("mix.lock larger than 16 MiB");
    PQ_TRY(const auto text, lang::plain_text(file));
    PQ_CHECK(lang::check_not_blank(text));
    PQ_TRY(const auto lock, mix::parse_term(text));
    if (lock.kind != Term::Kind::kMap) return base::invalid("mix.lock that is no map");
    return Packages(lock).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_mix_lock() { return std::make_unique<MixLock>(); }

}  // namespace pratique::extract
