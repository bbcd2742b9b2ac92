// A file of a feed as bytes for codec::XmlStream.
#pragma once

#include "advisory/source.h"
#include "codec/xml_stream.h"

namespace pratique::advisory {

// The source must outlive it.
inline codec::XmlStream::More xml_pieces(Source& source) {
  return [&source](std::string& into) -> Result<bool> {
    PQ_TRY(const auto piece, source.piece());
    into += piece;
    return !piece.empty();
  };
}

}  // namespace pratique::advisory
