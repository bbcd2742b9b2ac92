#include "sbom/party.h"

#include <gtest/gtest.h>

namespace pratique::sbom {
namespace {

TEST(Parties, PersonsAreToldFromOrganisations) {
  struct Row {
    const char* stated;
    bool of_people, person;
    const char *name, *mail;
  };
  for (const auto& row : {
           Row{"Ada Lovelace <ada@example.org>", false, true, "Ada Lovelace", "ada@example.org"},
           Row{"Natanael Copa <ncopa@alpinelinux.org>", false, true, "Natanael Copa",
               "ncopa@alpinelinux.org"},
           Row{"Debian OpenSSL Team <pkg-openssl@lists.example.org>", false, false, "Debian OpenSSL Team",
               "pkg-openssl@lists.example.org"},
           Row{"GNU Libc Maintainers <glibc@example.org>", false, false, "GNU Libc Maintainers",
               "glibc@example.org"},
           Row{"<nobody@example.org>", false, false, "nobody@example.org", "nobody@example.org"},
           Row{"Red Hat, Inc. <x@example.org>", false, false, "Red Hat, Inc.", "x@example.org"},
           Row{"AlmaLinux", false, false, "AlmaLinux", ""},
           Row{"Kenneth Reitz", true, true, "Kenneth Reitz", ""},
           Row{"Kenneth Reitz", false, false, "Kenneth Reitz", ""},
           Row{"The Python Cryptographic Authority", true, false, "The Python Cryptographic Authority", ""},
           Row{"Line\nbreak (x) <a@example.org>", false, true, "Line\\x0abreak [x]", "a@example.org"},
           Row{"  ", true, false, "unknown", ""},
       }) {
    const auto party = party_of(row.stated, row.of_people);
    EXPECT_EQ(party.name, row.name) << row.stated;
    EXPECT_EQ(party.mail, row.mail) << row.stated;
    EXPECT_EQ(party.person, row.person) << row.stated;
  }
}

TEST(Parties, WhoOwnsTheNameSuppliesWhatSaysNothing) {
  model::Component component;
  component.purl = model::make_purl("npm", "@babel", "core", "1");
  EXPECT_EQ(supplier_of(component).name, "@babel");
  component.purl = model::make_purl("npm", "", "left-pad", "1");
  EXPECT_EQ(supplier_of(component).name, "unknown");
}

TEST(Parties, AnImageIsSuppliedByItsLabels) {
  model::Subject subject;
  EXPECT_EQ(supplier_of(subject).name, "unknown");
  EXPECT_EQ(version_of(subject), "unknown");
  subject.distro.version_id = "12";
  EXPECT_EQ(version_of(subject), "12");
  subject.labels["maintainer"] = "Ada Lovelace <ada@example.org>";
  EXPECT_TRUE(supplier_of(subject).person);
  subject.labels["org.opencontainers.image.vendor"] = "Example";
  EXPECT_EQ(supplier_of(subject).name, "Example");
  EXPECT_FALSE(supplier_of(subject).person);
}

}  // namespace
}  // namespace pratique::sbom
