// updateinfo.xml, the list of updates of a repository of rpms (createrepo_c; dnf's "updateinfo"): read as a stream, an
// update at a time.
//   <updates><update type="security" from=…><id/><title/><issued date=…/><updated date=…/><severity/><description/>
//     <references><reference type="cve" id=… href=… title=…/></references>
//     <pkglist><collection short=…><name/><module name=… stream=…/>
//       <package name=… epoch=… version=… release=… arch=…/></collection></pkglist></update></updates>
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/feed.h"

namespace pratique::advisory {

struct UpdatePackage {
  std::string name;
  // "1:3.0.8-1.amzn2023.0.10"; an epoch 0 is left out.
  std::string evr;
  // Empty: "noarch".
  std::string architecture;
  // "nodejs:18".
  std::string module;
  // collection/@short and collection/name.
  std::string collection, collection_name;
};

struct Update {
  std::string id;
  // "security", "bugfix", "enhancement", "newpackage".
  std::string type;
  // "final", "stable", "testing"; may be empty.
  std::string status;
  std::string title, summary;
  // "8", "Fedora 38"; may be empty.
  std::string release;
  std::string severity;
  // Days, "2023-02-17"; empty where there is none.
  std::string issued, updated;
  std::vector<std::string> references;
  // References of the type "cve", and the CVEs that titles of the others name.
  std::vector<std::string> cves;
  std::vector<UpdatePackage> packages;
};

// One for each update. A package without a name or a version is skipped and located. Errors: kUnsupported where the
// document is none, or where `is_own` denies the id of the first update; those of the source and of XmlStream.
Result<void> read_updateinfo(Source& source, FeedSink& sink,
                             const std::function<bool(std::string_view id)>& is_own,
                             const std::function<void(Update&&)>& take);

// Its record without packages: an update that names no CVE and is not of security has its type as category.
Advisory advisory_of(const Update& update, std::string id, std::string_view source);

// A fix of that package.
Affected affected_of(const UpdatePackage& package, const Update& update, std::string_view ecosystem);

// By the first bytes: an updateinfo.xml with that mark of its publisher in it.
bool is_updateinfo(std::string_view head, std::string_view mark);

}  // namespace pratique::advisory
