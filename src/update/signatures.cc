#include "update/signatures.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/yaml.h"
#include "crypto/digest.h"
#include "crypto/sha512.h"
#include "openpgp/packets.h"
#include "update/checksum.h"
#include "update/files.h"

namespace pratique::update {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kKeyEndings{".asc", ".gpg", ".pgp", ".key", ".txt"};

Result<std::vector<std::string>> texts_of(codec::Yaml value, const std::string& what) {
  std::vector<std::string> texts;
  bool sound = value.is_string() || value.is_array();
  if (value.is_string()) texts.emplace_back(value.text());
  value.each([&](codec::Yaml each) {
    sound = sound && each.is_string() && !each.text().empty();
    texts.emplace_back(each.text());
  });
  if (!sound) return base::invalid(what + ": neither a text nor a list of texts");
  return texts;
}

// The files at a place, sorted: itself, or those of a folder that look like keys.
std::vector<std::string> key_files(const std::string& place) {
  std::error_code error;
  if (!fs::is_directory(place, error)) return {place};
  std::vector<std::string> files;
  for (fs::directory_iterator at(place, error), end; !error && at != end; at.increment(error)) {
    const auto ending = at->path().extension().string();
    if (base::is_one_of(ending, kKeyEndings)) files.push_back(at->path().string());
  }
  std::ranges::sort(files);
  return files;
}

Result<std::string> read_key_file(const std::string& path) {
  PQ_TRY(const auto source, codec::open_file(path));
  PQ_TRY(auto text, codec::read_all(*source, openpgp::kMaxKeyBytes));
  auto packets = openpgp::key_packets(text);
  if (!packets) return tl::unexpected(std::move(packets).error().in(path));
  return text;
}

// Of a file, by the algorithm of another digest.
Result<std::string> digest_like(const std::string& path, std::string_view other) {
  PQ_TRY(const auto source, codec::open_file(path));
  crypto::Sha256 short_sum;
  crypto::Sha512 long_sum;
  const bool is_long = other.starts_with("sha512:");
  for (;;) {
    PQ_TRY(const auto bytes, source->next());
    if (bytes.empty()) break;
    if (is_long) long_sum.update(bytes);
    if (!is_long) short_sum.update(bytes);
  }
  return is_long ? long_sum.finish() : short_sum.finish();
}

Error wrong(const std::string& what) { return {.kind = ErrorKind::kMismatch, .what = what}; }

// "sha256:HEX" without the name.
std::string_view hex_of(std::string_view digest) {
  const auto colon = digest.find(':');
  return colon == std::string_view::npos ? std::string_view() : digest.substr(colon + 1);
}

bool is_revoked(const std::string& keys, const std::vector<std::string>& pinned, std::int64_t now) {
  const auto verifier = openpgp::Verifier::make({keys}, pinned, now);
  return verifier && std::ranges::any_of(verifier->keys(), &openpgp::PinnedKey::revoked);
}

std::string joined(const std::set<std::string>& words) {
  return base::join({words.begin(), words.end()}, ", ");
}

}  // namespace

bool SignatureSettings::requires_signature(std::string_view feed) const {
  return all_required || std::ranges::find(required, feed) != required.end();
}

Result<SignatureSettings> signature_settings(std::string_view yaml, const std::string& folder) {
  PQ_TRY(const auto document, codec::YamlDocument::parse(yaml));
  SignatureSettings settings;
  if (const auto places = document.root()["keys"]) {
    PQ_TRY(const auto texts, texts_of(places, "keys"));
    for (const auto& text : texts) {
      const auto files = key_files((fs::path(folder) / text).lexically_normal().string());
      if (files.empty())
        return base::invalid("keys: no file of keys (.asc, .gpg, .pgp, .key, .txt) in " + text);
      for (const auto& file : files) {
        PQ_TRY(auto key, read_key_file(file));
        settings.keys.push_back(std::move(key));
      }
    }
  }
  if (const auto required = document.root()["require_signatures"]) {
    const auto flag = required.boolean();
    settings.all_required = flag.value_or(false);
    if (!flag) {
      PQ_TRY(settings.required, texts_of(required, "require_signatures"));
    }
  }
  return settings;
}

