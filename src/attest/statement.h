// Statements about an image as they are written down, and what is put around them. Nothing here is verified: a
// signature is counted, never checked.
//
// Formats: in-toto Statement v0.1 and v1 (in-toto attestation framework, spec/v1/statement.md); DSSE envelopes
// (secure-systems-lab/dsse, envelope.md: payload in standard or URL-safe base64); Sigstore bundles v0.1 to v0.3
// (sigstore protobuf-specs, bundle.proto as JSON); several of these, one a line ("*.intoto.jsonl").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json.h"
#include "model/note.h"

namespace pratique::attest {

// Bytes of one as stored: BuildKit's own bound; memory that its JSON takes besides its text.
inline constexpr std::uint64_t kMaxAttestation = 40ull << 20;
inline constexpr std::uint64_t kMaxStatementMemory = 224ull << 20;
// Of one statement, of one file.
inline constexpr std::size_t kMaxSubjects = 10'000;
inline constexpr std::size_t kMaxStatements = 1'000;

// What a statement is about: only the digests say it, a name has no meaning (statement.md, "subject").
struct StatementSubject {
  std::string name;
  // "sha256" → hex digits.
  std::map<std::string, std::string> digests;
  bool operator==(const StatementSubject&) const = default;
};

enum class StatementWrapping {
  kBare,      // the statement as it is; nobody signed it
  kEnvelope,  // in a DSSE envelope
  kBundle,    // in an envelope in a Sigstore bundle
};
const char* to_string(StatementWrapping wrapping);  // "statement", "dsse", "bundle"

struct InTotoStatement {
  // "https://in-toto.io/Statement/v1".
  std::string type;
  std::string predicate_type;
  std::vector<StatementSubject> subjects;
  StatementWrapping wrapping = StatementWrapping::kBare;
  // Of the envelope; none of them was verified.
  std::size_t signatures = 0;
  // The statement's JSON, byte for byte as it stood.
  std::string text;
  // Of `text`: the predicate's JSON; empty when there is none.
  std::size_t predicate_at = 0, predicate_size = 0;

  std::string_view predicate() const { return std::string_view(text).substr(predicate_at, predicate_size); }
};

// What one file or blob holds.
struct StatementFile {
  std::vector<InTotoStatement> statements;
  // Bundles that sign something without saying anything of it (messageSignature).
  std::size_t message_signatures = 0;
  // Lines that could not be read, when others could.
  std::vector<model::Note> notes;
};

// Errors: kLimit over kMaxAttestation, kMaxSubjects, kMaxStatements or JSON's own limits; kUnsupported for JSON that
// is none of the above, an envelope of another payload type and a bundle of another version; kInvalid for what
// breaks its format, and for a statement that has a deciding member twice.
Result<StatementFile> read_statements(std::string_view text);

// The one statement that a text must be, bare or wrapped. Errors as above.
Result<InTotoStatement> read_statement(std::string_view text);

// Whether a document says that it is a statement, an envelope or a bundle, sound or not: it is no predicate then.
bool claims_to_be_wrapped(codec::Json root);

// The JSON of a member, byte for byte, of a text that is one sound JSON object; the last of that name. Empty: none.
std::string_view raw_member(std::string_view object, std::string_view key);

}  // namespace pratique::attest
