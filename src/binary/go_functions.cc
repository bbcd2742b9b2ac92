#include "binary/go_functions.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>

#include "base/text.h"
#include "model/linked_functions.h"

namespace pratique::binary {
namespace {

using base::ByteReader;
using base::Bytes;

constexpr std::uint64_t kAlign = 4;      // 32 up to Go 1.25, since then the size of a pointer
constexpr std::uint64_t kMaxGap = 4096;  // between a header and its names: under 32
constexpr std::size_t kMaxTables = 16;   // of a program that carries others

enum class Form { k12, k116, k118 };

struct Header {
  Form form = Form::k12;
  bool since_120 = false;
  std::uint64_t names = 0, names_end = 0;
};

// Magic, two zeros, size of an instruction, size of a pointer.
constexpr std::size_t kFixed = 8;
constexpr std::size_t kNumbers = 8;  // of pointer size, behind them

bool is_magic(const unsigned char* at) {
  const bool little = at[1] == 0xff && at[2] == 0xff && at[3] == 0xff;
  const bool big = at[0] == 0xff && at[1] == 0xff && at[2] == 0xff;
  const auto kind = little ? at[0] : at[3];
  return (little || big) && (kind == 0xfb || kind == 0xfa || kind == 0xf0 || kind == 0xf1) && at[4] == 0 &&
         at[5] == 0 && (at[6] == 1 || at[6] == 2 || at[6] == 4) && (at[7] == 4 || at[7] == 8);
}

// `bytes` begin as a magic does, and have all that it asks for.
std::optional<Header> read_header(Bytes bytes) {
  std::array<unsigned char, kFixed> fixed{};
  std::memcpy(fixed.data(), bytes.data(), kFixed);
  const bool little = fixed[1] == 0xff && fixed[2] == 0xff && fixed[3] == 0xff;
  const auto kind = little ? fixed[0] : fixed[3];
  Header out{.form = kind == 0xfb   ? Form::k12
                     : kind == 0xfa ? Form::k116
                                    : Form::k118,
             .since_120 = kind == 0xf1};
  ByteReader in(bytes.subspan(kFixed), little ? base::Endian::kLittle : base::Endian::kBig);
  std::array<std::uint64_t, kNumbers> words{};
  for (auto& word : words) {
    const auto value =
        fixed[7] == 8 ? in.u64() : in.u32().map([](auto narrow) { return std::uint64_t{narrow}; });
    if (!value) return std::nullopt;
    word = *value;
  }
  const auto functions = words[0];
  if (functions == 0 || functions > kMaxGoFunctions * 4) return std::nullopt;
  if (out.form == Form::k12) return out;
  // Names, compilation units, files, program counters, functions: in this order, one behind the other.
  const std::size_t first = out.form == Form::k116 ? 2 : 3;
  for (auto i = first; i < first + 4; ++i) {
    if (words[i] > words[i + 1]) return std::nullopt;
  }
  out.names = words[first];
  out.names_end = words[first + 1];
  const bool fits =
      out.names >= bytes.size() && out.names < kMaxGap && out.names_end - out.names <= kMaxGoNames;
  if (!fits || words[first + 4] > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The linker writes dots of the last element, and what is no printable character, as %2e (cmd/internal/objabi, path.go).
std::string unescaped(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const int high = path[i] == '%' && i + 2 < path.size() ? hex_value(path[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(path[i + 2]);
    if (low < 0) {
      out += path[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

// The receiver as checkers write it: "(*T)" is T. Of "(*T).M" (a closure in a method) the ends go as well: "T).M".
std::string_view bare_receiver(std::string_view receiver) {
  if (!receiver.starts_with("(*")) return receiver;
  const auto first = receiver.find_first_not_of("(*)");
  if (first == std::string_view::npos) return {};
  return receiver.substr(first, receiver.find_last_not_of("(*)") + 1 - first);
}

// How much of it can be a name: identifiers of any language, signs, and what the linker escapes.
std::size_t length_of_text(std::string_view text) {
  const auto end = std::ranges::find_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  return static_cast<std::size_t>(end - text.begin());
}

std::string without_brackets(std::string_view name) {
  const auto open = name.find('['), close = name.rfind(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return std::string(name);
  return std::string(name.substr(0, open)).append(name.substr(close + 1));
}

}  // namespace

// internal/gosym, symtab.go: PackageName, ReceiverName, BaseName.
GoFunctionName parse_go_function(std::string_view name, bool since_120) {
  GoFunctionName out;
  const auto plain = without_brackets(name);
  const auto slash = plain.rfind('/');
  const auto path_end = slash == std::string::npos ? 0 : slash;
  const auto first = plain.find('.', path_end);
  const auto last = plain.rfind('.');
  // In the name with its brackets, behind which the method's name stands.
  const bool bracketed = plain.size() != name.size();
  const auto open = name.find('[');
  const auto base_at = last == std::string::npos || last < path_end ? std::string::npos
                       : bracketed && last >= open                  ? name.rfind('.')
                                                                    : last;
  out.function = base_at == std::string::npos ? std::string(name) : std::string(name.substr(base_at + 1));
  if (first != std::string::npos && last != first && base_at != std::string::npos && base_at > first + 1)
    out.function =
        std::string(bare_receiver(name.substr(first + 1, base_at - first - 1))) + "." + out.function;
  const bool made = since_120 ? plain.starts_with("go:") || plain.starts_with("type:")
                              : plain.starts_with("go.") || plain.starts_with("type.");
  if (!made && first != std::string::npos) out.package = unescaped(std::string_view(plain).substr(0, first));
  return out;
}

void GoFunctions::add(std::string_view name, bool since_120) {
  if (full_ || name.empty()) return;
  const auto parsed = parse_go_function(name, since_120);
  if (parsed.package.empty()) return;
  const auto brackets = parsed.function.find('[') != std::string::npos;
  if (last_.second == nullptr || last_.first != parsed.package) {
    auto at = packages_.find(parsed.package);
    if (at == packages_.end()) {
      package_bytes_ += parsed.package.size();
      full_ = packages_.size() == kMaxGoPackages || package_bytes_ > kMaxGoPackageBytes;
      if (full_) return;
      at = packages_.emplace(parsed.package, std::vector<std::uint64_t>()).first;
    }
    last_ = {at->first, &at->second};
  }
  full_ = count_ + 2 > kMaxGoFunctions;
  if (full_) return;
  count_ += brackets ? 2 : 1;
  last_.second->push_back(model::hash_function(parsed.function));
  if (brackets) last_.second->push_back(model::hash_function(without_brackets(parsed.function)));
}

void GoFunctionScanner::bytes(std::uint64_t offset, Bytes piece) {
  if (offset != at_) {
    held_.clear();
    state_ = State::kSearch;
    at_ = offset;
  }
  consume(piece);
}

void GoFunctionScanner::consume(Bytes piece) {
  while (!piece.empty()) {
    const auto taken = state_ == State::kSearch   ? search(piece)
                       : state_ == State::kHeader ? take_header(piece)
                       : state_ == State::kSkip   ? skip(piece)
                                                  : take_names(piece);
    at_ += taken;
    piece = piece.subspan(taken);
    if (state_ == State::kFailed) search_again();
  }
}

// Up to the next place where a header may begin; one whose magic is cut off may.
std::size_t GoFunctionScanner::search(Bytes piece) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(piece.data());
  for (auto i = static_cast<std::size_t>((kAlign - at_ % kAlign) % kAlign); i < piece.size(); i += kAlign) {
    // Both byte orders have these in the middle of their magic; where less than a magic is left, what there is must fit.
    const auto left = piece.size() - i;
    if (left > 2 && (bytes[i + 1] != 0xff || bytes[i + 2] != 0xff)) continue;
    if (left >= kFixed && !is_magic(bytes + i)) continue;
    state_ = State::kHeader;
    return i;
  }
  return piece.size();
}

std::size_t GoFunctionScanner::take_header(Bytes piece) {
  const auto wanted =
      held_.size() < kFixed ? kFixed : kFixed + kNumbers * static_cast<unsigned char>(held_[kFixed - 1]);
  const auto taken = std::min(piece.size(), wanted - held_.size());
  held_.append(base::as_text(piece.first(taken)));
  if (held_.size() < wanted) return taken;
  if (wanted == kFixed) {
    if (!is_magic(reinterpret_cast<const unsigned char*>(held_.data()))) state_ = State::kFailed;
    return taken;
  }
  const auto header = read_header(base::as_bytes(held_));
  const auto begin = at_ + taken - wanted;
  state_ = State::kFailed;
  if (!header) return taken;
  if (tables_.size() == kMaxTables) {
    functions_.fill();
    return taken;
  }
  tables_.push_back({.offset = begin, .whole = false, .old = header->form == Form::k12});
  if (tables_.back().old) return taken;
  since_120_ = header->since_120;
  names_at_ = begin + header->names;
  names_end_ = begin + header->names_end;
  held_.clear();
  state_ = State::kSkip;
  return taken;
}

// What looked like a header was none that leads to names: one may begin within it. Each time there is less of it.
void GoFunctionScanner::search_again() {
  const auto again = held_.substr(kAlign);
  held_.clear();
  state_ = State::kSearch;
  at_ -= again.size();
  consume(base::as_bytes(again));
}

std::size_t GoFunctionScanner::skip(Bytes piece) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), names_at_ - at_));
  if (at_ + taken == names_at_) state_ = State::kNames;
  return taken;
}

// Names end with a zero byte; more of these fill the table up.
std::size_t GoFunctionScanner::take_names(Bytes piece) {
  const auto text = base::as_text(
      piece.first(static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), names_end_ - at_))));
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find('\0', from);
    const auto part = text.substr(from, end - from);
    const auto good = std::min(length_of_text(part), kMaxGoName - held_.size());
    if (good < part.size()) {
      // Looked at again from there, so that it does not matter where the bytes are cut.
      held_.clear();
      state_ = State::kSearch;
      return from + good;
    }
    if (end == std::string_view::npos) {
      held_ += part;
      break;
    }
    functions_.add(held_.empty() ? part : std::string_view(held_ += part), since_120_);
    held_.clear();
    from = end + 1;
  }
  if (at_ + text.size() == names_end_) {
    tables_.back().whole = held_.empty();
    held_.clear();
    state_ = State::kSearch;
  }
  return text.size();
}

}  // namespace pratique::binary
