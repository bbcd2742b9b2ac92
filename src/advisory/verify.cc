// Reads a whole database and compares it with its seal.
#include "advisory/database.h"
#include "advisory/seal.h"
#include "advisory/sqlite.h"
#include "codec/stream.h"
#include "crypto/digest.h"

namespace pratique::advisory {

namespace {

// Every page, so that the error says how much is damaged and not only where it begins.
Result<std::uint64_t> check_pages(const SealedFile& file) {
  std::uint64_t damaged = 0;
  std::optional<Error> first;
  std::vector<std::byte> page(kPageBytes);
  for (std::uint64_t i = 0; i < file.pages(); ++i) {
    auto read = file.read(i * kPageBytes, page);
    if (read) continue;
    ++damaged;
    if (!first) first = std::move(read).error();
  }
  if (!first) return file.pages();
  first->what += " (" + std::to_string(damaged) + " of " + std::to_string(file.pages()) + " pages damaged)";
  return tl::unexpected(*std::move(first));
}

// The pages are those that were written; this says whether what was written is a sound database.
Result<void> check_tables(const std::string& path) {
  PQ_TRY(const auto connection, Connection::open_sealed(path));
  PQ_TRY(auto check, connection.prepare("PRAGMA integrity_check(1)"));
  PQ_TRY(const bool row, check.step());
  if (row && check.text(0) == "ok") return {};
  return base::invalid("its tables are not sound: " + std::string(row ? check.text(0) : "no answer"));
}

Result<std::string> digest_of(const std::string& path) {
  PQ_TRY(const auto source, codec::open_file(path));
  crypto::Sha256 sha;
  for (;;) {
    PQ_TRY(const auto bytes, source->next());
    if (bytes.empty()) return sha.finish();
    sha.update(bytes);
  }
}

}  // namespace

Result<Verification> verify_database(const std::string& path) {
  // Says the same of a file that is not there, or none of ours, as every other command does.
  auto checked = [&]() -> Result<Verification> {
    PQ_CHECK(check_is_file(path));
    PQ_TRY(const auto file, SealedFile::open(path));
    Verification all;
    PQ_TRY(all.pages, check_pages(file));
    PQ_TRY(const auto database, Database::open(path));
    PQ_CHECK(check_tables(path));
    all.fingerprint = database.fingerprint();
    PQ_TRY(all.digest, digest_of(path));
    return all;
  }();
  if (checked) return checked;
  auto error = std::move(checked).error().in(path);
  if (error.hint.empty())
    error.hint = "build it anew with: pratique db update (or db build --feeds DIR, db pull)";
  return tl::unexpected(std::move(error));
}

}  // namespace pratique::advisory
