#include "model/held_bytes.h"

namespace pratique::model {

namespace {

constexpr std::uint64_t kBlock = 16;    // glibc's malloc: header and rounding of a block
constexpr std::uint64_t kMapNode = 48;  // of a std::map's node besides key and value

std::uint64_t held(const Location& location) {
  return held_bytes(location.path) + held_bytes(location.layer);
}
std::uint64_t held(const Hash& hash) { return held_bytes(hash.value); }
std::uint64_t held(const FoundLicense& found) { return held_bytes(found) - sizeof found; }
std::uint64_t held(const std::string& text) { return held_bytes(text); }
std::uint64_t held(const std::map<std::string, std::string>& map) { return held_bytes(map); }

template <class T>
std::uint64_t held(const std::vector<T>& items) {
  if (items.capacity() == 0) return 0;
  std::uint64_t bytes = kBlock + items.capacity() * sizeof(T);
  for (const auto& item : items) bytes += held(item);
  return bytes;
}

// Numbers and words of enumerations lie in the object.
template <class T>
  requires std::is_enum_v<T> || std::is_arithmetic_v<T>
std::uint64_t held(const T&) {
  return 0;
}

}  // namespace

// Short texts lie in the object.
std::uint64_t held_bytes(const std::string& text) {
  constexpr std::size_t kShort = 15;
  return text.capacity() > kShort ? text.capacity() + kBlock : 0;
}

std::uint64_t held_bytes(const std::map<std::string, std::string>& map) {
  std::uint64_t bytes = 0;
  for (const auto& [key, value] : map)
    bytes += kMapNode + 2 * sizeof(std::string) + held_bytes(key) + held_bytes(value);
  return bytes;
}

std::uint64_t held_bytes(const Component& component) {
  std::uint64_t bytes = sizeof component + (component.details.is_there() ? sizeof(Details) + kBlock : 0);
  each_field(component, [&](std::string_view, const auto& member) { bytes += held(member); });
  return bytes;
}

std::uint64_t held_bytes(const FoundLicense& found) {
  return sizeof found + held_bytes(found.expression) + held_bytes(found.path);
}

std::uint64_t held_bytes(const Observation& observation) {
  return sizeof observation + held_bytes(observation.rule) + held_bytes(observation.message) +
         held(observation.location);
}

std::uint64_t held_bytes(const Note& note) {
  return sizeof note + held_bytes(note.code) + held_bytes(note.message) + held_bytes(note.file) +
         held_bytes(note.layer);
}

}  // namespace pratique::model
