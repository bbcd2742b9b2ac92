// pratique attestation get.
#include <fmt/format.h>

#include <algorithm>

#include "attest/predicate.h"
#include "base/text.h"
#include "command.h"
#include "documents.h"
#include "image.h"

namespace pratique::app {
namespace {

using attest::Attached;
using attest::Content;

class AttestationGet final : public Command {
 public:
  CommandInfo info() const override {
    return {"attestation get", "Write one attestation of an image, byte for byte", 2};
  }
  void declare(CLI::App& command) override {
    add_image(command, options_);
    command.add_option(
        "digest", digest_,
        "DIGEST is that of one attestation, as list prints it, or of its manifest, as add and push print "
        "it; its start will do.");
    command
        .add_option("--predicate-type", predicate_type_,
                    "The one of this predicate type, or kind: sbom, spdx, cyclonedx, provenance, vex")
        ->type_name("TYPE");
    command.add_flag("--predicate", predicate_, "Write the predicate only, without the statement around it");
    add_output(command, options_);
    command.footer(
        "\nNothing is verified: what is written may be anybody's word. What is about another image is "
        "refused.\n\n"
        "Examples:\n"
        "  pratique attestation get --predicate-type provenance oci-dir://image\n"
        "  pratique attestation get --predicate-type spdx --predicate -o bom.spdx.json image.tar\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto places, outputs(options_, {"json", {{"json", ""}}}));
    Teller teller(options_);
    PQ_TRY(const auto image, open_named(options_, teller));
    PQ_TRY(const auto all, fitting(image));
    PQ_TRY(const auto one, the_one(all, image));
    const auto& statement = one->statement;
    const bool document = one->found.content == Content::kSbom;
    if (predicate_ && !document && statement.predicate().empty())
      return base::fail(ErrorKind::kNotFound, "the statement has no predicate");
    const auto text = document     ? std::string_view(one->document)
                      : predicate_ ? statement.predicate()
                                   : std::string_view(statement.text);
    PQ_CHECK(write_document(places.front().file, text));
    return kOk;
  }

 private:
  bool fits(const Attached& one) const {
    return one.found.content != Content::kSignature &&
           (predicate_type_.empty() || attest::names(predicate_type_, one.predicate_type()));
  }

  bool is_named(const std::string& digest) const {
    return digest_.empty() || digest.starts_with(digest_) || digest.starts_with("sha256:" + digest_);
  }

  Result<std::vector<Attached>> fitting(const NamedImage& image) const {
    auto& neighbours = *image.open.neighbours;
    const auto finds = attest::find(neighbours, *image.open.image, attest::SearchReach::kAll);
    attest::ImageIdentity identity(neighbours, *image.open.image);
    std::vector<Attached> all;
    std::vector<model::Note> notes;
    for (const auto& found : finds.all) {
      if (!is_named(found.blob.digest) && !is_named(found.manifest)) continue;
      auto loaded = attest::load(neighbours, identity, found, notes);
      // Asked for by its digest, or the only one: what is wrong with it is the answer.
      if (!loaded && (!digest_.empty() || finds.all.size() == 1)) return tl::unexpected(loaded.error());
      if (!loaded) continue;
      for (auto& one : *loaded) {
        if (fits(one)) all.push_back(std::move(one));
      }
    }
    return all;
  }

  Result<const Attached*> the_one(const std::vector<Attached>& all, const NamedImage& image) const {
    std::vector<const Attached*> about;
    for (const auto& one : all) {
      if (one.about) about.push_back(&one);
    }
    if (about.size() == 1) return about.front();
    const Where where{.file = image.target.name};
    if (!about.empty()) {
      std::vector<std::string> names;
      for (const auto* one : about) names.push_back(one->found.blob.digest + " " + one->predicate_type());
      return base::fail(ErrorKind::kUsage, "several attestations: " + base::join(names, ", "), where,
                        "choose one by --predicate-type or its digest");
    }
    if (!all.empty()) {
      return base::fail(ErrorKind::kMismatch,
                        fmt::format("the attestation {} is about another image and was refused",
                                    all.front().found.blob.digest),
                        where);
    }
    return base::fail(ErrorKind::kNotFound, "no such attestation is attached to the image", where,
                      "pratique attestation list shows what there is");
  }

  CommonOptions options_;
  std::string digest_, predicate_type_;
  bool predicate_ = false;
};

}  // namespace

std::unique_ptr<Command> make_attestation_get() { return std::make_unique<AttestationGet>(); }

}  // namespace pratique::app
