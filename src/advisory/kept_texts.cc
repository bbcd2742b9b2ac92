#include "advisory/kept_texts.h"

#include "base/text_hash.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kFirstSlots = 64;

}  // namespace

KeptTexts::KeptTexts() : entries_(1, Entry{.text = ""}), slots_(kFirstSlots) {}

bool KeptTexts::is(Number number, std::string_view text) const {
  const auto& entry = entries_[number];
  if (entry.size != text.size()) return false;
  if (entry.text != nullptr) return (*this)[number] == text;
  const auto holder = (*this)[entry.holder], part = (*this)[entry.part];
  return text[holder.size()] == ':' && text.starts_with(holder) && text.ends_with(part);
}

std::size_t KeptTexts::slot_of(std::string_view text) const {
  const auto mask = slots_.size() - 1;
  auto at = static_cast<std::size_t>(base::hash_text(text)) & mask;
  while (slots_[at] != 0 && !is(slots_[at], text)) at = (at + 1) & mask;
  return at;
}

KeptTexts::Number KeptTexts::find(std::string_view text) const {
  return text.empty() ? 0 : slots_[slot_of(text)];
}

KeptTexts::Number KeptTexts::add(std::string_view text, const Entry& entry) {
  const auto number = static_cast<Number>(entries_.size());
  entries_.push_back(entry);
  // At most three of four slots are taken.
  if (entries_.size() * 4 > slots_.size() * 3) grow();
  slots_[slot_of(text)] = number;
  return number;
}

// Texts that are joined are put together for their hash.
void KeptTexts::grow() {
  const auto taken = entries_.size() - 1;  // the last has no slot yet
  slots_.assign(slots_.size() * 2, 0);
  for (std::size_t i = 1; i < taken; ++i) {
    const auto number = static_cast<Number>(i);
    const auto written = entries_[i].text == nullptr ? text(number) : std::string();
    slots_[slot_of(entries_[i].text == nullptr ? written : (*this)[number])] = number;
  }
}

KeptTexts::Number KeptTexts::number(std::string_view text) {
  const auto known = find(text);
  if (text.empty() || (known != 0 && entries_[known].text != nullptr)) return known;
  text_bytes_ += text.size();
  const auto copy = arena_.copy(text);
  if (known == 0) return add(text, {.text = copy.data(), .size = static_cast<std::uint32_t>(copy.size())});
  entries_[known].text = copy.data();  // it was joined
  return known;
}

KeptTexts::Number KeptTexts::joined(std::string_view text, Number holder, Number part) {
  if (const auto known = find(text); known != 0 || text.empty()) return known;
  const auto first = (*this)[holder], second = (*this)[part];
  const bool is_joined = entries_[holder].text != nullptr && entries_[part].text != nullptr &&
                         text.size() == first.size() + 1 + second.size() && text.starts_with(first) &&
                         text[first.size()] == ':' && text.ends_with(second);
  if (!is_joined) return number(text);
  return add(text, {.size = static_cast<std::uint32_t>(text.size()), .holder = holder, .part = part});
}

std::string KeptTexts::text(Number number) const {
  const auto& entry = entries_[number];
  if (entry.text != nullptr) return std::string((*this)[number]);
  return std::string((*this)[entry.holder]) + ":" + std::string((*this)[entry.part]);
}

std::uint64_t KeptTexts::bytes() const {
  return text_bytes_ + entries_.size() * sizeof(Entry) + slots_.size() * sizeof(Number);
}

}  // namespace pratique::advisory
