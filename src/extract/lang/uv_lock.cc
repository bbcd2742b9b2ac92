// uv.lock, version 1 (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile): packages that a Python project
// declares, for all Pythons and systems at once. The members of its workspace are among them.
#include <algorithm>
#include <set>
#include <span>

#include "extract/lang/python/project.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/toml_lock.h"

namespace pratique::extract {
namespace {

using codec::Toml;

// source = { registry = "…" }, { git = "…" }, { url = "…" }, { path = "…" }, { directory = "…" }, { editable = "…" },
// { virtual = "…" }. A member of the workspace is one of the last two.
bool is_member(Toml entry) {
  const auto source = entry["source"];
  return source["virtual"] || source["editable"];
}

void set_source(model::Component& component, Toml source) {
  if (source["git"]) {
    const auto address = source["git"].text();
    return python::set_repository(component, address.substr(0, address.find_first_of("?#")));
  }
  for (const char* key : {"path", "directory", "editable", "virtual"}) {
    if (source[key]) return python::set_folder(component, source[key].text());
  }
  lang::set_origin(component, source[source["url"] ? "url" : "registry"].text());
}

// Of the archive of the sources, else of the only wheel.
void add_hash(model::Component& component, Toml entry) {
  auto hash = entry["sdist"]["hash"].text();
  if (hash.empty() && entry["wheels"].size() == 1) hash = entry["wheels"].at(0)["hash"].text();
  if (hash.starts_with("sha256:")) lang::add_hash(component, model::HashAlgorithm::kSha256, hash.substr(7));
}

class Packages {
 public:
  explicit Packages(Toml root) {
    root["package"].each([this](Toml entry) { add(entry); });
  }

  Record take() && {
    for (const auto& one : entries_) note_extras(one.entry);
    for (const auto& one : entries_) {
      if (one.is_member) {
        ask(one);
      } else {
        depend(one);
      }
    }
    return std::move(packages_).take();
  }

 private:
  using Id = lang::PackageCollector::Id;
  struct Entry {
    Toml entry;
    Id id;
    bool is_member;
  };

  void add(Toml entry) {
    const auto name = entry["name"].text();
    const bool member = is_member(entry);
    auto component = lang::package("pypi", {}, name, entry["version"].text(), model::Evidence::kDeclared);
    if (component) {
      component->is_main = member;
      set_source(*component, entry["source"]);
      add_hash(*component, entry);
    }
    // A member whose version its build decides has none, which is as it should be.
    const auto version = lang::stated(entry["version"]);
    const bool dynamic = member && !entry["version"];
    const auto id =
        dynamic ? packages_.add(std::move(component)) : packages_.add(std::move(component), version);
    if (member) packages_.begin_at(id);
    entries_.push_back({entry, id, member});
    names_.add(python::project_key(name), id);
    versions_.add(python::project_key(name) + " " + std::string(version.text), id);
  }

  // { name = "flask", extra = ["dotenv"] }
  void note_extras(Toml entry) {
    const auto note = [&](Toml list) {
      list.each([&](Toml need) {
        need["extra"].each([&](Toml extra) {
          extras_.emplace(python::project_key(need["name"].text()), python::project_key(extra.text()));
        });
      });
    };
    const auto note_all = [&](std::string_view, Toml list) { note(list); };
    note(entry["dependencies"]);
    entry["optional-dependencies"].each_member(note_all);
    entry["dev-dependencies"].each_member(note_all);
  }

  // The version, and the source, stand there where the file has several.
  std::span<const Id> look_up(Toml need) const {
    const auto name = python::project_key(need["name"].text());
    const auto version = need["version"].text();
    return version.empty() ? names_.of(name) : versions_.of(name + " " + std::string(version));
  }

  // What is for other systems alone, a Linux image does without.
  static model::Scope scope_of(Toml need, model::Scope scope) {
    return python::is_for_other_systems(need["marker"].text()) ? std::max(scope, model::Scope::kOptional)
                                                               : scope;
  }

  void depend(const Entry& from, Toml list, model::Scope scope) {
    list.each([&](Toml need) {
      for (const auto to : look_up(need)) {
        packages_.depend(from.id, to, scope_of(need, scope));
        if (from.is_member) packages_.ask_for(to);
      }
    });
  }

  // An extra counts where a package asks for it.
  void depend(const Entry& from) {
    depend(from, from.entry["dependencies"], model::Scope::kRequired);
    const auto name = python::project_key(from.entry["name"].text());
    from.entry["optional-dependencies"].each_member([&](std::string_view extra, Toml list) {
      if (extras_.contains({name, python::project_key(extra)})) depend(from, list, model::Scope::kRequired);
    });
  }

  void ask(const Entry& from) {
    depend(from);
    from.entry["optional-dependencies"].each_member(
        [&](std::string_view, Toml list) { depend(from, list, model::Scope::kOptional); });
    from.entry["dev-dependencies"].each_member(
        [&](std::string_view, Toml list) { depend(from, list, model::Scope::kDev); });
  }

  lang::PackageCollector packages_;
  lang::PackageNames names_, versions_;
  std::vector<Entry> entries_;
  std::set<std::pair<std::string, std::string>> extras_;  // of a package, that another asks for
};

class UvLock final : public lang::TomlLock {
 public:
  UvLock() : TomlLock("lang/uv_lock", "uv.lock", 1) {}

 private:
  Record read(Toml root) const override { return Packages(root).take(); }
};

}  // namespace

std::unique_ptr<Extractor> make_uv_lock() { return std::make_unique<UvLock>(); }

}  // namespace pratique::extract
