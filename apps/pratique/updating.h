// What commands of feeds share: the file of feeds, the folder where they are kept, who is asked.
#pragma once

#include <string>
#include <vector>

#include "cli.h"
#include "net/client.h"
#include "update/feed_row.h"
#include "update/signatures.h"

namespace pratique::app {

struct UpdateWords {
  // --feeds: the folder where feeds are kept; empty: $PRATIQUE_FEEDS, else "feeds" in the user's cache folder.
  std::string folder;
  // --config: a pratique.yaml.
  std::string config;
  std::string mirror;
  // --cacert, --insecure.
  std::string authorities;
  bool insecure = false;
  unsigned jobs = 4;
  // --patience: seconds.
  unsigned patience = 60;
};
void add_update_words(CLI::App& command, UpdateWords& words);
// The same without --feeds.
void add_asking_words(CLI::App& command, UpdateWords& words);

// Errors: kUsage where there is no place for them.
Result<std::string> feeds_folder(const UpdateWords& words);
// The program's own feeds as the first of these changes them: --config, $PRATIQUE_CONFIG, pratique.yaml in the working
// folder, pratique.yaml in the user's configuration folder. `read` takes the file that was read, if any.
Result<update::FeedList> feed_list(const UpdateWords& words, std::string& read);
// The same file's word of keys and of what must be signed. Errors: kUsage for other values, and for feeds that `list` has
// not; those of the files of keys.
Result<update::SignatureSettings> signature_settings(const UpdateWords& words, const update::FeedList& list);
Result<net::Client> update_client(const UpdateWords& words);

}  // namespace pratique::app
