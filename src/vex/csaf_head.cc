#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "vex/csaf_tests.h"

namespace pratique::vex {

namespace {

using codec::Json;

// ISO 639-1. Subtags of three letters are some 8,000, and are believed.
constexpr std::string_view kLanguages =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz "
    "ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln "
    "lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi "
    "pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti "
    "tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

bool is_of(std::string_view text, std::size_t least, std::size_t most, bool letters) {
  const auto fits = [&](char c) {
    return letters ? base::is_alnum(c) && !base::is_digit(c) : base::is_alnum(c);
  };
  return text.size() >= least && text.size() <= most && std::ranges::all_of(text, fits);
}

// RFC 5646 §2.1, "langtag", "privateuse" and "grandfathered", as far as forms go, and the registered languages of two letters.
bool is_language(std::string_view text) {
  if (text.starts_with("i-") || text.starts_with("x-")) return true;
  const auto parts = base::split(text, '-');
  const auto language = base::to_lower(parts.front());
  if (!is_of(language, 2, 8, true)) return false;
  if (language.size() == 2 && !base::contains(kLanguages, language + " ")) return false;
  return std::ranges::all_of(parts, [](std::string_view part) { return is_of(part, 1, 8, false); });
}

// §6.1.12, .15, .28.
void test_languages(Json document, CsafFaults& faults) {
  const auto lang = document["lang"], source = document["source_lang"];
  for (const auto& one : {lang, source}) {
    if (one && !is_language(one.text())) faults.add("6.1.12: " + csaf_quoted(one.text()) + " is no language");
  }
  if (document["publisher"]["category"].text() == "translator" && !source)
    faults.add("6.1.15: a translator without a source language");
  if (lang && source && base::equals_ignoring_case(lang.text(), source.text()))
    faults.add("6.1.28: a translation into the language that it is translated from");
}

// Of section 4, besides "csaf_base"; of 2.1 the last three.
constexpr auto kProfiles = std::to_array<std::string_view>(
    {"csaf_security_incident_response", "csaf_informational_advisory", "csaf_security_advisory", "csaf_vex",
     "csaf_deprecated_security_advisory", "csaf_withdrawn", "csaf_superseded"});

std::string bare(std::string_view word) {
  auto text = base::to_lower(word);
  std::erase_if(text, [](char c) { return c == '-' || c == '_' || base::is_space(c); });
  return text;
}

// §6.1.26: a category of one's own must not look like a profile's.
void test_category(std::string_view category, CsafFaults& faults) {
  if (category == "csaf_base" || std::ranges::find(kProfiles, category) != kProfiles.end()) return;
  const auto word = bare(category);
  const auto same = [&](std::string_view profile) {
    const auto whole = bare(profile);
    return word == whole || word == whole.substr(std::string_view("csaf").size());
  };
  const bool reserved = base::to_lower(category).starts_with("csaf_");
  if (reserved || std::ranges::any_of(kProfiles, same))
    faults.add("6.1.26: the category " + csaf_quoted(category) + " is that of no profile and looks like one");
}

bool any_of(Json list, std::string_view member, std::initializer_list<std::string_view> words) {
  bool found = false;
  list.each([&](Json one) { found = found || std::ranges::find(words, one[member].text()) != words.end(); });
  return found;
}

// §4.2, "Security incident response", and §4.3, "Informational Advisory".
void test_profile(Json root, std::string_view category, CsafFaults& faults) {
  const auto document = root["document"];
  if (category == "csaf_security_incident_response" || category == "csaf_informational_advisory") {
    if (!any_of(document["notes"], "category", {"description", "details", "general", "summary"}))
      faults.add("6.1.27.1: no note that describes it");
    if (!any_of(document["references"], "category", {"external"}))
      faults.add("6.1.27.2: no external reference");
  }
  if (category == "csaf_informational_advisory" && root["vulnerabilities"])
    faults.add("6.1.27.3: an informational advisory with vulnerabilities");
  if (category == "csaf_security_advisory") {
    root["vulnerabilities"].each([&](Json one) {
      if (!one["product_status"]) faults.add("6.1.27.6: a vulnerability without a product status");
    });
  }
}

// §6.1.38 to .41 of 2.1: two ids of sharing groups mean everybody and nobody, and have names of their own.
void test_sharing(Json distribution, CsafFaults& faults) {
  constexpr std::string_view kMax = "ffffffff-ffff-ffff-ffff-ffffffffffff",
                             kNil = "00000000-0000-0000-0000-000000000000";
  const auto group = distribution["sharing_group"];
  if (!group) return;
  const auto id = base::to_lower(group["id"].text());
  const auto name = group["name"].text();
  const bool is_public = distribution["tlp"]["label"].text() == "CLEAR";
  if (!is_public && id == kMax) faults.add("6.1.38: a sharing group of everybody, and not TLP:CLEAR");
  if (is_public && id != kMax) faults.add("6.1.39: TLP:CLEAR, and a sharing group that is not everybody");
  if ((name == "Public" && id != kMax) || (name == "No sharing allowed" && id != kNil))
    faults.add("6.1.40: the sharing group " + csaf_quoted(name) + " has the id of another");
  if ((id == kMax && name != "Public") || (id == kNil && name != "No sharing allowed"))
    faults.add("6.1.41: the sharing group " + csaf_quoted(id) + " lacks its name");
}

}  // namespace

void test_csaf_head(Json root, CsafFaults& faults) {
  const auto document = root["document"];
  const auto category = document["category"].text();
  test_languages(document, faults);
  test_category(category, faults);
  test_profile(root, category, faults);
  if (document["csaf_version"].text() == "2.1") test_sharing(document["distribution"], faults);
}

std::string csaf_file_name(std::string_view id) {
  std::string name;
  for (const char c : base::to_lower(id)) {
    const bool plain = base::is_alnum(c) || c == '+' || c == '-';
    if (plain || !name.ends_with('_')) name += plain ? c : '_';
  }
  return name + ".json";
}

}  // namespace pratique::vex
