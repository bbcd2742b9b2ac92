#include "match/products.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::match {

namespace {

struct Product {
  std::string_view vendor, name, version, edition;
};

std::string_view value_of(std::string_view text) {
  return text == "*" || text == "-" ? std::string_view() : text;
}

// What stands before the vendor (operating system or application) is left out: Red Hat calls one product both.
Product product_of(std::string_view cpe) {
  const auto parts = base::split(cpe, ':');
  const std::size_t first = cpe.starts_with("cpe:2.3:") ? 3 : 2;
  const auto part = [&](std::size_t i) {
    return first + i < parts.size() ? value_of(parts[first + i]) : std::string_view();
  };
  return {part(0), part(1), part(2), part(4)};
}

// "9" is every "9.4"; what is not said is every one.
bool is_same_version(std::string_view one, std::string_view other) {
  const auto shorter = one.size() < other.size() ? one : other;
  const auto longer = one.size() < other.size() ? other : one;
  return longer.starts_with(shorter) &&
         (shorter.empty() || longer.size() == shorter.size() || longer[shorter.size()] == '.');
}

}  // namespace

bool is_same_product(std::string_view ours, std::string_view theirs, bool& unknown) {
  const auto one = product_of(ours), other = product_of(theirs);
  if (one.vendor != other.vendor || one.name != other.name) return false;
  const bool edition = one.edition.empty() || other.edition.empty() || one.edition == other.edition;
  if (!edition || !is_same_version(one.version, other.version)) return false;
  unknown = unknown || (one.version.empty() && !other.version.empty());
  return true;
}

ProductFit fit_of(const Question& question, const advisory::AffectedView& affected) {
  if (affected.cpes.empty() || question.products.empty()) return ProductFit::kOwn;
  bool unknown = false;
  const auto has = [&](const std::vector<std::string>& ours) {
    return std::any_of(ours.begin(), ours.end(), [&](const std::string& product) {
      return std::any_of(affected.cpes.begin(), affected.cpes.end(),
                         [&](std::string_view cpe) { return is_same_product(product, cpe, unknown); });
    });
  };
  if (has(question.products)) return unknown ? ProductFit::kUnknown : ProductFit::kOwn;
  return has(question.otherwise) ? ProductFit::kOtherwise : ProductFit::kOther;
}

namespace {

constexpr std::string_view kSystem = "enterprise_linux";

// Those whose fixes are made for one minor release, and go on when the next is there ("rhel_eus:9.4").
bool is_longer(const Product& product) {
  return product.name != kSystem &&
         (product.name.starts_with("rhel_") || product.name.starts_with(kSystem)) &&
         base::contains(product.version, ".");
}

void add_rule(Question& question, const std::string& words) {
  const bool bracket = question.rule.ends_with(')');
  if (bracket) question.rule.pop_back();
  question.rule += ", " + words + (bracket ? ")" : "");
}

}  // namespace

void narrow_products(Question& question) {
  auto& products = question.products;
  if (products.empty() && question.presumed.empty()) return;
  std::sort(products.begin(), products.end());
  products.erase(std::unique(products.begin(), products.end()), products.end());
  const auto built_for = question.presumed.empty() ? Product{} : product_of(question.presumed.front());
  std::erase_if(products, [&](const std::string& cpe) {
    const auto product = product_of(cpe);
    if (!built_for.name.empty() && built_for.name != kSystem && product.name != built_for.name) return true;
    return is_longer(product) && !question.minor.empty() && product.version != question.minor;
  });
  if (products.empty()) {
    products = question.presumed;
    return add_rule(question, "product presumed: " + product_text(products.front()));
  }
  const auto known = compared_products(question, {}).ours;
  add_rule(question, "product " + known);
  const bool longer = std::any_of(products.begin(), products.end(),
                                  [](const std::string& cpe) { return is_longer(product_of(cpe)); });
  const bool ordinary = std::any_of(products.begin(), products.end(),
                                    [](const std::string& cpe) { return product_of(cpe).name == kSystem; });
  if (longer && !ordinary) question.otherwise = question.presumed;
}

Compared compared_products(const Question& question, const advisory::AffectedView& affected) {
  const auto all = [](const auto& cpes) {
    std::vector<std::string> texts;
    for (const auto& cpe : cpes) texts.push_back(product_text(cpe));
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return base::join(texts, ", ");
  };
  return {.ours = all(question.products), .theirs = all(affected.cpes)};
}

std::string product_text(std::string_view cpe) {
  const auto product = product_of(cpe);
  auto text = std::string(product.name);
  if (!product.version.empty()) text += ":" + std::string(product.version);
  if (!product.edition.empty()) text += "::" + std::string(product.edition);
  return text;
}

std::string_view branch_of(std::string_view version) {
  if (base::contains(version, ".module")) return {};
  constexpr std::string_view kOpenShift = ".rhaos";
  if (const auto at = version.find(kOpenShift); at != std::string_view::npos) {
    const auto tag = version.substr(at + 1);
    const auto end = tag.find_first_not_of("0123456789.", kOpenShift.size() - 1);
    auto branch = tag.substr(0, end);
    while (branch.ends_with('.')) branch.remove_suffix(1);
    return branch;
  }
  const auto at = version.rfind(".el");
  if (at == std::string_view::npos) return {};
  const auto tag = version.substr(at + 1);
  const auto branch = tag.substr(0, tag.find_first_of(".+~^-"));
  return base::contains(branch, "_") ? branch : std::string_view();
}

}  // namespace pratique::match
