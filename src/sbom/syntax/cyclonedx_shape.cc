#include "sbom/syntax/cyclonedx_shape.h"

#include <algorithm>

#include "sbom/syntax/cyclonedx_values.h"

namespace pratique::sbom {
namespace {

using enum CycloneDxForm;
using enum CycloneDxPlace;
using codec::Json;
using Member = CycloneDxMember;
using Shape = CycloneDxShape;
namespace values = cyclonedx_values;

// Rules that more than one member take part in.

std::string_view license_defect(Json license, int) {
  const bool id = static_cast<bool>(license["id"]), name = static_cast<bool>(license["name"]);
  if (id && name) return "a licence with both an id and a name";
  return id || name ? "" : "a licence with neither an id nor a name";
}

// ECMA-424: "version" and "versionRange" exclude each other, and a range is for what is not in the product.
std::string_view component_defect(Json component, int) {
  if (!component["versionRange"]) return "";
  if (component["version"]) return "a component with both a version and a range of versions";
  return component["isExternal"].boolean().value_or(false)
             ? ""
             : "a range of versions for a component that is not external";
}

std::string_view citation_defect(Json citation, int) {
  if (static_cast<bool>(citation["pointers"]) == static_cast<bool>(citation["expressions"]))
    return "a citation needs either pointers or expressions";
  return citation["attributedTo"] || citation["process"] ? "" : "a citation without attributedTo and process";
}

extern const Shape kComponent, kService;

constexpr Member kHashMembers[] = {{.name = "alg",
                                    .place = kAttribute,
                                    .fits = values::is_hash_algorithm,
                                    .wanted = "a hash algorithm",
                                    .required = true},
                                   {.name = "content",
                                    .place = kContent,
                                    .fits = values::is_hash,
                                    .wanted = "a hash in hexadecimal digits",
                                    .required = true}};
constexpr Shape kHash{"hash", kHashMembers};

constexpr Member kPropertyMembers[] = {{.name = "name", .place = kAttribute, .required = true},
                                       {.name = "value", .place = kContent}};
constexpr Shape kProperty{"property", kPropertyMembers};

constexpr Member kHashes{.name = "hashes", .form = kList, .item = "hash", .shape = &kHash};
constexpr Member kProperties{.name = "properties", .form = kList, .item = "property", .shape = &kProperty};
constexpr Member kRef{
    .name = "bom-ref", .place = kAttribute, .fits = values::is_not_empty, .wanted = "a reference"};

constexpr Member kReferenceMembers[] = {{.name = "type",
                                         .place = kAttribute,
                                         .fits = values::is_reference_type,
                                         .wanted = "a type of reference",
                                         .required = true},
                                        {.name = "url", .required = true},
                                        {.name = "comment"},
                                        kHashes,
                                        kProperties};
constexpr Shape kReference{"external reference", kReferenceMembers};
constexpr Member kReferences{
    .name = "externalReferences", .form = kList, .item = "reference", .shape = &kReference};

constexpr Member kTextMembers[] = {
    {.name = "contentType", .place = kAttribute, .xml = "content-type"},
    {.name = "encoding", .place = kAttribute, .fits = values::is_encoding, .wanted = "base64"},
    {.name = "content", .place = kContent}};
constexpr Shape kAttachment{"text", kTextMembers};

constexpr Member kContactMembers[] = {kRef, {.name = "name"}, {.name = "email"}, {.name = "phone"}};
constexpr Shape kContact{"contact", kContactMembers};
constexpr Member kEntityMembers[] = {
    kRef,
    {.name = "name"},
    {.name = "address", .form = kAny},
    {.name = "url", .form = kList, .place = kRepeated, .item = "url"},
    {.name = "contact", .form = kList, .place = kRepeated, .item = "contact", .shape = &kContact}};
constexpr Shape kEntity{"organization", kEntityMembers};

constexpr Member kLicenseMembers[] = {
    kRef,
    {.name = "acknowledgement",
     .place = kAttribute,
     .fits = values::is_acknowledgement,
     .wanted = "declared or concluded",
     .since = 6},
    {.name = "id", .fits = values::is_license_id, .wanted = "an identifier of SPDX's list"},
    {.name = "name"},
    {.name = "text", .form = kObject, .shape = &kAttachment},
    {.name = "url"},
    {.name = "licensing", .form = kAny},
    kProperties};
constexpr Shape kLicense{"licence", kLicenseMembers, license_defect};
constexpr Member kChoiceMembers[] = {{.name = "license", .form = kObject, .shape = &kLicense},
                                     {.name = "expression", .place = kContent},
                                     {.name = "acknowledgement",
                                      .place = kAttribute,
                                      .fits = values::is_acknowledgement,
                                      .wanted = "declared or concluded"},
                                     kRef,
                                     {.name = "expressionDetails", .form = kAny},
                                     {.name = "licensing", .form = kAny},
                                     kProperties,
                                     {.name = "text", .form = kAny},
                                     {.name = "url", .form = kAny}};
std::string_view choice_defect(Json choice, int) {
  const bool license = static_cast<bool>(choice["license"]),
             expression = static_cast<bool>(choice["expression"]);
  if (license && expression) return "a licence and an expression in one";
  return license || expression ? "" : "neither a licence nor an expression";
}
constexpr Shape kChoice{"licence choice", kChoiceMembers, choice_defect};
constexpr Member kLicenses{.name = "licenses", .form = kChoices, .shape = &kChoice};

constexpr Member kSwidMembers[] = {{.name = "tagId", .place = kAttribute, .required = true},
                                   {.name = "name", .place = kAttribute, .required = true},
                                   {.name = "version", .place = kAttribute},
                                   {.name = "tagVersion", .form = kInteger, .place = kAttribute},
                                   {.name = "patch", .form = kBoolean, .place = kAttribute},
                                   {.name = "text", .form = kObject, .shape = &kAttachment},
                                   {.name = "url"}};
constexpr Shape kSwid{"SWID tag", kSwidMembers};

constexpr Member kIssueMembers[] = {{.name = "type",
                                     .place = kAttribute,
                                     .fits = values::is_issue_type,
                                     .wanted = "defect, enhancement or security",
                                     .required = true},
                                    {.name = "id"},
                                    {.name = "name"},
                                    {.name = "description"},
                                    {.name = "source", .form = kAny},
                                    {.name = "references", .form = kAny}};
constexpr Shape kIssue{"issue", kIssueMembers};
constexpr Member kPatchMembers[] = {{.name = "type",
                                     .place = kAttribute,
                                     .fits = values::is_patch_type,
                                     .wanted = "unofficial, monkey, backport or cherry-pick",
                                     .required = true},
                                    {.name = "diff", .form = kAny},
                                    {.name = "resolves", .form = kList, .item = "issue", .shape = &kIssue}};
constexpr Shape kPatch{"patch", kPatchMembers};
constexpr Member kPedigreeMembers[] = {
    {.name = "ancestors", .form = kList, .item = "component", .shape = &kComponent},
    {.name = "descendants", .form = kList, .item = "component", .shape = &kComponent},
    {.name = "variants", .form = kList, .item = "component", .shape = &kComponent},
    {.name = "commits", .form = kAny},
    {.name = "patches", .form = kList, .item = "patch", .shape = &kPatch},
    {.name = "notes"}};
constexpr Shape kPedigree{"pedigree", kPedigreeMembers};

constexpr Member kIdentityMembers[] = {{.name = "field", .required = true},
                                       {.name = "confidence", .form = kNumber},
                                       {.name = "concludedValue", .since = 6},
                                       {.name = "methods", .form = kAny},
                                       {.name = "tools", .form = kAny}};
constexpr Shape kIdentity{"identity", kIdentityMembers};
constexpr Member kOccurrenceMembers[] = {kRef,
                                         {.name = "location", .required = true},
                                         {.name = "line", .form = kInteger, .since = 6},
                                         {.name = "offset", .form = kInteger, .since = 6},
                                         {.name = "symbol", .since = 6},
                                         {.name = "additionalContext", .since = 6}};
constexpr Shape kOccurrence{"occurrence", kOccurrenceMembers};
constexpr Member kEvidenceMembers[] = {
    {.name = "identity",
     .form = kEither,
     .place = kRepeated,
     .item = "identity",
     .shape = &kIdentity,
     .other = &kIdentity,
     .since = 5},
    {.name = "occurrences", .form = kList, .item = "occurrence", .shape = &kOccurrence, .since = 5},
    {.name = "callstack", .form = kAny},
    kLicenses,
    {.name = "copyright", .form = kAny}};
constexpr Shape kEvidence{"evidence", kEvidenceMembers};

constexpr Member kComponentMembers[] = {
    {.name = "type",
     .place = kAttribute,
     .fits = values::is_component_type,
     .wanted = "a type of component",
     .required = true},
    {.name = "mime-type", .place = kAttribute},
    {.name = "isExternal", .form = kBoolean, .place = kAttribute, .since = 7},
    kRef,
    {.name = "supplier", .form = kObject, .shape = &kEntity},
    {.name = "manufacturer", .form = kObject, .shape = &kEntity, .since = 6},
    {.name = "authors", .form = kList, .item = "author", .shape = &kContact, .since = 6},
    {.name = "author"},
    {.name = "publisher"},
    {.name = "group"},
    {.name = "name", .required = true},
    {.name = "version"},
    {.name = "versionRange", .since = 7},
    {.name = "description"},
    {.name = "scope", .fits = values::is_scope, .wanted = "required, optional or excluded"},
    kHashes,
    kLicenses,
    {.name = "copyright"},
    {.name = "patentAssertions", .form = kAny},
    {.name = "cpe"},
    {.name = "purl"},
    {.name = "omniborId", .form = kList, .place = kRepeated, .item = "omniborId"},
    {.name = "swhid", .form = kList, .place = kRepeated, .item = "swhid"},
    {.name = "swid", .form = kObject, .shape = &kSwid},
    {.name = "modified", .form = kBoolean},
    {.name = "pedigree", .form = kObject, .shape = &kPedigree},
    kReferences,
    kProperties,
    {.name = "components", .form = kList, .item = "component", .shape = &kComponent},
    {.name = "evidence", .form = kObject, .shape = &kEvidence, .since = 3},
    {.name = "releaseNotes", .form = kAny},
    {.name = "modelCard", .form = kAny},
    {.name = "data", .form = kAny},
    {.name = "cryptoProperties", .form = kAny},
    {.name = "tags", .form = kAny},
    {.name = "signature", .form = kAny, .xml = "Signature"}};
constexpr Shape kComponent{"component", kComponentMembers, component_defect};

constexpr Member kToolMembers[] = {
    {.name = "vendor"}, {.name = "name"}, {.name = "version"}, kHashes, kReferences};
constexpr Shape kTool{"tool", kToolMembers};
constexpr Member kToolsMembers[] = {
    {.name = "components", .form = kList, .item = "component", .shape = &kComponent},
    {.name = "services", .form = kList, .item = "service", .shape = &kService}};
constexpr Shape kTools{"tools", kToolsMembers};
constexpr Member kLifecycleMembers[] = {{.name = "phase", .fits = values::is_phase, .wanted = "a phase"},
                                        {.name = "name"},
                                        {.name = "description"}};
constexpr Shape kLifecycle{"lifecycle", kLifecycleMembers};
constexpr Member kConstraintMembers[] = {
    {.name = "tlp", .fits = values::is_tlp, .wanted = "a word of the traffic light protocol"}};
constexpr Shape kConstraints{"distribution constraints", kConstraintMembers};
constexpr Member kMetadataMembers[] = {
    {.name = "timestamp", .fits = values::is_time, .wanted = "a time"},
    {.name = "lifecycles", .form = kList, .item = "lifecycle", .shape = &kLifecycle, .since = 5},
    {.name = "tools", .form = kEither, .item = "tool", .shape = &kTool, .other = &kTools},
    {.name = "authors", .form = kList, .item = "author", .shape = &kContact},
    {.name = "component", .form = kObject, .shape = &kComponent},
    {.name = "manufacturer", .form = kObject, .shape = &kEntity, .since = 6},
    {.name = "manufacture", .form = kObject, .shape = &kEntity},
    {.name = "supplier", .form = kObject, .shape = &kEntity},
    kLicenses,
    kProperties,
    {.name = "distributionConstraints", .form = kObject, .shape = &kConstraints, .since = 7}};
constexpr Shape kMetadata{"metadata", kMetadataMembers};

constexpr Member kDataMembers[] = {{.name = "flow",
                                    .place = kAttribute,
                                    .fits = values::is_data_flow,
                                    .wanted = "inbound, outbound, bi-directional or unknown",
                                    .required = true},
                                   {.name = "classification", .place = kContent, .required = true},
                                   {.name = "name", .place = kAttribute},
                                   {.name = "description", .place = kAttribute},
                                   {.name = "governance", .form = kAny},
                                   {.name = "source", .form = kAny},
                                   {.name = "destination", .form = kAny}};
constexpr Shape kData{"data", kDataMembers};
constexpr Member kServiceMembers[] = {
    kRef,
    {.name = "provider", .form = kObject, .shape = &kEntity},
    {.name = "group"},
    {.name = "name", .required = true},
    {.name = "version"},
    {.name = "description"},
    {.name = "endpoints", .form = kList, .item = "endpoint"},
    {.name = "authenticated", .form = kBoolean},
    {.name = "x-trust-boundary", .form = kBoolean},
    {.name = "trustZone"},
    {.name = "data", .form = kList, .item = "classification", .shape = &kData},
    kLicenses,
    {.name = "patentAssertions", .form = kAny},
    kReferences,
    kProperties,
    {.name = "services", .form = kList, .item = "service", .shape = &kService},
    {.name = "releaseNotes", .form = kAny},
    {.name = "tags", .form = kAny},
    {.name = "signature", .form = kAny}};
constexpr Shape kService{"service", kServiceMembers};

constexpr Member kDependencyMembers[] = {
    {.name = "ref", .place = kAttribute, .required = true},
    {.name = "dependsOn", .form = kRefs, .place = kRepeated, .item = "dependency"},
    {.name = "provides", .form = kRefs, .place = kRepeated, .item = "provides", .since = 6}};
constexpr Shape kDependency{"dependency", kDependencyMembers};

constexpr Member kCompositionMembers[] = {kRef,
                                          {.name = "aggregate",
                                           .fits = values::is_aggregate,
                                           .wanted = "a word on how much is told",
                                           .required = true},
                                          {.name = "assemblies", .form = kRefs, .item = "assembly"},
                                          {.name = "dependencies", .form = kRefs, .item = "dependency"},
                                          {.name = "vulnerabilities", .form = kRefs, .item = "vulnerability"},
                                          {.name = "signature", .form = kAny}};
constexpr Shape kComposition{"composition", kCompositionMembers};

constexpr Member kCitationMembers[] = {
    kRef,
    {.name = "pointers", .form = kList, .item = "pointer"},
    {.name = "expressions", .form = kList, .item = "expression"},
    {.name = "timestamp", .fits = values::is_time, .wanted = "a time", .required = true},
    {.name = "attributedTo"},
    {.name = "process"},
    {.name = "note"},
    {.name = "signature", .form = kAny}};
constexpr Shape kCitation{"citation", kCitationMembers, citation_defect};

constexpr Member kBomMembers[] = {
    {.name = "$schema", .form = kAny},
    {.name = "bomFormat", .form = kAny},
    {.name = "specVersion", .form = kAny},
    {.name = "serialNumber",
     .place = kAttribute,
     .fits = values::is_serial_number,
     .wanted = "urn:uuid: and a UUID"},
    {.name = "version", .form = kInteger, .place = kAttribute},
    {.name = "metadata", .form = kObject, .shape = &kMetadata},
    {.name = "components", .form = kList, .item = "component", .shape = &kComponent},
    {.name = "services", .form = kList, .item = "service", .shape = &kService},
    kReferences,
    {.name = "dependencies", .form = kList, .item = "dependency", .shape = &kDependency},
    {.name = "compositions", .form = kList, .item = "composition", .shape = &kComposition},
    kProperties,
    {.name = "vulnerabilities", .form = kAny},
    {.name = "annotations", .form = kAny},
    {.name = "formulation", .form = kAny},
    {.name = "declarations", .form = kAny},
    {.name = "definitions", .form = kAny},
    {.name = "citations", .form = kList, .item = "citation", .shape = &kCitation, .since = 7},
    {.name = "signature", .form = kAny, .xml = "Signature"}};
constexpr Shape kBom{"bom", kBomMembers};

}  // namespace

const CycloneDxShape& cyclonedx_shape() { return kBom; }

const CycloneDxMember* member_of(const CycloneDxShape& shape, std::string_view name) {
  const auto found = std::ranges::find(shape.members, name, &CycloneDxMember::name);
  return found == shape.members.end() ? nullptr : &*found;
}

}  // namespace pratique::sbom
