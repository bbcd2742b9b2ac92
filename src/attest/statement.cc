#include "attest/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/json.h"

namespace pratique::attest {

using codec::Json;
using codec::JsonDocument;

namespace {

constexpr std::size_t kShown = 100;

std::string shown(std::string_view text) { return std::string(text.substr(0, kShown)); }

Result<JsonDocument> parse(std::string_view text) {
  return JsonDocument::parse(text, kMaxAttestation, kMaxStatementMemory);
}

// in-toto/attestation, spec/v1/envelope.md: "application/vnd.in-toto+json", and "application/vnd.in-toto.PREDICATE+json".
bool is_payload_type(std::string_view type) {
  return type.starts_with("application/vnd.in-toto") && type.ends_with("+json") &&
         (type.size() == std::string_view("application/vnd.in-toto+json").size() ||
          type[std::string_view("application/vnd.in-toto").size()] == '.');
}

// bundle.proto, "media_type".
bool is_bundle_type(std::string_view type) {
  static constexpr std::array<std::string_view, 4> kTypes{
      "application/vnd.dev.sigstore.bundle.v0.3+json", "application/vnd.dev.sigstore.bundle+json;version=0.1",
      "application/vnd.dev.sigstore.bundle+json;version=0.2",
      "application/vnd.dev.sigstore.bundle+json;version=0.3"};
  return base::is_one_of(type, kTypes);
}

// Readers differ in which of two members they take, and Go's take "subject" and "Subject" for one: what somebody signed
// must not say two things.
Result<void> check_members(Json statement) {
  static constexpr std::array<std::string_view, 4> kDeciding{"_type", "subject", "predicateType",
                                                             "predicate"};
  std::array<int, kDeciding.size()> times{};
  statement.each_member([&](std::string_view key, Json) {
    for (std::size_t i = 0; i < kDeciding.size(); ++i) {
      if (base::equals_ignoring_case(key, kDeciding[i])) ++times[i];
    }
  });
  for (std::size_t i = 0; i < kDeciding.size(); ++i) {
    if (times[i] > 1) return base::invalid(fmt::format("the statement has \"{}\" twice", kDeciding[i]));
  }
  return {};
}

Result<std::vector<StatementSubject>> read_subjects(Json json) {
  if (json.size() > kMaxSubjects)
    return base::over_limit(fmt::format("a statement about more than {} subjects", kMaxSubjects));
  std::vector<StatementSubject> subjects;
  json.each([&](Json one) {
    StatementSubject subject{.name = one["name"].text_or(""), .digests = {}};
    one["digest"].each_member([&](std::string_view algorithm, Json value) {
      if (value.is_string()) subject.digests.insert_or_assign(std::string(algorithm), value.text());
    });
    subjects.push_back(std::move(subject));
  });
  return subjects;
}

Result<InTotoStatement> statement_of(Json root, std::string text, StatementWrapping wrapping,
                                     std::size_t signatures) {
  InTotoStatement statement{.type = root["_type"].text_or(""),
                            .predicate_type = root["predicateType"].text_or(""),
                            .subjects = {},
                            .wrapping = wrapping,
                            .signatures = signatures,
                            .text = std::move(text)};
  if (statement.type != "https://in-toto.io/Statement/v0.1" &&
      statement.type != "https://in-toto.io/Statement/v1") {
    return base::fail(ErrorKind::kUnsupported,
                      fmt::format("\"{}\" is no in-toto statement of v0.1 or v1", shown(statement.type)));
  }
  PQ_CHECK(check_members(root));
  if (statement.predicate_type.empty()) return base::invalid("a statement without a predicateType");
  if (!root["subject"].is_array()) return base::invalid("a statement without subjects");
  PQ_TRY(statement.subjects, read_subjects(root["subject"]));
  const auto predicate = raw_member(statement.text, "predicate");
  if (predicate.empty()) return statement;
  statement.predicate_at = static_cast<std::size_t>(predicate.data() - statement.text.data());
  statement.predicate_size = predicate.size();
  return statement;
}

// The payload is decoded once and parsed from these bytes: what stands around it has no say (dsse, protocol.md).
Result<InTotoStatement> read_envelope(Json envelope, StatementWrapping wrapping) {
  const auto type = envelope["payloadType"].text();
  if (!is_payload_type(type)) {
    return base::fail(ErrorKind::kUnsupported,
                      fmt::format("an envelope of \"{}\", no in-toto statement", shown(type)));
  }
  if (!envelope["payload"].is_string()) return base::invalid("an envelope without a payload");
  auto payload = codec::from_base64(envelope["payload"].text());
  if (!payload) return base::invalid("the envelope's payload is not base64");
  PQ_TRY(const auto document, parse(*payload));
  return statement_of(document.root(), *std::move(payload), wrapping, envelope["signatures"].size());
}

Result<void> read_bundle(Json bundle, StatementFile& into) {
  const auto type = bundle["mediaType"].text();
  if (!is_bundle_type(type)) {
    return base::fail(ErrorKind::kUnsupported, fmt::format("a Sigstore bundle of type \"{}\"", shown(type)),
                      {}, "v0.1 to v0.3 are read");
  }
  const auto envelope = bundle["dsseEnvelope"], signature = bundle["messageSignature"];
  if (envelope.is_object() == signature.is_object())
    return base::invalid("a Sigstore bundle with neither or both of dsseEnvelope and messageSignature");
  if (signature.is_object()) {
    ++into.message_signatures;
    return {};
  }
  PQ_TRY(auto statement, read_envelope(envelope, StatementWrapping::kBundle));
  into.statements.push_back(std::move(statement));
  return {};
}

bool looks_like_bundle(Json root) {
  return root["mediaType"].text().starts_with("application/vnd.dev.sigstore.bundle") ||
         root["dsseEnvelope"].is_object() || root["messageSignature"].is_object();
}

Result<void> read_one(std::string_view text, StatementFile& into) {
  PQ_TRY(const auto document, parse(text));
  const auto root = document.root();
  if (looks_like_bundle(root)) return read_bundle(root, into);
  if (root["payloadType"].is_string()) {
    PQ_TRY(auto statement, read_envelope(root, StatementWrapping::kEnvelope));
    into.statements.push_back(std::move(statement));
    return {};
  }
  if (!root["_type"].is_string()) {
    return base::fail(ErrorKind::kUnsupported,
                      "neither an in-toto statement, nor a DSSE envelope, nor a Sigstore bundle");
  }
  PQ_TRY(auto statement, statement_of(root, std::string(text), StatementWrapping::kBare, 0));
  into.statements.push_back(std::move(statement));
  return {};
}

// One document a line: the first line is an object by its looks, and another begins behind it.
bool is_lines(std::string_view text) {
  text = base::trim(text);
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const auto first = base::trim(text.substr(0, end));
  return first.starts_with('{') && first.ends_with('}') && base::trim(text.substr(end)).starts_with('{');
}

Result<StatementFile> read_lines(std::string_view text) {
  StatementFile document;
  std::optional<Error> first;
  std::size_t number = 0, read = 0;
  for (const auto line : base::lines(text)) {
    ++number;
    if (base::trim(line).empty()) continue;
    if (++read > kMaxStatements)
      return base::over_limit(fmt::format("more than {} statements in one document", kMaxStatements));
    auto one = read_one(line, document);
    if (one) continue;
    auto message = fmt::format("line {}: {}", number, one.error().what);
    document.notes.push_back({.code = "attestation-unreadable", .message = std::move(message)});
    if (!first) first = std::move(one).error();
  }
  if (document.statements.empty() && document.message_signatures == 0 && first)
    return tl::unexpected(*std::move(first));
  return document;
}

}  // namespace

const char* to_string(StatementWrapping wrapping) {
  switch (wrapping) {
    case StatementWrapping::kBare:
      return "statement";
    case StatementWrapping::kEnvelope:
      return "dsse";
    case StatementWrapping::kBundle:
      return "bundle";
  }
  return "statement";
}

bool claims_to_be_wrapped(Json root) {
  return looks_like_bundle(root) || root["payloadType"].is_string() ||
         root["_type"].text().starts_with("https://in-toto.io/Statement/");
}

Result<StatementFile> read_statements(std::string_view text) {
  if (text.size() > kMaxAttestation)
    return base::over_limit(fmt::format("an attestation of more than {} MiB", kMaxAttestation >> 20));
  if (is_lines(text)) return read_lines(text);
  StatementFile document;
  PQ_CHECK(read_one(text, document));
  return document;
}

Result<InTotoStatement> read_statement(std::string_view text) {
  PQ_TRY(auto document, read_statements(text));
  if (document.statements.size() == 1 && document.message_signatures == 0)
    return std::move(document.statements.front());
  if (document.statements.empty()) return base::invalid("a signature, no statement");
  return base::invalid("several statements where one is expected");
}

}  // namespace pratique::attest
