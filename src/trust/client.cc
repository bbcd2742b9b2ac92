#include "trust/client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "codec/stream.h"
#include "crypto/digest.h"

namespace pratique::trust {

namespace {

constexpr const char* kAnchor = "anchor.json";
constexpr std::uint64_t kMaxTimestamp = 64 << 10;
// Of roots in one refresh: who was away for longer trusts a newer one by hand.
constexpr std::uint64_t kMaxRoots = 256;
// A key that was stolen for a moment could name the highest version there is, and nobody could go on from it.
constexpr std::uint64_t kMaxLeap = 1'000'000;

std::string file_of(RoleName role) { return std::string(to_string(role)) + ".json"; }

tl::unexpected<Error> refused(RoleName role, std::string what, std::string hint = {}) {
  return base::fail(ErrorKind::kMismatch, std::move(what), {.file = file_of(role)}, std::move(hint));
}

Result<void> check_time(const Metadata& metadata, Time now) {
  if (now < metadata.expires) return {};
  return refused(metadata.role,
                 fmt::format("expired on {}: what is offered may be held back, or nobody signs any more",
                             to_text(metadata.expires)),
                 "ask the publisher, or look whether this machine's clock is right");
}

// What was seen of a role; nothing where nothing was, or nothing that can be read.
Result<std::optional<SignedDocument>> seen(const TrustMemory& memory, RoleName role) {
  PQ_TRY(const auto text, memory.load(file_of(role)));
  if (!text) return std::optional<SignedDocument>();
  PQ_TRY(auto document, read_document(*text, role));
  return std::optional(std::move(document));
}

Result<void> check_version(const SignedDocument& offered, const std::optional<SignedDocument>& before) {
  const auto& now = offered.metadata;
  const auto first = before ? before->metadata.version : 0;
  if (now.version < first)
    return refused(now.role, fmt::format("version {} is offered, and {} was seen before: rolled back",
                                         now.version, first));
  if (now.version - first > kMaxLeap)
    return refused(now.role,
                   fmt::format("version {} is offered, and {} was seen before: no publisher goes so fast",
                               now.version, first));
  if (before && now.version == first && offered.body != before->body)
    return refused(now.role, fmt::format("version {} says something else than it did before", first));
  return {};
}

class Refresh {
 public:
  Refresh(const GetMetadata& fetch, const TrustMemory& memory, Time now)
      : fetch_(fetch), memory_(memory), now_(now) {}

  Result<Trusted> run(const std::string& anchor) {
    PQ_CHECK(begin(anchor));
    PQ_CHECK(follow_roots());
    PQ_CHECK(check_time(root_.metadata, now_));
    PQ_TRY(const auto timestamp, take(RoleName::kTimestamp, nullptr));
    PQ_CHECK(remember_anchor());
    PQ_TRY(const auto snapshot, take(RoleName::kSnapshot, &timestamp.metadata));
    PQ_TRY(auto targets, take(RoleName::kTargets, &snapshot.metadata));
    const auto expires = std::min({root_.metadata.expires, timestamp.metadata.expires,
                                   snapshot.metadata.expires, targets.metadata.expires});
    return Trusted{.root = root_.metadata,
                   .targets = std::move(targets.metadata),
                   .expires = expires,
                   .unchanged = unchanged_};
  }

 private:
  Result<void> begin(const std::string& anchor) {
    PQ_TRY(auto known, seen(memory_, RoleName::kRoot));
    PQ_TRY(const auto first, memory_.load(kAnchor));
    if (known && !anchor.empty() && first && *first != anchor) {
      return base::fail(ErrorKind::kUsage, "another root than the one that was trusted first",
                        {.file = memory_.folder()},
                        "remove that folder to trust the new one, and ask yourself why it is another");
    }
    if (known) {
      root_ = *std::move(known);
      return {};
    }
    if (anchor.empty()) {
      return base::fail(ErrorKind::kUsage, "whom to trust is not known yet", {.file = memory_.folder()},
                        "give the publisher's root by --root FILE, or ask for --unsigned");
    }
    PQ_TRY(root_, read_document(anchor, RoleName::kRoot));
    PQ_CHECK(check_signatures(root_, root_.metadata));
    anchor_ = anchor;
    return {};
  }

  // Whom to trust is remembered when something was seen that is signed by them: the root of somebody else, named by mistake,
  // would stand in the way of the right one.
  Result<void> remember_anchor() {
    if (!anchor_) return {};
    PQ_CHECK(memory_.save(kAnchor, *anchor_));
    return memory_.save(file_of(RoleName::kRoot), root_.to_text());
  }

