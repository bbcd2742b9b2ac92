// The rules of purl types (purl-spec, types/*-definition.json): those that the table of ecosystems says
// (model/ecosystem.h, PurlRules), and those of single types that no column can say.
#pragma once

#include "model/purl.h"

namespace pratique::model {

// Rewrites namespace, name and version as the type wants; applied twice it changes nothing more.
void normalise_for_type(Purl& purl);
// Presence of a namespace, permitted characters and required qualifiers. Errors: kInvalid.
Result<void> check_for_type(const Purl& purl);

}  // namespace pratique::model
