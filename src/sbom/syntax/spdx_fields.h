// Fields of SPDX 2 that are one text, as the tag-value form and as JSON calls them (spdx-spec 2.3, clauses 6 to 10): for the
// reader and the writer of that form, in the order of the clauses.
#pragma once

#include <array>
#include <string_view>

namespace pratique::sbom {

struct SpdxField {
  std::string_view tag, member;
  // May be of several lines, between <text> and </text>.
  bool lines = false;
};

inline constexpr std::array kSpdxDocumentFields = {SpdxField{"SPDXVersion", "spdxVersion"},
                                                   SpdxField{"DataLicense", "dataLicense"},
                                                   SpdxField{"SPDXID", "SPDXID"},
                                                   SpdxField{"DocumentName", "name"},
                                                   SpdxField{"DocumentNamespace", "documentNamespace"},
                                                   SpdxField{"DocumentComment", "comment", true}};
inline constexpr std::array kSpdxPackageFields = {
    SpdxField{"PackageName", "name"},
    SpdxField{"SPDXID", "SPDXID"},
    SpdxField{"PackageVersion", "versionInfo"},
    SpdxField{"PackageFileName", "packageFileName"},
    SpdxField{"PackageSupplier", "supplier"},
    SpdxField{"PackageOriginator", "originator"},
    SpdxField{"PackageDownloadLocation", "downloadLocation"},
    SpdxField{"FilesAnalyzed", "filesAnalyzed"},
    SpdxField{"PackageHomePage", "homepage"},
    SpdxField{"PackageSourceInfo", "sourceInfo", true},
    SpdxField{"PackageLicenseConcluded", "licenseConcluded"},
    SpdxField{"PackageLicenseDeclared", "licenseDeclared"},
    SpdxField{"PackageCopyrightText", "copyrightText", true},
    SpdxField{"PackageSummary", "summary", true},
    SpdxField{"PackageDescription", "description", true},
    SpdxField{"PackageComment", "comment", true},
    SpdxField{"PrimaryPackagePurpose", "primaryPackagePurpose"}};
inline constexpr std::array kSpdxFileFields = {SpdxField{"FileName", "fileName"},
                                               SpdxField{"SPDXID", "SPDXID"}};
inline constexpr std::array kSpdxLicenseFields = {SpdxField{"LicenseID", "licenseId"},
                                                  SpdxField{"ExtractedText", "extractedText", true},
                                                  SpdxField{"LicenseName", "name"}};
inline constexpr std::array kSpdxAnnotationFields = {
    SpdxField{"Annotator", "annotator"}, SpdxField{"AnnotationDate", "annotationDate"},
    SpdxField{"AnnotationType", "annotationType"}, SpdxField{"AnnotationComment", "comment", true}};

}  // namespace pratique::sbom
