// The part of an image's config that says how a container starts, and its history (image-spec config.md;
// Docker's config has Healthcheck and Shell besides). Nothing secret gets further than this file.
#include <fmt/format.h>

#include <algorithm>

#include "model/redact.h"
#include "oci/documents.h"

namespace pratique::oci {

using codec::Json;

namespace {

constexpr std::size_t kMaxObservations = 1000;  // a config of 16 MiB could hold a million secrets

class Redactor {
 public:
  explicit Redactor(Image& image) : image_(image) {}

  std::string value(std::string_view name, std::string_view value, const char* rule) {
    return keep(model::redact_value(name, value), rule);
  }
  std::string text(std::string_view text, const char* rule) { return keep(model::redact_text(text), rule); }

  // "NAME=value"
  std::string assignment(std::string_view text, const char* rule) {
    const auto sign = text.find('=');
    if (sign == text.npos) return std::string(text);
    return std::string(text.substr(0, sign + 1)) + value(text.substr(0, sign), text.substr(sign + 1), rule);
  }

 private:
  std::string keep(model::Redaction redaction, const char* rule) {
    for (const auto& what : redaction.what) {
      if (image_.observations.size() == kMaxObservations) break;
      image_.observations.push_back({.kind = model::ObservationKind::kSecret,
                                     .rule = rule,
                                     .message = what + ": the value stands in the image's configuration"});
    }
    return std::move(redaction.text);
  }

  Image& image_;
};

std::vector<std::string> texts_of(Json list) {
  std::vector<std::string> texts;
  if (list.is_string()) texts.emplace_back(list.text());  // Docker before 1.5 wrote one command as a text
  list.each([&](Json each) { texts.emplace_back(each.text()); });
  return texts;
}

// A set is written as an object of empty objects.
std::vector<std::string> keys_of(Json object) {
  std::vector<std::string> keys;
  object.each_member([&](std::string_view key, Json) { keys.emplace_back(key); });
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::uint64_t count_of(Json number) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number.integer().value_or(0), 0));
}

std::vector<std::string> command_of(Json list, Redactor& redactor) {
  auto words = texts_of(list);
  for (std::size_t i = 0; i < words.size(); ++i) {
    // "--password", "hunter2": an option and its value are two words here.
    const bool named = i > 0 && words[i - 1].starts_with("--") && words[i - 1].find('=') == std::string::npos;
    const auto name = named ? std::string_view(words[i - 1]).substr(2) : std::string_view();
    words[i] = redactor.value(name, words[i], "secret-in-command");
  }
  return words;
}

model::Healthcheck healthcheck_of(Json json, Redactor& redactor) {
  return {.test = command_of(json["Test"], redactor),
          .interval = count_of(json["Interval"]),
          .timeout = count_of(json["Timeout"]),
          .start_period = count_of(json["StartPeriod"]),
          .retries = count_of(json["Retries"])};
}

std::string at(const std::map<std::string, std::string>& map, const char* key) {
  const auto found = map.find(key);
  return found == map.end() ? std::string() : found->second;
}

}  // namespace

std::map<std::string, std::string> text_map(Json object) {
  std::map<std::string, std::string> map;
  object.each_member([&](std::string_view key, Json value) {
    if (value.is_string()) map[std::string(key)] = value.text();
  });
  return map;
}

void read_start(Json root, Image& image) {
  Redactor redactor(image);
  const auto config = root["config"];
  for (auto& [name, value] : image.labels = text_map(config["Labels"]))
    value = redactor.value(name, value, "secret-in-label");
  auto& start = image.config;
  start.user = config["User"].text();
  start.working_dir = config["WorkingDir"].text();
  start.env = texts_of(config["Env"]);
  for (auto& one : start.env) one = redactor.assignment(one, "secret-in-environment");
  start.entrypoint = command_of(config["Entrypoint"], redactor);
  start.cmd = command_of(config["Cmd"], redactor);
  start.shell = command_of(config["Shell"], redactor);
  start.ports = keys_of(config["ExposedPorts"]);
  start.volumes = keys_of(config["Volumes"]);
  start.stop_signal = config["StopSignal"].text();
  start.healthcheck = healthcheck_of(config["Healthcheck"], redactor);
}

// Layers and instructions meet by counting, when there are as many of the one as of the other that made
// something.
void read_history(Json root, Image& image) {
  Redactor redactor(image);
  std::int64_t layer = 0;
  root["history"].each([&](Json entry) {
    const bool empty = entry["empty_layer"].boolean().value_or(false);
    image.history.push_back({.created_by = redactor.text(entry["created_by"].text(), "secret-in-history"),
                             .created = entry["created"].text_or(""),
                             .author = entry["author"].text_or(""),
                             .comment = redactor.text(entry["comment"].text(), "secret-in-history"),
                             .layer = empty ? model::kNoLayer : layer++});
  });
  const bool fits = static_cast<std::size_t>(layer) == image.layers.size();
  for (auto& instruction : image.history) {
    if (!fits) instruction.layer = model::kNoLayer;
    if (instruction.layer != model::kNoLayer)
      image.layers[static_cast<std::size_t>(instruction.layer)].created_by = instruction.created_by;
  }
}

// image-spec annotations.md: builders write the same keys as labels of the config.
void read_annotations(std::map<std::string, std::string> annotations, Image& image) {
  Redactor redactor(image);
  image.annotations = std::move(annotations);
  for (auto& [name, value] : image.annotations) value = redactor.value(name, value, "secret-in-annotation");
  const auto said = [&](const char* key) {
    auto text = at(image.annotations, key);
    return text.empty() ? at(image.labels, key) : text;
  };
  auto& provenance = image.provenance;
  provenance.source = said("org.opencontainers.image.source");
  provenance.revision = said("org.opencontainers.image.revision");
  if (provenance != model::Provenance{}) provenance.known_by = "label";
  model::BaseImage base{.name = said("org.opencontainers.image.base.name"),
                        .digest = said("org.opencontainers.image.base.digest")};
  if (base == model::BaseImage{}) return;
  base.known_by = "label";
  image.bases.push_back(std::move(base));
}

}  // namespace pratique::oci
