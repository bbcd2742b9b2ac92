// Products that a publisher ships one package in: which of them a statement is about, and which an installed package came
// from. By CPEs in the form of URIs (NISTIR 7695 §6.1): "cpe:/a:redhat:enterprise_linux:9::appstream".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/views.h"
#include "match/matcher.h"

namespace pratique::match {

// How a statement's products stand to those of a package.
enum class ProductFit {
  kOwn,        // one of them is, or neither side names any
  kOtherwise,  // one of Question::otherwise is
  kUnknown,    // the product is, but nobody knows of which version the package is
  kOther
};
ProductFit fit_of(const Question& question, const advisory::AffectedView& affected);

// Once the products of its repositories are known: leaves out those of other minor releases and of other products than
// the package was built for, presumes some where none is left, and says in the rule what was taken for true.
void narrow_products(Question& question);

// The two as texts, where they are not the same.
Compared compared_products(const Question& question, const advisory::AffectedView& affected);

// Whether one text says what the other does, as far as both say something: "enterprise_linux:9" is
// "enterprise_linux:9::appstream", but not "rhel_eus:9.4". `unknown` is set where they would be the same if the first had a
// version.
bool is_same_product(std::string_view ours, std::string_view theirs, bool& unknown);

// "enterprise_linux:9::appstream", for people.
std::string product_text(std::string_view cpe);

// The branch of the distribution that a build is of, from the dist tag of its release: "el9_4" of
// "5.14.0-427.13.1.el9_4", "rhaos4.12" of "1.25-2.rhaos4.12.git.el8". "" where it names no minor release ("el9": what is
// built for all that follow), and for builds of modules, whose tags tell the platform.
std::string_view branch_of(std::string_view version);

}  // namespace pratique::match
