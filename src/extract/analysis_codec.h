// The binary form of a layer's analysis: what the cache keeps, and what a process that reads layers for another
// one sends it. Described in docs/formats/analysis.md. For this program's eyes only:
// it changes with kAnalysisVersion and with any extractor's version, and nothing is converted.
#pragma once

#include <cstdint>
#include <string>

#include "base/byte_writer.h"
#include "extract/catalogue.h"
#include "extract/layer_analysis.h"

namespace pratique::extract {

// Raised whenever the same analysis would be other bytes.
inline constexpr std::uint64_t kAnalysisVersion = 7;
// A layer at the limits of the meter (records, names) takes about 300 MB.
inline constexpr std::uint64_t kMaxAnalysisBytes = 512ull << 20;

// Equal analyses and catalogues give equal bytes. Errors: kMetered for an analysis of which this scan's limits
// left something out, so that it is not the layer's; kLimit over kMaxAnalysisBytes.
Result<std::string> encode(const LayerAnalysis& analysis, const Catalogue& catalogue);

// The same into `out`, and also of an analysis of which something was left out: for the process that asked for it.
// That something was left out, and why, is not part of the bytes.
void encode_as_it_is(const LayerAnalysis& analysis, const Catalogue& catalogue, base::ByteWriter& out);

// The analysis that was encoded; an error for anything else, with its offset, and for bytes that follow.
// kUnsupported: another version of the format, or other extractors or versions of them than the catalogue's:
// the layer has to be read anew. kInvalid: damaged. Takes at most about 60 times as much memory as `bytes`
// (lists of empty texts), ordinary analyses some 3 times.
// With `memory`, at most about so much, and kInvalid beyond.
Result<LayerAnalysis> decode(base::Bytes bytes, const Catalogue& catalogue,
                             std::uint64_t memory = UINT64_MAX);

}  // namespace pratique::extract
