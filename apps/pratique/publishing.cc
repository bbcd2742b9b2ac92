#include "publishing.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "cache.h"
#include "codec/stream.h"
#include "deed.h"
#include "publish/publication.h"

namespace pratique::app {

namespace {

constexpr std::uint64_t kMaxKeyFile = 64 << 10;
constexpr std::uint64_t kMaxDays = 36'500;
constexpr std::size_t kShownDigits = 12;

std::string shortened(const std::string& digest) { return digest.substr(digest.find(':') + 1, kShownDigits); }

Result<std::string> read_small(const std::string& file, std::uint64_t limit) {
  PQ_TRY(const auto source, codec::open_file(file));
  auto text = codec::read_all(*source, limit);
  if (!text) return tl::unexpected(std::move(text).error().in(file));
  return text;
}

// A key that anybody on the machine may copy signs for anybody.
Result<void> check_private(const std::string& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  if ((status.st_mode & 077) == 0) return {};
  return base::fail(ErrorKind::kUsage, "others may read this private key", {.file = file},
                    "take their permissions away: chmod 600");
}

std::string what_of(const publish::Pulled& pulled) {
  if (pulled.unchanged) return "already the one that is published";
  const auto how = pulled.deltas == 0   ? "whole"
                   : pulled.deltas == 1 ? "by a delta"
                                        : fmt::format("by {} deltas", pulled.deltas);
  return fmt::format("{}, {}", how, shown_bytes(pulled.bytes));
}

}  // namespace

void add_places(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--registry-mirror", options.mirrors,
                  "Look here first for what is of docker.io: host:5000, https://host/folder; several in turn")
      ->type_name("URL")
      ->allow_extra_args(false);
  command.add_option("--cacert", options.authorities, "Trust these certificates (PEM) of servers, too")
      ->type_name("FILE");
  command.add_flag("--insecure", options.insecure,
                   "Do not check certificates of servers, and allow them plain HTTP");
}

oci::registry::Settings settings_of(const CommonOptions& options) {
  return {.mirrors = options.mirrors, .authorities = options.authorities, .insecure = options.insecure};
}

void add_pull_options(CLI::App& command, DatabasePull& options) {
  command
      .add_option("--root", options.root_file,
                  "The publisher's root, whom to trust: needed the first time (default: $PRATIQUE_DB_ROOT)")
      ->type_name("FILE");
  command.add_flag("--unsigned", options.unsigned_too,
                   "Look at no signature: whoever can write that place decides what the database says");
  command.add_flag("--whole", options.whole, "Take the whole database, though deltas would do");
  add_places(command, options);
  command.add_flag("-q,--quiet", options.quiet, "Say nothing on standard error but errors");
  command.add_flag("-v,--verbose", options.verbose, "Say more on standard error");
  add_deed(command, options);
}

Result<ExitCode> pull_database(const DatabasePull& options, std::string_view command, Teller& teller) {
  PQ_TRY(const auto documents, deed_outputs(options));
  PQ_TRY(const auto place, database_path());
  const char* url = std::getenv("PRATIQUE_DB_URL");
  const char* root = std::getenv("PRATIQUE_DB_ROOT");
  publish::PullRequest request{.from = options.from.empty() && url != nullptr ? url : options.from,
                               .database = place.path,
                               .root = {},
                               .unsigned_too = options.unsigned_too,
                               .whole = options.whole,
                               .now = now_by_the_clock(),
                               .settings = settings_of(options),
                               .progress = {}};
  auto root_file = options.root_file;
  if (root_file.empty() && root != nullptr) root_file = root;
  if (!root_file.empty() && !options.unsigned_too) {
    PQ_TRY(request.root, read_small(root_file, trust::kMaxDocument));
  }
  request.progress = [&teller](const std::string& what, std::uint64_t done, std::uint64_t of) {
    teller.transfer(what, done, of);
  };
  PQ_CHECK(make_folder_of(place));
  auto pulled = publish::pull(request);
  teller.clear();
  PQ_CHECK(pulled);
  for (const auto& note : pulled->notes) teller.warn(note);
  teller.done(fmt::format("Database {} of {}: {} advisories up to {} ({})", shortened(pulled->digest),
                          request.from, pulled->advisories, pulled->newest.substr(0, 10), what_of(*pulled)));
  if (pulled->is_signed) {
    teller.done(
        fmt::format("Signed: version {}, holds until {}", pulled->version, trust::to_text(pulled->expires)));
  } else {
    teller.loud("Unsigned, as asked for: who could write that place could put anything into the database");
  }
  report::Deed deed{.command = std::string(command),
                    .facts = {{"from", request.from},
                              {"database", place.path},
                              {"digest", pulled->digest},
                              {"fingerprint", pulled->fingerprint},
                              {"newest", pulled->newest},
                              {"advisories", pulled->advisories},
                              {"unchanged", pulled->unchanged},
                              {"deltas", std::uint64_t{pulled->deltas}},
                              {"bytes", pulled->bytes},
                              {"signed", pulled->is_signed}}};
  if (pulled->is_signed) {
    deed.facts.push_back({"version", pulled->version});
    deed.facts.push_back({"expires", trust::to_text(pulled->expires)});
  }
  deed.facts.push_back({"notes", pulled->notes});
  return tell_deed(deed, documents, kOk);
}

