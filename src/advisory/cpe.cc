#include "advisory/cpe.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"

namespace pratique::advisory {

namespace {

// Of one record. NVD's largest has some thousand.
constexpr std::size_t kMaxMatches = 20'000;
// Of what goes together: hardware by the thousand would make each statement as large.
constexpr std::size_t kMaxTogetherBytes = 64 << 10;

constexpr std::string_view kFormatted = "cpe:2.3:", kUri = "cpe:/";
constexpr std::size_t kAttributes = 11;

// A colon that is escaped belongs to its attribute.
std::vector<std::string> attributes(std::string_view written) {
  const auto text = base::to_lower(written);
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':') {
      out.emplace_back();
      continue;
    }
    out.back() += text[i];
    if (text[i] == '\\' && i + 1 < text.size()) out.back() += text[++i];
  }
  return out;
}

int hex_digit(char c) {
  if (base::is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// "%21" of a URI as the formatted string has it, "\!"; "%01" and "%02" are its "?" and "*".
std::string unbound(std::string_view written) {
  if (written.empty()) return "*";
  const auto text = base::to_lower(written);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool code = text[i] == '%' && i + 2 < text.size();
    const int high = code ? hex_digit(text[i + 1]) : -1, low = code ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      const char c = static_cast<char>(high * 16 + low);
      out += c == 1 ? "?" : c == 2 ? "*" : std::string("\\") + c;
      i += 2;
    } else {
      const bool plain = base::is_digit(text[i]) || base::is_alpha(text[i]) || text[i] == '_' || text == "-";
      out += plain ? std::string(1, text[i]) : std::string("\\") + text[i];
    }
  }
  return out;
}

std::string bounds_of(codec::Json match) {
  const auto from = match["versionStartIncluding"].text(), after = match["versionStartExcluding"].text();
  const auto to = match["versionEndIncluding"].text(), before = match["versionEndExcluding"].text();
  if (from.empty() && after.empty() && to.empty() && before.empty()) return {};
  return (after.empty() ? "[" : "(") + std::string(after.empty() ? from : after) + "," +
         std::string(before.empty() ? to : before) + (before.empty() ? "]" : ")");
}

std::optional<Range> range_of(codec::Json match) {
  if (bounds_of(match).empty()) return std::nullopt;
  Range range{.introduced = match["versionStartIncluding"].text_or("0")};
  if (const auto after = match["versionStartExcluding"].text(); !after.empty()) {
    range.introduced = after;
    range.after_introduced = true;
  }
  range.fixed = match["versionEndExcluding"].text();
  if (range.fixed.empty()) range.last_affected = match["versionEndIncluding"].text();
  return range;
}

// Statements by product, attributes and what they go together with, in the order of the record.
class Statements {
 public:
  explicit Statements(const std::function<void(const std::string& why)>& told) : told_(told) {}

  void add(codec::Json match, const std::vector<std::string>& together) {
    const auto criteria = match["criteria"].text();
    const auto cpe = parse_cpe(criteria);
    if (!cpe) return told_("not a CPE: " + std::string(criteria));
    if (++matches_ > kMaxMatches) {
      if (matches_ == kMaxMatches + 1) told_("more than 20,000 products; the others are left out");
      return;
    }
    auto product = product_of(*cpe);
    product.only_with = together;
    const auto [at, is_new] = places_.try_emplace({product.name, product.platform, together}, all_.size());
    if (is_new) all_.push_back(std::move(product));
    auto& statement = all_[at->second];
    if (auto range = range_of(match)) {
      statement.ranges.push_back(*std::move(range));
    } else if (auto version = version_of(*cpe); !version.empty()) {
      statement.versions.push_back(std::move(version));
    } else {
      statement.ranges.push_back({.introduced = "0"});
    }
  }
  std::vector<Affected> take() { return std::move(all_); }

 private:
  const std::function<void(const std::string& why)>& told_;
  std::size_t matches_ = 0;
  std::vector<Affected> all_;
  std::map<std::tuple<std::string, std::string, std::vector<std::string>>, std::size_t> places_;
};

