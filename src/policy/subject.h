// What a policy may look at. All of it was made before; a policy opens nothing, asks nobody, and knows no other day than
// the report's.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "match/judgement.h"
#include "match/newest.h"
#include "model/inventory.h"
#include "policy/quality_gate.h"
#include "policy/run_config/run_config.h"

namespace pratique::policy {

// A statement that lies beside the image and is about it, as it was read; nobody verified a signature.
struct AttachedStatement {
  // "https://slsa.dev/provenance/v1".
  std::string predicate_type;
  // Of the blob.
  std::string digest;
  // "index", "referrer", "cosign".
  std::string place;
  // The whole statement as JSON, its predicate included; of an SBOM that is attached as it is, that document.
  std::string text;
};

// What the tag of the base image means today, by the word of whoever was asked.
struct BaseToday {
  // The name that was asked for: "docker.io/library/debian:12".
  std::string name;
  // What the image was built on, and what the name leads to; of manifests of one platform, or of indexes, but both of
  // one kind. Either may be empty: not known.
  std::string built_on, today;
  // "registry docker.io", "base index".
  std::string known_by;
  // Why `today` is empty.
  std::string why{};
};

// How the image is to be run, by files that the user named.
struct RunPlan {
  // Those that run this image, in the order of the files.
  std::vector<RunService> services{};
  // The others.
  std::vector<RunService> others{};
  // How they were told apart: "by the repository docker.io/org/app".
  std::string chosen_by{};
};

// Views and values; it must not outlive what it was made of. A rule that needs more adds a member here that says by itself
// whether it is known, and the program fills it in.
struct PolicySubject {
  // The image with its configuration, base images, provenance, components, observations and notes.
  const model::Inventory& inventory;
  // Findings with their states after VEX statements and exceptions: only open ones violate. Its gaps say what was not
  // judged, `database` whether there was anything to judge by.
  const match::Judgement& judgement;
  // Whether somebody looked beside the image; without it nothing is said of statements that are not there.
  bool looked_beside = false;
  std::vector<AttachedStatement> statements{};
  // Nothing: nobody was asked.
  std::optional<BaseToday> base_today{};
  // Nothing: no file was named.
  std::optional<RunPlan> run{};
  // Nothing: nobody was asked.
  std::optional<QualityGate> quality_gate{};
  // Nothing: there is no database, or nobody asked it.
  std::optional<match::NewestAnswer> newest{};

  // The day that age is measured against, "2026-08-21"; may be empty.
  const std::string& day() const { return judgement.day; }
};

}  // namespace pratique::policy