Result<std::vector<std::string>> pinned_keys(const FeedRow& row) {
  std::vector<std::string> pinned;
  for (const auto word : base::words(row.setting("signed_by"))) {
    pinned.push_back(openpgp::plain_fingerprint(word));
    if (pinned.back().empty())
      return base::invalid("feed \"" + row.name + "\": no fingerprint of 40 digits: " + std::string(word));
  }
  return pinned;
}

bool is_verifiable(const FeedRow& row) {
  const auto pinned = pinned_keys(row);
  return !row.setting("signature").empty() && pinned && !pinned->empty();
}

std::string signature_word(const FeedRow& row, const FeedState& state) {
  if (row.setting("signature").empty()) return {};
  if (!is_verifiable(row)) return "unsigned (no pinned key)";
  std::set<std::string> signers;
  std::size_t unsigned_files = 0;
  for (const auto& file : state.files) {
    if (file.proof.signer.empty()) ++unsigned_files;
    if (!file.proof.signer.empty()) signers.insert(file.proof.signer);
  }
  if (signers.empty()) return state.files.empty() ? "" : "unsigned (its publisher gives no signature)";
  const auto by = "signed by " + joined(signers);
  if (unsigned_files == 0) return by;
  return by + ", but " + std::to_string(unsigned_files) + " of " + std::to_string(state.files.size()) +
         " files";
}

std::string signature_rule(const FeedRow& row) {
  const auto& signature = row.setting("signature");
  if (signature.empty()) return {};
  const auto form =
      signature == kClearsigned ? "in its list of checksums, " + row.setting("checksum") : signature;
  const auto pinned = pinned_keys(row).value_or(std::vector<std::string>());
  const auto by = pinned.empty() ? "not verified: no pinned key" : "by " + base::join(pinned, " or ");
  return "OpenPGP, " + form + ", " + by +
         (row.setting("signature_may_lack") == "true" ? ", where there is one" : "");
}

bool Signatures::is_by_pinned(const Proof& proof) const {
  const auto pinned = pinned_keys(row_).value_or(std::vector<std::string>());
  return std::ranges::find(pinned, proof.signer) != pinned.end();
}

void Signatures::take_keys(std::vector<std::string> keys) {
  const std::lock_guard lock(mutex_);
  given_ = std::move(keys);
}

std::vector<std::string> Signatures::keys() const {
  const std::lock_guard lock(mutex_);
  if (fetched_.empty()) return was_.keys;
  auto keys = fetched_;
  // Who takes a revocation back is not believed.
  const auto pinned = pinned_keys(row_).value_or(std::vector<std::string>());
  for (const auto& before : was_.keys) {
    const bool is_there = std::ranges::find(keys, before) != keys.end();
    if (!is_there && is_revoked(before, pinned, now_)) keys.push_back(before);
  }
  return keys;
}

// A person's own keys, those that came with the feed before, and what the publisher gives now: all that is said of a
// pinned key counts, and of others nothing.
Result<openpgp::Verifier> Signatures::make_verifier() {
  PQ_TRY(const auto pinned, pinned_keys(row_));
  std::optional<Error> way;
  if (given_) fetched_ = *given_;
  for (const auto place : base::words(row_.setting(given_ ? "" : "keys_at"))) {
    PQ_TRY(const auto urls, expand_braces(place));
    for (const auto& url : urls) {
      auto text = fetch_.text({url}, openpgp::kMaxKeyBytes);
      auto packets = text ? openpgp::key_packets(*text) : Result<std::string>(tl::unexpected(text.error()));
      if (packets) fetched_.push_back(*std::move(text));
      if (!packets && !way) way = std::move(packets).error().in(url);
    }
  }
  auto texts = settings_.keys;
  texts.insert(texts.end(), was_.keys.begin(), was_.keys.end());
  texts.insert(texts.end(), fetched_.begin(), fetched_.end());
  auto made = openpgp::Verifier::make(texts, pinned, now_);
  if (!made && made.error().kind == ErrorKind::kNotFound)
    return tl::unexpected(way ? *way
                              : Error{.kind = ErrorKind::kNotFound,
                                      .what = "its key " + base::join(pinned, " or ") + " is not there",
                                      .where = {},
                                      .hint = "give it by keys: in pratique.yaml"});
  return made;
}

