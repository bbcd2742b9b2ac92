#include "origin.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "codec/stream.h"
#include "config/settings.h"
#include "provenance/dockerfile.h"
#include "report/forge_lines.h"
#include "report/part.h"

namespace pratique::app {

namespace {

Result<scan::NamedText> read_file(const std::string& file, std::uint64_t limit) {
  const auto read = [&]() -> Result<std::string> {
    PQ_TRY(const auto source, codec::open_file(file));
    return codec::read_all(*source, limit);
  };
  auto text = read();
  if (!text) return tl::unexpected(std::move(text).error().in(file));
  return scan::NamedText{.file = file, .text = *std::move(text)};
}

Result<report::Forge> forge_of(codec::Yaml node) {
  static constexpr std::array<std::string_view, 3> kKeys{"host", "kind", "lines"};
  if (!node.is_object()) return config::wrong_at(node, "a forge is a mapping with host, and kind or lines");
  PQ_CHECK(config::check_keys(node, kKeys, "forge"));
  report::Forge forge{.host = base::to_lower(node["host"].text()),
                      .kind = std::string(node["kind"].text()),
                      .lines = std::string(node["lines"].text())};
  if (forge.host.empty() || base::contains(forge.host, "/"))
    return config::wrong_at(node, "a forge has a host: git.example.com");
  if (forge.kind.empty() == forge.lines.empty())
    return config::wrong_at(node, "the forge " + forge.host + " has either a kind or lines");
  if (!forge.kind.empty() && !base::is_one_of(forge.kind, report::forge_kinds())) {
    std::vector<std::string> kinds(report::forge_kinds().begin(), report::forge_kinds().end());
    return config::wrong_at(node["kind"], "there is no kind of forge \"" + forge.kind +
                                              "\"; there are: " + base::join(kinds, ", "));
  }
  const auto& lines = forge.lines;
  if (!lines.empty() && !lines.starts_with("https://") && !lines.starts_with("http://"))
    return config::wrong_at(node["lines"], "lines of the forge " + forge.host + " is no https:// address");
  if (const auto unknown = report::unknown_part(lines); !unknown.empty()) {
    return config::wrong_at(node["lines"],
                            "lines of the forge " + forge.host + ": there is no \"" + unknown + "\"");
  }
  return forge;
}

Result<std::vector<report::Forge>> forges_in(const std::string& file) {
  std::vector<report::Forge> forges;
  PQ_TRY(const auto settings, config::SettingsFile::read(file));
  const auto section = settings.section("forges");
  if (!section || section.is_null()) return forges;
  if (!section.is_array()) return config::wrong_at(section, "forges is a list");
  Result<void> sound;
  section.each([&](codec::Yaml node) {
    if (!sound) return;
    auto forge = forge_of(node);
    if (forge) return forges.push_back(*std::move(forge));
    sound = tl::unexpected(std::move(forge).error());
  });
  PQ_CHECK(sound);
  return forges;
}

}  // namespace

void add_origin(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--provenance", options.provenances,
                  "Where the image comes from, by this file: SLSA provenance in an in-toto statement, an "
                  "envelope or a bundle, or as buildx prints it")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option(
          "--dockerfile", options.dockerfile,
          "Compare the image's history with this Dockerfile, to tell which line brought what (guessed)")
      ->type_name("FILE");
  command
      .add_option("--dockerfile-stage", options.dockerfile_stage,
                  "The stage of the Dockerfile that was built (default: the last)")
      ->type_name("NAME");
  command.add_flag("--multi-stage", options.multi_stage,
                   "Packages of build stages, too, as far as SBOMs of them are attached to the image");
  add_list(command, "--only-stage", options.only_stages, "Only packages of these build stages");
  command.add_flag("--only-base", options.only_base, "Only packages that the base image brought");
  command.add_flag("--ignore-base", options.ignore_base, "Only packages that the base image did not bring");
}

Result<scan::OriginOptions> origin_of(const CommonOptions& options) {
  if (options.only_base && options.ignore_base)
    return base::fail(ErrorKind::kUsage, "--only-base and --ignore-base exclude each other");
  if (!options.dockerfile_stage.empty() && options.dockerfile.empty())
    return base::fail(ErrorKind::kUsage, "--dockerfile-stage says something only with --dockerfile");
  scan::OriginOptions origin{.target = options.dockerfile_stage,
                             .stages = options.multi_stage || !options.only_stages.empty()};
  for (const auto& file : options.provenances) {
    PQ_TRY(auto text, read_file(file, attest::kMaxAttestation));
    origin.provenances.push_back(std::move(text));
  }
  if (!options.dockerfile.empty()) {
    PQ_TRY(origin.dockerfile, read_file(options.dockerfile, provenance::kMaxDockerfile));
  }
  return origin;
}

Result<void> choose_part(const CommonOptions& options, model::Inventory& inventory) {
  if (!options.only_stages.empty()) report::keep_stages(options.only_stages, inventory);
  if (options.only_base) return report::keep_part(report::ImagePart::kBase, inventory);
  if (options.ignore_base) return report::keep_part(report::ImagePart::kOwn, inventory);
  return {};
}

void put_part(const CommonOptions& options, report::FilterWords& words) {
  words.only_base = options.only_base;
  words.ignore_base = options.ignore_base;
  words.stages = options.only_stages;
}

Result<report::Options> with_forges(report::Options options) {
  const auto file = config::settings_place("", [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  });
  if (file.empty()) return options;
  auto forges = forges_in(file);
  if (!forges) return tl::unexpected(std::move(forges).error().in(file));
  options.forges = *std::move(forges);
  return options;
}

}  // namespace pratique::app
