#include "cases/tree.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "codec/stream.h"
#include "codec/tar.h"
#include "layer/entry_stream.h"
#include "support/paths.h"

namespace fs = std::filesystem;

namespace pratique::cases {
namespace {

struct Head {
  Member member;
  bool is_hex = false;
};

bool climbs(std::string_view path) {
  const auto parts = base::split(path, '/');
  return std::any_of(parts.begin(), parts.end(),
                     [](auto part) { return part.empty() || part == "." || part == ".."; });
}

std::optional<Head> head_of(std::string_view line) {
  constexpr std::string_view kOpen = "-- ", kShut = " --";
  if (line.size() <= kOpen.size() + kShut.size() || !line.starts_with(kOpen) || !line.ends_with(kShut))
    return std::nullopt;
  line = line.substr(kOpen.size(), line.size() - kOpen.size() - kShut.size());
  for (const auto& [arrow, kind] :
       {std::pair(" -> ", Member::Kind::kSymlink), std::pair(" => ", Member::Kind::kHardLink)}) {
    if (const auto at = line.find(arrow); at != line.npos)
      return Head{{std::string(line.substr(0, at)), std::string(line.substr(at + 4)), kind}};
  }
  if (line.ends_with('/'))
    return Head{{std::string(line.substr(0, line.size() - 1)), "", Member::Kind::kDirectory}};
  const bool is_hex = line.ends_with(" hex");
  if (is_hex) line.remove_suffix(4);
  return Head{{std::string(line), ""}, is_hex};
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string digits, bytes;
  for (const char c : text) {
    if (c == ' ' || c == '\n') continue;
    if (std::string_view("0123456789abcdef").find(c) == std::string_view::npos) return std::nullopt;
    digits += c;
  }
  if (digits.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

Result<Tree> members_of(layer::EntryStream& stream) {
  Tree tree;
  for (;;) {
    PQ_TRY(const auto entry, stream.next());
    if (!entry) return tree;
    using Type = codec::TarEntry::Type;
    if (entry->type != Type::kFile && entry->type != Type::kSymlink) continue;
    const bool is_link = entry->type == Type::kSymlink;
    Member member{std::string(entry->path), std::string(entry->target),
                  is_link ? Member::Kind::kSymlink : Member::Kind::kFile};
    for (bool more = !is_link; more;) {
      PQ_TRY(const auto piece, stream.data());
      more = !piece.bytes.empty();
      member.content += base::as_text(piece.bytes);
    }
    tree.push_back(std::move(member));
  }
}

}  // namespace

Result<Tree> parse_tree(std::string_view text) {
  Tree tree;
  bool is_hex = false;
  std::uint64_t number = 0, begun = 0;
  const auto wrong = [&](std::string what) {
    return base::fail(ErrorKind::kInvalid, std::move(what), {.line = begun});
  };
  const auto finish = [&]() -> Result<void> {
    if (!is_hex || tree.empty()) return {};
    auto bytes = from_hex(tree.back().content);
    if (!bytes) return wrong("no hexadecimal digits");
    tree.back().content = *std::move(bytes);
    return {};
  };
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1);
    const auto line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    ++number;
    auto head = head_of(line.substr(0, line.size() - (line.ends_with('\n') ? 1 : 0)));
    if (!head) {
      if (!tree.empty() && tree.back().kind == Member::Kind::kFile) tree.back().content += line;
      continue;
    }
    PQ_CHECK(finish());
    begun = number;
    if (climbs(head->member.path)) return wrong("no path inside the case");
    is_hex = head->is_hex;
    tree.push_back(std::move(head->member));
  }
  PQ_CHECK(finish());
  if (tree.empty()) return base::invalid("no line \"-- PATH --\" in it");
  return tree;
}

// A layer without a member is one too.
Result<std::vector<Tree>> parse_layers(std::string_view text) {
  constexpr std::string_view kHead = "== layer ==\n";
  std::vector<Tree> layers;
  for (auto at = text.find(kHead); at != text.npos;) {
    const auto begin = at + kHead.size();
    const auto next = text.find(kHead, begin);
    const auto part = text.substr(begin, next == text.npos ? next : next - begin);
    Tree tree;
    if (!base::trim(part).empty()) {
      PQ_TRY(tree, parse_tree(part));
    }
    layers.push_back(std::move(tree));
    at = next;
  }
  if (layers.empty()) return base::invalid("no line \"== layer ==\" in it");
  return layers;
}

Result<Tree> read_tree(const std::string& path) {
  if (fs::is_directory(path)) {
    PQ_TRY(const auto stream, layer::folder_stream(path));
    return members_of(*stream);
  }
  PQ_TRY(const auto file, codec::open_file(path));
  const auto stream = layer::tar_stream(*file);
  return members_of(*stream);
}

LaidOut::LaidOut(const Tree& tree) {
  static int number = 0;
  folder_ = (fs::temp_directory_path() /
             ("pratique-case-" + std::to_string(::getpid()) + "-" + std::to_string(++number)))
                .string();
  fs::create_directories(folder_);
  for (const auto& member : tree) {
    const auto path = fs::path(folder_) / member.path;
    fs::create_directories(path.parent_path());
    switch (member.kind) {
      case Member::Kind::kSymlink:
        fs::create_symlink(member.content, path);
        break;
      case Member::Kind::kHardLink:
        fs::create_hard_link(fs::path(folder_) / member.content, path);
        break;
      case Member::Kind::kDirectory:
        fs::create_directories(path);
        break;
      case Member::Kind::kFile:
        std::ofstream(path, std::ios::binary) << member.content;
    }
  }
}

LaidOut::~LaidOut() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace pratique::cases
