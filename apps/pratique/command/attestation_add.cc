// pratique attestation add.
#include <fmt/format.h>

#include "attest/predicate.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "command.h"
#include "image.h"
#include "teller.h"

namespace pratique::app {
namespace {

struct AddOptions : CommonOptions {
  std::vector<std::string> images;
  std::string file, predicate_type;
  bool referrer = false;
};

Result<std::string> read_text(const std::string& file) {
  PQ_TRY(const auto source, codec::open_file(file == "-" ? "/dev/stdin" : file));
  return codec::read_all(*source, attest::kMaxAttestation);
}

// What is in the file decides: a statement, envelope or bundle goes as it is, if it is about the image; other JSON is the
// predicate of a new statement.
Result<attest::Referrer> referrer_of(const AddOptions& options, const std::string& text,
                                     const NamedImage& image) {
  PQ_TRY(const auto subject, subject_descriptor(image));
  auto statement = attest::read_statement(text);
  if (statement) {
    if (statement->predicate_type != options.predicate_type) {
      return base::fail(ErrorKind::kMismatch,
                        fmt::format("is a statement of predicate type \"{}\", not \"{}\"",
                                    statement->predicate_type, options.predicate_type),
                        {.file = options.file}, "give its own type by --predicate-type");
    }
    attest::ImageIdentity identity(*image.open.neighbours, *image.open.image);
    const auto about = identity.matches(*statement);
    if (!about || about->is_index) {
      return base::fail(
          ErrorKind::kMismatch, fmt::format("is a statement about something else than {}", subject.digest),
          {.file = options.file}, "give the predicate alone, or make a statement about this image");
    }
    return attest::make_referrer(text, statement->wrapping, options.predicate_type, subject);
  }
  const auto document =
      codec::JsonDocument::parse(text, attest::kMaxAttestation, attest::kMaxStatementMemory);
  if (!document || attest::claims_to_be_wrapped(document->root()))
    return tl::unexpected(std::move(statement).error().in(options.file));
  return attest::make_referrer(
      attest::make_statement(options.predicate_type, image.open.image->reference, subject.digest, text),
      attest::StatementWrapping::kBare, options.predicate_type, subject);
}

class AttestationAdd final : public Command {
 public:
  CommandInfo info() const override {
    return {"attestation add", "Attach an unsigned attestation to images", 3};
  }
  void declare(CLI::App& command) override {
    command
        .add_option("image", options_.images,
                    "IMAGE is an image of a registry, or an OCI layout folder (several: one after the "
                    "other), told by its content, or with "
                    "the prefix oci-dir://.")
        ->required();
    command
        .add_option("--file", options_.file,
                    "JSON: the predicate, or a whole in-toto statement, DSSE envelope or Sigstore bundle; -: "
                    "standard input")
        ->type_name("FILE")
        ->required();
    command
        .add_option("--predicate-type", options_.predicate_type,
                    "What the predicate is: https://openvex.dev/ns")
        ->type_name("TYPE")
        ->required();
    command.add_flag("--referrer", options_.referrer,
                     "Attach it as an OCI referrer: always so, the word is for scripts of Docker Scout");
    command.add_option("--platform", options_.platform, "Platform of a multi-platform image: linux/arm64")
        ->type_name("OS/ARCH");
    command.add_option("--ref", options_.ref, "Which image of a layout that holds several")
        ->type_name("NAME");
    add_pulling(command, options_);
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    command.footer(
        "\nThe attestation becomes a manifest of its own whose subject is the image's manifest (OCI 1.1): "
        "the image "
        "and its digest stay as they are.\n\nExamples:\n"
        "  pratique attestation add --file vex.json --predicate-type https://openvex.dev/ns oci-dir://image\n"
        "  pratique attestation add --file scan.json --predicate-type https://example.org/scan/v1 layout "
        "other\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(auto text, read_text(options_.file));
    Teller teller(options_);
    for (const auto& target : options_.images) {
      CommonOptions one = options_;
      one.target = target;
      PQ_TRY(const auto image, open_named(one, teller));
      PQ_TRY(const auto referrer, referrer_of(options_, text, image));
      PQ_TRY(const bool added, attach(image, referrer));
      teller.done(fmt::format("{} {}: {}, unsigned, about {}", added ? "Attached to" : "Already attached to",
                              target, referrer.entry.digest, image.open.image->manifest_digest));
    }
    return kOk;
  }

 private:
  AddOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_attestation_add() { return std::make_unique<AttestationAdd>(); }

}  // namespace pratique::app
