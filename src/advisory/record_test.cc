#include "advisory/record.h"

#include <gtest/gtest.h>

#include <set>

#include "advisory/packed_cve.h"
#include "advisory/text_pack.h"

namespace pratique::advisory {
namespace {

const std::vector<std::string> kStrings{"",
                                        "Important",
                                        "cpe:/o:redhat:enterprise_linux:9",
                                        "deb",
                                        "eus",
                                        "ghsa",
                                        "linux",
                                        "rhel-9-appstream",
                                        "x86_64"};

std::uint64_t number_of(std::string_view text) {
  return static_cast<std::uint64_t>(std::find(kStrings.begin(), kStrings.end(), text) - kStrings.begin());
}
Result<std::string_view> text_of(std::uint64_t number) {
  if (number >= kStrings.size()) return base::invalid("unknown");
  return kStrings[number];
}

Affected affected() {
  Affected out{
      .order = "deb",
      .ranges = {},
      .versions = {"1", "2"},
      .status = Status::kUnderInvestigation,
      .reason = Reason::kDeferred,
      .reason_text = "Minor issue",
      .fixed_on = "2026-03-01",
      .module = "m:1",
      .platform = "jruby",
      .architectures = {"x86_64"},
      .systems = {"linux"},
      .cpes = {"cpe:/o:redhat:enterprise_linux:9"},
      .repository = "rhel-9-appstream",
      .channel = "eus",
      .severity = Severity::kHigh,
      .severity_word = "Important",
      .severity_vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
      .parts = {{.path = "a/b", .symbols = {"F", "T.G"}, .systems = {"linux"}, .architectures = {"x86_64"}},
                {.path = {}, .symbols = {"H"}},
                {}}};
  out.ranges = {{.introduced = "0", .fixed = "1.2"},
                {.introduced = "2", .last_affected = "3", .after_introduced = true},
                {.introduced = "2", .last_affected = "3", .before_last_affected = true},
                {.introduced = "0"}};
  return out;
}

EntryHead head() {
  return {.id = "DSA-1",
          .source = "ghsa",
          .category = "notice",
          .withdrawn = true,
          .ids = {"CVE-2021-44228", "CVE-2021-45", "XSA-1"}};
}

Facts facts() {
  Facts out{.aliases = {"GHSA-1"},
            .published = "2021-01-01",
            .cwes = {"CWE-79"},
            .records = {1, 300},
            .enriched = 3};
  out.ratings = {
      {.source = "ghsa", .vector = "AV:N/AC:L/Au:N/C:P/I:P/A:P", .score = 7.5, .severity = Severity::kHigh}};
  return out;
}

Result<void> read_entries(base::Bytes blob, std::vector<Affected>& out) {
  return decode_entries(blob, text_of, [&](std::uint64_t, const HitView&, Affected&& each) -> Result<void> {
    out.push_back(std::move(each));
    return {};
  });
}

TEST(Record, EntriesComeBack) {
  const auto one = affected();
  const auto blob = encode({{300, &one}, {301, &one}}, number_of);
  std::vector<Affected> back;
  ASSERT_TRUE(read_entries(base::as_bytes(blob), back));
  ASSERT_EQ(back.size(), 2u);
  EXPECT_TRUE(back[0].key() == one.key());
  EXPECT_TRUE(back[1].key() == one.key());
}

TEST(Record, WhatIsNotSaidTakesNoField) {
  const Affected nothing;
  const auto blob = encode({{1, &nothing}}, number_of);
  EXPECT_EQ(blob, std::string("\x01\x01\x00", 3));
  std::vector<Affected> back;
  ASSERT_TRUE(read_entries(base::as_bytes(blob), back));
  EXPECT_TRUE(back.at(0).key() == nothing.key());
}

// One entry of record 1 whose fields are `fields`.
Result<void> read_fields(std::string_view fields, std::vector<Affected>& out) {
  const auto blob = "\x01\x01" + std::string(fields) + std::string(1, '\0');
  return read_entries(base::as_bytes(blob), out);
}

TEST(Record, FieldsOfALaterVersionArePassedOver) {
  std::vector<Affected> out;
  // 5 a version, 62 a number, 63 four bytes, among them what would end an entry.
  ASSERT_TRUE(read_fields(std::string("\x05\x01"
                                      "1"
                                      "\x3e\x07\x3f\x04\x00\x05\x01\x00\x05\x01"
                                      "2",
                                      14),
                          out));
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].versions, (std::vector<std::string>{"1", "2"}));
}

TEST(Record, ValuesThatNobodyWroteAreRefused) {
  std::vector<Affected> out;
  for (const std::string_view fields :
       {"\x04\x04", "\x06\x09", "\x08\x05", "\x16\x07", "\x02\x7f", "\x11\x03\x04\x7f"})
    EXPECT_FALSE(read_fields(fields, out)) << static_cast<int>(fields[0]);
}

