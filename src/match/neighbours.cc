#include "match/neighbours.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::match {

namespace {

Neighbour alpine(unsigned long long minor) {
  const auto number = "3." + std::to_string(minor);
  return {.ecosystem = "Alpine:v" + number, .label = "Alpine " + number};
}

std::vector<Neighbour> beside_alpine(std::string_view release, std::string_view version) {
  const bool edge = release == "edge";
  auto text = edge ? version : release;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (!text.starts_with("3.")) return {};
  text.remove_prefix(2);
  const auto minor = base::to_uint(text.substr(0, text.find_first_not_of("0123456789")));
  if (!minor || *minor < 3 || *minor > 999) return {};
  if (edge) return {alpine(*minor), alpine(*minor - 1)};
  return {alpine(*minor - 1), alpine(*minor + 1), {.ecosystem = "Alpine:edge", .label = "Alpine edge"}};
}

// In the order in which they came, which the table of codenames has.
std::vector<Neighbour> beside_ubuntu(const model::Ecosystem& row, std::string_view release) {
  std::vector<std::string_view> numbers;
  for (const auto pair : base::words(row.codenames)) numbers.push_back(pair.substr(pair.find('=') + 1));
  const auto at = std::ranges::find(numbers, release);
  if (at == numbers.end()) return {};
  std::vector<Neighbour> places;
  const auto add = [&](std::string_view number) {
    places.push_back(
        {.ecosystem = "Ubuntu:" + std::string(number), .label = "Ubuntu " + std::string(number)});
  };
  if (at != numbers.begin()) add(*(at - 1));
  if (at + 1 != numbers.end()) add(*(at + 1));
  return places;
}

}  // namespace

std::vector<Neighbour> neighbours_of(const model::Ecosystem& row, std::string_view release,
                                     std::string_view version) {
  if (row.vendor == "alpine") return beside_alpine(release, version);
  if (row.vendor == "ubuntu") return beside_ubuntu(row, release);
  // Testing is what has no VERSION_ID; which release that is, Debian says by its codename alone.
  const bool testing =
      row.vendor == "debian" && release != "sid" && !version.empty() && !base::is_digit(version.front());
  if (testing) return {{.ecosystem = "Debian:sid", .label = "Debian sid"}};
  return {};
}

}  // namespace pratique::match
