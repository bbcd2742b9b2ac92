#include "publish/sign.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "crypto/digest.h"
#include "publish/files.h"
#include "publish/publication.h"

namespace pratique::publish {

namespace {

namespace fs = std::filesystem;
using trust::RoleName;
using trust::SignedDocument;

constexpr const char* kPendingRoot = "pending.root.json";
constexpr std::int64_t kDay = 86'400;

class Signing {
 public:
  explicit Signing(const SignRequest& request) : request_(request) {}

  Result<std::vector<SignedRole>> run() {
    PQ_CHECK(settle_root());
    if (!root_) return rows_;  // the first one waits for signatures
    if (!rows_.empty() && !rows_.back().done) return rows_;
    PQ_TRY(const auto there, get_text(request_.folder, std::string(kTargetsFile), trust::kMaxDocument));
    if (there) {
      PQ_CHECK(sign_targets(*there));
    } else if (rows_.empty()) {
      return base::fail(ErrorKind::kNotFound, "nothing to sign", {.file = request_.folder},
                        "export a database to it first: pratique db export -o " + request_.folder);
    }
    return rows_;
  }

 private:
  trust::Time expiry(RoleName role) const {
    return request_.now + static_cast<std::int64_t>(request_.lifetimes.days.at(role)) * kDay;
  }
  Result<bool> sign_by(SignedDocument& document, const trust::Metadata& root) const {
    bool any = false;
    for (const auto& key : request_.keys) {
      PQ_TRY(const bool one, trust::add_signature(document, root, key));
      any = any || one;
    }
    return any;
  }
  bool has_key(RoleName role) const {
    const auto& ids = root_->metadata.roles.at(role).keys;
    return std::any_of(request_.keys.begin(), request_.keys.end(), [&](const auto& key) {
      return std::find(ids.begin(), ids.end(), trust::RoleKey{.key = key.public_key()}.id()) != ids.end();
    });
  }
  static SignedRole row_of(const SignedDocument& document, const trust::Metadata& root) {
    SignedRole row{.role = document.metadata.role,
                   .version = document.metadata.version,
                   .signers = trust::count_signers(document, root),
                   .threshold = root.roles.at(document.metadata.role).threshold,
                   .expires = document.metadata.expires};
    row.done = row.signers >= row.threshold;
    return row;
  }

  // The newest that is published, and the one that waits.
  Result<void> settle_root() {
    for (std::uint64_t i = 1;; ++i) {
      PQ_TRY(const auto text, get_text(request_.folder, fmt::format("{}.root.json", i), trust::kMaxDocument));
      if (!text) break;
      PQ_TRY(root_, trust::read_document(*text, RoleName::kRoot));
    }
    PQ_TRY(const auto waiting, get_text(request_.folder, kPendingRoot, trust::kMaxDocument));
    std::optional<SignedDocument> next;
    if (request_.new_root) {
      PQ_TRY(next, new_root(*request_.new_root));
    } else if (waiting) {
      PQ_TRY(next, trust::read_document(*waiting, RoleName::kRoot));
    }
    if (!next && !root_) {
      return base::fail(ErrorKind::kUsage, "no root yet", {.file = request_.folder},
                        "make one: --new-root --root-key PUBLIC_KEY --key PRIVATE_KEY");
    }
    PQ_CHECK(check_named(next));
    return next ? sign_root(*std::move(next)) : Result<void>();
  }

  // A key that no root names is a mistake that would look like success.
  Result<void> check_named(const std::optional<SignedDocument>& next) const {
    for (const auto& key : request_.keys) {
      const auto id = trust::RoleKey{.key = key.public_key()}.id();
      const bool known =
          (root_ && root_->metadata.keys.contains(id)) || (next && next->metadata.keys.contains(id));
      if (!known)
        return base::fail(ErrorKind::kUsage, fmt::format("key {} is none of the root's", id),
                          {.file = request_.folder});
    }
    return {};
  }

  Result<SignedDocument> new_root(const NewRoot& asked) const {
    trust::Metadata root{.role = RoleName::kRoot,
                         .version = root_ ? root_->metadata.version + 1 : 1,
                         .expires = expiry(RoleName::kRoot)};
    if (!root_ && !asked.keys.contains(RoleName::kRoot))
      return base::fail(ErrorKind::kUsage, "a root without keys", {}, "name them by --root-key");
    for (const auto role : trust::kAllRoles) {
      trust::Signers part;
      const auto named = asked.keys.find(role);
      if (named == asked.keys.end() && root_) {
        part = root_->metadata.roles.at(role);
        for (const auto& id : part.keys)
          if (const auto key = root_->metadata.keys.find(id); key != root_->metadata.keys.end())
            root.keys.emplace(id, key->second);
      } else {
        for (const auto& key : named == asked.keys.end() ? asked.keys.at(RoleName::kRoot) : named->second) {
          const trust::RoleKey one{.key = key};
          if (std::find(part.keys.begin(), part.keys.end(), one.id()) == part.keys.end())
            part.keys.push_back(one.id());
          root.keys.emplace(one.id(), one);
        }
      }
      const auto threshold = asked.thresholds.find(role);
      if (threshold != asked.thresholds.end()) part.threshold = threshold->second;
      if (part.threshold < 1 || part.threshold > part.keys.size()) {
        return base::fail(ErrorKind::kUsage,
                          fmt::format("{} of {} keys of {}: that cannot be reached", part.threshold,
                                      part.keys.size(), trust::to_string(role)));
      }
      root.roles.emplace(role, std::move(part));
    }
    return trust::document_of(root);
  }

