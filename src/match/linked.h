// Whether what an advisory names is linked into a Go program at all.
#pragma once

#include <span>
#include <string>

#include "advisory/views.h"
#include "match/finding.h"
#include "model/inventory.h"

namespace pratique::match {

// Entries of one advisory that affect the component's version. Nothing linked, in words: "none of the 3 vulnerable
// functions of golang.org/x/net/http2 is linked". Empty: something is; or an entry is about the whole module, or which
// functions are linked is not known (Details::functions). A part without functions is its whole package. Pure.
//
// The answer is that of the official checker in binary mode (golang.org/x/vuln, internal/vulncheck/binary.go), but for
// functions of generic types, which that one never finds.
std::string nothing_linked(std::span<const advisory::AffectedView* const> entries,
                           const model::Component& component, const model::Subject& subject);

// What is not linked, of a finding that is not affected because of it; else empty. Its text is the statement's.
std::string_view not_linked(const Finding& finding);

}  // namespace pratique::match
