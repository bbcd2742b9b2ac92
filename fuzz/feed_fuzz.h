// What the fuzz targets of feed readers share: the input is one file of that feed.
#pragma once

#include <cstdint>
#include <string_view>

#include "advisory/feed.h"

class NullSink : public pratique::advisory::FeedSink {
 public:
  void add(pratique::advisory::Advisory) override {}
  void add_part(pratique::advisory::Advisory) override {}
  void add(pratique::advisory::Enrichment) override {}
  void add(pratique::advisory::Lifecycle) override {}
  void add(pratique::advisory::Popularity) override {}
  void add(pratique::advisory::OriginName) override {}
  void tell(std::string_view) override {}
  void skip(std::string_view, std::string_view) override {}
};

inline void read_feed(std::string_view name, std::string_view path, const std::uint8_t* data,
                      std::size_t size) {
  static const auto feeds = pratique::advisory::all_feeds();
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  NullSink sink;
  for (const auto& feed : feeds) {
    (void)feed->recognises(path, content.substr(0, pratique::advisory::kHeadBytes));
    if (feed->info().name != name) continue;
    auto source = pratique::advisory::Source::of(std::string(path), content);
    (void)feed->read(source, sink);
  }
}
