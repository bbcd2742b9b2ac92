#include "updating.h"

#include <cstdlib>
#include <filesystem>

#include "cache.h"
#include "codec/stream.h"
#include "update/kind.h"

namespace pratique::app {

namespace {

constexpr const char* kConfigName = "pratique.yaml";
constexpr std::uint64_t kMaxConfig = 4 << 20;

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// Where the user keeps settings (XDG Base Directory Specification); empty: nowhere.
std::string user_config() {
  const auto named = setting("XDG_CONFIG_HOME"), home = setting("HOME");
  if (named.starts_with('/')) return named + "/pratique/" + kConfigName;
  return home.starts_with('/') && home.size() > 1 ? home + "/.config/pratique/" + kConfigName : "";
}

bool is_file(const std::string& path) {
  std::error_code error;
  return !path.empty() && std::filesystem::is_regular_file(path, error);
}

std::string config_place(const UpdateWords& words) {
  if (!words.config.empty()) return words.config;
  if (const auto named = setting("PRATIQUE_CONFIG"); !named.empty()) return named;
  for (const auto& usual : {std::string(kConfigName), user_config()}) {
    if (is_file(usual)) return usual;
  }
  return {};
}

}  // namespace

void add_update_words(CLI::App& command, UpdateWords& words) {
  command
      .add_option("--feeds", words.folder,
                  "Folder where feeds are kept (default: $PRATIQUE_FEEDS, else in the user's cache folder)")
      ->type_name("DIR");
  add_asking_words(command, words);
}

void add_asking_words(CLI::App& command, UpdateWords& words) {
  command
      .add_option(
          "--config", words.config,
          "File whose feeds: change those of the program (default: $PRATIQUE_CONFIG, ./pratique.yaml, the "
          "user's)")
      ->type_name("FILE");
  command
      .add_option("--cacert", words.authorities, "PEM bundle of authorities to trust besides the system's")
      ->type_name("FILE");
  command.add_flag("--insecure", words.insecure, "Check no certificate, and allow plain http");
  command.add_option("--jobs", words.jobs, "Feeds that are fetched at one time (default 4)")
      ->type_name("N")
      ->check(CLI::Range(1u, 16u));
}

Result<std::string> feeds_folder(const UpdateWords& words) {
  if (!words.folder.empty()) return words.folder;
  if (auto named = setting("PRATIQUE_FEEDS"); !named.empty()) return named;
  const auto cache = cache_folder();
  if (cache.empty())
    return base::fail(ErrorKind::kUsage, "there is no home folder to keep feeds in", {},
                      "name one: --feeds DIR, or set PRATIQUE_FEEDS");
  return cache + "/feeds";
}

Result<update::FeedList> feed_list(const UpdateWords& words, std::string& read) {
  PQ_TRY(auto list, update::shipped_feeds());
  read = config_place(words);
  if (read.empty()) return list;
  const auto off = [&](Error error) {
    error.kind = ErrorKind::kUsage;
    return tl::unexpected(std::move(error).in(read));
  };
  PQ_TRY(const auto source, codec::open_file(read));
  PQ_TRY(const auto text, codec::read_all(*source, kMaxConfig));
  if (auto added = update::add_feeds(text, list); !added) return off(std::move(added).error());
  for (const auto& row : list) {
    if (auto sound = update::check_settings(row); !sound) return off(std::move(sound).error());
  }
  return list;
}

Result<net::Client> update_client(const UpdateWords& words) {
  PQ_TRY(auto options, net::ClientOptions::from(net::system_environment));
  if (!words.authorities.empty()) options.tls.more_authorities.push_back(words.authorities);
  options.insecure = words.insecure;
  return net::Client(std::move(options));
}

}  // namespace pratique::app
