#include "trust/metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include "base/hex.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "trust/canonical.h"

namespace pratique::trust {

namespace {

using codec::Json;

constexpr std::string_view kSpecification = "1.0.31";
constexpr std::size_t kMaxSignatureBytes = 1024;
constexpr std::size_t kHexDigest = 64;
constexpr std::string_view kSha256 = "sha256:";

Result<std::string> from_hex(std::string_view text) {
  const auto digit = [](char c) {
    return static_cast<unsigned>(base::is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  };
  if (text.size() % 2 != 0 || !std::all_of(text.begin(), text.end(), base::is_hex))
    return base::invalid("no hexadecimal text");
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2)
    out += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  return out;
}

// A file name and nothing else: what is fetched and written by it lies in one folder.
bool is_plain_name(std::string_view name) {
  constexpr std::size_t kMaxName = 128;
  return !name.empty() && name.size() <= kMaxName && name.front() != '.' &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return base::is_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

Result<std::uint64_t> number_of(Json value, std::uint64_t most, std::string_view what) {
  const auto number = value.integer();
  if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > most)
    return base::invalid(fmt::format("no sound {}", what));
  return static_cast<std::uint64_t>(*number);
}

Result<std::string> digest_of(Json hashes) {
  const auto digest = std::string(kSha256) + std::string(hashes["sha256"].text());
  if (!crypto::is_sha256(digest)) return base::invalid("no sound sha256");
  return digest;
}
std::string hex_of(std::string_view digest) { return std::string(digest.substr(kSha256.size())); }

Result<RoleKey> key_of(Json value) {
  const auto type = value["keytype"].text(), scheme = value["scheme"].text(),
             text = value["keyval"]["public"].text();
  if (type == "ed25519" && scheme == "ed25519") {
    PQ_TRY(const auto bytes, from_hex(text));
    PQ_TRY(auto key, crypto::PublicKey::from_ed25519(bytes));
    return RoleKey{.key = std::move(key)};
  }
  const bool ecdsa = type == "ecdsa" || type == "ecdsa-sha2-nistp256";
  if (!ecdsa || scheme != "ecdsa-sha2-nistp256")
    return base::fail(ErrorKind::kUnsupported, "a key of another kind than ed25519 or ecdsa-sha2-nistp256");
  PQ_TRY(auto key, crypto::PublicKey::from_pem(text));
  if (key.algorithm() != crypto::KeyAlgorithm::kEcdsaP256)
    return base::invalid("a key that is not what it says");
  return RoleKey{.key = std::move(key)};
}

// Keys of kinds that we do not read count for nothing: others may hold the threshold.
Result<void> read_keys(Json value, Metadata& into) {
  if (!value.is_object() || value.size() > kMaxKeys) return base::invalid("no sound list of keys");
  std::optional<Error> wrong;
  value.each_member([&](std::string_view id, Json one) {
    auto key = key_of(one);
    if (!key) {
      if (key.error().kind != ErrorKind::kUnsupported) wrong = std::move(key).error();
      return;
    }
    // The id is what the object's canonical form says, whoever wrote it in which form.
    const auto text = canonical(one);
    if (!text || hex_of(crypto::sha256(base::as_bytes(*text))) != id) {
      wrong = Error{.kind = ErrorKind::kInvalid, .what = "a key whose id is not its digest"};
      return;
    }
    into.keys.emplace(id, *std::move(key));
  });
  if (wrong) return tl::unexpected(*std::move(wrong));
  return {};
}

Result<void> read_roles(Json value, Metadata& into) {
  for (const auto name : kAllRoles) {
    const auto one = value[to_string(name)];
    Signers role;
    PQ_TRY(role.threshold, number_of(one["threshold"], kMaxKeys, "threshold"));
    const auto ids = one["keyids"];
    if (ids.size() > kMaxKeys) return base::over_limit("more than 64 keys of a role");
    ids.each([&](Json id) { role.keys.emplace_back(id.text()); });
    std::set<std::string> different(role.keys.begin(), role.keys.end());
    // A threshold of 0 would be reached by nobody's signature (CVE-2026-23992).
    if (role.threshold < 1 || role.threshold > different.size())
      return base::invalid(fmt::format("a threshold of {} of {} keys of {}", role.threshold, different.size(),
                                       to_string(name)));
    into.roles.emplace(name, std::move(role));
  }
  return {};
}

Result<void> read_named(Json meta, std::string_view file, Metadata& into) {
  const auto one = meta[file];
  PQ_TRY(into.names.version, number_of(one["version"], kMaxVersion, "version"));
  PQ_TRY(into.names.length, number_of(one["length"], kMaxDocument, "length"));
  PQ_TRY(into.names.digest, digest_of(one["hashes"]));
  return {};
}

Result<void> read_targets(Json value, Metadata& into) {
  if (!value.is_object() || value.size() > kMaxTargets) return base::invalid("no sound list of targets");
  std::optional<Error> wrong;
  value.each_member([&](std::string_view name, Json one) {
    const auto read = [&]() -> Result<TargetFile> {
      if (!is_plain_name(name)) return base::invalid("a target that is no plain file name");
      TargetFile target;
      PQ_TRY(target.length, number_of(one["length"], 1ull << 40, "length"));
      PQ_TRY(target.digest, digest_of(one["hashes"]));
      if (one["custom"]) {
        PQ_TRY(target.custom, canonical(one["custom"]));
      }
      return target;
    };
    auto target = read();
    if (target) {
      into.targets.emplace(name, *std::move(target));
    } else if (!wrong) {
      wrong = std::move(target).error();
    }
  });
  if (wrong) return tl::unexpected(*std::move(wrong));
  return {};
}

Result<void> read_rest(Json value, Metadata& into) {
  switch (into.role) {
    case RoleName::kRoot:
      PQ_CHECK(read_keys(value["keys"], into));
      return read_roles(value["roles"], into);
    case RoleName::kTargets:
      return read_targets(value["targets"], into);
    case RoleName::kSnapshot:
      return read_named(value["meta"], "targets.json", into);
    case RoleName::kTimestamp:
      return read_named(value["meta"], "snapshot.json", into);
  }
  return {};
}

Result<Metadata> read_metadata(Json value, RoleName role) {
  Metadata out{.role = role};
  if (value["_type"].text() != to_string(role))
    return base::invalid(fmt::format("no metadata of the role {}", to_string(role)));
  if (!value["spec_version"].text().starts_with("1."))
    return base::fail(ErrorKind::kUnsupported, "metadata of another specification than TUF 1");
  PQ_TRY(out.version, number_of(value["version"], kMaxVersion, "version"));
  if (out.version == 0) return base::invalid("no sound version");
  PQ_TRY(out.expires, time_of(value["expires"].text()));
  PQ_CHECK(read_rest(value, out));
  return out;
}

Result<std::vector<Signature>> read_signatures(Json value) {
  if (!value.is_array()) return base::invalid("no list of signatures");
  if (value.size() > kMaxSignatures) return base::over_limit("more than 64 signatures");
  std::vector<Signature> out;
  value.each([&](Json one) {
    auto bytes = from_hex(one["sig"].text());
    const auto id = one["keyid"].text();
    // What is no signature counts as none.
    if (bytes && bytes->size() <= kMaxSignatureBytes && id.size() == kHexDigest)
      out.push_back({std::string(id), *std::move(bytes)});
  });
  return out;
}

std::string members_of(const Metadata& metadata) {
  std::string out;
  switch (metadata.role) {
    case RoleName::kRoot: {
      out += R"("consistent_snapshot":true,"keys":{)";
      bool first = true;
      for (const auto& [id, key] : metadata.keys)
        out += (std::exchange(first, false) ? "" : ",") + canonical_text(id) + ":" + key.to_json();
      out += R"(},"roles":{)";
      first = true;
      for (const auto& [name, role] : metadata.roles) {
        auto ids = role.keys;
        std::sort(ids.begin(), ids.end());
        for (auto& id : ids) id = canonical_text(id);
        out +=
            fmt::format("{}{}:{{\"keyids\":[{}],\"threshold\":{}}}", std::exchange(first, false) ? "" : ",",
                        canonical_text(to_string(name)), base::join(ids, ","), role.threshold);
      }
      return out + "}";
    }
    case RoleName::kTargets: {
      out += R"("targets":{)";
      bool first = true;
      for (const auto& [name, target] : metadata.targets)
        out += fmt::format("{}{}:{{\"custom\":{},\"hashes\":{{\"sha256\":\"{}\"}},\"length\":{}}}",
                           std::exchange(first, false) ? "" : ",", canonical_text(name), target.custom,
                           hex_of(target.digest), target.length);
      return out + "}";
    }
    default: {
      const auto file = metadata.role == RoleName::kSnapshot ? "targets.json" : "snapshot.json";
      return fmt::format(
          "\"meta\":{{\"{}\":{{\"hashes\":{{\"sha256\":\"{}\"}},\"length\":{},\"version\":{}}}}}", file,
          hex_of(metadata.names.digest), metadata.names.length, metadata.names.version);
    }
  }
}

}  // namespace

std::string_view to_string(RoleName role) {
  constexpr std::array<std::string_view, 4> kNames{"root", "targets", "snapshot", "timestamp"};
  return kNames[static_cast<std::size_t>(role)];
}

std::string to_text(Time time) {
  const std::chrono::sys_seconds seconds{std::chrono::seconds(time)};
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

Result<Time> time_of(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
  const auto wrong = base::invalid("no time such as 2026-12-03T09:30:00Z");
  if (text.size() != kShape.size()) return wrong;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (kShape[i] == 'd' ? !base::is_digit(text[i]) : text[i] != kShape[i]) return wrong;
  const auto part = [&](std::size_t at, std::size_t size) {
    return static_cast<unsigned>(base::to_uint(text.substr(at, size)).value_or(0));
  };
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(part(0, 4))),
                                         std::chrono::month(part(5, 2)), std::chrono::day(part(8, 2)));
  if (!date.ok() || part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 59) return wrong;
  const auto seconds = std::chrono::sys_days(date) + std::chrono::hours(part(11, 2)) +
                       std::chrono::minutes(part(14, 2)) + std::chrono::seconds(part(17, 2));
  return seconds.time_since_epoch().count();
}

