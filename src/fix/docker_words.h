// The instructions of a Dockerfile that say what stages start from, with the places of their parts: FROM, and ARG before the
// first FROM. Source: the Dockerfile reference, "FROM" and "Understand how ARG and FROM interact".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "provenance/dockerfile.h"

namespace pratique::fix {

// A piece of an instruction whose continued lines are joined: its characters, and where each stands in the file.
struct PlacedText {
  std::string text;
  std::vector<std::size_t> at;

  PlacedText part(std::size_t from, std::size_t size) const;
  // The offset in the file; nothing: it goes over several lines.
  std::optional<std::size_t> place() const;
};

// ARG NAME=default, before the first FROM.
struct FromArgument {
  std::string name;
  // Without quotes around it; nothing: ARG gives it no default.
  std::optional<PlacedText> value;
  std::uint32_t line = 0;
};

struct FromWords {
  // Of each stage the reference as written, without quotes around it.
  std::vector<PlacedText> images;
  std::vector<FromArgument> arguments;
  char escape = '\\';
};

// `file`: read_dockerfile(text).
FromWords read_from_words(std::string_view text, const provenance::Dockerfile& file);

// A part of a word: letters, or a variable.
struct WordPart {
  PlacedText text;
  // Of a variable, "" of letters.
  std::string variable{};
  // "word" of "${NAME:-word}"; nothing: no such.
  std::optional<PlacedText> otherwise{};
};
// kUnsupported: an escape, a quote, or a form of variables that is not "$N", "${N}", "${N-word}" or "${N:-word}".
Result<std::vector<WordPart>> word_parts(const PlacedText& word, char escape);

}  // namespace pratique::fix
