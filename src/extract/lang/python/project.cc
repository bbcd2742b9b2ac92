#include "extract/lang/python/project.h"

#include "base/text.h"
#include "extract/lang/python/marker.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "model/ecosystem.h"
#include "model/redact.h"
#include "model/unpublished.h"

namespace pratique::extract::python {

using codec::Toml;

std::string project_key(std::string_view name) {
  return model::canonical_name(model::ecosystem_of_type("pypi"), name);
}

NamedRequirement named_requirement(std::string_view text) {
  text = base::trim(text);
  const auto halves = base::cut(text, ";");
  return {text.substr(0, text.find_first_of(" \t[(<>=!~;@")),
          halves ? base::trim(halves->after) : std::string_view{}};
}

bool is_for_other_systems(std::string_view marker) {
  return !marker.empty() && holds(marker).value_or(Holds::kPerhaps) == Holds::kNo;
}

Record needs_of_project(Toml root) {
  Record record{.kind = RecordKind::kReasons};
  const auto add_list = [&](Toml list, model::Scope scope) {
    list.each(
        [&](Toml one) { lang::add_need(record, project_key(named_requirement(one.text()).name), scope); });
  };
  const auto add_lists = [&](Toml table, model::Scope scope) {
    table.each_member([&](std::string_view, Toml list) { add_list(list, scope); });
  };
  const auto add_names = [&](Toml table, model::Scope scope) {
    table.each_member([&](std::string_view name, Toml) { lang::add_need(record, project_key(name), scope); });
  };
  const auto tool = root["tool"], poetry = tool["poetry"], project = root["project"];
  add_names(poetry["dependencies"], model::Scope::kRequired);
  add_names(poetry["dev-dependencies"], model::Scope::kDev);
  poetry["group"].each_member(
      [&](std::string_view, Toml group) { add_names(group["dependencies"], model::Scope::kDev); });
  add_list(project["dependencies"], model::Scope::kRequired);
  add_lists(project["optional-dependencies"], model::Scope::kOptional);
  add_lists(root["dependency-groups"], model::Scope::kDev);
  add_lists(tool["pdm"]["dev-dependencies"], model::Scope::kDev);
  add_list(tool["uv"]["dev-dependencies"], model::Scope::kDev);
  return record.needs.is_there() ? record : Record{};
}

void add_archive_hash(model::Component& component, Toml files) {
  std::string_view chosen;
  files.each([&](Toml file) {
    if (file["file"].text().ends_with(".tar.gz") || files.size() == 1) chosen = file["hash"].text();
  });
  if (chosen.starts_with("sha256:"))
    lang::add_hash(component, model::HashAlgorithm::kSha256, chosen.substr(7));
}

static void set_unpublished(model::Component& component, model::Unpublished kind, std::string_view where) {
  component.details.edit().origin =
      model::unpublished_text(kind, lang::descriptive(model::redact_text(where).text));
}

void set_repository(model::Component& component, std::string_view address) {
  set_unpublished(component, model::Unpublished::kRepository, address);
}

void set_folder(model::Component& component, std::string_view path) {
  set_unpublished(component, model::Unpublished::kFolder, path);
}

}  // namespace pratique::extract::python
