#include "updating.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "cache.h"
#include "config/settings.h"
#include "update/kind.h"

namespace pratique::app {

namespace {

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
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
  command
      .add_option("--patience", words.patience,
                  "Seconds in which a publisher must send something, and 1 KiB for each of them (60)")
      ->type_name("SECONDS")
      ->check(CLI::Range(1u, 3600u).description(""));
  command.add_option("--jobs", words.jobs, "Feeds that are fetched at one time (default 4)")
      ->type_name("N")
      ->check(CLI::Range(1u, 16u).description(""));
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
  read = config::settings_place(words.config, setting);
  if (read.empty()) return list;
  PQ_TRY(const auto settings, config::SettingsFile::read(read));
  const auto off = [&](Error error) {
    error.kind = ErrorKind::kUsage;
    return tl::unexpected(std::move(error).in(read));
  };
  if (auto added = update::add_feeds(settings.text(), list); !added) return off(std::move(added).error());
  for (const auto& row : list) {
    if (auto sound = update::check_settings(row); !sound) return off(std::move(sound).error());
  }
  return list;
}

Result<update::SignatureSettings> signature_settings(const UpdateWords& words, const update::FeedList& list) {
  const auto place = config::settings_place(words.config, setting);
  if (place.empty()) return update::SignatureSettings{};
  PQ_TRY(const auto settings, config::SettingsFile::read(place));
  auto read =
      update::signature_settings(settings.text(), std::filesystem::path(place).parent_path().string());
  for (const auto& feed : read ? read->required : std::vector<std::string>()) {
    if (std::ranges::find(list, feed, &update::FeedRow::name) == list.end())
      read = base::invalid("require_signatures: no feed \"" + feed + "\"");
  }
  if (read) return read;
  auto error = std::move(read).error();
  if (error.kind == ErrorKind::kInvalid) error.kind = ErrorKind::kUsage;
  return tl::unexpected(std::move(error).in(place));
}

Result<net::Client> update_client(const UpdateWords& words) {
  PQ_TRY(auto options, net::ClientOptions::from(net::system_environment));
  if (!words.authorities.empty()) options.tls.more_authorities.push_back(words.authorities);
  options.insecure = words.insecure;
  options.silent_within = options.floor.within = std::chrono::seconds(words.patience);
  options.floor.bytes = words.patience * 1024ull;
  return net::Client(std::move(options));
}

}  // namespace pratique::app
