// OpenPGP signatures of publishers: where a row says that what it names is signed, and by which key, nothing else is
// taken. Two forms: each file has a signature beside it; or what is signed is a list that names the files' checksums
// (repomd.xml, PULP_MANIFEST, a list that is signed in the clear).
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openpgp/verify.h"
#include "update/fetch.h"

namespace pratique::update {

// A row's `signature` where its list of checksums is signed in the clear.
inline constexpr std::string_view kClearsigned = "clearsigned";

// What a person's pratique.yaml says: keys besides those that publishers give, and which feeds must be signed.
struct SignatureSettings {
  // Texts of public keys.
  std::vector<std::string> keys;
  bool all_required = false;
  // By name.
  std::vector<std::string> required;

  bool requires_signature(std::string_view feed) const;
};
// Its sections `keys` (files, or folders of files, beside it where they are relative) and `require_signatures` (true, or
// names of feeds). Errors: kInvalid for other values; kIo, and kInvalid for a file without keys.
Result<SignatureSettings> signature_settings(std::string_view yaml, const std::string& folder);

// Fingerprints that a row pins, as openpgp::plain_fingerprint() has them. Errors: kInvalid for what is none.
Result<std::vector<std::string>> pinned_keys(const FeedRow& row);
// Whether the files of a row can be verified: it says where signatures are, and by whom.
bool is_verifiable(const FeedRow& row);
// "signed by 77E7…", "unsigned (no pinned key)"; empty where no signature of it is known. Of what is there.
std::string signature_word(const FeedRow& row, const FeedState& state);
// What is asked of it: "OpenPGP, {url}.asc, by 77E7…".
std::string signature_rule(const FeedRow& row);

// Of one feed while it is fetched. Thread-safe.
class Signatures {
 public:
  // Where it asks for keys and signatures, and what is known of the feed; all must outlive it.
  Signatures(const FeedRow& row, const Fetch& fetch, const SignatureSettings& settings, const FeedState& was,
             std::int64_t now)
      : row_(row), fetch_(fetch), settings_(settings), was_(was), now_(now) {}

  // is_verifiable(); else nothing is verified.
  bool is_wanted() const { return is_verifiable(row_); }
  bool is_required() const { return settings_.requires_signature(row_.name); }
  // Whether whoever signed it is one of those that the row pins.
  bool is_by_pinned(const Proof& proof) const;

  // Of the file at `path`, which came from `url`; `pattern` is the row's `signature`. Without a signer where its publisher
  // gives no signature, and may do so: the row has signature_may_lack, it was not signed `before`, and nobody requires it.
  // Errors: kMismatch with the reason.
  Result<Proof> of_file(const std::string& path, const std::string& url, const std::string& pattern,
                        bool before);
  // Of a list that came from the first of `urls` that answered, and what is signed of it: the list itself, or what stands
  // in it where it is signed in the clear.
  struct List {
    Proof proof;
    std::string text;
  };
  Result<List> of_list(std::string text, const std::vector<std::string>& urls, bool before,
                       net::Reach reach = net::Reach::kAnywhere);
  // Whether a proof that somebody else kept holds for the file at `path`. Errors: kMismatch.
  Result<void> check(const FeedFile& file, const std::string& path);

  // Keys come from there, and no publisher is asked for any.
  void take_keys(std::vector<std::string> keys);
  // To be kept with the feed: what its publisher gave.
  std::vector<std::string> keys() const;

 private:
  Result<const openpgp::Verifier*> verifier();
  Result<openpgp::Verifier> make_verifier();
  Result<Proof> without(const std::string& place, bool before) const;

  const FeedRow& row_;
  const Fetch& fetch_;
  const SignatureSettings& settings_;
  const FeedState& was_;
  const std::int64_t now_;
  mutable std::mutex mutex_;
  std::optional<std::vector<std::string>> given_;
  std::vector<std::string> fetched_;
  std::optional<Result<openpgp::Verifier>> verifier_;
};

}  // namespace pratique::update