void add_signing_options(CLI::App& command, SigningOptions& options) {
  command.add_option("--key", options.keys, "A private key to sign with; several in turn")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option("--passphrase-file", options.passphrase_file,
                  "Its first line opens the keys (default: $PRATIQUE_KEY_PASSPHRASE)")
      ->type_name("FILE");
  command
      .add_option("--expires", options.expires,
                  "How many days what is signed holds: root=365, targets=90, snapshot=30, timestamp=14; "
                  "several in turn")
      ->type_name("ROLE=DAYS")
      ->allow_extra_args(false);
}

Result<net::Secret> passphrase_of(const std::string& file) {
  if (file.empty()) {
    const char* given = std::getenv("PRATIQUE_KEY_PASSPHRASE");
    return net::Secret(given == nullptr ? "" : given);
  }
  PQ_TRY(auto text, read_small(file, kMaxKeyFile));
  const net::Secret secret(std::move(text));
  const auto all = base::lines(secret.reveal());
  if (all.empty() || all.front().empty())
    return base::fail(ErrorKind::kUsage, "no passphrase in its first line", {.file = file});
  return net::Secret(std::string(all.front()));
}

Result<std::vector<crypto::PrivateKey>> read_private_keys(const SigningOptions& options) {
  std::vector<crypto::PrivateKey> keys;
  if (options.keys.empty()) return keys;
  PQ_TRY(const auto passphrase, passphrase_of(options.passphrase_file));
  for (const auto& file : options.keys) {
    PQ_CHECK(check_private(file));
    PQ_TRY(auto text, read_small(file, kMaxKeyFile));
    const net::Secret secret(std::move(text));
    auto key = crypto::PrivateKey::from_pem(secret.reveal(), passphrase.reveal());
    if (!key) return tl::unexpected(std::move(key).error().in(file));
    keys.push_back(*std::move(key));
  }
  return keys;
}

Result<crypto::PublicKey> read_public_key(const std::string& file, const std::string& passphrase_file) {
  PQ_TRY(auto text, read_small(file, kMaxKeyFile));
  if (!base::contains(text, "PRIVATE KEY")) {
    auto key = crypto::PublicKey::from_pem(text);
    if (!key) return tl::unexpected(std::move(key).error().in(file));
    return key;
  }
  const net::Secret secret(std::move(text));
  PQ_TRY(const auto passphrase, passphrase_of(passphrase_file));
  auto key = crypto::PrivateKey::from_pem(secret.reveal(), passphrase.reveal());
  if (!key) return tl::unexpected(std::move(key).error().in(file));
  return key->public_key();
}

Result<std::pair<trust::RoleName, std::uint64_t>> parse_for_role(const std::string& word,
                                                                 std::uint64_t most) {
  if (const auto halves = base::cut(word, "=")) {
    const auto number = base::to_uint(halves->after);
    for (const auto role : trust::kAllRoles)
      if (halves->before == trust::to_string(role) && number && *number <= most)
        return std::pair(role, *number);
  }
  return base::fail(ErrorKind::kUsage, fmt::format("\"{}\" is no role with a number", word), {},
                    "write root=2, targets=1, snapshot=1 or timestamp=1");
}

Result<publish::Lifetimes> lifetimes_of(const SigningOptions& options) {
  publish::Lifetimes out;
  for (const auto& word : options.expires) {
    PQ_TRY(const auto each, parse_for_role(word, kMaxDays));
    out.days[each.first] = each.second;
  }
  return out;
}

