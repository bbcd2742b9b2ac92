// Where an image comes from, in the native form and back: lines of Dockerfiles, base images, provenance.
#include <algorithm>
#include <array>
#include <limits>

#include "sbom/native.h"

namespace pratique::sbom {

using codec::Json;
using codec::JsonArray;
using codec::JsonObject;
using codec::view;

namespace {

constexpr auto kMostNumber = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
constexpr std::uint64_t kMostLine = std::numeric_limits<std::uint32_t>::max();

tl::unexpected<Error> wrong(std::string_view key, std::string_view wanted) {
  return base::invalid("inventory: \"" + std::string(key) + "\" is not " + std::string(wanted));
}

Result<void> read(Json json, std::string_view key, std::string& into) {
  const auto member = json[key];
  if (member && !member.is_string()) return wrong(key, "a string");
  into = member.text();
  return {};
}

Result<std::uint64_t> number_of(Json json, std::string_view key, std::uint64_t most = kMostNumber) {
  const auto member = json[key];
  if (!member) return std::uint64_t{0};
  const auto number = member.integer();
  if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > most) return wrong(key, "a number");
  return static_cast<std::uint64_t>(*number);
}

Result<void> check_object(Json json, std::string_view key) {
  if (!json.is_object()) return wrong(key, "an object");
  return {};
}

Result<void> check_list(Json json, std::string_view key) {
  if (json && !json.is_array()) return wrong(key, "an array");
  return {};
}

// The facts that may be told or not, and their names.
struct ToldMember {
  std::string_view name;
  model::Told model::Provenance::* told;
};
constexpr std::array kTold{ToldMember{"complete_parameters", &model::Provenance::complete_parameters},
                           ToldMember{"complete_environment", &model::Provenance::complete_environment},
                           ToldMember{"complete_materials", &model::Provenance::complete_materials},
                           ToldMember{"hermetic", &model::Provenance::hermetic},
                           ToldMember{"reproducible", &model::Provenance::reproducible}};

struct TextMember {
  std::string_view name;
  std::string model::Provenance::* text;
};
// In the order of the document; "arguments" and what follows come behind "target".
constexpr std::array kFirst{TextMember{"source", &model::Provenance::source},
                            TextMember{"revision", &model::Provenance::revision},
                            TextMember{"dockerfile", &model::Provenance::dockerfile},
                            TextMember{"builder", &model::Provenance::builder},
                            TextMember{"build_type", &model::Provenance::build_type},
                            TextMember{"invocation", &model::Provenance::invocation},
                            TextMember{"started", &model::Provenance::started},
                            TextMember{"finished", &model::Provenance::finished},
                            TextMember{"target", &model::Provenance::target}};
constexpr std::array kLast{TextMember{"network", &model::Provenance::network},
                           TextMember{"mode", &model::Provenance::mode},
                           TextMember{"known_by", &model::Provenance::known_by},
                           TextMember{"digest", &model::Provenance::digest},
                           TextMember{"predicate_type", &model::Provenance::predicate_type},
                           TextMember{"verification", &model::Provenance::verification}};

JsonObject to_json(const model::Material& material) {
  JsonObject object;
  put(object, "kind", material.kind);
  put(object, "uri", material.uri);
  put(object, "digest", material.digest);
  put(object, "name", material.name);
  put(object, "role", material.role);
  return object;
}

Result<model::Material> material_from(Json json) {
  PQ_CHECK(check_object(json, "materials"));
  model::Material material;
  PQ_CHECK(read(json, "kind", material.kind));
  PQ_CHECK(read(json, "uri", material.uri));
  PQ_CHECK(read(json, "digest", material.digest));
  PQ_CHECK(read(json, "name", material.name));
  PQ_CHECK(read(json, "role", material.role));
  return material;
}

Result<void> read_lists(Json json, model::Provenance& provenance) {
  const auto arguments = json["arguments"];
  if (arguments && !arguments.is_object()) return wrong("arguments", "an object");
  arguments.each_member(
      [&](std::string_view name, Json value) { provenance.arguments[std::string(name)] = value.text(); });
  PQ_CHECK(check_list(json["materials"], "materials"));
  Result<void> result;
  json["materials"].each([&](Json one) {
    if (!result) return;
    auto material = material_from(one);
    if (material) return provenance.materials.push_back(*std::move(material));
    result = tl::unexpected(std::move(material).error());
  });
  return result;
}

}  // namespace