std::string RoleKey::to_json() const {
  const bool ed25519 = key.algorithm() == crypto::KeyAlgorithm::kEd25519;
  return fmt::format("{{\"keytype\":\"{}\",\"keyval\":{{\"public\":{}}},\"scheme\":\"{}\"}}",
                     ed25519 ? "ed25519" : "ecdsa",
                     canonical_text(ed25519 ? base::to_hex(base::as_bytes(key.raw())) : key.pem()),
                     ed25519 ? "ed25519" : "ecdsa-sha2-nistp256");
}

std::string RoleKey::id() const { return hex_of(crypto::sha256(base::as_bytes(to_json()))); }

std::string SignedDocument::to_text() const {
  std::vector<std::string> all;
  for (const auto& one : signatures)
    all.push_back(fmt::format("{{\"keyid\":{},\"sig\":\"{}\"}}", canonical_text(one.key),
                              base::to_hex(base::as_bytes(one.bytes))));
  return "{\"signatures\":[" + base::join(all, ",") + "],\"signed\":" + as_json(body) + "}";
}

SignedDocument document_of(const Metadata& metadata) {
  // By key, as canonical JSON has it: those of all roles stand before and between the role's own.
  std::map<std::string, std::string> parts{
      {"_type", canonical_text(to_string(metadata.role))},
      {"expires", canonical_text(to_text(metadata.expires))},
      {"spec_version", canonical_text(kSpecification)},
      {"version", std::to_string(metadata.version)},
  };
  const auto own = members_of(metadata);
  const auto document = codec::JsonDocument::parse(as_json("{" + own + "}"), kMaxDocument * 2);
  std::string body;
  if (document) {
    document->root().each_member(
        [&](std::string_view key, Json value) { parts.emplace(key, canonical(value).value_or("null")); });
  }
  for (const auto& [key, value] : parts)
    body += (body.empty() ? "{" : ",") + canonical_text(key) + ":" + value;
  return {.metadata = metadata, .body = body + "}", .signatures = {}};
}