ExitCode tell(const std::vector<publish::SignedRole>& roles, const std::string& folder, const Teller& teller,
              report::Deed& deed) {
  std::vector<report::FactRow> rows;
  for (const auto& row : roles) {
    rows.push_back({{"role", std::string(trust::to_string(row.role))},
                    {"version", row.version},
                    {"signatures", row.signers},
                    {"threshold", row.threshold},
                    {"expires", trust::to_text(row.expires)},
                    {"published", row.done}});
    auto who = fmt::format("{} of {} signatures", row.signers, row.threshold);
    if (row.old_threshold > 0)
      who += fmt::format(", {} of {} of the root before", row.old_signers, row.old_threshold);
    const auto line = fmt::format("{} {}: {}, until {}", trust::to_string(row.role), row.version, who,
                                  trust::to_text(row.expires));
    if (row.done) {
      teller.done(line);
    } else {
      teller.loud(line + ": not published yet; let the others sign: pratique db sign " + folder +
                  " --key FILE");
    }
  }
  deed.lists.emplace_back("roles", std::move(rows));
  return std::all_of(roles.begin(), roles.end(), [](const auto& row) { return row.done; }) ? kOk
                                                                                           : kIncomplete;
}

Result<ExitCode> publish_database(const std::string& database, const Publishing& how, const Teller& teller,
                                  report::Deed& deed) {
  PQ_TRY(auto keys, read_private_keys(how.signing));
  PQ_TRY(const auto lifetimes, lifetimes_of(how.signing));
  PQ_TRY(const auto now, stamp_of_writing());
  PQ_TRY(const auto exported,
         publish::export_database({.database = database,
                                   .folder = how.folder,
                                   .deltas = how.deltas,
                                   .now = now,
                                   .days = lifetimes.days.at(trust::RoleName::kTargets)}));
  const auto& offers = exported.offers;
  teller.done(fmt::format("{} {}: {} advisories, {} packed to {}, version {}",
                          exported.unchanged ? "Already published in" : "Published in", how.folder,
                          offers.database.advisories, shown_bytes(offers.database.bytes),
                          shown_bytes(offers.whole.length), exported.version));
  if (exported.delta_bytes > 0) {
    constexpr double kPercent = 100;
    teller.done(fmt::format(
        "Delta from the one before: {}, {:.2f} % of the whole", shown_bytes(exported.delta_bytes),
        kPercent * static_cast<double>(exported.delta_bytes) / static_cast<double>(offers.whole.length)));
  }
  if (!exported.no_delta.empty()) teller.warn("No delta: " + exported.no_delta);
  deed.facts = {{"folder", how.folder},
                {"digest", offers.database.digest},
                {"advisories", offers.database.advisories},
                {"bytes", offers.database.bytes},
                {"packed", offers.whole.length},
                {"delta", exported.delta_bytes},
                {"no_delta", exported.no_delta},
                {"version", exported.version},
                {"unchanged", exported.unchanged}};
  if (keys.empty()) return kOk;
  PQ_TRY(const auto roles, publish::sign({.folder = how.folder,
                                          .keys = std::move(keys),
                                          .new_root = {},
                                          .now = now,
                                          .lifetimes = lifetimes}));
  return tell(roles, how.folder, teller, deed);
}

trust::Time now_by_the_clock() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Result<trust::Time> stamp_of_writing() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch == nullptr || *epoch == '\0') return now_by_the_clock();
  constexpr std::uint64_t kMost = 253'402'300'799;  // the end of the year 9999
  const auto seconds = base::to_uint(epoch);
  if (!seconds || *seconds > kMost)
    return base::fail(ErrorKind::kUsage,
                      fmt::format("SOURCE_DATE_EPOCH is no number of seconds: \"{}\"", epoch));
  return static_cast<trust::Time>(*seconds);
}

std::string shown_bytes(std::uint64_t bytes) {
  constexpr double kStep = 1000;
  const auto all = static_cast<double>(bytes);
  if (all < kStep) return fmt::format("{} bytes", bytes);
  if (all < kStep * kStep) return fmt::format("{:.1f} kB", all / kStep);
  return fmt::format("{:.1f} MB", all / kStep / kStep);
}

}  // namespace pratique::app
