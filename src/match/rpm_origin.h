// Where an installed rpm comes from: which distribution's advisories speak of it, which repository and which product of
// that distribution it is of, or that somebody else built it.
#pragma once

#include <string>
#include <vector>

#include "advisory/views.h"
#include "model/inventory.h"

namespace pratique::match {

// What is asked of the database for an rpm.
struct RpmSystem {
  // "Red Hat:9", "EPEL:9"; empty: see `refusal`.
  std::string ecosystem;
  // "Red Hat Enterprise Linux 9.4".
  std::string label;
  // As in Question.
  std::string refusal, built_by;
  // "9" of a release that is a number.
  std::string major;
  // "9.4"; empty: not known.
  std::string minor;
  // Red Hat's own data count, by its products.
  bool of_red_hat = false;
  // As in Question: SUSE's products of one service pack.
  bool one_branch = false;
};
RpmSystem rpm_system(const model::Component& component, const model::Subject& subject);

// Repositories that it may have come from (Details::origin), in the spelling of Red Hat's table too.
std::vector<std::string> repositories_of(const model::Component& component);

// CPEs of what a package of Red Hat's is of where nobody says: the system of that major release, or the product whose dist
// tag its release has ("1.25-2.rhaos4.15.el9").
// What the image's label "cpe" says of that product, or of another that it holds besides, counts.
std::vector<std::string> presumed_products(const model::Component& component, const std::string& major,
                                           const model::Subject& subject);

// SUSE's modules of a release without a service pack hold for every one of it: "SUSE:12" of "SUSE:12.5"; "": there are none.
std::string modules_ecosystem(const model::Component& component, const std::string& ecosystem);

// Whether what was found there is about a module, and not about the release before its first service pack.
bool is_of_service_pack(const model::Component& component, const advisory::AffectedView& affected);

// The kernel that a package is built with, of whose code it holds nothing: headers, documents, tools. Defects of the kernel
// are not in it, though errata list all that was built. "": it is no such package.
std::string kernel_beside(const model::Component& component);

// Amazon Linux 2 has packages of one name in its core and in topics of its extras ("php8.0"). By the repository that the
// package came from, else by the version that a topic's name ends with.
bool is_of_topic(const model::Component& component, const advisory::AffectedView& affected);
// For people: "core", "php8.0"; "an unknown repository".
std::string topic_of(const model::Component& component);

}  // namespace pratique::match