Result<SignedDocument> read_document(std::string_view text, RoleName role) {
  const auto in_role = [&](Error error) {
    if (error.where.file.empty()) error.where.file = std::string(to_string(role)) + ".json";
    return tl::unexpected(std::move(error));
  };
  auto document = codec::JsonDocument::parse(text, kMaxDocument);
  if (!document) return in_role(std::move(document).error());
  const auto root = document->root();
  // The whole document, so that no key is there twice, in the envelope either.
  if (auto whole = canonical(root); !whole) return in_role(std::move(whole).error());
  SignedDocument out;
  auto metadata = read_metadata(root["signed"], role);
  if (!metadata) return in_role(std::move(metadata).error());
  out.metadata = *std::move(metadata);
  auto signatures = read_signatures(root["signatures"]);
  if (!signatures) return in_role(std::move(signatures).error());
  out.signatures = *std::move(signatures);
  PQ_TRY(out.body, canonical(root["signed"]));
  return out;
}

std::uint64_t count_signers(const SignedDocument& document, const Metadata& root) {
  const auto role = root.roles.find(document.metadata.role);
  if (role == root.roles.end()) return 0;
  std::set<std::string> signers;
  for (const auto& signature : document.signatures) {
    const auto& ids = role->second.keys;
    const auto key = root.keys.find(signature.key);
    if (key == root.keys.end() || std::find(ids.begin(), ids.end(), signature.key) == ids.end()) continue;
    // By the key itself: two ids of one key are one signer (GHSA-pwqf-9h7j-7mv8).
    if (signers.contains(key->second.key.fingerprint())) continue;
    if (key->second.key.verify(document.body, signature.bytes)) signers.insert(key->second.key.fingerprint());
  }
  return signers.size();
}

