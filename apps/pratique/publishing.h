// What the commands of published databases share: how a place is reached, keys and passphrases, what is told.
#pragma once

#include <string>
#include <vector>

#include "cli.h"
#include "publish/pull.h"
#include "publish/sign.h"
#include "report/deed.h"
#include "teller.h"

namespace pratique::app {

// --registry-mirror, --cacert, --insecure.
void add_places(CLI::App& command, CommonOptions& options);
oci::registry::Settings settings_of(const CommonOptions& options);

// --root, --unsigned, --whole.
struct DatabasePull : CommonOptions {
  std::string from, root_file;
  bool unsigned_too = false, whole = false;
};
void add_pull_options(CLI::App& command, DatabasePull& options);
// Pulls into the database's place, and tells what came, also as the document that is asked for. `from`: "" for
// PRATIQUE_DB_URL. `command`: whose document it is.
Result<ExitCode> pull_database(const DatabasePull& options, std::string_view command, Teller& teller);

// --key, --passphrase-file, --expires.
struct SigningOptions {
  std::vector<std::string> keys;
  std::string passphrase_file;
  // "timestamp=7".
  std::vector<std::string> expires;
};
void add_signing_options(CLI::App& command, SigningOptions& options);
// That of --passphrase-file, else PRATIQUE_KEY_PASSPHRASE, else empty. Errors: kIo, kUsage for an empty file.
Result<net::Secret> passphrase_of(const std::string& file);
// Errors name the file and never what is in it. A private key that others may read is kUsage.
Result<std::vector<crypto::PrivateKey>> read_private_keys(const SigningOptions& options);
// A public key, or the public half of a private one.
Result<crypto::PublicKey> read_public_key(const std::string& file, const std::string& passphrase_file);
Result<publish::Lifetimes> lifetimes_of(const SigningOptions& options);
// "timestamp" of "timestamp=7", and the number. kUsage for another form; `most`: of the number.
Result<std::pair<trust::RoleName, std::uint64_t>> parse_for_role(const std::string& word, std::uint64_t most);

// The database at `database` into the folder, signed where there are keys; tells what came of it. kIncomplete where
// signatures lack.
struct Publishing {
  std::string folder;
  std::size_t deltas = 14;
  SigningOptions signing;
};
Result<ExitCode> publish_database(const std::string& database, const Publishing& how, const Teller& teller,
                                  report::Deed& deed);

// A line for each role, and a row of the deed's "roles"; kIncomplete where signatures lack.
ExitCode tell(const std::vector<publish::SignedRole>& roles, const std::string& folder, const Teller& teller,
              report::Deed& deed);

// Now; or SOURCE_DATE_EPOCH, for what is written. Errors: kUsage.
Result<trust::Time> stamp_of_writing();
trust::Time now_by_the_clock();

// "34.9 MB".
std::string shown_bytes(std::uint64_t bytes);

}  // namespace pratique::app