TEST(Record, InternedTextsAreThoseThatAreWritten) {
  const auto one = affected();
  std::set<std::string> told, asked;
  each_interned(one, [&](std::string_view text) { told.emplace(text); });
  encode({{1, &one}}, [&](std::string_view text) {
    asked.emplace(text);
    return number_of(text);
  });
  EXPECT_EQ(told, asked);
}

// What look-ups read is what was written, and damage to it is no crash.
TEST(Record, EntriesComeBackAsViews) {
  const auto one = affected();
  const auto blob = encode({{300, &one}, {301, &one}}, number_of);
  base::Arena arena;
  std::vector<AffectedView> back;
  const auto keep = [&](std::uint64_t, const HitView& each) -> Result<void> {
    back.push_back(each.affected);
    return {};
  };
  ASSERT_TRUE(decode_views(base::as_bytes(blob), text_of, arena, keep));
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[1].order, one.order);
  EXPECT_EQ(back[1].module, one.module);
  EXPECT_EQ(back[1].platform, one.platform);
  EXPECT_EQ(back[1].status, one.status);
  EXPECT_EQ(std::vector<std::string>(back[1].versions.begin(), back[1].versions.end()), one.versions);
  EXPECT_EQ(std::vector<std::string>(back[1].architectures.begin(), back[1].architectures.end()),
            one.architectures);
  EXPECT_EQ(std::vector<std::string>(back[1].systems.begin(), back[1].systems.end()), one.systems);
  ASSERT_EQ(back[1].ranges.size(), one.ranges.size());
  for (std::size_t i = 0; i < one.ranges.size(); ++i) {
    EXPECT_EQ(back[1].ranges[i].introduced, one.ranges[i].introduced);
    EXPECT_EQ(back[1].ranges[i].fixed, one.ranges[i].fixed);
    EXPECT_EQ(back[1].ranges[i].last_affected, one.ranges[i].last_affected);
    EXPECT_EQ(back[1].ranges[i].after_introduced, one.ranges[i].after_introduced);
    EXPECT_EQ(back[1].ranges[i].before_last_affected, one.ranges[i].before_last_affected);
  }
  for (std::size_t i = 0; i < blob.size(); ++i) {
    EXPECT_FALSE(decode_views(base::as_bytes(std::string_view(blob).substr(0, i)), text_of, arena, keep));
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = blob;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      (void)decode_views(base::as_bytes(flipped), text_of, arena,
                         [](std::uint64_t, const HitView&) -> Result<void> { return {}; });
    }
  }
}

// The first entry of a record tells of it, and the others go by that.
TEST(Record, HeadsComeBackWithEveryEntry) {
  const auto one = affected();
  const auto first = head();
  const EntryHead itself{.id = "CVE-2021-44228", .source = "ghsa", .category = {}, .ids = {"CVE-2021-44228"}};
  const auto blob = encode({{300, &one, &first}, {300, &one, &first}, {301, &one, &itself}}, number_of);
  const auto twice = encode({{300, &one, &first}, {301, &one, &first}, {302, &one, &itself}}, number_of);
  EXPECT_LT(blob.size() + 30, twice.size());
  base::Arena arena;
  std::vector<HitView> back;
  ASSERT_TRUE(decode_views(base::as_bytes(blob), text_of, arena,
                           [&](std::uint64_t, const HitView& each) -> Result<void> {
                             back.push_back(each);
                             return {};
                           }));
  ASSERT_EQ(back.size(), 3u);
  for (const auto& hit : {back[0], back[1]}) {
    EXPECT_EQ(hit.id, "DSA-1");
    EXPECT_EQ(hit.source, "ghsa");
    EXPECT_EQ(hit.category, "notice");
    EXPECT_TRUE(hit.withdrawn);
    EXPECT_EQ(std::vector<std::string>(hit.ids.begin(), hit.ids.end()), first.ids);
    EXPECT_EQ(hit.affected.order, "deb");
  }
  EXPECT_EQ(back[2].id, "CVE-2021-44228");
  EXPECT_FALSE(back[2].withdrawn);
  EXPECT_EQ(back[2].category, "");
  ASSERT_EQ(back[2].ids.size(), 1u);
  EXPECT_EQ(back[2].ids[0], "CVE-2021-44228");
}

// Only what comes back as the same text is packed.
TEST(PackedCve, IdsComeBackAsTheyWere) {
  base::Arena arena;
  for (const std::string_view id :
       {"CVE-1999-0001", "CVE-2021-44228", "CVE-1990-0000", "CVE-2053-999999999999", "CVE-2026-10000"}) {
    const auto packed = packed_cve(id);
    ASSERT_TRUE(packed) << id;
    EXPECT_NE(*packed, 0u) << id;
    EXPECT_EQ(cve_of(*packed, arena), id);
  }
  for (const std::string_view id :
       {"", "CVE-", "CVE-2021", "CVE-2021-", "CVE-2021-1", "CVE-2021-00001", "cve-2021-44228",
        "CVE-1989-0001", "CVE-2054-0001", "CVE-2021-4422x", "CVE-2021-44228-1", "CVE-20210-4422",
        "CVE-2021-1234567890123", "CVE--021-4422", "GHSA-2021-4422"})
    EXPECT_FALSE(packed_cve(id)) << id;
  for (const std::uint64_t any : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}})
    EXPECT_TRUE(cve_of(any, arena).starts_with("CVE-")) << any;
}