Result<void> check_signatures(const SignedDocument& document, const Metadata& root) {
  const auto role = root.roles.find(document.metadata.role);
  const auto wanted = role == root.roles.end() ? 1 : role->second.threshold;
  const auto signers = count_signers(document, root);
  if (signers >= wanted && wanted > 0) return {};
  return base::fail(
      ErrorKind::kMismatch,
      fmt::format("signed by {} of the {} keys that it needs (root {})", signers, wanted, root.version),
      {.file = std::string(to_string(document.metadata.role)) + ".json"});
}

Result<bool> add_signature(SignedDocument& document, const Metadata& root, const crypto::PrivateKey& key) {
  const auto role = root.roles.find(document.metadata.role);
  if (role == root.roles.end()) return false;
  const auto print = key.public_key().fingerprint();
  for (const auto& id : role->second.keys) {
    const auto known = root.keys.find(id);
    if (known == root.keys.end() || known->second.key.fingerprint() != print) continue;
    // One that is there stays: ECDSA gives another each time, and what names the document would no longer fit.
    const auto& all = document.signatures;
    const bool there = std::any_of(all.begin(), all.end(), [&, &wanted = id](const Signature& one) {
      return one.key == wanted && known->second.key.verify(document.body, one.bytes);
    });
    if (there) return true;
    PQ_TRY(auto bytes, key.sign(document.body));
    std::erase_if(document.signatures, [&](const Signature& one) { return one.key == id; });
    document.signatures.push_back({id, std::move(bytes)});
    std::sort(document.signatures.begin(), document.signatures.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    return true;
  }
  return false;
}

}  // namespace pratique::trust
