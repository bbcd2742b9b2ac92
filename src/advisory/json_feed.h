// Feeds that are one large JSON document, read piece by piece (codec/json_pieces.h): what their readers share.
#pragma once

#include <functional>
#include <string_view>

#include "advisory/feed.h"
#include "codec/json.h"

namespace pratique::advisory {

// Calls visit(key, value) for each member of the document's object, or each element of its array, its number the key.
// A piece that is no JSON or too large is skipped. Errors: those of the source, and JSON that breaks off.
Result<void> each_piece(Source& source, FeedSink& sink,
                        const std::function<void(std::string_view key, codec::Json value)>& visit);
// The same of one member of the document's object, which is passed over otherwise (JsonPieces::of_member()).
Result<void> each_piece_of(Source& source, std::string_view member, FeedSink& sink,
                           const std::function<void(std::string_view key, codec::Json value)>& visit);

}  // namespace pratique::advisory