  // By its own keys and those of the one before.
  Result<void> sign_root(SignedDocument next) {
    PQ_CHECK(sign_by(next, next.metadata));
    SignedRole row = row_of(next, next.metadata);
    if (root_) {
      PQ_CHECK(sign_by(next, root_->metadata));
      row = row_of(next, next.metadata);
      row.old_signers = trust::count_signers(next, root_->metadata);
      row.old_threshold = root_->metadata.roles.at(RoleName::kRoot).threshold;
      row.done = row.done && row.old_signers >= row.old_threshold;
    }
    rows_.push_back(row);
    if (!row.done) return put_text(request_.folder, kPendingRoot, next.to_text());
    PQ_CHECK(put_text(request_.folder, fmt::format("{}.root.json", row.version), next.to_text()));
    PQ_CHECK(put_text(request_.folder, "root.json", next.to_text()));
    std::error_code none;
    fs::remove(fs::path(request_.folder) / kPendingRoot, none);
    root_ = std::move(next);
    return {};
  }

  Result<void> sign_targets(const std::string& text) {
    PQ_TRY(auto targets, trust::read_document(text, RoleName::kTargets));
    const auto& root = root_->metadata;
    const auto before = trust::count_signers(targets, root);
    PQ_TRY(const bool any, sign_by(targets, root));
    const auto row = row_of(targets, root);
    // Who makes a root need not have the keys of the targets.
    const bool only_root = !any && !rows_.empty();
    if (!only_root && (any || before < row.threshold)) rows_.push_back(row);
    PQ_CHECK(put_text(request_.folder, std::string(kTargetsFile), targets.to_text()));
    if (!row.done || (only_root && !has_key(RoleName::kTimestamp))) return {};
    const auto file = fmt::format("{}.targets.json", row.version);
    PQ_CHECK(put_text(request_.folder, file, targets.to_text()));
    return sign_snapshot(named(targets));
  }
  static trust::Named named(const SignedDocument& document) {
    const auto text = document.to_text();
    return {.version = document.metadata.version,
            .length = text.size(),
            .digest = crypto::sha256(base::as_bytes(text))};
  }

  Result<void> sign_snapshot(const trust::Named& targets) {
    PQ_TRY(const auto timestamp, last(RoleName::kTimestamp, "timestamp.json"));
    std::optional<SignedDocument> snapshot;
    if (timestamp) {
      PQ_TRY(snapshot,
             last(RoleName::kSnapshot, fmt::format("{}.snapshot.json", timestamp->metadata.names.version)));
    }
    const auto life = static_cast<std::int64_t>(request_.lifetimes.days.at(RoleName::kSnapshot)) * kDay;
    const bool stands = snapshot && snapshot->metadata.names.digest == targets.digest &&
                        snapshot->metadata.expires - request_.now > life / 2 &&
                        trust::check_signatures(*snapshot, root_->metadata).has_value();
    if (!stands) {
      auto next = trust::document_of({.role = RoleName::kSnapshot,
                                      .version = snapshot ? snapshot->metadata.version + 1 : 1,
                                      .expires = expiry(RoleName::kSnapshot),
                                      .names = targets});
      PQ_CHECK(sign_by(next, root_->metadata));
      rows_.push_back(row_of(next, root_->metadata));
      if (!rows_.back().done) return {};
      PQ_CHECK(
          put_text(request_.folder, fmt::format("{}.snapshot.json", next.metadata.version), next.to_text()));
      snapshot = std::move(next);
    }
    return sign_timestamp(named(*snapshot), timestamp ? timestamp->metadata.version + 1 : 1);
  }

  // The last: from now on all is published.
  Result<void> sign_timestamp(const trust::Named& snapshot, std::uint64_t version) {
    auto next = trust::document_of({.role = RoleName::kTimestamp,
                                    .version = version,
                                    .expires = expiry(RoleName::kTimestamp),
                                    .names = snapshot});
    PQ_CHECK(sign_by(next, root_->metadata));
    rows_.push_back(row_of(next, root_->metadata));
    if (!rows_.back().done) return {};
    return put_text(request_.folder, "timestamp.json", next.to_text());
  }

  Result<std::optional<SignedDocument>> last(RoleName role, const std::string& file) const {
    PQ_TRY(const auto text, get_text(request_.folder, file, trust::kMaxDocument));
    if (!text) return std::optional<SignedDocument>();
    PQ_TRY(auto document, trust::read_document(*text, role));
    return std::optional(std::move(document));
  }

  const SignRequest& request_;
  std::optional<SignedDocument> root_;
  std::vector<SignedRole> rows_;
};

// A key for nothing is a mistake that would look like success.
Result<void> check_keys(const SignRequest& request, const std::vector<SignedRole>& rows) {
  if (request.keys.empty() || !rows.empty()) return {};
  return base::fail(ErrorKind::kUsage, "none of these keys is one of the root's", {.file = request.folder});
}

}  // namespace

Result<std::vector<SignedRole>> sign(const SignRequest& request) {
  std::error_code error;
  // A slip of the keyboard must not make a publication of nothing.
  if (!fs::is_directory(request.folder, error))
    return base::fail(ErrorKind::kNotFound, "no such folder", {.file = request.folder},
                      "publish the database first: pratique db export -o " + request.folder);
  PQ_TRY(const auto lock, FolderLock::take(request.folder));
  PQ_TRY(auto rows, Signing(request).run());
  PQ_CHECK(check_keys(request, rows));
  return rows;
}

}  // namespace pratique::publish
