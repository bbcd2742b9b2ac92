// The rules of purl types (purl-spec, types/*-definition.json): those that the table of ecosystems says
// (model/ecosystem.h, PurlRules), and those of single types that no column can say.
#pragma once

#include "model/purl.h"

namespace pratique::model {

// Rewrites namespace, name, version and epoch as the type wants; applied twice it changes nothing more.
void normalise_for_type(Purl& purl);
// "1" of "1:2.3-4", as dpkg and rpm write it; "" where there is none.
std::string_view epoch_of(std::string_view version);
// Presence of a namespace, permitted characters and required qualifiers. Errors: kInvalid.
Result<void> check_for_type(const Purl& purl);

}  // namespace pratique::model
