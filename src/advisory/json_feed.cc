#include "advisory/json_feed.h"

#include <algorithm>
#include <utility>

#include "codec/json_value.h"

namespace pratique::advisory {

namespace {

// One record, parsed by itself.
void tell(std::string_view key, std::string_view where, std::string_view text, FeedSink& sink,
          const std::function<void(std::string_view key, codec::Json value)>& take) {
  if (text.empty()) return sink.skip(where, "larger than 32 MiB");
  const auto document = codec::JsonDocument::parse(text);
  if (!document) return sink.skip(where, to_line(document.error()));
  take(key, document->root());
}

// Goes through a document of any size.
class Walker {
  using Paths = std::vector<std::string_view>;
  struct Held {
    std::string key, where, text;
  };

 public:
  Walker(Source& source, FeedSink& sink, const JsonRecords& records)
      : walk_(json_walk(source)), sink_(sink), records_(records), missing_(records.needs) {}

  Result<codec::JsonDocument> read() {
    PQ_TRY(const auto kind, walk_.kind());
    using enum codec::JsonWalk::Kind;
    if (kind == kObject) {
      PQ_CHECK(object({}));
    } else if (kind == kArray) {
      frame_ = "[]";
      if (is_one_of(records_.lists, "")) PQ_CHECK(list());
    } else {
      PQ_TRY(frame_, walk_.value());
    }
    PQ_CHECK(walk_.finish());
    PQ_CHECK(begin());
    return codec::JsonDocument::parse(frame_);
  }

 private:
  static bool is_one_of(const Paths& paths, std::string_view path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
  }
  static bool leads_to(const Paths& paths, const std::string& path) {
    return std::any_of(paths.begin(), paths.end(), [&](auto each) { return each.starts_with(path + "/"); });
  }

  // Its members go to the frame, but for the lists.
  Result<void> object(const std::string& above) {
    frame_ += '{';
    ++open_;
    PQ_CHECK(walk_.members([&](std::string_view key) { return member_of(above, key); }));
    frame_ += '}';
    --open_;
    return {};
  }

  Result<void> member_of(const std::string& above, std::string_view key) {
    const auto path = above.empty() ? std::string(key) : above + "/" + std::string(key);
    if (frame_.back() != '{') frame_ += ',';
    frame_ += codec::to_compact_text(codec::JsonValue(codec::view(key))) + ':';
    PQ_CHECK(member(path));
    if (frame_.size() > codec::kMaxJsonBytes) return too_large();
    if (above.empty()) std::erase(missing_, std::string_view(path));
    return missing_.empty() && !held_.empty() ? begin() : Result<void>();
  }

  Result<void> member(const std::string& path) {
    PQ_TRY(const auto kind, walk_.kind());
    const bool is_object = kind == codec::JsonWalk::Kind::kObject;
    const bool is_array = kind == codec::JsonWalk::Kind::kArray;
    if (is_object && is_one_of(records_.maps, path)) {
      frame_ += "{}";
      return walk_.members([&](std::string_view key) { return record(key, key); });
    }
    if (is_array && is_one_of(records_.lists, path)) {
      frame_ += "[]";
      return list();
    }
    if (is_object && (leads_to(records_.lists, path) || leads_to(records_.maps, path))) return object(path);
    PQ_TRY(const auto text, walk_.value());
    if (text.empty()) return too_large();
    frame_ += text;
    return {};
  }

  Result<void> list() {
    return walk_.elements([&](std::uint64_t number) {
      const auto key = std::to_string(number);
      return record(key, "record " + key);
    });
  }

  Result<void> record(std::string_view key, std::string_view where) {
    PQ_TRY(const auto text, walk_.value());
    if (!missing_.empty() && !text.empty()) {
      held_bytes_ += text.size();
      if (held_bytes_ > codec::kMaxJsonBytes)
        return base::over_limit("\"" + std::string(missing_.front()) +
                                "\" does not stand before the first 32 MiB of records");
      held_.push_back({std::string(key), std::string(where), std::string(text)});
      return {};
    }
    if (!frame_document_ && missing_.empty()) PQ_CHECK(begin());
    tell(key, where, text, sink_, records_.take);
    return {};
  }

  // Once, as soon as a record can be told; at the end, whatever is there.
  Result<void> begin() {
    if (frame_document_) return {};
    auto frame = frame_;
    frame.append(open_, '}');
    PQ_TRY(frame_document_, codec::JsonDocument::parse(frame));
    if (records_.begin) PQ_CHECK(records_.begin(frame_document_->root()));
    for (const auto& each : std::exchange(held_, {}))
      tell(each.key, each.where, each.text, sink_, records_.take);
    return {};
  }

  static tl::unexpected<Error> too_large() {
    return base::over_limit("JSON of which more than 32 MiB are no records");
  }

  codec::JsonWalk walk_;
  FeedSink& sink_;
  const JsonRecords& records_;
  // The document without its records, as far as it was read, and how many of its objects are open.
  std::string frame_;
  std::size_t open_ = 0;
  std::vector<std::string_view> missing_;
  // Records that came before what they need.
  std::vector<Held> held_;
  std::uint64_t held_bytes_ = 0;
  // What begin() was told; readers may keep views of it until the document ends.
  std::optional<codec::JsonDocument> frame_document_;
};

codec::Json at_path(codec::Json root, std::string_view path) {
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    root = root[path.substr(0, end)];
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return root;
}

// A small document that is sound: most feeds of a file for each record have nothing else.
Result<codec::JsonDocument> tell_small(codec::JsonDocument&& document, const JsonRecords& records) {
  const auto root = document.root();
  if (records.begin) PQ_CHECK(records.begin(root));
  for (const auto path : records.lists) {
    std::uint64_t number = 0;
    const auto list = at_path(root, path);
    list.each([&](codec::Json each) { records.take(std::to_string(++number), each); });
  }
  for (const auto path : records.maps) at_path(root, path).each_member(records.take);
  return std::move(document);
}

}  // namespace

Result<codec::JsonDocument> read_records(Source& source, FeedSink& sink, const JsonRecords& records) {
  if (source.head().size() < kHeadBytes) {
    PQ_TRY(const auto content, source.all());
    // Where it is not sound, some records may be.
    if (auto document = codec::JsonDocument::parse(content)) return tell_small(*std::move(document), records);
  }
  return Walker(source, sink, records).read();
}

Result<codec::JsonDocument> read_document(Source& source) {
  PQ_TRY(const auto content, source.all(codec::kMaxJsonBytes));
  return codec::JsonDocument::parse(content);
}

Result<void> each_piece(Source& source, FeedSink& sink,
                        const std::function<void(std::string_view key, codec::Json value)>& visit) {
  auto walk = json_walk(source);
  const auto piece = [&](std::string_view key) -> Result<void> {
    PQ_TRY(const auto text, walk.value());
    tell(key, key, text, sink, visit);
    return {};
  };
  PQ_TRY(const auto kind, walk.kind());
  if (kind == codec::JsonWalk::Kind::kObject) {
    PQ_CHECK(walk.members(piece));
  } else if (kind == codec::JsonWalk::Kind::kArray) {
    PQ_CHECK(walk.elements([&](std::uint64_t number) { return piece(std::to_string(number)); }));
  } else {
    return base::invalid("JSON that is no object and no array");
  }
  return walk.finish();
}

}  // namespace pratique::advisory
