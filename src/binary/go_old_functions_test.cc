#include "binary/go_old_functions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "model/linked_functions.h"

namespace pratique::binary {
namespace {

// Little endian.
void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
}
void align(std::string& out, std::size_t to) { out.resize((out.size() + to - 1) / to * to, '\0'); }

struct Function {
  std::string name;
  std::vector<std::string> inlined;
};

constexpr std::uint64_t kTrees = 0x500000;   // address of the first tree
constexpr std::uint64_t kTreesAt = 1 << 16;  // in the file

// As Go 1.13 to 1.15 write it: table at the start of the file, trees at kTreesAt.
std::string program(const std::vector<Function>& functions, bool wide = true) {
  const int word = wide ? 8 : 4;
  std::string table("\xfb\xff\xff\xff\0\0\1", 7), trees;
  table += static_cast<char>(word);
  put(table, functions.size(), word);
  const auto list = table.size();
  table.resize(list + (2 * functions.size() + 1) * static_cast<std::size_t>(word) + 4);
  const auto set = [&](std::size_t at, std::uint64_t value, int bytes) {
    std::string text;
    put(text, value, bytes);
    table.replace(at, text.size(), text);
  };
  std::map<std::string, std::size_t> names;
  const auto name_of = [&](const std::string& name) {
    if (!names.contains(name)) {
      names[name] = table.size();
      table += name + '\0';
    }
    return names[name];
  };
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const auto name = name_of(functions[i].name);
    const auto tree = kTrees + trees.size();
    for (const auto& each : functions[i].inlined) {
      put(trees, 0xffff, 2), put(trees, 0, 2), put(trees, 0, 8), put(trees, name_of(each), 4),
          put(trees, 0, 4);
    }
    const auto index = table.size();
    put(table, 2 * functions[i].inlined.size(), 1), put(table, 1, 1), put(table, 0, 1);
    align(table, 8);
    set(list + (2 * i + 1) * static_cast<std::size_t>(word), table.size(), word);
    put(table, 0x401000 + i, word), put(table, name, 4);
    for (int j = 0; j < 5; ++j) put(table, 0, 4);
    put(table, 3, 4), put(table, 0, 3), put(table, 5, 1);
    put(table, 0, 4), put(table, 0, 4), put(table, index, 4);
    if (wide) align(table, 8);
    for (int j = 0; j < 4; ++j) put(table, 0, word);
    put(table, functions[i].inlined.empty() ? 0 : tree, word);
  }
  set(list + (2 * functions.size() + 1) * static_cast<std::size_t>(word), table.size(), 4);
  table.resize(kTreesAt, '\0');
  return table + trees + std::string(16, '\0');
}

Result<GoFunctions> read(std::string_view file) {
  const base::ByteReader in(base::as_bytes(file));
  const std::vector<ElfSegment> loaded{
      {.kind = 1,
       .flags = 4,
       .offset = kTreesAt,
       .address = kTrees,
       .size = file.size() - std::min<std::uint64_t>(file.size(), kTreesAt)}};
  return read_old_functions(0, loaded, [&](auto offset, auto count) { return in.at(offset, count); });
}

bool has(const GoFunctions& functions, const std::string& package, std::string_view function) {
  const auto found = functions.packages().find(package);
  return found != functions.packages().end() &&
         std::ranges::find(found->second, model::hash_function(function)) != found->second.end();
}

const std::vector<Function> kFunctions{{"runtime.main", {}},
                                       {"main.main", {"os.(*File).checkValid", "strings.Index"}},
                                       {"os.(*File).Write", {"os.(*File).checkValid"}}};

TEST(GoOldFunctions, FunctionsAndWhatWasInlinedIntoThem) {
  for (const bool wide : {true, false}) {
    const auto functions = read(program(kFunctions, wide));
    ASSERT_TRUE(functions) << base::to_line(functions.error());
    EXPECT_TRUE(has(*functions, "runtime", "main"));
    EXPECT_TRUE(has(*functions, "os", "File.Write"));
    EXPECT_TRUE(has(*functions, "os", "File.checkValid"));
    EXPECT_TRUE(has(*functions, "strings", "Index"));
    EXPECT_FALSE(has(*functions, "os", "File.Read"));
  }
}

// Every byte of the table and of the trees that lies: an error, or other names, but nothing else.
TEST(GoOldFunctions, DamagedTablesAreErrorsOrOtherNames) {
  const auto whole = program(kFunctions);
  const auto table = whole.find_last_not_of('\0', kTreesAt - 1) + 1;
  std::size_t refused = 0;
  for (std::size_t at = 8; at < whole.size(); at = at + 1 == table ? kTreesAt : at + 1) {
    for (const char value : {'\xff', '\x7f', '\0'}) {
      auto changed = whole;
      changed[at] = value;
      refused += read(changed) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 100u);
  for (const std::size_t size : {std::size_t{0}, std::size_t{16}, std::size_t{100}, table - 1, kTreesAt + 30})
    EXPECT_FALSE(read(whole.substr(0, size))) << size;
}

// A small table may name the same long text again and again.
TEST(GoOldFunctions, NamesThatLieInTheSameBytesCountEachTime) {
  const std::string name = "a." + std::string(30'000, 'x');
  const auto one = read(program({{name, {}}}));
  ASSERT_TRUE(one) << base::to_line(one.error());
  EXPECT_EQ(one->packages().at("a").size(), 1u);
  std::string table("\xfb\xff\xff\xff\0\0\1\x08", 8);
  const std::uint64_t count = kMaxGoOldNames / name.size() + 10;
  const auto list = 16 + (2 * count + 1) * 8 + 4, record = (list + 7) / 8 * 8;
  put(table, count, 8);
  for (std::uint64_t i = 0; i < count; ++i) put(table, 0x401000, 8), put(table, record, 8);
  put(table, 0, 8), put(table, record + 48 + name.size() + 1, 4);
  table.resize(record, '\0');
  put(table, 0x401000, 8), put(table, record + 48, 4);
  table.resize(record + 48, '\0');
  table += name + '\0';
  const auto many = read(table);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, ErrorKind::kLimit);
}

TEST(GoOldFunctions, CountsThatLieAreRefusedBeforeAnythingIsMadeOfThem) {
  auto many = program(kFunctions);
  many.replace(8, 8, std::string(8, '\x7f'));
  ASSERT_FALSE(read(many));
  EXPECT_EQ(read(many).error().kind, ErrorKind::kLimit);
}

}  // namespace
}  // namespace pratique::binary
