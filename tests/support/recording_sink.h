// For the tests of feed readers: keeps what a reader gives.
#pragma once

#include <string>
#include <vector>

#include "advisory/feed.h"

namespace pratique::advisory {

class RecordingSink : public FeedSink {
 public:
  void add(Advisory advisory) override { advisories.push_back(std::move(advisory)); }
  void add_part(Advisory advisory) override { parts.push_back(std::move(advisory)); }
  void add(Enrichment enrichment) override { enrichments.push_back(std::move(enrichment)); }
  void add(Lifecycle lifecycle) override { lifecycles.push_back(std::move(lifecycle)); }
  void add(Popularity popularity) override { popularities.push_back(std::move(popularity)); }
  void add(OriginName origin) override { origins.push_back(std::move(origin)); }
  void tell(std::string_view what) override { told.emplace_back(what); }
  void skip(std::string_view where, std::string_view why) override {
    skipped.push_back(std::string(where) + ": " + std::string(why));
  }

  std::vector<Advisory> advisories, parts;
  std::vector<Enrichment> enrichments;
  std::vector<Lifecycle> lifecycles;
  std::vector<Popularity> popularities;
  std::vector<OriginName> origins;
  std::vector<std::string> told, skipped;
};

}  // namespace pratique::advisory