JsonObject to_json(const model::SourceLines& lines) {
  JsonObject object;
  put(object, "file", lines.file);
  if (lines.first != 0) object.emplace("first", lines.first);
  if (lines.last != 0) object.emplace("last", lines.last);
  put(object, "text", lines.text);
  put(object, "stage", lines.stage);
  if (lines.guessed) object.emplace("guessed", true);
  return object;
}

Result<model::SourceLines> lines_from(Json json) {
  model::SourceLines lines;
  if (!json) return lines;
  PQ_CHECK(check_object(json, "lines"));
  PQ_CHECK(read(json, "file", lines.file));
  PQ_TRY(const auto first, number_of(json, "first", kMostLine));
  PQ_TRY(const auto last, number_of(json, "last", kMostLine));
  lines.first = static_cast<std::uint32_t>(first);
  lines.last = static_cast<std::uint32_t>(last);
  PQ_CHECK(read(json, "text", lines.text));
  PQ_CHECK(read(json, "stage", lines.stage));
  lines.guessed = json["guessed"].boolean().value_or(false);
  return lines;
}

JsonObject to_json(const model::BaseImage& base) {
  JsonObject object;
  put(object, "name", base.name);
  put(object, "digest", base.digest);
  if (base.layers != 0) object.emplace("layers", std::min(base.layers, kMostNumber));
  put(object, "known_by", base.known_by);
  JsonArray also;
  for (const auto& one : base.also) also.emplace_back(view(one));
  if (!also.empty()) object.emplace("also", std::move(also));
  return object;
}

Result<model::BaseImage> base_from(Json json) {
  PQ_CHECK(check_object(json, "bases"));
  model::BaseImage base;
  PQ_CHECK(read(json, "name", base.name));
  PQ_CHECK(read(json, "digest", base.digest));
  PQ_TRY(base.layers, number_of(json, "layers"));
  PQ_CHECK(read(json, "known_by", base.known_by));
  PQ_CHECK(check_list(json["also"], "also"));
  json["also"].each([&](Json one) { base.also.emplace_back(one.text()); });
  return base;
}

JsonObject to_json(const model::Provenance& provenance) {
  JsonObject object;
  for (const auto& one : kFirst) put(object, one.name, provenance.*one.text);
  JsonObject arguments;
  for (const auto& [name, value] : provenance.arguments) arguments.emplace(view(name), view(value));
  if (!arguments.empty()) object.emplace("arguments", std::move(arguments));
  JsonArray materials;
  for (const auto& one : provenance.materials) materials.emplace_back(to_json(one));
  if (!materials.empty()) object.emplace("materials", std::move(materials));
  for (const auto& one : kTold) {
    const auto told = provenance.*one.told;
    if (told != model::Told::kNothing) object.emplace(view(one.name), told == model::Told::kYes);
  }
  for (const auto& one : kLast) put(object, one.name, provenance.*one.text);
  return object;
}

Result<model::Provenance> provenance_from(Json json) {
  model::Provenance provenance;
  if (!json) return provenance;
  PQ_CHECK(check_object(json, "provenance"));
  for (const auto& one : kFirst) PQ_CHECK(read(json, one.name, provenance.*one.text));
  for (const auto& one : kLast) PQ_CHECK(read(json, one.name, provenance.*one.text));
  PQ_CHECK(read_lists(json, provenance));
  for (const auto& one : kTold) {
    const auto told = json[one.name].boolean();
    if (told) provenance.*one.told = *told ? model::Told::kYes : model::Told::kNo;
  }
  return provenance;
}

}  // namespace pratique::sbom