TEST(Record, FactsComeBack) {
  base::Arena arena;
  const auto blob = encode(facts(), number_of);
  std::uint64_t enriched = 0;
  const auto back = decode_facts(base::as_bytes(blob), text_of, arena, enriched);
  ASSERT_TRUE(back);
  EXPECT_EQ(enriched, facts().enriched);
  EXPECT_EQ(std::vector<std::string>(back->aliases.begin(), back->aliases.end()), facts().aliases);
  EXPECT_EQ(std::vector<std::string>(back->cwes.begin(), back->cwes.end()), facts().cwes);
  EXPECT_EQ(std::vector<std::uint64_t>(back->records.begin(), back->records.end()), facts().records);
  EXPECT_EQ(back->published, "2021-01-01");
  ASSERT_EQ(back->ratings.size(), 1u);
  EXPECT_DOUBLE_EQ(back->ratings[0].score, 7.5);
  EXPECT_EQ(back->ratings[0].source, "ghsa");
  EXPECT_EQ(back->ratings[0].vector, facts().ratings[0].vector);
}

TEST(Record, AssessmentsComeBackOrAreRefused) {
  const std::vector<Assessment> all{
      {.source = "ghsa",
       .ratings = facts().ratings,
       .cwes = facts().cwes,
       .ssvc = {Activity::kProofOfConcept, Automatable::kNo, Impact::kPartial}}};
  const auto blob = encode(all, number_of);
  base::Arena arena;
  Vulnerability known;
  ASSERT_TRUE(add_assessments(base::as_bytes(blob), text_of, arena, known));
  EXPECT_EQ(known.ssvc, all[0].ssvc);
  EXPECT_EQ(std::vector<std::string>(known.cwes.begin(), known.cwes.end()), all[0].cwes);
  ASSERT_EQ(known.ratings.size(), 1u);
  EXPECT_EQ(known.ratings[0].vector, all[0].ratings[0].vector);
  EXPECT_EQ(known.ratings[0].source, "ghsa");
  for (std::size_t i = 0; i < blob.size(); ++i)
    EXPECT_FALSE(add_assessments(base::as_bytes(std::string_view(blob).substr(0, i)), text_of, arena, known))
        << i;
  for (std::size_t point = 2; point < 5; ++point) {
    auto wrong = blob;
    wrong[point] = 4;
    EXPECT_FALSE(add_assessments(base::as_bytes(wrong), text_of, arena, known)) << "a word that there is not";
  }
}

// A damaged database: every cut is an error, every flipped byte an error or another record, never a crash.
TEST(Record, DamageIsNoCrash) {
  const auto one = affected();
  const auto first = head();
  const auto entries = encode({{1, &one, &first}}, number_of), known = encode(facts(), number_of);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::vector<Affected> out;
    EXPECT_FALSE(read_entries(base::as_bytes(std::string_view(entries).substr(0, i)), out));
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = entries;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      (void)read_entries(base::as_bytes(flipped), out);
    }
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    base::Arena arena;
    std::uint64_t enriched = 0;
    EXPECT_FALSE(
        decode_facts(base::as_bytes(std::string_view(known).substr(0, i)), text_of, arena, enriched));
  }
}

TEST(Record, ACountBeyondTheEndIsRefused) {
  EXPECT_FALSE(decode_texts(base::as_bytes(std::string_view("\x00\xff\xff\xff\xff\x7f", 6))));
}

TEST(TextPack, WithAndWithoutADictionary) {
  std::vector<std::string> texts;
  for (int i = 0; i < 2'000; ++i) {
    texts.push_back("A vulnerability in component number " + std::to_string(i * 7919) +
                    " allows remote attackers to execute code, see https://example.com/advisories/" +
                    std::to_string(i));
  }
  const auto dictionary = train_dictionary(texts);
  EXPECT_FALSE(dictionary.empty());
  EXPECT_EQ(dictionary, train_dictionary(texts));
  EXPECT_EQ(train_dictionary({"one"}), "");
  std::size_t with = 0, without = 0;
  for (const auto& used : {dictionary, std::string()}) {
    TextPacker packer(used);
    TextUnpacker unpacker(base::as_bytes(used));
    for (const auto& text : texts) {
      const auto packed = packer.pack(text);
      ASSERT_TRUE(packed);
      (used.empty() ? without : with) += packed->size();
      EXPECT_EQ(unpacker.unpack(base::as_bytes(*packed)).value_or(""), text);
    }
  }
  EXPECT_LT(with * 2, without);
  TextUnpacker unpacker(base::as_bytes(dictionary));
  EXPECT_FALSE(unpacker.unpack(base::as_bytes("nonsense")));
}

}  // namespace
}  // namespace pratique::advisory
