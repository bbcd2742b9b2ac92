// The readers of updateinfo.xml: what the lists of every publisher have in common is here, what one has of its own stands
// in its UpdateinfoPublisher, a file feed/NAME_updateinfo.cc each.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "advisory/updateinfo.h"

namespace pratique::advisory {

struct UpdateinfoPublisher {
  FeedInfo info;
  // Of its records and ratings: "rocky".
  std::string_view source;
  // How the ids of its updates begin, "RLSA-"; empty texts count for nothing.
  std::array<std::string_view, 4> ids;

  // The ecosystem of a package of an update; "": its version does not tell the system, which is skipped and told.
  std::string (*ecosystem_of)(const Update& update, const UpdatePackage& package);
  // Its repository. Null: none is said.
  std::string (*repository_of)(const Update& update, const UpdatePackage& package) = nullptr;
  // The record's id. An error is the line with which the update is skipped. Null: the update's own.
  Result<std::string> (*id_of)(const Update& update) = nullptr;
  // An update stands in several lists, each with its own packages: FeedSink::add_part().
  bool gives_parts = true;
};

// Statements that differ in their architectures only are one (join_architectures.h).
std::unique_ptr<Feed> updateinfo_feed(const UpdateinfoPublisher& publisher);

}  // namespace pratique::advisory
