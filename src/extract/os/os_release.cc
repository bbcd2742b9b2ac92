// The distribution of an image, and of each root filesystem inside it: etc/os-release, usr/lib/os-release, and the release files that stand in for
// them.
#include "base/text.h"
#include "extract/extractor.h"
#include "extract/os/distro/choose.h"
#include "extract/os/distro/release_text.h"

namespace pratique::extract {

namespace {

class OsRelease final : public Extractor {
 public:
  OsRelease()
      : Extractor({.name = "os/os_release",
                   .role = Role::kSystemIdentity,
                   .version = 2,
                   .triggers = {.base_names = {"os-release", "alpine-release", "almalinux-release",
                                               "rocky-release", "oracle-release", "fedora-release",
                                               "centos-release", "mariner-release", "photon-release",
                                               "SuSE-release", "redhat-release", "system-release",
                                               "lsb-release", "debian_version"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    os::KnownPath place;
    return os::is_release_file(candidate.path, place) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    const auto name = base::base_name(file.path());
    os::KnownPath place;
    const bool is_own = os::is_release_file(file.path(), place) && place.root.empty();
    Record record{.kind = RecordKind::kRelease};
    auto distro = name == "os-release" ? os::parse_os_release(text) : os::parse_release_file(name, text);
    if (distro) {
      record.system.edit() = *std::move(distro);
      record.system.settle();
    } else if (is_own && (name == "os-release" || distro.error().kind == ErrorKind::kLimit)) {
      return tl::unexpected(std::move(distro).error());
    }
    // A release file that names no distribution (a vendor's own text) is not a defect: os-release is what
    // counts. Nor is one inside the image, where it may be anything: packages of that root are told to be of an
    // unknown system.
    return record;
  }

  // No components: the core takes the distribution by choose_distro().
  void assemble(const Records&, Assembly&) const override {}
};

}  // namespace

std::unique_ptr<Extractor> make_os_release() { return std::make_unique<OsRelease>(); }

}  // namespace pratique::extract
