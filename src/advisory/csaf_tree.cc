#include "advisory/csaf_tree.h"

#include <algorithm>
#include <array>

#include "advisory/osv.h"
#include "base/text.h"
#include "model/purl.h"

namespace pratique::advisory {

namespace {

// Component of a module of a product.
constexpr unsigned kMaxRelated = 4;

// Ends of the names of rpms.
constexpr std::array<std::string_view, 22> kArchitectures{
    "aarch64", "armv7hl", "armv7l", "i386",   "i486",    "i586",       "i686", "ia64",
    "noarch",  "nosrc",   "ppc",    "ppc64",  "ppc64le", "riscv64",    "s390", "s390x",
    "src",     "sw_64",   "x86_64", "athlon", "armv6hl", "loongarch64"};

// "ruby:3.1:8090020240311122605:a75119d5" → "ruby:3.1".
std::string name_and_stream(std::string_view label) {
  const auto first = label.find(':');
  if (first == std::string_view::npos) return std::string(label);
  return std::string(label.substr(0, label.find(':', first + 1)));
}

// "kernel-default-5.3.18-150200.24.115.1.x86_64", "bind-32:9.8.2-0.68.el6.i686", "…x86_64.rpm (ruby:2.7)".
CsafRpm rpm_of_name(std::string_view text) {
  CsafRpm out;
  if (const auto bracket = text.find(" ("); bracket != std::string_view::npos && text.ends_with(')')) {
    out.module = text.substr(bracket + 2, text.size() - bracket - 3);
    text = text.substr(0, bracket);
  }
  if (const auto module = text.find("::"); module != std::string_view::npos) {
    out.module = text.substr(module + 2);
    text = text.substr(0, module);
  }
  // What has no fix has no version: "nodejs:18/nodejs", "kernel".
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    out.module = text.substr(0, slash);
    out.name = text.substr(slash + 1);
    return out;
  }
  if (text.ends_with(".rpm")) text.remove_suffix(4);
  const auto dot = text.rfind('.');
  if (dot != std::string_view::npos && base::is_one_of(text.substr(dot + 1), kArchitectures)) {
    out.architecture = text.substr(dot + 1);
    text = text.substr(0, dot);
  }
  const auto release = text.rfind('-');
  const auto version = release == std::string_view::npos || release == 0 ? std::string_view::npos
                                                                         : text.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0 || !base::is_digit(text[version + 1])) {
    out.name = text;
    return out;
  }
  out.name = text.substr(0, version);
  out.evr = text.substr(version + 1);
  return out;
}

std::optional<CsafRpm> rpm_of_purl(std::string_view text) {
  const auto purl = model::parse_purl(text);
  if (!purl || purl->type != "rpm") return std::nullopt;
  const auto qualifier = [&](const char* key) {
    const auto at = purl->qualifiers.find(key);
    return at == purl->qualifiers.end() ? std::string() : at->second;
  };
  CsafRpm out{.name = purl->name,
              .evr = purl->version,
              .architecture = qualifier("arch"),
              .module = name_and_stream(qualifier("rpmmod"))};
  const auto epoch = qualifier("epoch");
  if (!epoch.empty() && epoch != "0" && !out.evr.empty()) out.evr = epoch + ":" + out.evr;
  return out;
}

}  // namespace

CsafTree::Node& CsafTree::node(Number id) {
  if (id >= nodes_.size()) nodes_.resize(texts_.size());
  return nodes_[id];
}

CsafTree::Number CsafTree::add_product(std::string_view id, const CsafProduct& product) {
  const auto kept = [&](std::string_view text) { return texts_[texts_.number(text)]; };
  const CsafProduct copy{.name = kept(product.name),
                         .cpe = kept(product.cpe),
                         .purl = kept(product.purl),
                         .category = kept(product.category),
                         .branch = kept(product.branch),
                         .holder = kept(product.holder)};
  const auto number = texts_.number(id);
  auto& at = node(number).product;
  if (at == 0) {
    products_.push_back(copy);
    at = static_cast<std::uint32_t>(products_.size());
  } else {
    products_[at - 1] = copy;
  }
  return number;
}

void CsafTree::set_holder(Number id, std::string_view name) {
  if (const auto at = node_of(id).product; at != 0) products_[at - 1].holder = texts_[texts_.number(name)];
}

void CsafTree::add_relationship(std::string_view id, std::string_view component, std::string_view product) {
  const auto part = texts_.number(component), holder = texts_.number(product);
  auto& at = node(texts_.joined(id, holder, part));
  at.component = part;
  at.holder = holder;
}

std::optional<CsafFound> CsafTree::find(Number id) const {
  CsafFound found;
  for (unsigned steps = 0; steps < kMaxRelated; ++steps) {
    const auto at = node_of(id);
    if (at.component == 0) {
      if (at.product == 0) return std::nullopt;
      found.product = &products_[at.product - 1];
      return found;
    }
    const auto component = node_of(at.component).product;
    if (component == 0) return std::nullopt;
    // The first is the component itself; a module in between is what it belongs to in the product.
    if (found.component == nullptr) {
      found.component = &products_[component - 1];
    } else {
      const auto purl = model::parse_purl(products_[component - 1].purl);
      if (purl && purl->type == "rpmmod") found.module = name_and_stream(purl->name + ":" + purl->version);
    }
    id = at.holder;
  }
  return std::nullopt;
}

const CsafProduct* CsafTree::product(std::string_view id) const {
  const auto at = node_of(texts_.find(id)).product;
  return at == 0 ? nullptr : &products_[at - 1];
}

std::vector<const CsafProduct*> CsafTree::products() const {
  std::vector<std::pair<std::string_view, const CsafProduct*>> sorted;
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    if (nodes_[i].product != 0)
      sorted.emplace_back(texts_[static_cast<Number>(i)], &products_[nodes_[i].product - 1]);
  }
  std::sort(sorted.begin(), sorted.end());
  std::vector<const CsafProduct*> out;
  for (const auto& [_, product] : sorted) out.push_back(product);
  return out;
}

const std::vector<KeptTexts::Number>& CsafTree::group(Number id) const {
  static const std::vector<Number> kNone;
  const auto at = groups_.find(id);
  return at == groups_.end() ? kNone : at->second;
}

std::uint64_t CsafTree::bytes() const {
  return texts_.bytes() + nodes_.size() * sizeof(Node) + products_.size() * sizeof(CsafProduct);
}

std::optional<CsafRpm> csaf_rpm(const CsafFound& found) {
  if (found.component == nullptr) return std::nullopt;
  auto rpm = found.component->purl.empty() ? std::optional(rpm_of_name(found.component->name))
                                           : rpm_of_purl(found.component->purl);
  if (!rpm) return std::nullopt;
  if (rpm->module.empty()) rpm->module = found.module;
  // Purls of older documents leave out the epoch that stands in the name.
  if (!found.component->purl.empty() && !base::contains(rpm->evr, ":")) {
    const auto named = rpm_of_name(found.component->name);
    if (named.name == rpm->name && named.evr.ends_with(":" + rpm->evr)) rpm->evr = named.evr;
  }
  if (rpm->evr.starts_with("0:")) rpm->evr.erase(0, 2);
  if (rpm->architecture == "noarch") rpm->architecture.clear();
  return rpm->name.empty() || !is_id(rpm->name) ? std::nullopt : rpm;
}

}  // namespace pratique::advisory
