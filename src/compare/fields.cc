#include "compare/fields.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/text.h"

namespace pratique::compare {
namespace {

using Texts = std::map<std::string, std::string>;

std::vector<FactChange> differences_of(const Texts& before, const Texts& after) {
  std::vector<FactChange> all;
  for (const auto& [name, text] : before) {
    const auto found = after.find(name);
    if (found == after.end()) {
      all.push_back({name, text, "", Change::kRemoved});
    } else if (found->second != text) {
      all.push_back({name, text, found->second, Change::kChanged});
    }
  }
  for (const auto& [name, text] : after) {
    if (!before.contains(name)) all.push_back({name, "", text, Change::kAdded});
  }
  std::ranges::sort(all, {}, &FactChange::name);
  return all;
}

void put(Texts& texts, const char* name, std::string text) {
  if (!text.empty()) texts.emplace(name, std::move(text));
}

// As it would stand in the exec form of a Dockerfile, so that one word with a blank is not two.
std::string command_text(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  std::string text = "[";
  for (const auto& word : words) {
    if (text.size() > 1) text += ", ";
    text += '"';
    for (const char c : word) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "]";
}

std::string seconds_text(std::uint64_t nanoseconds) {
  constexpr std::uint64_t kMillisecond = 1'000'000, kSecond = 1000 * kMillisecond;
  return nanoseconds % kSecond == 0 ? std::to_string(nanoseconds / kSecond) + "s"
                                    : std::to_string(nanoseconds / kMillisecond) + "ms";
}

std::string health_text(const model::Healthcheck& check) {
  auto text = command_text(check.test);
  const auto add = [&](const char* name, const std::string& value) {
    if (!text.empty()) text += ' ';
    text += std::string(name) + "=" + value;
  };
  if (check.interval != 0) add("interval", seconds_text(check.interval));
  if (check.timeout != 0) add("timeout", seconds_text(check.timeout));
  if (check.start_period != 0) add("start_period", seconds_text(check.start_period));
  if (check.retries != 0) add("retries", std::to_string(check.retries));
  return text;
}

Texts texts_of(const model::ImageConfig& config) {
  Texts texts;
  for (const auto& one : config.env) {
    const auto halves = base::cut(one, "=");
    texts["env " + (halves ? std::string(halves->before) : one)] =
        halves ? halves->after : std::string_view();
  }
  put(texts, "user", config.user);
  put(texts, "workdir", config.working_dir);
  put(texts, "entrypoint", command_text(config.entrypoint));
  put(texts, "cmd", command_text(config.cmd));
  put(texts, "shell", command_text(config.shell));
  put(texts, "stop signal", config.stop_signal);
  put(texts, "healthcheck", health_text(config.healthcheck));
  for (const auto& port : config.ports) texts.emplace("port " + port, "exposed");
  for (const auto& volume : config.volumes) texts.emplace("volume " + volume, "mounted");
  return texts;
}

}  // namespace

std::vector<FactChange> compare_labels(const model::Subject& before, const model::Subject& after) {
  return differences_of(before.labels, after.labels);
}

std::vector<FactChange> compare_config(const model::ImageConfig& before, const model::ImageConfig& after) {
  return differences_of(texts_of(before), texts_of(after));
}

// By diffID; a layer that one side has twice is paired as often as the other has it.
std::vector<LayerChange> compare_layers(const model::Subject& before, const model::Subject& after) {
  std::map<std::string_view, std::size_t> left;
  for (const auto& layer : before.layers) ++left[layer.diff_id];
  std::vector<LayerChange> all;
  for (std::size_t i = 0; i < after.layers.size(); ++i) {
    const auto& layer = after.layers[i];
    const auto found = left.find(layer.diff_id);
    const bool shared = found != left.end() && found->second > 0;
    if (shared) --found->second;
    all.push_back({shared ? Change::kUnchanged : Change::kAdded, &layer, i});
  }
  // Of equal layers the upper ones are those that went.
  std::vector<LayerChange> gone;
  for (std::size_t i = before.layers.size(); i-- > 0;) {
    const auto& layer = before.layers[i];
    if (auto& count = left[layer.diff_id]; count > 0) {
      --count;
      gone.push_back({Change::kRemoved, &layer, i});
    }
  }
  all.insert(all.end(), gone.rbegin(), gone.rend());
  return all;
}

}  // namespace pratique::compare