// All of a node's CPEs, one of which must be there.
std::string alternatives(codec::Json node) {
  std::string out;
  node["cpeMatch"].each([&](codec::Json match) {
    if (out.size() > kMaxTogetherBytes) return;
    out += (out.empty() ? "" : " ") + std::string(match["criteria"].text()) + bounds_of(match);
  });
  return out;
}

bool is_and(codec::Json node) { return base::equals_ignoring_case(node["operator"].text(), "AND"); }

void read_node(codec::Json node, const std::vector<std::string>& together, Statements& out) {
  std::size_t index = 0;
  node["cpeMatch"].each([&](codec::Json match) {
    const auto mine = index++;
    if (match["vulnerable"].boolean() != true) return;
    if (!is_and(node)) return out.add(match, together);
    auto with = together;
    std::size_t other = 0;
    node["cpeMatch"].each([&](codec::Json each) {
      if (other++ != mine) with.push_back(std::string(each["criteria"].text()) + bounds_of(each));
    });
    out.add(match, with);
  });
}

}  // namespace

std::optional<Cpe> parse_cpe(std::string_view text) {
  std::vector<std::string> all;
  if (text.starts_with(kFormatted)) {
    all = attributes(text.substr(kFormatted.size()));
    if (all.size() != kAttributes) return std::nullopt;
  } else if (text.starts_with(kUri)) {
    for (const auto each : base::split(text.substr(kUri.size()), ':')) all.push_back(unbound(each));
    if (all.size() > kAttributes) return std::nullopt;
    all.resize(kAttributes, "*");
  } else {
    return std::nullopt;
  }
  const auto is_part = all[0] == "a" || all[0] == "o" || all[0] == "h" || all[0] == "*";
  if (!is_part || all[1].empty() || all[2].empty()) return std::nullopt;
  Cpe out{
      .part = all[0], .vendor = all[1], .product = all[2], .version = all[3], .update = all[4], .rest = {}};
  std::move(all.begin() + 5, all.end(), out.rest.begin());
  return out;
}

std::string version_of(const Cpe& cpe) {
  if (cpe.version == "*" || cpe.version.empty()) return {};
  const bool updated = !cpe.update.empty() && cpe.update != "*" && cpe.update != "-";
  return updated ? cpe.version + ":" + cpe.update : cpe.version;
}

Affected product_of(const Cpe& cpe) {
  Affected out{.ecosystem = std::string(kCpeEcosystem),
               .name = cpe.part + ":" + cpe.vendor + ":" + cpe.product,
               .order = "cpe"};
  const bool limited = std::any_of(cpe.rest.begin(), cpe.rest.end(),
                                   [](const auto& each) { return each != "*" && !each.empty(); });
  if (!limited) return out;
  for (const auto& each : cpe.rest) out.platform += (out.platform.empty() ? "" : ":") + each;
  return out;
}

static bool is_negated(codec::Json node) { return node["negate"].boolean() == true; }

static bool names_affected(codec::Json node) {
  bool any = false;
  node["cpeMatch"].each([&](codec::Json match) { any = any || match["vulnerable"].boolean() == true; });
  return any;
}

std::vector<Affected> read_configurations(codec::Json configurations,
                                          const std::function<void(const std::string& why)>& told) {
  Statements out(told);
  configurations.each([&](codec::Json configuration) {
    std::vector<codec::Json> nodes;
    // Everything but what it names: nobody can be told so.
    bool unsaid = configuration["negate"].boolean() == true;
    configuration["nodes"].each([&](codec::Json node) {
      nodes.push_back(node);
      unsaid = unsaid || (is_negated(node) && (!is_and(configuration) || names_affected(node)));
    });
    if (unsaid) return told("a configuration that is negated");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (is_negated(nodes[i])) continue;
      std::vector<std::string> together;
      for (std::size_t other = 0; is_and(configuration) && other < nodes.size(); ++other) {
        if (other != i)
          together.push_back((is_negated(nodes[other]) ? "!" : "") + alternatives(nodes[other]));
      }
      read_node(nodes[i], together, out);
    }
  });
  return out.take();
}

}  // namespace pratique::advisory
