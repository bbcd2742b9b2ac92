#include "environments.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "crypto/digest.h"
#include "judge.h"
#include "oci/reference.h"
#include "sbom/write.h"

namespace pratique::app {

namespace {

std::string folder_of_data() {
  const auto absolute = [](const char* name) {
    const char* set = std::getenv(name);
    return set != nullptr && *set == '/' ? std::string(set) : std::string();
  };
  if (const auto data = absolute("XDG_DATA_HOME"); !data.empty()) return data + "/pratique";
  const auto home = absolute("HOME");
  return home.size() > 1 ? home + "/.local/share/pratique" : std::string();
}

std::string repository_of(const std::string& name) {
  const auto parsed = oci::parse_reference(name);
  return parsed ? oci::repository_of(*parsed) : name;
}

std::string time_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     std::chrono::sys_time<std::chrono::seconds>(std::chrono::seconds(now_in_seconds())));
}

std::string listed(const std::vector<store::RecordedImage>& images) {
  constexpr std::size_t kMost = 8;
  std::vector<std::string> names;
  for (const auto& one : images) {
    if (names.size() == kMost) {
      names.emplace_back("…");
      break;
    }
    names.push_back(fmt::format("{} ({}, {})", one.name, one.digest.substr(0, 19),
                                one.platform.empty() ? "no platform" : one.platform));
  }
  return base::join(names, ", ");
}

}  // namespace

Result<std::string> environments_path() {
  const char* named = std::getenv("PRATIQUE_ENVIRONMENTS");
  if (named != nullptr && *named != '\0') return std::string(named);
  const auto folder = folder_of_data();
  if (folder.empty())
    return base::fail(ErrorKind::kUsage, "no place for the store of environments", {},
                      "set PRATIQUE_ENVIRONMENTS to a file");
  return folder + "/environments.db";
}

Result<store::EnvironmentStore> open_environments(bool create) {
  PQ_TRY(const auto path, environments_path());
  if (create) {
    std::error_code error;
    const auto folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error)
      return base::fail(ErrorKind::kIo, "cannot be made: " + error.message(), {.file = folder.string()});
  }
  return store::EnvironmentStore::open(path, create);
}

std::string full_image_name(const std::string& word) {
  const auto scheme = word.find("://");
  const auto bare = scheme == word.npos ? word : word.substr(scheme + 3);
  const auto parsed = oci::parse_reference(bare);
  if (!parsed || std::filesystem::exists(bare)) return word;
  auto name = oci::repository_of(*parsed);
  if (!parsed->tag.empty()) name += ":" + parsed->tag;
  return name;
}

store::RecordedImage recordable(const std::string& environment, const std::string& named,
                                const model::Inventory& inventory) {
  const auto& subject = inventory.subject;
  // An archive or layout says what its image is called.
  auto name = full_image_name(named);
  if (name.find('/') == name.npos || name.find("://") != name.npos || std::filesystem::exists(named))
    name = full_image_name(subject.name);
  auto digest = subject.digest.empty() ? subject.config_digest : subject.digest;
  if (digest.empty()) {
    const auto text = base::text_of(
        [&](const base::Sink& sink) { return sbom::find_writer("json")->write(inventory, {}, sink); });
    digest = crypto::sha256(base::as_bytes(text ? *text : subject.name));
  }
  return {.environment = environment,
          .name = name,
          .repository = repository_of(name),
          .digest = digest,
          .platform = subject.platform.os.empty() ? "" : model::to_string(subject.platform),
          .recorded = time_now(),
          .removed = "",
          .packages = model::count_packages(inventory)};
}

Result<std::vector<std::string>> images_of_environment(const CommonOptions& options) {
  if (options.environment.empty() || !options.target.empty()) return std::vector<std::string>{""};
  PQ_TRY(const auto environments, open_environments(false));
  PQ_TRY(const auto images, environments.images(options.environment, false));
  std::vector<std::string> digests;
  for (const auto& one : images) {
    if (options.platform.empty() || one.platform == options.platform ||
        one.platform.starts_with(options.platform + "/"))
      digests.push_back(one.digest);
  }
  if (digests.empty()) digests.emplace_back();  // read_recorded() says what is wrong
  return digests;
}

Result<scan::Scan> read_recorded(const CommonOptions& options, Teller& teller) {
  PQ_TRY(const auto environments, open_environments(false));
  PQ_TRY(auto images, environments.images(options.environment, false));
  if (images.empty()) {
    return base::fail(ErrorKind::kNotFound,
                      fmt::format("nothing is recorded in the environment \"{}\"", options.environment), {},
                      "see what there is: pratique environment");
  }
  const auto all = images;
  const auto which = options.target.empty() || options.target.starts_with("sha256:")
                         ? options.target
                         : full_image_name(options.target);
  std::erase_if(images, [&](const auto& one) {
    const bool other = !options.platform.empty() && one.platform != options.platform &&
                       !one.platform.starts_with(options.platform + "/");
    return other || !store::is_named(one, which);
  });
  // "app" may be any version of it there.
  if (images.empty()) {
    images = all;
    std::erase_if(images, [&](const auto& one) { return one.repository != repository_of(which); });
    if (!images.empty() && !options.target.empty() && which != repository_of(which) + ":latest")
      images.clear();
  }
  if (images.empty()) {
    return base::fail(ErrorKind::kNotFound,
                      fmt::format("{} is not recorded in {}", options.target, options.environment), {},
                      "recorded are " + listed(all));
  }
  if (images.size() > 1) {
    return base::fail(ErrorKind::kUsage, fmt::format("{} holds several such images", options.environment), {},
                      "name one of " + listed(images));
  }
  scan::Scan scanned;
  PQ_TRY(scanned.inventory, environments.inventory_of(images.front()));
  teller.done(fmt::format("{} as recorded in {} on {}, {}", images.front().name, options.environment,
                          images.front().recorded.substr(0, 10),
                          fmt::format("{} packages", images.front().packages)));
  return scanned;
}

}  // namespace pratique::app
