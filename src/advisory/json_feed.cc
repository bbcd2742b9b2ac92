#include "advisory/json_feed.h"

#include "codec/json_pieces.h"

namespace pratique::advisory {

Result<void> each_piece(Source& source, FeedSink& sink,
                        const std::function<void(std::string_view key, codec::Json value)>& visit) {
  codec::JsonPieces pieces([&] { return source.piece(); });
  for (;;) {
    PQ_TRY(const auto piece, pieces.next());
    if (!piece) return {};
    if (piece->text.empty()) {
      sink.skip(piece->key, "larger than 32 MiB");
      continue;
    }
    const auto document = codec::JsonDocument::parse(piece->text);
    if (document) {
      visit(piece->key, document->root());
    } else {
      sink.skip(piece->key, to_line(document.error()));
    }
  }
}

}  // namespace pratique::advisory