  // §5.3: one by one, each signed by the keys of the one before and by its own.
  Result<void> follow_roots() {
    for (std::uint64_t i = 0;; ++i) {
      const auto next = root_.metadata.version + 1;
      const auto name = fmt::format("{}.root.json", next);
      PQ_TRY(const auto text, fetch_(name, kMaxDocument));
      if (!text) return {};
      if (i == kMaxRoots) return base::over_limit("more than 256 roots since the one that is trusted");
      const auto root = follow(*text, next);
      if (!root) return tl::unexpected(Error(root.error()));
      // Who lost keys gives new ones: what was signed by the old ones no longer holds anybody up (§5.3.11).
      for (const auto role : {RoleName::kTimestamp, RoleName::kSnapshot, RoleName::kTargets})
        if (rotated(root->metadata, role)) PQ_CHECK(forget());
      if (!anchor_) PQ_CHECK(memory_.save(file_of(RoleName::kRoot), *text));
      root_ = *root;
    }
  }
  Result<SignedDocument> follow(const std::string& text, std::uint64_t version) const {
    PQ_TRY(auto root, read_document(text, RoleName::kRoot));
    if (root.metadata.version != version)
      return refused(RoleName::kRoot,
                     fmt::format("version {} is offered as {}", root.metadata.version, version));
    PQ_CHECK(check_signatures(root, root_.metadata));
    PQ_CHECK(check_signatures(root, root.metadata));
    return root;
  }
  bool rotated(const Metadata& next, RoleName role) const {
    const auto &old = root_.metadata.roles.at(role).keys, &now = next.roles.at(role).keys;
    return std::any_of(old.begin(), old.end(),
                       [&](const auto& id) { return std::find(now.begin(), now.end(), id) == now.end(); });
  }
  Result<void> forget() {
    for (const auto role : {RoleName::kTimestamp, RoleName::kSnapshot, RoleName::kTargets})
      PQ_CHECK(memory_.forget(file_of(role)));
    return {};
  }

  // `by`: the document that names it.
  Result<SignedDocument> take(RoleName role, const Metadata* by) {
    PQ_TRY(const auto before, seen(memory_, role));
    PQ_TRY(const auto text, fetched(role, by));
    PQ_TRY(auto document, read_document(text, role));
    PQ_CHECK(check_signatures(document, root_.metadata));
    if (by != nullptr && document.metadata.version != by->names.version)
      return refused(
          role, fmt::format("version {} lies where {} must", document.metadata.version, by->names.version));
    PQ_CHECK(check_version(document, before));
    PQ_CHECK(check_time(document.metadata, now_));
    const bool same = before && before->body == document.body;
    unchanged_ = unchanged_ && (same || role == RoleName::kTimestamp);
    if (!same) PQ_CHECK(memory_.save(file_of(role), text));
    return document;
  }
  Result<std::string> fetched(RoleName role, const Metadata* by) const {
    const auto name = by == nullptr ? file_of(role) : fmt::format("{}.{}", by->names.version, file_of(role));
    auto got = fetch_(name, by == nullptr ? kMaxTimestamp : by->names.length);
    const bool too_long = !got && by != nullptr && got.error().kind == ErrorKind::kLimit;
    if (!got && !too_long) return tl::unexpected(std::move(got).error());
    const auto text = too_long ? std::optional<std::string>("") : *std::move(got);
    if (!text) {
      return base::fail(ErrorKind::kNotFound, "not there", {.file = name},
                        by == nullptr ? "is this a signed publication? If it need not be: --unsigned" : "");
    }
    if (by != nullptr &&
        (text->size() != by->names.length || crypto::sha256(base::as_bytes(*text)) != by->names.digest))
      return refused(role,
                     fmt::format("not the document that {} names: cut off, changed, or of another moment",
                                 file_of(by->role)));
    return *text;
  }

  const GetMetadata& fetch_;
  const TrustMemory& memory_;
  const Time now_;
  SignedDocument root_;
  // What the user gave, where nothing is remembered yet.
  std::optional<std::string> anchor_;
  bool unchanged_ = true;
};

tl::unexpected<Error> io(const std::string& path) {
  return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = path});
}

Result<void> write_synced(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return io(path);
  bool done = true;
  while (done && !text.empty()) {
    const auto count = ::write(file, text.data(), text.size());
    done = count > 0 || (count < 0 && errno == EINTR);
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  done = done && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  return done ? Result<void>() : io(path);
}

}  // namespace

Result<std::optional<std::string>> TrustMemory::load(const std::string& name) const {
  auto file = codec::open_file(folder_ + "/" + name);
  if (!file) {
    if (file.error().kind == ErrorKind::kNotFound || !std::filesystem::exists(folder_ + "/" + name))
      return std::optional<std::string>();
    return tl::unexpected(std::move(file).error());
  }
  PQ_TRY(auto text, codec::read_all(**file, kMaxDocument));
  return std::optional(std::move(text));
}

Result<void> TrustMemory::save(const std::string& name, std::string_view text) const {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  const auto path = folder_ + "/" + name, aside = fmt::format("{}.{}", path, ::getpid());
  PQ_CHECK(write_synced(aside, text));
  if (::rename(aside.c_str(), path.c_str()) == 0) return {};
  auto failed = io(path);
  ::unlink(aside.c_str());
  return failed;
}

Result<void> TrustMemory::forget(const std::string& name) const {
  const auto path = folder_ + "/" + name;
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return io(path);
}

Result<Trusted> refresh(const GetMetadata& fetch, const TrustMemory& memory, const std::string& anchor,
                        Time now) {
  return Refresh(fetch, memory, now).run(anchor);
}

std::string stored_name(const std::string& name, const TargetFile& target) {
  return target.digest.substr(target.digest.find(':') + 1) + "." + name;
}

}  // namespace pratique::trust
