// The word that somebody probably meant: for messages about unknown commands, options and values.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace pratique::base {

// Longer words have no neighbour: the distance takes time by the product of both lengths.
inline constexpr std::size_t kMaxMeantBytes = 64;

// Edits that make `a` of `b`: insert, delete or change one byte, or swap two neighbours (Damerau and
// Levenshtein, in the form that edits no place twice). ASCII case does not count.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `word`, or an empty view when none is near: at most a third of its length away
// (one edit for short words), or else one that begins with it or has it as a part. The first of several
// equally near ones.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);
std::string_view nearest(std::string_view word, std::span<const std::string> candidates);

// "; did you mean high?", or nothing when no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace pratique::base
