// Gem specifications as RubyGems writes them (Gem::Specification#to_ruby): Ruby source, one assignment a
// line. Nothing is executed: assignments of plain string literals are read, everything else is passed over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::extract::gem {

struct Specification {
  // Platform "" stands for "ruby".
  std::string name, version, platform;
  std::vector<std::string> licenses, authors;
  std::string homepage, summary;
  // Names of the gems that it needs for running.
  std::vector<std::string> needs;
  // The text has a stub, or gives a name or version, were it by a computation.
  bool is_one = false;
};

// What the text says. What it does not say in a plain way stays empty.
Specification read_specification(std::string_view text);

// What the file name says, "NAME-VERSION[-PLATFORM].gemspec" ("net-http-0.3.2",
// "nokogiri-1.15.4-x86_64-linux"): the version is the first part after a "-" that starts with a digit. Empty
// when there is none.
Specification specification_of_name(std::string_view base_name);

// Takes the Ruby string literal at the start of `text`: "…" with escapes or '…'. False, and nothing taken,
// when there is none or when it holds an interpolation.
bool take_string(std::string_view& text, std::string& out);

}  // namespace pratique::extract::gem
