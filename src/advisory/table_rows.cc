#include "advisory/table_rows.h"

#include <algorithm>

#include "advisory/compact.h"
#include "advisory/contents.h"

namespace pratique::advisory {

namespace {

constexpr std::string_view kDictionaryKey = "dictionary";

using Cell = TableRow::Cell;

bool is_text(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kText:
    case ColumnKind::kBlob:
    case ColumnKind::kEntries:
    case ColumnKind::kFacts:
    case ColumnKind::kAssessments:
    case ColumnKind::kBody:
    case ColumnKind::kSetting:
      return true;
    default:
      return false;
  }
}
bool is_own(ColumnKind kind) { return kind == ColumnKind::kOwnString || kind == ColumnKind::kOwnRecord; }

int compare(const Cell& a, const Cell& b, ColumnKind kind) {
  if (is_text(kind)) return std::clamp(a.text.compare(b.text), -1, 1);
  return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
}

// "a, b, c", "?,?,?".
std::string columns_of(const TableShape& shape) {
  std::string out;
  for (const auto& [name, kind] : shape.columns) out += std::string(out.empty() ? "" : ", ") + name;
  return out;
}
std::string places_of(const TableShape& shape) {
  std::string out;
  for (std::size_t i = 0; i < shape.columns.size(); ++i) out += i == 0 ? "?" : ",?";
  return out;
}

std::int64_t mapped(const NumberMap& map, std::int64_t number) {
  return static_cast<std::int64_t>(map.of(static_cast<std::uint64_t>(number)));
}

bool is_dictionary(const TableRow& row, ColumnKind kind) {
  return kind == ColumnKind::kSetting && row.cells.front().text == kDictionaryKey;
}

}  // namespace

const std::vector<TableShape>& table_shapes() {
  using enum ColumnKind;
  static const std::vector<TableShape> shapes{
      {0, "string", {{"id", kOwnString}, {"text", kText}}, {1}},
      {1,
       "record",
       {{"id", kOwnRecord},
        {"name", kText},
        {"source", kString},
        {"enrichment", kNumber},
        {"digest", kNumber}},
       {3, 2, 1}},
      {2, "package", {{"key", kNumber}, {"ecosystem", kString}, {"name", kText}, {"entries", kEntries}}, {0}},
      {3, "name", {{"id", kText}, {"kind", kNumber}, {"record", kRecord}}, {0, 1, 2}},
      {4, "alias", {{"id", kText}, {"preferred", kText}}, {0}},
      {5, "assessment", {{"key", kNumber}, {"facts", kAssessments}}, {0}},
      {5, "vulnerability", {{"key", kNumber}, {"id", kText}, {"facts", kFacts}}, {0}},
      {6, "exploited", {{"id", kText}, {"added", kNumber}, {"due", kNumber}, {"ransomware", kNumber}}, {0}},
      {6, "epss", {{"id", kText}, {"score", kNumber}, {"percentile", kNumber}, {"day", kNumber}}, {0}},
      {6, "sighting", {{"id", kText}, {"source", kText}, {"day", kNumber}}, {0, 1}},
      {7, "enrichment", {{"source", kText}, {"records", kNumber}, {"newest", kText}}, {0}},
      {8,
       "coverage",
       {{"ecosystem", kString},
        {"source", kString},
        {"declared", kNumber},
        {"extent", kNumber},
        {"newest", kText},
        {"advisories", kNumber},
        {"packages", kNumber},
        {"undated", kNumber}},
       {0, 1, 2}},
      {9,
       "lifecycle",
       {{"distribution", kText},
        {"release", kText},
        {"ends", kText},
        {"extended", kText},
        {"ended", kNumber}},
       {0, 1}},
      {10, "popular", {{"ecosystem", kText}, {"name", kText}, {"rank", kNumber}, {"source", kText}}, {0, 1}},
      {11, "origin", {{"kind", kNumber}, {"name", kText}, {"stands_for", kText}}, {0, 1}},
      {12,
       "kept",
       {{"input", kText}, {"advisories", kNumber}, {"read_on", kText}, {"days", kNumber}, {"fault", kText}},
       {0}},
      {13, "text", {{"record", kRecord}, {"body", kBody}}, {0}},
      {14, "meta", {{"key", kText}, {"value", kSetting}}, {0}},
  };
  return shapes;
}

