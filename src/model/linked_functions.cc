#include "model/linked_functions.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

namespace pratique::model {

namespace {

constexpr int kRice = 20;
constexpr int kMaxBits = 48;  // of a value: more than a set of kMaxLinkedFunctions needs
constexpr int kDigitBits = 6;
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Of a set of that many: the gaps are some 2^20 then.
int bits_for(std::uint64_t count) { return kRice + static_cast<int>(std::bit_width(count)); }

// FNV-1a of 64 bits, and the last step of MurmurHash3, which spreads what differs in few bits. The same on every
// machine: documents hold it.
std::uint64_t mixed(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mixed(hash);
}

class DigitWriter {
 public:
  void bits(std::uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bit(((value >> i) & 1) != 0);
  }
  void bit(bool one) {
    held_ = (held_ << 1) | (one ? 1U : 0U);
    if (++count_ == kDigitBits) flush();
  }
  std::string take() {
    if (count_ > 0) {
      held_ <<= kDigitBits - count_;
      flush();
    }
    return std::move(text_);
  }

 private:
  void flush() {
    text_ += kDigits[held_];
    held_ = 0;
    count_ = 0;
  }
  std::string text_;
  unsigned held_ = 0;
  int count_ = 0;
};

constexpr std::array<signed char, 256> values_of_digits() {
  std::array<signed char, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<signed char>(i);
  return values;
}

class DigitReader {
 public:
  explicit DigitReader(std::string_view text) : text_(text) {}
  // Nothing at the end, or for what is no digit.
  std::optional<bool> bit() {
    static constexpr auto kValues = values_of_digits();
    if (left_ == 0) {
      if (at_ == text_.size()) return std::nullopt;
      value_ = kValues[static_cast<unsigned char>(text_[at_++])];
      if (value_ < 0) return std::nullopt;
      left_ = kDigitBits;
    }
    --left_;
    return ((value_ >> left_) & 1) != 0;
  }
  std::optional<std::uint64_t> bits(int count) {
    std::uint64_t out = 0;
    for (; count > 0; --count) {
      const auto one = bit();
      if (!one) return std::nullopt;
      out = (out << 1) | (*one ? 1U : 0U);
    }
    return out;
  }
  bool at_end() const { return at_ == text_.size(); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  int value_ = 0, left_ = 0;
};

// Sorted values of `bits` bits, none twice.
std::string written(const std::vector<std::uint64_t>& values, int bits) {
  DigitWriter out;
  std::uint64_t before = 0;
  for (const auto value : values) {
    const auto gap = value - before;
    before = value;
    for (auto ones = gap >> kRice; ones > 0; --ones) out.bit(true);
    out.bit(false);
    out.bits(gap, kRice);
  }
  return std::to_string(values.size()) + "." + std::to_string(bits) + ":" + out.take();
}

void sort_unique(std::vector<std::uint64_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// A decimal number and the character behind it, taken off the text.
std::optional<std::uint64_t> number_before(std::string_view& text, char end) {
  std::uint64_t number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(at - text.data());
  if (error != std::errc() || length == text.size() || *at != end) return std::nullopt;
  text.remove_prefix(length + 1);
  return number;
}

}  // namespace

std::uint64_t hash_function(std::string_view name) {
  const auto hash = hash_of(name);
  return hash == 0 ? 1 : hash;
}

std::uint64_t function_key(std::string_view package, std::uint64_t hash) {
  return mixed(hash_of(package) + hash * 0x9e3779b97f4a7c15ULL);
}

std::string write_functions(std::vector<std::uint64_t> keys) {
  sort_unique(keys);
  if (keys.size() > kMaxLinkedFunctions) return {};
  const int bits = bits_for(keys.size());
  for (auto& key : keys) key >>= 64 - bits;
  sort_unique(keys);
  return written(keys, bits);
}

// The gap's part in ones is bounded by the width of a value: what is longer is no text of ours.
std::optional<LinkedFunctions> LinkedFunctions::parse(std::string_view text) {
  const auto count = number_before(text, '.');
  const auto bits = count ? number_before(text, ':') : std::nullopt;
  if (!bits || *count > kMaxLinkedFunctions || *bits < kRice || *bits > kMaxBits) return std::nullopt;
  // Each takes 21 bits or more, so that a count that lies reserves nothing.
  if (*count * (kRice + 1) > text.size() * kDigitBits) return std::nullopt;
  LinkedFunctions out;
  out.bits_ = static_cast<int>(*bits);
  out.values_.reserve(*count);
  DigitReader in(text);
  std::uint64_t value = 0;
  for (std::uint64_t i = 0; i < *count; ++i) {
    std::uint64_t ones = 0;
    auto one = in.bit();
    for (; one && *one; one = in.bit()) ++ones;
    const auto low = one ? in.bits(kRice) : std::nullopt;
    if (!low || ones >> (kMaxBits - kRice) != 0) return std::nullopt;
    value += ones << kRice | *low;
    const bool ascends = out.values_.empty() || value > out.values_.back();
    if (!ascends || value >> out.bits_ != 0) return std::nullopt;
    out.values_.push_back(value);
  }
  if (!in.at_end()) return std::nullopt;
  return out;
}

bool LinkedFunctions::has(std::uint64_t key) const {
  return bits_ > 0 && std::binary_search(values_.begin(), values_.end(), key >> (64 - bits_));
}

std::string join_functions(const std::string& a, const std::string& b) {
  auto one = LinkedFunctions::parse(a);
  auto other = LinkedFunctions::parse(b);
  if (!one || !other) return {};
  const int bits = std::min(one->bits_, other->bits_);
  std::vector<std::uint64_t> values;
  for (const auto* each : {&*one, &*other}) {
    for (const auto value : each->values_) values.push_back(value >> (each->bits_ - bits));
  }
  sort_unique(values);
  return values.size() > kMaxLinkedFunctions ? std::string() : written(values, bits);
}

}  // namespace pratique::model
