// Signing a publication: TUF's roles, each by the keys that root names for it. Several people may sign one after the
// other, each with keys of their own: what lacks signatures waits, and nothing that lacks them is published.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sign.h"
#include "trust/metadata.h"

namespace pratique::publish {

// How long what is signed holds.
struct Lifetimes {
  std::map<trust::RoleName, std::uint64_t> days{{trust::RoleName::kRoot, 365},
                                                {trust::RoleName::kTargets, 90},
                                                {trust::RoleName::kSnapshot, 30},
                                                {trust::RoleName::kTimestamp, 14}};
};

// A new root: the first, or one after the last. Roles that are not named stay as they were; in a first root they have
// the keys of root.
struct NewRoot {
  std::map<trust::RoleName, std::vector<crypto::PublicKey>> keys;
  std::map<trust::RoleName, std::uint64_t> thresholds;
};

struct SignRequest {
  std::string folder;
  // Private keys at hand; each signs for the roles that it has.
  std::vector<crypto::PrivateKey> keys;
  std::optional<NewRoot> new_root;
  trust::Time now = 0;
  Lifetimes lifetimes;
};

struct SignedRole {
  trust::RoleName role = trust::RoleName::kRoot;
  std::uint64_t version = 0, signers = 0, threshold = 0;
  trust::Time expires = 0;
  // All signatures are there, and it is published.
  bool done = false;
  // A root after the first needs the keys of the one before as well: how many of how many signed.
  std::uint64_t old_signers = 0, old_threshold = 0;
};

// Makes or completes the root, then signs targets.json, makes a snapshot if the targets are new or the last one has
// lived half its life, and a timestamp. Gives a row for each role that was touched, in this order; it stops at the first
// that lacks signatures. Errors: kUsage: no root yet and none asked for, keys that no role has, thresholds that cannot
// be reached; kNotFound: nothing to sign; those of files and documents.
Result<std::vector<SignedRole>> sign(const SignRequest& request);

}  // namespace pratique::publish
