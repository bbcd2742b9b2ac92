// Any bytes as an attestation: they are read or refused; the predicate is a piece of the statement and JSON, and whatever
// an SBOM in it says of itself can be asked.
#include <cstdlib>

#include "attest/predicate.h"
#include "attest/statement.h"
#include "codec/json.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = attest::read_statements({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  for (const auto& statement : document->statements) {
    if (statement.predicate_type.empty() || statement.subjects.size() > attest::kMaxSubjects) std::abort();
    const auto predicate = statement.predicate();
    (void)attest::head_of_sbom(predicate);
    // As a value of its own it is what the parser finds in the statement.
    const auto whole = codec::JsonDocument::parse(statement.text);
    if (!whole) continue;  // of more than the parser's usual memory
    const auto inside = whole->root()["predicate"];
    if (predicate.empty() != !inside) std::abort();
    if (predicate.empty()) continue;
    const auto alone = codec::JsonDocument::parse("[" + std::string(predicate) + "]");
    if (!alone || alone->root().size() != 1 || alone->root().at(0).kind() != inside.kind()) std::abort();
    if (alone->root().at(0).size() != inside.size() || alone->root().at(0).text() != inside.text())
      std::abort();
    // Equal bytes are read equally, and one statement alone is one.
    const auto again = attest::read_statement(statement.text);
    if (statement.wrapping == attest::StatementWrapping::kBare && again && again->predicate() != predicate)
      std::abort();
  }
  return 0;
}
