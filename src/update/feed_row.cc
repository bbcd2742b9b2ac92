#include "update/feed_row.h"

#include <algorithm>

#include "base/text.h"
#include "codec/yaml.h"

namespace pratique::update {

namespace {

constexpr std::size_t kMaxExpanded = 2000;
constexpr std::size_t kMaxFeeds = 1000;
constexpr unsigned kMaxHours = 24 * 366;

using codec::Yaml;

Error wrong(const std::string& feed, const std::string& what) {
  return {.kind = ErrorKind::kInvalid, .what = "feed \"" + feed + "\": " + what};
}

bool is_feed_name(std::string_view name) {
  constexpr std::size_t kMaxBytes = 64;
  return !name.empty() && name.size() <= kMaxBytes && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) { return base::is_alnum(c) || c == '-' || c == '.'; });
}

// A text or a list of texts.
Result<std::vector<std::string>> texts_of(Yaml value) {
  std::vector<std::string> texts;
  bool sound = value.is_string() || value.is_array();
  if (value.is_string()) texts.emplace_back(value.text());
  value.each([&](Yaml each) {
    sound = sound && each.is_string() && !each.text().empty();
    texts.emplace_back(each.text());
  });
  if (!sound) return base::invalid("neither a text nor a list of texts");
  return texts;
}

// "6h", "7d".
Result<unsigned> hours_of(std::string_view text) {
  const bool days = text.ends_with('d');
  if (!days && !text.ends_with('h')) return base::invalid("no time such as 6h or 7d");
  const auto count = base::to_uint(text.substr(0, text.size() - 1));
  if (!count || *count == 0 || *count > kMaxHours) return base::invalid("no time such as 6h or 7d");
  return static_cast<unsigned>(*count) * (days ? 24 : 1);
}

Result<bool> flag_of(Yaml value) {
  const auto flag = value.boolean();
  if (!flag) return base::invalid("neither true nor false");
  return *flag;
}

Result<void> read_member(std::string_view key, Yaml value, FeedRow& row) {
  if (key == "kind") {
    row.kind = value.text();
  } else if (key == "reader") {
    row.reader = value.text();
  } else if (key == "url") {
    PQ_TRY(row.urls, texts_of(value));
  } else if (key == "every") {
    PQ_TRY(row.every_hours, hours_of(value.text()));
  } else if (key == "optional") {
    PQ_TRY(row.optional, flag_of(value));
  } else if (key == "off") {
    PQ_TRY(row.off, flag_of(value));
  } else if (key == "unconfirmed") {
    row.unconfirmed = value.text();
  } else if (key == "complete_for") {
    PQ_TRY(row.complete_for, texts_of(value));
  } else if (key == "fixes_only_for") {
    PQ_TRY(row.fixes_only_for, texts_of(value));
  } else if (key == "megabytes") {
    const auto count = base::to_uint(value.text());
    if (!count) return base::invalid("no number");
    row.megabytes = *count;
  } else if (key == "expect") {
    row.expect.clear();
    value.each_member(
        [&](std::string_view word, Yaml begin) { row.expect.emplace_back(word, begin.text()); });
    if (row.expect.empty()) return base::invalid("no words with what follows each");
  } else if (value.is_string()) {
    // Each kind knows its own; check_settings() has the last word.
    row.settings[std::string(key)] = value.text();
  } else {
    return base::invalid("no text");
  }
  return {};
}

Result<void> check_row(const FeedRow& row) {
  if (row.urls.empty()) return tl::unexpected(wrong(row.name, "no url"));
  if (row.reader.empty()) return tl::unexpected(wrong(row.name, "no reader"));
  return {};
}

Result<void> read_feed(std::string_view name, Yaml members, FeedList& into) {
  if (!is_feed_name(name)) return base::invalid("no name of a feed: \"" + std::string(name) + "\"");
  auto at = std::ranges::find(into, name, &FeedRow::name);
  if (at == into.end()) {
    if (into.size() >= kMaxFeeds) return base::over_limit("more than 1,000 feeds");
    into.push_back({.name = std::string(name)});
    at = into.end() - 1;
  }
  Result<void> sound;
  members.each_member([&](std::string_view key, Yaml value) {
    if (!sound) return;
    if (auto read = read_member(key, value, *at); !read)
      sound = tl::unexpected(wrong(at->name, std::string(key) + ": " + read.error().what));
  });
  PQ_CHECK(sound);
  return check_row(*at);
}

// The members of "{...}" at `open`, or nothing where it is unbalanced.
struct Brace {
  std::vector<std::string> choices;
  std::size_t end = 0;
};
Result<Brace> brace_at(std::string_view text, std::size_t open) {
  const auto close = text.find('}', open);
  if (close == std::string_view::npos) return base::invalid("a brace that does not close");
  Brace brace{.choices = {}, .end = close + 1};
  const auto inside = text.substr(open + 1, close - open - 1);
  for (const auto part : base::split(inside, ',')) {
    const auto range = base::cut(part, "..");
    const auto from = range ? base::to_uint(range->before) : std::nullopt;
    const auto to = range ? base::to_uint(range->after) : std::nullopt;
    if (!from || !to || *to < *from || *to - *from > kMaxExpanded) {
      brace.choices.emplace_back(part);
      continue;
    }
    for (auto number = *from; number <= *to; ++number) brace.choices.push_back(std::to_string(number));
  }
  return brace;
}

}  // namespace

const std::string& FeedRow::setting(const std::string& key) const {
  static const std::string kNone;
  const auto at = settings.find(key);
  return at == settings.end() ? kNone : at->second;
}

std::uint64_t FeedRow::number(const std::string& key, std::uint64_t otherwise) const {
  return base::to_uint(setting(key)).value_or(otherwise);
}

Result<void> add_feeds(std::string_view yaml, FeedList& into) {
  PQ_TRY(const auto document, codec::YamlDocument::parse(yaml));
  const auto root = document.root();
  if (const auto flag = root["shipped_feeds"]) {
    const auto keep = flag.boolean();
    if (!keep) return base::invalid("shipped_feeds: neither true nor false");
    if (!*keep) into.clear();
  }
  const auto feeds = root["feeds"];
  if (feeds && !feeds.is_object() && !feeds.is_null()) return base::invalid("feeds: no feeds by name");
  Result<void> sound;
  feeds.each_member([&](std::string_view name, Yaml members) {
    if (sound) sound = read_feed(name, members, into);
  });
  return sound;
}

Result<FeedList> shipped_feeds() {
  FeedList feeds;
  PQ_CHECK(add_feeds(shipped_feeds_text(), feeds));
  return feeds;
}

Result<std::vector<std::string>> expand_braces(std::string_view text) {
  std::vector<std::string> done{""};
  for (std::size_t at = 0; at < text.size();) {
    const auto open = std::min(text.find('{', at), text.size());
    const auto plain = text.substr(at, open - at);
    if (base::contains(plain, "}")) return base::invalid("a brace that was not opened");
    for (auto& each : done) each += plain;
    if (open == text.size()) break;
    PQ_TRY(const auto brace, brace_at(text, open));
    at = brace.end;
    if (done.size() * brace.choices.size() > kMaxExpanded) return base::over_limit("more than 2,000 files");
    std::vector<std::string> longer;
    for (const auto& each : done) {
      for (const auto& choice : brace.choices) longer.push_back(each + choice);
    }
    done = std::move(longer);
  }
  return done;
}

}  // namespace pratique::update