int compare_keys(const TableRow& a, const TableRow& b) {
  if (a.group() != b.group()) return a.group() < b.group() ? -1 : 1;
  const auto first = a.shape().keys.front();
  if (a.table != b.table) {
    const auto order =
        compare(a.cells[first], b.cells[b.shape().keys.front()], a.shape().columns[first].second);
    return order != 0 ? order : a.table < b.table ? -1 : 1;
  }
  for (const auto key : a.shape().keys) {
    const auto order = compare(a.cells[key], b.cells[key], a.shape().columns[key].second);
    if (order != 0) return order;
  }
  return 0;
}

bool has_keys(const TableRow& row) {
  return std::all_of(row.shape().keys.begin(), row.shape().keys.end(), [&](auto key) {
    const auto kind = row.shape().columns[key].second;
    const bool refers = kind == ColumnKind::kString || kind == ColumnKind::kRecord;
    return !refers || row.cells[key].number != static_cast<std::int64_t>(NumberMap::kGone);
  });
}

void renumber(TableRow& row, const Renumbering& map) {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    auto& cell = row.cells[i];
    switch (row.shape().columns[i].second) {
      case ColumnKind::kString:
        cell.number = mapped(map.strings, cell.number);
        break;
      case ColumnKind::kRecord:
        cell.number = mapped(map.records, cell.number);
        break;
      case ColumnKind::kEntries:
        cell.text = renumber_entries(cell.text, map);
        break;
      case ColumnKind::kFacts:
        cell.text = renumber_facts(cell.text, map);
        break;
      case ColumnKind::kAssessments:
        cell.text = renumber_assessments(cell.text, map);
        break;
      default:
        break;
    }
  }
}

void append(const TableRow& row, std::string& out) {
  compact::CompactWriter bytes;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto kind = row.shape().columns[i].second;
    if (is_own(kind)) continue;
    if (is_text(kind)) {
      bytes.text(row.cells[i].text);
    } else {
      bytes.number(static_cast<std::uint64_t>(row.cells[i].number));
    }
  }
  out += bytes.take();
}

Result<void> read_row(base::ByteReader& in, std::size_t table, TableRow& row) {
  row.table = table;
  row.cells.assign(row.shape().columns.size(), {});
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto kind = row.shape().columns[i].second;
    if (is_own(kind)) continue;
    if (is_text(kind)) {
      PQ_TRY(row.cells[i].text, compact::text(in));
    } else {
      PQ_TRY(const auto number, in.uvarint());
      row.cells[i].number = static_cast<std::int64_t>(number);
    }
  }
  return {};
}

struct TableRows::State {
  struct Table {
    SqlStatement select;
    TableRow row;
    bool there = false;
  };
  std::vector<Table> tables;
  std::string dictionary;
  TextUnpacker unpacker;
  // The tables of the group at hand; at most one row of each is read ahead.
  std::size_t first = 0, behind = 0;
  Table* current = nullptr;

  State(std::vector<Table> all, std::string words)
      : tables(std::move(all)), dictionary(std::move(words)), unpacker(base::as_bytes(dictionary)) {}

  static Result<void> advance(Table& table) {
    PQ_TRY(table.there, table.select.step());
    if (!table.there) return {};
    auto& row = table.row;
    row.cells.resize(row.shape().columns.size());
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto column = static_cast<int>(i);
      if (is_text(row.shape().columns[i].second)) {
        row.cells[i].text = table.select.text(column);
      } else {
        row.cells[i].number = table.select.integer(column);
      }
    }
    return {};
  }

  Result<void> next_group() {
    first = behind;
    while (behind < tables.size() && tables[behind].row.group() == tables[first].row.group())
      PQ_CHECK(advance(tables[behind++]));
    return {};
  }
};

