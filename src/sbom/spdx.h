// SPDX 2.2 and 2.3 (spdx-spec 2.3, clauses 6 to 12) and 3.0 (spdx-spec 3.0.1). How an inventory maps to them:
// docs/formats/spdx.md.
#pragma once

#include "base/meter.h"
#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

// What SPDX has no field for stands as native JSON behind this word in an annotation's comment.
inline constexpr std::string_view kAnnotation = "pratique:";

// Whether a package is what our annotation of it says: its purl, which every tool reads, is the annotation's. Errors,
// kMismatch: somebody changed the one and not the other, or put the package in (nullptr: it has no annotation).
Result<void> check_annotated(std::string_view purl, const model::Component* annotated);

// A document that we wrote: its own annotation names our schema.
bool is_own_spdx(codec::Json root);
Result<model::Inventory> read_own_spdx(codec::Json root, base::Meter& meter);
// Any other document: every package with a purl among its external references.
Result<model::Inventory> read_foreign_spdx(codec::Json root, base::Meter& meter);

// Whether a package's purpose is an operating system: "OPERATING-SYSTEM" by clause 7.24, "OPERATING_SYSTEM" by the schema of
// the JSON form.
bool is_system_purpose(std::string_view purpose);

// The relationship (clause 11.1) by which the needed package names who needs it, and what for: "DEV_DEPENDENCY_OF";
// nullptr for what is needed to run, which is DEPENDS_ON, the other way round.
const char* spdx_dependency(model::Scope scope);

// The same in SPDX 3: a relationship's type, from the component that the edge starts from, and the scope of a
// LifecycleScopedRelationship, nullptr for a plain one. kBuiltFrom is "generates", the other way round; kProvides is "other".
struct Spdx3Relation {
  const char* type;
  const char* scope = nullptr;
};
Spdx3Relation spdx3_relation(model::EdgeKind kind, model::Scope scope);

}  // namespace pratique::sbom