Result<const openpgp::Verifier*> Signatures::verifier() {
  const std::lock_guard lock(mutex_);
  if (!verifier_) verifier_ = make_verifier();
  if (!*verifier_) return tl::unexpected(verifier_->error());
  return &**verifier_;
}

Result<Proof> Signatures::without(const std::string& place, bool before) const {
  const bool may_lack = row_.setting("signature_may_lack") == "true";
  if (before) return tl::unexpected(wrong("it was signed before, and now there is no " + place));
  if (is_required())
    return tl::unexpected(wrong("it is not signed, which require_signatures wants: no " + place));
  if (!may_lack) return tl::unexpected(wrong("it is not signed: no " + place));
  return Proof{};
}

Result<Proof> Signatures::of_file(const std::string& path, const std::string& url, const std::string& pattern,
                                  bool before) {
  const auto place = base::replace_all(pattern, "{url}", url);
  const auto signature = fetch_.text({place}, openpgp::kMaxSignatureBytes);
  if (!signature && signature.error().kind == ErrorKind::kNotFound) return without(place, before);
  if (!signature) return tl::unexpected(Error(signature.error()).in(place));
  PQ_TRY(const auto* verifier, this->verifier());
  PQ_TRY(const auto data, codec::open_file(path));
  auto good = verifier->detached(*data, *signature);
  if (!good) return tl::unexpected(std::move(good).error().in(url));
  PQ_TRY(const auto packets, openpgp::signature_packets(*signature));
  return Proof{.signer = good->key, .signature = codec::to_base64(packets), .signed_text = {}};
}

Result<Signatures::List> Signatures::of_list(std::string text, const std::vector<std::string>& urls,
                                             bool before, net::Reach reach) {
  if (row_.setting("signature") == kClearsigned) {
    PQ_TRY(const auto* verifier, this->verifier());
    auto good = verifier->cleartext(text);
    if (!good) return tl::unexpected(std::move(good).error().in(urls.front()));
    Proof proof{.signer = good->signature.key, .signature = {}, .signed_text = std::move(text)};
    return List{std::move(proof), std::move(good->text)};
  }
  std::vector<std::string> places;
  for (const auto& url : urls) places.push_back(base::replace_all(row_.setting("signature"), "{url}", url));
  const auto signature = fetch_.text(places, openpgp::kMaxSignatureBytes, &reach);
  if (!signature && signature.error().kind == ErrorKind::kNotFound) {
    PQ_TRY(auto none, without(places.front(), before));
    return List{std::move(none), std::move(text)};
  }
  if (!signature) return tl::unexpected(Error(signature.error()).in(places.front()));
  PQ_TRY(const auto* verifier, this->verifier());
  const auto data = codec::from_memory(base::as_bytes(text));
  auto good = verifier->detached(*data, *signature);
  if (!good) return tl::unexpected(std::move(good).error().in(urls.front()));
  PQ_TRY(const auto packets, openpgp::signature_packets(*signature));
  return List{{.signer = good->key, .signature = codec::to_base64(packets), .signed_text = text}, text};
}

Result<void> Signatures::check(const FeedFile& file, const std::string& path) {
  PQ_TRY(const auto* verifier, this->verifier());
  const auto& proof = file.proof;
  PQ_TRY(const auto packets, codec::from_base64(proof.signature));
  if (proof.signed_text.empty()) {
    PQ_TRY(const auto data, codec::open_file(path));
    PQ_TRY(const auto good, verifier->detached(*data, packets));
    return good.key == proof.signer ? Result<void>()
                                    : tl::unexpected(wrong("signed by another key than told"));
  }
  auto list = proof.signed_text;
  auto given = digest_of_hex(hex_of(file.mark)).empty() ? file.digest : file.mark;
  if (proof.signature.empty()) {
    PQ_TRY(auto good, verifier->cleartext(list));
    list = std::move(good.text);
    PQ_TRY(given, checksum_of(list, file.url));
  } else {
    const auto data = codec::from_memory(base::as_bytes(list));
    PQ_TRY(const auto good, verifier->detached(*data, packets));
  }
  PQ_TRY(const auto found, digest_like(path, given));
  if (found != given || !base::contains(base::to_lower(list), hex_of(found)))
    return tl::unexpected(wrong("another checksum than the signed list gives: " + found));
  return {};
}

}  // namespace pratique::update