TableRows::TableRows(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableRows::TableRows(TableRows&&) noexcept = default;
TableRows::~TableRows() = default;

Result<TableRows> TableRows::open(const Connection& connection) {
  std::vector<State::Table> tables;
  for (std::size_t i = 0; i < table_shapes().size(); ++i) {
    const auto& shape = table_shapes()[i];
    std::string order;
    // Own numbers follow the order of the rows.
    const auto own = is_own(shape.columns.front().second);
    for (const auto key : own ? std::vector<std::size_t>{0} : shape.keys)
      order += std::string(order.empty() ? "" : ", ") + shape.columns[key].first;
    PQ_TRY(auto select,
           connection.prepare("SELECT " + columns_of(shape) + " FROM " + shape.name + " ORDER BY " + order));
    tables.push_back({.select = std::move(select), .row = {.table = i, .cells = {}}});
  }
  PQ_TRY(auto dictionary, read_meta(connection, kDictionaryKey));
  return TableRows(std::make_unique<State>(std::move(tables), std::move(dictionary)));
}

Result<bool> TableRows::next() {
  auto& state = *state_;
  if (state.current != nullptr) PQ_CHECK(State::advance(*state.current));
  for (;;) {
    state.current = nullptr;
    for (auto i = state.first; i < state.behind; ++i) {
      auto& table = state.tables[i];
      if (table.there && (state.current == nullptr || compare_keys(table.row, state.current->row) < 0))
        state.current = &table;
    }
    if (state.current != nullptr) return true;
    if (state.behind == state.tables.size()) return false;
    PQ_CHECK(state.next_group());
  }
}

TableRow& TableRows::row() { return state_->current->row; }
const std::string& TableRows::dictionary() const { return state_->dictionary; }

Result<void> TableRows::make_plain() {
  auto& row = this->row();
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto kind = row.shape().columns[i].second;
    if (kind == ColumnKind::kBody) {
      PQ_TRY(row.cells[i].text, state_->unpacker.unpack(base::as_bytes(row.cells[i].text)));
    }
    if (is_own(kind)) row.cells[i].number = 0;
    if (is_dictionary(row, kind)) row.cells[i].text.clear();
  }
  return {};
}

struct TableRowWriter::State {
  std::vector<SqlStatement> inserts;
  std::string dictionary;
  TextPacker packer;
  std::int64_t strings = 0, records = 1;

  State(std::vector<SqlStatement> all, std::string words)
      : inserts(std::move(all)), dictionary(std::move(words)), packer(dictionary) {}

  Result<void> insert(const TableRow& row, std::string_view body) {
    auto& insert = inserts[row.table];
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& cell = row.cells[i];
      const auto at = static_cast<int>(i) + 1;
      const auto kind = row.shape().columns[i].second;
      if (kind == ColumnKind::kOwnString) {
        insert.bind(at, strings++);
      } else if (kind == ColumnKind::kOwnRecord) {
        insert.bind(at, records++);
      } else if (kind == ColumnKind::kText) {
        insert.bind(at, std::string_view(cell.text));
      } else if (kind == ColumnKind::kBody) {
        insert.bind_blob(at, body);
      } else if (is_dictionary(row, kind)) {
        insert.bind_blob(at, dictionary);
      } else if (is_text(kind)) {
        insert.bind_blob(at, cell.text);
      } else {
        insert.bind(at, cell.number);
      }
    }
    return insert.run();
  }
};

TableRowWriter::TableRowWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableRowWriter::TableRowWriter(TableRowWriter&&) noexcept = default;
TableRowWriter::~TableRowWriter() = default;

Result<TableRowWriter> TableRowWriter::open(const Connection& connection, std::string dictionary) {
  std::vector<SqlStatement> inserts;
  for (const auto& shape : table_shapes()) {
    PQ_TRY(auto insert, connection.prepare(std::string("INSERT INTO ") + shape.name + "(" +
                                           columns_of(shape) + ") VALUES(" + places_of(shape) + ")"));
    inserts.push_back(std::move(insert));
  }
  return TableRowWriter(std::make_unique<State>(std::move(inserts), std::move(dictionary)));
}

std::uint64_t TableRowWriter::next_number(std::size_t table) const {
  const auto kind = table_shapes()[table].columns.front().second;
  if (kind == ColumnKind::kOwnString) return static_cast<std::uint64_t>(state_->strings);
  return kind == ColumnKind::kOwnRecord ? static_cast<std::uint64_t>(state_->records) : 0;
}

Result<void> TableRowWriter::write(const TableRow& row) {
  if (row.shape().columns.back().second != ColumnKind::kBody) return state_->insert(row, {});
  PQ_TRY(const auto body, state_->packer.pack(row.cells.back().text));
  return state_->insert(row, body);
}

Result<void> TableRowWriter::write_packed(const TableRow& row) {
  return state_->insert(row, row.cells.back().text);
}

}  // namespace pratique::advisory
