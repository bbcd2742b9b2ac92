#include "update/shape.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/text.h"
#include "codec/stream.h"
#include "codec/zip_file.h"

namespace pratique::update {

namespace {

struct Magic {
  std::string_view bytes, name;
};
constexpr std::array<Magic, 6> kMagics{{{"PK\3\4", "zip"},
                                        {"PK\5\6", "zip"},
                                        {"\x1f\x8b", "gzip"},
                                        {"\x28\xb5\x2f\xfd", "zstd"},
                                        {std::string_view("\xfd"
                                                          "7zXZ\0",
                                                          6),
                                         "xz"},
                                        {"BZh", "bzip2"}}};

// What a file of that name begins with; empty: anything but a page.
struct Ending {
  std::string_view ending, shape;
};
constexpr std::array<Ending, 12> kEndings{{{".zip", "zip"},
                                           {".gz", "gzip"},
                                           {".tgz", "gzip"},
                                           {".zst", "zstd"},
                                           {".xz", "xz"},
                                           {".bz2", "bzip2"},
                                           {".json", "JSON"},
                                           {".jsonl", "JSON"},
                                           {".xml", "XML"},
                                           {".html", "HTML"},
                                           {".csv", "text"},
                                           {".yaml", "text"}}};

bool begins_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && base::equals_ignoring_case(text.substr(0, word.size()), word);
}

// The beginning of what is packed; empty where that cannot be seen.
std::string unpacked_head(std::string_view head) {
  const auto packing = codec::detect_compression(base::as_bytes(head));
  if (packing == codec::Compression::kNone) return std::string(head);
  const auto source = codec::decompressed(packing, codec::from_memory(base::as_bytes(head)));
  std::string text;
  // It breaks off, of course: what came before that is what there is.
  while (text.size() < kShapeBytes) {
    const auto more = source->next();
    if (!more || more->empty()) break;
    text += base::as_text(*more);
  }
  return text;
}

}  // namespace

std::optional<std::string_view> value_behind(std::string_view head, std::string_view word) {
  for (auto at = head.find(word); at != head.npos; at = head.find(word, at + 1)) {
    // "api_version" is not "version".
    if (at > 0 && (base::is_alnum(head[at - 1]) || head[at - 1] == '_')) continue;
    auto rest = head.substr(at + word.size());
    if (!rest.empty() && (base::is_alnum(rest.front()) || rest.front() == '_')) continue;
    const auto from = rest.find_first_not_of("\" :=>\t\r\n'");
    rest = from == rest.npos ? std::string_view() : rest.substr(from);
    const auto end = rest.find_first_of("\"'<>,; \t\r\n}");
    return rest.substr(0, end);
  }
  return std::nullopt;
}

std::string_view shape_of(std::string_view head) {
  for (const auto& magic : kMagics) {
    if (head.starts_with(magic.bytes)) return magic.name;
  }
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  head = base::trim(head);
  if (head.empty()) return "nothing";
  if (begins_with_word(head, "<!doctype html") || begins_with_word(head, "<html") ||
      begins_with_word(head, "<head"))
    return "HTML";
  if (head.front() == '{' || head.front() == '[') return "JSON";
  return head.front() == '<' ? "XML" : "text";
}

std::string shape_fault(std::string_view name, std::string_view head, const FeedRow& row) {
  const auto seen = shape_of(head);
  if (seen == "nothing") return "an empty answer";
  std::string_view wanted;
  for (const auto& [ending, shape] : kEndings) {
    if (name.ends_with(ending)) wanted = shape;
  }
  // Some publish pages for people and nothing else.
  if ((seen == "HTML" || !wanted.empty()) && seen != wanted)
    return std::string(seen) + " instead of " + std::string(wanted.empty() ? "a feed" : wanted);
  if (row.expect.empty() || seen == "zip" || seen == "bzip2") return {};
  const auto text = unpacked_head(head);
  for (const auto& [word, begin] : row.expect) {
    const auto value = value_behind(text, word);
    if (!value) return "another shape: no \"" + word + "\" in its first bytes";
    if (!value->starts_with(begin))
      return "another format version: " + word + " " + std::string(*value) + ", expected " + begin;
  }
  return {};
}

// What is packed, to its end; so its checksums are compared, too.
static Result<void> read_through(const std::string& path, std::string_view head) {
  PQ_TRY(auto file, codec::open_file(path));
  const auto plain = codec::decompressed(codec::detect_compression(base::as_bytes(head)), std::move(file));
  for (;;) {
    PQ_TRY(const auto bytes, plain->next());
    if (bytes.empty()) return {};
  }
}

Result<void> check_whole(const std::string& path, std::string_view name) {
  constexpr std::uint64_t kHead = 16, kTail = 4096;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return base::fail(ErrorKind::kIo, error.message(), Where{.file = path});
  PQ_TRY(const auto start, codec::open_file(path, 0, kHead));
  PQ_TRY(const auto head, codec::read_all(*start, kHead));
  if (name.ends_with(".zip")) {
    PQ_CHECK(codec::ZipFile::open(path));
    return {};
  }
  if (codec::detect_compression(base::as_bytes(head)) != codec::Compression::kNone)
    return read_through(path, head);
  if (!name.ends_with(".json")) return {};
  PQ_TRY(const auto end, codec::open_file(path, size - std::min(size, kTail), kTail));
  PQ_TRY(const auto tail, codec::read_all(*end, kTail));
  const auto text = base::trim(tail);
  if (!text.ends_with('}') && !text.ends_with(']')) return base::invalid("it breaks off");
  return {};
}

}  // namespace pratique::update
